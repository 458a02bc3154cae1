//! One sample of every event of a demand.

use super::parts::{at, code, division, organization, sealed, span, uuid, volunteer};
use muster_domain::{
    kernel::{TeamId, words::ServiceCategory},
    service_demand::{
        Demand, Responder, ServiceDemandEvent,
        words::{DemandAnswer, DemandOutcome},
    },
};

/// Every event of a demand.
#[must_use]
pub fn events() -> Vec<ServiceDemandEvent> {
    let demand = Demand {
        division: division(),
        place: "北河安置点".to_owned(),
        window: span(),
        category: ServiceCategory::SafetyEmergency,
        skill: Some("急救".to_owned()),
        people_needed: 12,
        authority_reference: Some("令-1".to_owned()),
    };
    let team = Responder::Team(TeamId::new(uuid(6)));
    let responder = Responder::Volunteer(volunteer());
    vec![
        ServiceDemandEvent::ServiceDemandPosted {
            code: code("XQ-1"),
            organization_id: organization(),
            demand,
            posted_at: at(0),
        },
        ServiceDemandEvent::ServiceDemandMatched { responder: team, people: 12, people_matched: 13, matched_at: at(1) },
        ServiceDemandEvent::DemandResponseRecorded {
            responder,
            answer: DemandAnswer::Accepted,
            people: 1,
            answered_at: at(2),
        },
        ServiceDemandEvent::ServiceDemandClosed {
            outcome: DemandOutcome::PartlyMet,
            people_arrived: 9,
            note: sealed(),
            closed_at: at(3),
        },
    ]
}
