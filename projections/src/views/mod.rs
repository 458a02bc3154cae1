//! The list of views; each is a file of its own.

use crate::View;
use std::sync::Arc;

pub mod activity_calendar;
pub mod career_ledger;
pub mod credit_decisions;
pub mod demand_board;
pub mod demand_ledger;
pub mod event_history;
pub mod expiry_calendar;
pub mod export_register;
pub mod instructor_assignments;
pub mod matter_ledger;
pub mod organization_directory;
pub mod person_directory;
pub mod points_ledger;
pub mod population_figures;
pub mod posting_roster;
pub mod privacy_register;
pub mod recognition_register;
pub mod recording_audit;
pub mod report_publications;
pub mod service_hours;
pub mod site_register;
pub mod social_worker_register;
pub mod talent_pool;
pub mod talent_register;
pub mod team_coverage;
pub mod team_roster;
pub mod volunteer_availability;
pub mod volunteer_roster;

/// Every view of the registry.
#[must_use]
pub fn all() -> Vec<Arc<dyn View>> {
    vec![
        Arc::new(activity_calendar::ActivityCalendar),
        Arc::new(career_ledger::CareerLedger),
        Arc::new(credit_decisions::CreditDecisions),
        Arc::new(demand_ledger::DemandLedger),
        Arc::new(demand_board::DemandBoard),
        Arc::new(event_history::EventHistory),
        Arc::new(expiry_calendar::ExpiryCalendar),
        Arc::new(export_register::ExportRegister),
        Arc::new(instructor_assignments::InstructorAssignments),
        Arc::new(matter_ledger::MatterLedger),
        Arc::new(organization_directory::OrganizationDirectory),
        Arc::new(person_directory::PersonDirectory),
        Arc::new(points_ledger::PointsLedger),
        Arc::new(population_figures::PopulationFigures),
        Arc::new(recognition_register::RecognitionRegister),
        Arc::new(recording_audit::RecordingAudit),
        Arc::new(posting_roster::PostingRoster),
        Arc::new(privacy_register::PrivacyRegister),
        Arc::new(report_publications::ReportPublications),
        Arc::new(service_hours::ServiceHours),
        Arc::new(site_register::SiteRegister),
        Arc::new(social_worker_register::SocialWorkerRegister),
        Arc::new(talent_pool::TalentPool),
        Arc::new(talent_register::TalentRegister),
        Arc::new(team_coverage::TeamCoverage),
        Arc::new(team_roster::TeamRoster),
        Arc::new(volunteer_availability::VolunteerAvailability),
        Arc::new(volunteer_roster::VolunteerRoster),
    ]
}
