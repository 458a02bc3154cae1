//! Why a token signs nobody in: one stable code a reason, so that a person can tell a wrong clock from a wrong client.

/// A token is refused. No text of the token is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// `TOKEN_MALFORMED`: no JWT (RFC 7519), or a claim is of the wrong type.
    #[error("the token is no JWT with well-formed claims")]
    Malformed,
    /// `TOKEN_TYPE_WRONG`: no access token, for example an ID token (RFC 9068, 4).
    #[error("the token's typ is not at+jwt: send an access token")]
    TypeWrong,
    /// `TOKEN_ALGORITHM_REFUSED`: symmetric, `none`, unknown, or not the key's.
    #[error("the token is not signed with an algorithm that is allowed")]
    AlgorithmRefused,
    /// `TOKEN_KEY_UNKNOWN`: the issuer does not publish the key that the token names, or it names none.
    #[error("the token names no key that the issuer publishes")]
    KeyUnknown,
    /// `TOKEN_SIGNATURE_WRONG`.
    #[error("the token's signature is wrong")]
    SignatureWrong,
    /// `TOKEN_ISSUER_MISSING`.
    #[error("the token has no iss")]
    IssuerMissing,
    /// `TOKEN_ISSUER_UNKNOWN`.
    #[error("the token is not from the issuer of this registry")]
    IssuerUnknown,
    /// `TOKEN_AUDIENCE_MISSING`.
    #[error("the token has no aud")]
    AudienceMissing,
    /// `TOKEN_AUDIENCE_WRONG`.
    #[error("the token is not meant for this registry")]
    AudienceWrong,
    /// `TOKEN_SUBJECT_MISSING`.
    #[error("the token has no sub")]
    SubjectMissing,
    /// `TOKEN_EXPIRY_MISSING`.
    #[error("the token has no exp")]
    ExpiryMissing,
    /// `TOKEN_EXPIRED`.
    #[error("the token has expired")]
    Expired,
    /// `TOKEN_NOT_YET_VALID`.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// `TOKEN_DENIED`: the token or its subject stands on the deny list.
    #[error("the token is believed no more")]
    Denied,
}

impl TokenRefusal {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "TOKEN_MALFORMED",
            Self::TypeWrong => "TOKEN_TYPE_WRONG",
            Self::AlgorithmRefused => "TOKEN_ALGORITHM_REFUSED",
            Self::KeyUnknown => "TOKEN_KEY_UNKNOWN",
            Self::SignatureWrong => "TOKEN_SIGNATURE_WRONG",
            Self::IssuerMissing => "TOKEN_ISSUER_MISSING",
            Self::IssuerUnknown => "TOKEN_ISSUER_UNKNOWN",
            Self::AudienceMissing => "TOKEN_AUDIENCE_MISSING",
            Self::AudienceWrong => "TOKEN_AUDIENCE_WRONG",
            Self::SubjectMissing => "TOKEN_SUBJECT_MISSING",
            Self::ExpiryMissing => "TOKEN_EXPIRY_MISSING",
            Self::Expired => "TOKEN_EXPIRED",
            Self::NotYetValid => "TOKEN_NOT_YET_VALID",
            Self::Denied => "TOKEN_DENIED",
        }
    }
}
