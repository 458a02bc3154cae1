//! One sample of every event of an organization.

use super::parts::{code, day, days, division, person, sealed, uuid};
use muster_domain::{
    kernel::{CreditCode, OrganizationId, PairingId, words::OrganizationKind},
    organization::{
        OrganizationEvent,
        words::{OrganizationLabel, OrganizationLevel, PartyCoverage, PledgeKind},
    },
};

/// Every event of an organization.
#[must_use]
pub fn events() -> Vec<OrganizationEvent> {
    let (pairing_id, partner) = (PairingId::new(uuid(7)), OrganizationId::new(uuid(8)));
    let credit_code = CreditCode::try_new("91350100M000100Y43").ok();
    vec![
        OrganizationEvent::OrganizationRegistered {
            code: code("O-1"),
            name: "社工机构".to_owned(),
            kind: OrganizationKind::SocialWorkAgency,
            division: division(),
            parent: Some(partner),
            credit_code: credit_code.clone(),
            registered_on: day(1),
        },
        OrganizationEvent::OrganizationChanged {
            name: Some("新名".to_owned()),
            division: Some(division()),
            changed_on: day(2),
        },
        OrganizationEvent::OrganizationAttached { parent: partner, attached_on: day(2) },
        OrganizationEvent::RecorderAuthorised { person_id: person(), authorised_on: day(2) },
        OrganizationEvent::RecorderRevoked { person_id: person(), revoked_on: day(3) },
        OrganizationEvent::OrganizationsPaired { pairing_id, partner, span: days(), kind: None, scope: None },
        OrganizationEvent::PairingEnded { pairing_id, partner, span: days(), ended_on: day(3) },
        OrganizationEvent::OrganizationSuspended { suspended_on: day(4), reason: sealed() },
        OrganizationEvent::OrganizationRestored { restored_on: day(5) },
        OrganizationEvent::OrganizationDissolved {
            dissolved_on: day(6),
            successor: Some(partner),
            credit_code,
            reason: sealed(),
        },
        OrganizationEvent::LevelRecorded { level: OrganizationLevel::City, recorded_on: day(2) },
        OrganizationEvent::LeadershipTermRenewed { from: day(2), to: day(30) },
        OrganizationEvent::LabelGranted { label: OrganizationLabel::DemonstrationSite, granted_on: day(2) },
        OrganizationEvent::LabelWithdrawn {
            label: OrganizationLabel::DemonstrationSite,
            granted_on: day(2),
            withdrawn_on: day(3),
            reason: sealed(),
        },
        OrganizationEvent::PledgeSigned {
            code: code("CN-1"),
            pledge: PledgeKind::Integrity,
            copies: 3,
            signed_on: day(2),
        },
        OrganizationEvent::CoverageSurveyed { coverage: PartyCoverage::Work, surveyed_on: day(2) },
        OrganizationEvent::LegalRepresentativeNamed { person_id: person(), named_on: day(2) },
        OrganizationEvent::OrganizationSucceeded { successor: partner, before: None, succeeded_on: day(7) },
    ]
}
