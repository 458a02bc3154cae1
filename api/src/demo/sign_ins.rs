//! Who somebody can be in the demonstration: one sign-in for each role, as the host prints them.

use super::service::code;
use crate::edge::EdgeError;
use muster_domain::{account::Role, kernel::VolunteerId, volunteer::Volunteer};
use muster_eventstore::EventLog;

/// One sign-in of the demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoSignIn {
    /// Who somebody is with it, in words.
    pub what: &'static str,
    /// What its key is called.
    pub name: &'static str,
    /// What the key is granted.
    pub grants: String,
    /// Code of the organization for which it signs in.
    pub organization: Option<&'static str>,
}

/// The volunteer whose own sign-in there is, of a team that serves these days.
const VOLUNTEER: &str = "YZ-V-0001";
/// The organization that enters its service itself.
const ORGANIZATION: Option<&str> = Some("JY-ZZ-0001");

/// The sign-ins with a scope that is known before anybody is entered.
const KNOWN: &[(&str, &str, &str, Option<&str>)] = &[
    ("enters for a volunteer organization", "demo-writer", "ORGANIZATION_WRITER", ORGANIZATION),
    ("approves for a volunteer organization", "demo-approver", "ORGANIZATION_APPROVER", ORGANIZATION),
    ("HR reader of the county 445202", "demo-county-reader", "HR_READER@445202", None),
    ("HR reader of the city 4452", "demo-city-reader", "HR_READER@4452", None),
    ("HR reader of the province 44", "demo-province-reader", "HR_READER@44", None),
    ("administrator of the county 445202", "demo-county", "ADMINISTRATOR@445202", None),
    ("administrator of the city 4452", "demo-city", "ADMINISTRATOR@4452", None),
    ("auditor", "demo-auditor", "AUDITOR", None),
    ("privacy officer of the city 4452", "demo-privacy", "PRIVACY_OFFICER@4452", None),
    ("operator of the machine", "demo-operator", "OPERATOR", None),
];

/// The sign-ins of a registry; its volunteer is among them where the demonstration was entered.
///
/// # Errors
/// [`EdgeError::Store`] when the log cannot be read.
pub async fn sign_ins(log: &EventLog) -> Result<Vec<DemoSignIn>, EdgeError> {
    let volunteer = log.find::<Volunteer>(VolunteerId::of_code(&code(VOLUNTEER)?).uuid()).await?;
    let person = volunteer.and_then(|volunteer| volunteer.person_id());
    let own = person.map(|person| DemoSignIn {
        what: "a volunteer, for themself",
        name: "demo-volunteer",
        grants: format!("{}@{person}", Role::Volunteer.code()),
        organization: None,
    });
    let known = KNOWN.iter().map(|&(what, name, grants, organization)| DemoSignIn {
        what,
        name,
        grants: grants.to_owned(),
        organization,
    });
    Ok(own.into_iter().chain(known).collect())
}
