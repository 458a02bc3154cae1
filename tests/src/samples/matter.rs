//! One sample of every event of a call on a department.

use super::parts::{code, day, division, organization, sealed, uuid};
use muster_domain::{
    kernel::OrganizationId,
    matter::{ListedMatter, MatterCaller, MatterEvent, words::MatterKind},
};

/// Every event of a call on a department.
#[must_use]
pub fn events() -> Vec<MatterEvent> {
    let matters = vec![code("SX-1")];
    vec![
        MatterEvent::MattersRaised {
            code: code("CS-1"),
            caller: MatterCaller::Organization(organization()),
            department: OrganizationId::new(uuid(8)),
            division: division(),
            matters: vec![ListedMatter { code: code("SX-1"), kind: MatterKind::Infrastructure, text: sealed() }],
            raised_on: day(1),
        },
        MatterEvent::MattersTaken { response: code("XY-1"), matters: matters.clone(), taken_on: day(2) },
        MatterEvent::MattersResolved { matters: matters.clone(), resolved_on: day(3), result: sealed() },
        MatterEvent::MattersDeclined { matters, declined_on: day(4), reason: sealed() },
        MatterEvent::MatterReopened { matter: code("SX-1"), reopened_on: day(5), reason: sealed() },
    ]
}
