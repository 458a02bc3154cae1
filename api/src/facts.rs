//! Facts of other streams, loaded into the unit of work that decides on them, so that the append checks them too.

use crate::edge::Refused;
use chrono::NaiveDate;
use muster_domain::{
    activity::{Activity, SessionFacts},
    kernel::{ActivityId, Code, PersonId, VolunteerId},
    person::{Person, PersonFacts},
    volunteer::Volunteer,
};
use muster_eventstore::{StepError, StoreFault, Unit};

/// The person as the rules of a role see them on a day; nothing for one unknown or erased.
///
/// # Errors
/// [`StoreFault`] when the log cannot be read.
pub async fn person(unit: &mut Unit, id: PersonId, on: NaiveDate) -> Result<Option<PersonFacts>, StoreFault> {
    unit.load::<Person>([id.uuid()]).await?;
    Ok(unit.state::<Person>(id.uuid())?.facts(on))
}

/// The id of the volunteer with this code, who is on file; their stream is loaded.
///
/// # Errors
/// Refused `VOLUNTEER_UNKNOWN`; [`StoreFault`].
pub async fn known_volunteer(unit: &mut Unit, code: &Code) -> Result<VolunteerId, StepError<Refused>> {
    let id = VolunteerId::of_code(code);
    unit.load::<Volunteer>([id.uuid()]).await?;
    if unit.exists::<Volunteer>(id.uuid())? {
        return Ok(id);
    }
    let refused = Refused::new("VOLUNTEER_UNKNOWN", format!("there is no volunteer {code}"));
    Err(StepError::Refused(refused.with("volunteer", code.as_str())))
}

/// A session of an activity, as the hour ledger sees it.
///
/// # Errors
/// Refused `ACTIVITY_UNKNOWN` or `SESSION_UNKNOWN`; [`StoreFault`].
pub async fn session(unit: &mut Unit, activity: &Code, session: u32) -> Result<SessionFacts, StepError<Refused>> {
    let id = ActivityId::of_code(activity);
    let unknown = |code: &str, message: String| {
        let refused = Refused::new(code, message).with("activity", activity.as_str()).with("session", session);
        StepError::Refused(refused)
    };
    unit.load::<Activity>([id.uuid()]).await?;
    if !unit.exists::<Activity>(id.uuid())? {
        return Err(unknown("ACTIVITY_UNKNOWN", format!("there is no activity {activity}")));
    }
    let facts = unit.state::<Activity>(id.uuid())?.session_facts(session);
    facts.ok_or_else(|| unknown("SESSION_UNKNOWN", format!("activity {activity} has no session {session}")))
}
