//! Who may record service in whose name (V17, O3): plan and run its activities, confirm who came, credit, approve,
//! correct or revoke a credit, answer a dispute about it, close, certify.
//!
//! This is the one rule of who may record; for whom somebody acts is said beside the command ([`Acting`](crate::kernel::Acting)).

use crate::{
    kernel::{OrganizationId, Refusal, RuleContext},
    organization::OrganizationFacts,
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Who acts, as far as the rules of recording ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActorFacts {
    /// Somebody who acts for nobody: who reads, or does what is their own.
    Nobody,
    /// The department (社会工作部), who may record for all.
    Department,
    /// Somebody who acts for these organizations, mostly one: it is enough that one of them may.
    Organizations(Vec<OrganizationFacts>),
}

/// Why somebody may not record for an organization; no personal data.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum RecordingRefusal {
    /// The actor acts neither for an organization nor for the department (V17).
    #[error("service is recorded by whoever acts for an organization or for the department")]
    ActorForNobody {},
    /// The organization is neither the actor's own nor below it (V17).
    #[error("organization {organization} is neither {actor_organization} nor below it")]
    ActorUnrelated {
        /// The organization for which the actor acts.
        actor_organization: OrganizationId,
        /// The organization that records.
        organization: OrganizationId,
    },
    /// An organization that is suspended records nothing (O3).
    #[error("organization {organization} is suspended")]
    OrganizationSuspended {
        /// The organization that is suspended: the actor's or the one that records.
        organization: OrganizationId,
    },
    /// An organization that does not exist on the day records nothing (O3).
    #[error("organization {organization} is not live on {day}")]
    OrganizationNotLive {
        /// The organization: the actor's or the one that records.
        organization: OrganizationId,
        /// The local date of the command.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
}

impl ActorFacts {
    /// Whether the actor may record for an organization now.
    ///
    /// # Errors
    /// [`RecordingRefusal`] naming the organization that stands in the way.
    pub fn may_record(&self, recorder: &OrganizationFacts, context: &RuleContext) -> Result<(), RecordingRefusal> {
        let own = match self {
            Self::Nobody => return Err(RecordingRefusal::ActorForNobody {}),
            Self::Department => return Ok(()),
            Self::Organizations(own) => own,
        };
        let mut refused = RecordingRefusal::ActorForNobody {};
        for (place, own) in own.iter().enumerate() {
            match may_record(own, recorder, context.today()) {
                Ok(()) => return Ok(()),
                Err(first) if place == 0 => refused = first,
                Err(_) => {}
            }
        }
        Err(refused)
    }
}

/// Related first, then both organizations in good standing.
fn may_record(own: &OrganizationFacts, recorder: &OrganizationFacts, today: NaiveDate) -> Result<(), RecordingRefusal> {
    let (actor_organization, organization) = (own.organization_id, recorder.organization_id);
    if actor_organization != organization && !recorder.ancestors.contains(&actor_organization) {
        return Err(RecordingRefusal::ActorUnrelated { actor_organization, organization });
    }
    check_standing(own, today)?;
    check_standing(recorder, today)
}

fn check_standing(facts: &OrganizationFacts, day: NaiveDate) -> Result<(), RecordingRefusal> {
    let organization = facts.organization_id;
    if !facts.is_live_on(day) {
        let (from, until) = (facts.registered_on, facts.dissolved_on);
        return Err(RecordingRefusal::OrganizationNotLive { organization, day, from, until });
    }
    if facts.suspended {
        return Err(RecordingRefusal::OrganizationSuspended { organization });
    }
    Ok(())
}

impl Refusal for RecordingRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        // Who may record claims nothing.
        None
    }
}
