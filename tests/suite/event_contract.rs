//! A stored event is for ever: one golden file an event and version, and a numbered one for each further sample of its
//! optional fields and variants. Adding is free; changing or removing a committed file is not.
//!
//! A new event's file is written by running with `WRITE_GOLDEN` set, and is then reviewed like code.

use muster_domain::{
    account::AccountEvent,
    activity::ActivityEvent,
    category_catalog::CategoryCatalogEvent,
    instructor::InstructorEvent,
    kernel::{ClaimChange, ClaimValue, Personal, StoredEvent},
    matter::MatterEvent,
    organization::OrganizationEvent,
    person::PersonEvent,
    points_account::PointsAccountEvent,
    points_scheme::PointsSchemeEvent,
    population::PopulationEvent,
    posting::PostingEvent,
    publication::PublicationEvent,
    recognition::RecognitionEvent,
    rule_policy::RulePolicyEvent,
    service_demand::ServiceDemandEvent,
    site::SiteEvent,
    social_worker::SocialWorkerEvent,
    talent_demand::TalentDemandEvent,
    talent_pool::TalentPoolEvent,
    talent_profile::TalentProfileEvent,
    team::TeamEvent,
    volunteer::VolunteerEvent,
    work_calendar::WorkCalendarEvent,
};
use muster_eventstore::vault::rotation::BLIND_CLAIMS;
use muster_tests::samples::{self, variants};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};
use uuid::Uuid;

fn folder(aggregate: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/golden/events")).join(aggregate)
}

/// Checks that every event has a first sample, that each sample is what its file says, both ways, and that there is no
/// file that no sample wrote.
fn check<E: StoredEvent>(aggregate: &str, names: &[(&str, &str)], samples: Vec<E>, variants: Vec<E>) {
    let file_of = |name: &str, version: &str| format!("{name}.v{version}");
    let sampled: BTreeSet<String> =
        samples.iter().map(|event| file_of(&event.event_type(), &event.event_version())).collect();
    let named: BTreeSet<String> = names.iter().map(|(name, version)| file_of(name, version)).collect();
    assert_eq!(sampled, named, "events of {aggregate} without a sample");
    let mut files = BTreeSet::new();
    for event in samples.into_iter().chain(variants) {
        let name = file_of(&event.event_type(), &event.event_version());
        let unused = (1_u32..).map(|number| if number == 1 { name.clone() } else { format!("{name}.{number}") });
        let name = unused.map(|name| name + ".json").find(|name| !files.contains(name)).expect("a free name");
        check_one(&folder(aggregate).join(&name), &event);
        check_blind_claims(aggregate, event);
        files.insert(name);
    }
    let listed = std::fs::read_dir(folder(aggregate)).expect("the folder of the golden files");
    let on_disk: BTreeSet<String> =
        listed.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(on_disk, files, "golden files of {aggregate} that no sample explains");
}

fn check_one<E: StoredEvent>(file: &Path, event: &E) {
    let written = serde_json::to_string_pretty(event).expect("the event is encoded") + "\n";
    if std::env::var_os("WRITE_GOLDEN").is_some() && !file.exists() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(file, &written).expect("the file is written");
    }
    let golden = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(written, golden, "{} changed or is missing", file.display());
    let read: E = serde_json::from_str(&golden).expect("the golden event is decoded");
    assert_eq!(&read, event, "{} does not read back", file.display());
}

/// Kinds of the unique values of an event that are personal, whoever opened it.
fn blind_claims<E: StoredEvent>(mut event: E) -> Vec<&'static str> {
    event.visit_personal(&mut |_, _, personal| *personal = Personal::clear("示例"));
    let claims = event.claims(Uuid::from_u128(1)).into_iter().map(|change| match change {
        ClaimChange::Take(claim) | ClaimChange::Release(claim) => claim,
    });
    claims.filter(|claim| matches!(claim.value, ClaimValue::Blind(_))).map(|claim| claim.kind).collect()
}

/// A change of the index key moves these and no others.
fn check_blind_claims<E: StoredEvent>(aggregate: &str, event: E) {
    for kind in blind_claims(event) {
        assert!(BLIND_CLAIMS.contains(&(aggregate, kind)), "{aggregate} claims {kind}: name it in BLIND_CLAIMS");
    }
}

#[test]
fn identity_is_the_only_unique_value_that_an_erasure_has_to_take_away() {
    let known: BTreeSet<&str> = samples::person::events().into_iter().flat_map(blind_claims).collect();
    assert_eq!(known, BTreeSet::from(["identity"]));
    let said = "log.forget_person, log.repeat_erasures and erasures::remnants speak of this kind alone";
    assert_eq!(BLIND_CLAIMS, [("person", "identity")], "{said}");
}

#[test]
fn every_event_is_stored_as_its_golden_file_says() {
    check("account", AccountEvent::NAMES, samples::account::events(), samples::account::variants());
    check("person", PersonEvent::NAMES, samples::person::events(), variants::person_events());
    check("volunteer", VolunteerEvent::NAMES, samples::volunteer::events(), variants::volunteer_events());
    check("activity", ActivityEvent::NAMES, samples::activity::events(), variants::activity_events());
    check("team", TeamEvent::NAMES, samples::team::events(), Vec::new());
    check("matter", MatterEvent::NAMES, samples::matter::events(), variants::matter_events());
    check("organization", OrganizationEvent::NAMES, samples::organization::events(), variants::organization_events());
    check("posting", PostingEvent::NAMES, samples::posting::events(), variants::posting_events());
    check("site", SiteEvent::NAMES, samples::site::events(), Vec::new());
    check("social_worker", SocialWorkerEvent::NAMES, samples::social_worker::events(), Vec::new());
    check("category_catalog", CategoryCatalogEvent::NAMES, samples::category_catalog::events(), Vec::new());
    check("talent_pool", TalentPoolEvent::NAMES, samples::talent_pool::events(), variants::talent_pool_events());
    check("talent_profile", TalentProfileEvent::NAMES, samples::talent_profile::events(), Vec::new());
    check("instructor", InstructorEvent::NAMES, samples::instructor::events(), Vec::new());
    check("population", PopulationEvent::NAMES, samples::population::events(), Vec::new());
    check("recognition", RecognitionEvent::NAMES, samples::recognition::events(), Vec::new());
    check("rule_policy", RulePolicyEvent::NAMES, samples::rule_policy::events(), Vec::new());
    check("work_calendar", WorkCalendarEvent::NAMES, samples::work_calendar::events(), Vec::new());
    check("talent_demand", TalentDemandEvent::NAMES, samples::talent_demand::events(), Vec::new());
    check("points_account", PointsAccountEvent::NAMES, samples::points_account::events(), Vec::new());
    check("points_scheme", PointsSchemeEvent::NAMES, samples::points_scheme::events(), Vec::new());
    check("publication", PublicationEvent::NAMES, samples::publication::events(), variants::publication_events());
    check("service_demand", ServiceDemandEvent::NAMES, samples::service_demand::events(), Vec::new());
}
