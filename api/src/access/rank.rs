//! How high somebody stands who approves hours or awards a star: it follows from their grants, never from what they say.

use super::{Access, Right};
use crate::edge::Refused;
use muster_domain::{
    account::Scope,
    kernel::{DivisionCode, DivisionKind, Divisions, words::ApprovalTier},
    recognition::words::GrantingLevel,
};

impl Access {
    /// How high the caller stands over a division by a right: as a grant of theirs that reaches it, or as an organization.
    #[must_use]
    pub fn rank(&self, right: Right, at: &DivisionCode, divisions: &Divisions) -> GrantingLevel {
        let ranks = self.with(right).map(|grant| match &grant.scope {
            Scope::Registry => GrantingLevel::National,
            Scope::Division(top) if divisions.is_within(at, top) => level_of(top, divisions),
            Scope::Division(_) | Scope::Organization(_) | Scope::Person(_) => GrantingLevel::Organization,
        });
        ranks.max().unwrap_or(GrantingLevel::Organization)
    }

    /// Refuses an approval in a tier above the caller's: below a province everybody approves as an organization.
    ///
    /// # Errors
    /// Refused `TIER_NOT_YOURS`, with both tiers.
    pub fn check_tier(&self, tier: ApprovalTier, at: &DivisionCode, divisions: &Divisions) -> Result<(), Refused> {
        let is_province = self.rank(Right::Approve, at, divisions) >= GrantingLevel::Province;
        let yours = if is_province { ApprovalTier::Province } else { ApprovalTier::Organization };
        let refused =
            || not_yours("TIER_NOT_YOURS", "hours are approved in one's own tier", (tier.code(), yours.code()));
        if tier > yours { Err(refused()) } else { Ok(()) }
    }
}

/// Refuses an award in the name of an authority above one's rank.
///
/// # Errors
/// Refused `AUTHORITY_NOT_YOURS`, with both.
pub fn check_authority(authority: GrantingLevel, yours: GrantingLevel) -> Result<(), Refused> {
    let of = (authority.code(), yours.code());
    let refused = || not_yours("AUTHORITY_NOT_YOURS", "a star is awarded in one's own rank", of);
    if authority > yours { Err(refused()) } else { Ok(()) }
}

fn not_yours(code: &str, rule: &str, (given, yours): (&'static str, &'static str)) -> Refused {
    Refused::new(code, format!("{rule} or below, yours is {yours}")).with("given", given).with("yours", yours)
}

/// How high the department of a division stands.
fn level_of(division: &DivisionCode, divisions: &Divisions) -> GrantingLevel {
    match divisions.find(division).map(|found| found.kind) {
        Some(DivisionKind::Province) => GrantingLevel::Province,
        Some(DivisionKind::City) => GrantingLevel::City,
        Some(DivisionKind::County | DivisionKind::FunctionalZone) => GrantingLevel::County,
        None => GrantingLevel::Organization,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::{
        account::{Grant, Role},
        kernel::Code,
    };

    fn over(division: &str) -> Grant {
        Grant { role: Role::Administrator, scope: Scope::Division(DivisionCode::new(division)) }
    }

    fn by(grants: &[Grant]) -> (GrantingLevel, bool) {
        let (access, divisions) = (Access::new(grants.into()), Divisions::built_in().unwrap());
        let at = DivisionCode::new("445202");
        let as_province = access.check_tier(ApprovalTier::Province, &at, &divisions);
        assert!(access.check_tier(ApprovalTier::Organization, &at, &divisions).is_ok());
        (access.rank(Right::Approve, &at, &divisions), as_province.is_ok())
    }

    #[test]
    fn rank_is_that_of_the_highest_grant_that_reaches_the_place() {
        use GrantingLevel::{City, County, National, Organization, Province};
        let approver = Scope::Organization(Code::try_new("O-1").unwrap());
        let approver = Grant { role: Role::OrganizationApprover, scope: approver };
        let beside = |division| by(&[over(division), approver.clone()]);
        let ranks = [(County, false), (City, false), (Province, true), (Organization, false)];
        assert_eq!(["445202", "4452", "44", "36"].map(beside), ranks);
        assert_eq!(by(&[Grant { role: Role::Administrator, scope: Scope::Registry }]), (National, true));
        assert_eq!(by(&[Grant { role: Role::HrReader, scope: Scope::Registry }]), (Organization, false));
        assert_eq!(by(&[over("445202"), over("44")]), (Province, true));
    }

    #[test]
    fn what_is_stated_above_ones_rank_is_refused_with_both() {
        use GrantingLevel::{City, County};
        assert!(check_authority(County, County).is_ok() && check_authority(County, City).is_ok());
        let refused = check_authority(City, County).unwrap_err();
        assert_eq!(refused.code, "AUTHORITY_NOT_YOURS");
        assert_eq!(
            (&refused.figures["given"], &refused.figures["yours"]),
            (&City.code().into(), &County.code().into())
        );
    }
}
