//! What the stories of several views are made of.

use crate::harness::{code, day};
use muster_domain::{
    kernel::{
        ActivityId, CreditId, DateSpan, DivisionCode, OrganizationId, PersonId, Personal, Source, TimeSpan,
        VolunteerId,
        words::{ApprovalTier, EvidenceClass, ServiceCategory},
    },
    volunteer::events::Credit,
};
use uuid::Uuid;

pub(crate) const COUNTY: &str = "445202";
pub(crate) const OTHER: &str = "445203";
pub(crate) const EMPTY: &str = "445222";

pub(crate) fn division(text: &str) -> DivisionCode {
    DivisionCode::new(text)
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(0xabc0_0000 + number))
}

pub(crate) fn volunteer(name: &str) -> VolunteerId {
    VolunteerId::of_code(&code(name))
}

pub(crate) fn organization(name: &str) -> OrganizationId {
    OrganizationId::of_code(&code(name))
}

pub(crate) fn days(from: &str, to: Option<&str>) -> DateSpan {
    DateSpan { from: day(from), to: to.map(day) }
}

pub(crate) fn reason() -> Personal {
    Personal::clear("for a reason")
}

/// A credit of one volunteer in one session.
pub(crate) fn credit(start: &str, end: &str, pending: Option<ApprovalTier>) -> Credit {
    let span = TimeSpan::try_new(start.parse().unwrap(), end.parse().unwrap()).unwrap();
    let activity_id = ActivityId::of_code(&code("A1"));
    Credit {
        pending_reasons: Vec::new(),
        credited_by: None,
        document_reference: None,
        credit_id: CreditId::of_span(activity_id, volunteer("V1"), span.starts_at),
        activity_id,
        session: 1,
        span,
        minutes: span.minutes(),
        served_on: day("2024-03-01"),
        evidence: EvidenceClass::A,
        source: Source::Api,
        late: false,
        before_registration: false,
        pending,
        division: division(COUNTY),
        category: ServiceCategory::Ecology,
        team_id: None,
        organization_id: organization("O1"),
    }
}
