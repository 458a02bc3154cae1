//! A stored event is for ever: one golden file an event and version. Adding is free; changing a committed file is not.
//!
//! A new event's file is written by running with `WRITE_GOLDEN` set, and is then reviewed like code.

use muster_domain::{
    activity::ActivityEvent, category_catalog::CategoryCatalogEvent, instructor::InstructorEvent, kernel::StoredEvent,
    matter::MatterEvent, organization::OrganizationEvent, person::PersonEvent, population::PopulationEvent,
    posting::PostingEvent, recognition::RecognitionEvent, rule_policy::RulePolicyEvent,
    service_demand::ServiceDemandEvent, site::SiteEvent, social_worker::SocialWorkerEvent,
    talent_pool::TalentPoolEvent, talent_profile::TalentProfileEvent, team::TeamEvent, volunteer::VolunteerEvent,
    work_calendar::WorkCalendarEvent,
};
use muster_tests::samples;
use std::{collections::BTreeSet, path::PathBuf};

fn golden_file(aggregate: &str, name: &str, version: &str) -> PathBuf {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/golden/events")).join(aggregate);
    folder.join(format!("{name}.v{version}.json"))
}

/// Checks that every name has a sample, and that each sample is what its file says, both ways.
fn check<E: StoredEvent>(aggregate: &str, names: &[(&str, &str)], samples: Vec<E>) {
    let sampled: BTreeSet<(String, String)> =
        samples.iter().map(|event| (event.event_type(), event.event_version())).collect();
    let named: BTreeSet<(String, String)> =
        names.iter().map(|(name, version)| ((*name).to_owned(), (*version).to_owned())).collect();
    assert_eq!(sampled, named, "events of {aggregate} without a sample");
    for event in samples {
        let file = golden_file(aggregate, &event.event_type(), &event.event_version());
        let written = serde_json::to_string_pretty(&event).expect("the event is encoded") + "\n";
        if std::env::var_os("WRITE_GOLDEN").is_some() && !file.exists() {
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is made");
            std::fs::write(&file, &written).expect("the file is written");
        }
        let golden = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(written, golden, "{} changed or is missing", file.display());
        let read: E = serde_json::from_str(&golden).expect("the golden event is decoded");
        assert_eq!(read, event, "{} does not read back", file.display());
    }
}

#[test]
fn every_event_is_stored_as_its_golden_file_says() {
    check("person", PersonEvent::NAMES, samples::person::events());
    check("volunteer", VolunteerEvent::NAMES, samples::volunteer::events());
    check("activity", ActivityEvent::NAMES, samples::activity::events());
    check("team", TeamEvent::NAMES, samples::team::events());
    check("matter", MatterEvent::NAMES, samples::matter::events());
    check("organization", OrganizationEvent::NAMES, samples::organization::events());
    check("posting", PostingEvent::NAMES, samples::posting::events());
    check("service_demand", ServiceDemandEvent::NAMES, samples::service_demand::events());
    check("site", SiteEvent::NAMES, samples::site::events());
    check("social_worker", SocialWorkerEvent::NAMES, samples::social_worker::events());
    check("category_catalog", CategoryCatalogEvent::NAMES, samples::category_catalog::events());
    check("talent_pool", TalentPoolEvent::NAMES, samples::talent_pool::events());
    check("talent_profile", TalentProfileEvent::NAMES, samples::talent_profile::events());
    check("instructor", InstructorEvent::NAMES, samples::instructor::events());
    check("population", PopulationEvent::NAMES, samples::population::events());
    check("recognition", RecognitionEvent::NAMES, samples::recognition::events());
    check("rule_policy", RulePolicyEvent::NAMES, samples::rule_policy::events());
    check("work_calendar", WorkCalendarEvent::NAMES, samples::work_calendar::events());
}
