//! Level, terms, labels, pledges, coverage, succession, and for what two organizations are paired.

use super::*;
use crate::organization::{
    COPIES_LIMIT, PairingAgreement,
    words::{OrganizationLabel, OrganizationLevel, PairingKind, PairingScope, PartyCoverage, PledgeKind},
};
use proptest::prelude::*;

fn renew(from: &str, to: &str) -> OrganizationCommand {
    C::RenewLeadership { from: day(from), to: day(to) }
}

fn grant(granted_on: &str) -> OrganizationCommand {
    C::GrantLabel { label: OrganizationLabel::DemonstrationSite, granted_on: day(granted_on) }
}

fn withdraw(withdrawn_on: &str) -> OrganizationCommand {
    let (label, reason) = (OrganizationLabel::DemonstrationSite, "复评未通过".to_owned());
    C::WithdrawLabel { label, withdrawn_on: day(withdrawn_on), reason }
}

fn sign(code: &str, copies: u32, signed_on: &str) -> OrganizationCommand {
    let (code, pledge) = (Code::try_new(code).unwrap(), PledgeKind::Integrity);
    C::SignPledge { code, pledge, copies, signed_on: day(signed_on) }
}

fn survey(coverage: PartyCoverage, surveyed_on: &str) -> OrganizationCommand {
    C::SurveyCoverage { coverage, surveyed_on: day(surveyed_on) }
}

fn succeed(successor: OrganizationFacts, succeeded_on: &str) -> OrganizationCommand {
    C::SucceedOrganization { successor, succeeded_on: day(succeeded_on) }
}

/// A department in Zhanggong, paired with a partner of a kind in a division.
fn agree(kind: PairingKind, partner: OrganizationKind, division: &str) -> OrganizationCommand {
    let partner = OrganizationFacts { kind: partner, ..facts("P") };
    let agreement = Some(PairingAgreement { kind, partner_division: DivisionCode::new(division) });
    C::PairOrganizations { partner, from: day("2024-02-01"), to: None, agreement }
}

fn department() -> Scene {
    Scene::new().does(register_with(OrganizationKind::Department, None, "2024-01-02"))
}

#[test]
fn legal_representative_is_named_in_the_place_of_the_one_before() {
    let name = |who, on: &str| name_guiding(who, on, Vec::new());
    let event = E::LegalRepresentativeNamed { person_id: person(1), named_on: day("2024-01-02") };
    let early = R::DayTooEarly { day: day("2024-01-02"), earliest: day("2024-01-03") };
    let scene = Scene::registered()
        .refuses(name(1, "2024-01-01"), R::DayTooEarly { day: day("2024-01-01"), earliest: day("2024-01-02") })
        .refuses(name(1, "2024-06-02"), R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") })
        .emits_once(name(1, "2024-01-02"), event)
        .refuses(name(2, "2024-01-02"), early)
        .does(name(2, "2024-03-01"))
        .does(name(1, "2024-05-01"));
    let days = |from: &str, to: Option<&str>| DateSpan { from: day(from), to: to.map(day) };
    let organization = &scene.organization;
    let first = vec![days("2024-01-02", Some("2024-02-29")), days("2024-05-01", None)];
    assert_eq!(organization.represented_by(person(1)), first);
    assert_eq!(organization.represented_by(person(2)), vec![days("2024-03-01", Some("2024-04-30"))]);
    assert_eq!(organization.represented_by(person(3)), vec![]);
    Scene::registered()
        .does(dissolve("2024-03-01"))
        .refuses(name(1, "2024-02-01"), R::OrganizationDissolved { dissolved_on: day("2024-03-01") });
}

fn name_guiding(who: u128, on: &str, guided: Vec<DateSpan>) -> OrganizationCommand {
    C::NameLegalRepresentative { person_id: person(who), named_on: day(on), guided }
}

#[test]
fn legal_representative_is_refused_while_they_guide_the_organization_and_named_once_the_link_has_ended() {
    let link = |from: &str, to: Option<&str>| vec![DateSpan { from: day(from), to: to.map(day) }];
    let guides = |from: &str, until: Option<&str>, on: &str| R::RepresentativeGuides {
        from: day(from),
        until: until.map(day),
        day: day(on),
    };
    Scene::registered()
        .refuses(name_guiding(1, "2024-03-01", link("2024-02-01", None)), guides("2024-02-01", None, "2024-03-01"))
        .refuses(
            name_guiding(1, "2024-03-01", link("2024-02-01", Some("2024-03-01"))),
            guides("2024-02-01", Some("2024-03-01"), "2024-03-01"),
        )
        .refuses(name_guiding(1, "2024-03-01", link("2024-07-01", None)), guides("2024-07-01", None, "2024-07-01"))
        .does(name_guiding(1, "2024-03-01", link("2024-02-01", Some("2024-02-29"))));
}

#[test]
fn level_is_recorded_once_and_changes_only_later() {
    let record = |level, on: &str| C::RecordLevel { level, recorded_on: day(on) };
    let city = OrganizationLevel::City;
    Scene::registered()
        .emits_once(record(city, "2024-01-02"), E::LevelRecorded { level: city, recorded_on: day("2024-01-02") })
        .knows(record(city, "2024-03-01"))
        .refuses(
            record(OrganizationLevel::County, "2024-01-02"),
            R::DayTooEarly { day: day("2024-01-02"), earliest: day("2024-01-03") },
        )
        .does(record(OrganizationLevel::County, "2024-02-01"));
    let early = R::DayTooEarly { day: day("2024-01-01"), earliest: day("2024-01-02") };
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    Scene::registered().refuses(record(city, "2024-01-01"), early).refuses(record(city, "2024-06-02"), future);
    Scene::new().refuses(record(city, "2024-01-02"), R::OrganizationUnknown);
}

#[test]
fn term_is_refused_when_it_ends_on_its_first_day_or_lasts_too_long() {
    let (from, on) = ("2024-02-01", day("2024-02-01"));
    Scene::registered()
        .refuses(renew(from, from), R::TermEndsTooEarly { from: on, to: on })
        .refuses(renew(from, "2024-01-31"), R::TermEndsTooEarly { from: on, to: day("2024-01-31") })
        .refuses(
            renew(from, "2029-02-01"),
            R::TermTooLong { years: 5, to: day("2029-02-01"), latest: day("2029-01-31") },
        )
        .refuses(renew("2024-06-02", "2026-06-02"), R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") })
        .refuses(
            renew("2024-01-01", "2026-01-01"),
            R::DayTooEarly { day: day("2024-01-01"), earliest: day("2024-01-02") },
        )
        .emits_once(renew(from, "2029-01-31"), E::LeadershipTermRenewed { from: on, to: day("2029-01-31") });
}

#[test]
fn term_follows_the_policy_of_the_division_when_it_sets_another_number_of_years() {
    let mut scene = Scene::registered();
    scene.context = scene.context.with_number("leadership_term_years", 3);
    scene.refuses(
        renew("2024-02-01", "2029-01-31"),
        R::TermTooLong { years: 3, to: day("2029-01-31"), latest: day("2027-01-31") },
    );
}

#[test]
fn running_term_ends_on_the_day_before_when_the_next_begins_early() {
    let scene = Scene::registered().does(renew("2024-01-02", "2028-01-01")).does(renew("2024-05-01", "2028-04-30"));
    let terms = [("2024-01-02", "2024-04-30"), ("2024-05-01", "2028-04-30")];
    let terms = terms.map(|(from, to)| DateSpan { from: day(from), to: Some(day(to)) });
    assert_eq!(scene.organization.standing.terms(), terms);
    let early = R::DayTooEarly { day: day("2024-05-01"), earliest: day("2024-05-02") };
    scene.knows(renew("2024-05-01", "2028-04-30")).refuses(renew("2024-05-01", "2027-01-01"), early);
}

#[test]
fn label_is_held_from_its_grant_to_its_withdrawal_and_may_come_again() {
    let label = OrganizationLabel::DemonstrationSite;
    let withdrawn = E::LabelWithdrawn {
        label,
        granted_on: day("2024-02-01"),
        withdrawn_on: day("2024-03-31"),
        reason: Personal::clear("复评未通过"),
    };
    Scene::registered()
        .refuses(withdraw("2024-03-31"), R::LabelNotHeld { label, day: day("2024-03-31") })
        .emits_once(grant("2024-02-01"), E::LabelGranted { label, granted_on: day("2024-02-01") })
        .knows(grant("2024-03-01"))
        .emits_once(withdraw("2024-03-31"), withdrawn)
        .knows(grant("2024-03-31"))
        .refuses(withdraw("2024-05-01"), R::LabelNotHeld { label, day: day("2024-05-01") })
        .does(grant("2024-04-01"))
        .refuses(withdraw("2024-06-02"), R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") });
}

#[test]
fn pledges_are_entered_once_a_code_and_the_copies_are_believed_within_limits() {
    let signed = E::PledgeSigned {
        code: Code::try_new("CN-1").unwrap(),
        pledge: PledgeKind::Integrity,
        copies: 3,
        signed_on: day("2024-02-01"),
    };
    Scene::registered()
        .emits_once(sign("CN-1", 3, "2024-02-01"), signed)
        .refuses(sign("CN-1", 4, "2024-02-02"), R::PledgeTaken { fields: vec!["copies", "signed_on"] })
        .refuses(sign("CN-2", 0, "2024-02-01"), R::CopiesOutOfRange { actual: 0, limit: COPIES_LIMIT })
        .refuses(sign("CN-2", 100_001, "2024-02-01"), R::CopiesOutOfRange { actual: 100_001, limit: COPIES_LIMIT })
        .does(sign("CN-2", COPIES_LIMIT, "2024-02-01"));
}

#[test]
fn survey_is_one_a_day_and_asked_of_the_new_fields_only() {
    let on = day("2024-02-01");
    let none = E::CoverageSurveyed { coverage: PartyCoverage::None, surveyed_on: on };
    Scene::registered()
        .emits_once(survey(PartyCoverage::None, "2024-02-01"), none)
        .refuses(
            survey(PartyCoverage::Work, "2024-02-01"),
            R::SurveyDiffers { surveyed_on: on, found: PartyCoverage::None },
        )
        .does(survey(PartyCoverage::None, "2024-03-01"));
    let kind = OrganizationKind::Department;
    department().refuses(survey(PartyCoverage::Work, "2024-02-01"), R::CoverageNotAsked { kind });
}

#[test]
fn organization_is_not_dissolved_over_people_who_are_posted_there() {
    let dissolve = |posted_after| C::DissolveOrganization {
        dissolved_on: day("2024-03-31"),
        successor: None,
        posted_after,
        reason: "撤并".to_owned(),
    };
    let posted = R::PeoplePosted { posted: 2, dissolved_on: day("2024-03-31") };
    Scene::registered().refuses(dissolve(2), posted).does(dissolve(0));
}

#[test]
fn successor_answers_for_a_dissolved_organization_only() {
    let mut gone = facts("GONE");
    gone.dissolved_on = Some(day("2024-03-31"));
    let not_live = R::OrganizationNotLive {
        organization_id: id("GONE"),
        day: day("2024-04-01"),
        from: day("2020-01-01"),
        until: Some(day("2024-03-31")),
    };
    let succeeded = E::OrganizationSucceeded { successor: id("NEXT"), before: None, succeeded_on: day("2024-04-01") };
    let scene = Scene::registered()
        .refuses(succeed(facts("NEXT"), "2024-04-01"), R::OrganizationNotDissolved)
        .does(dissolve("2024-03-31"))
        .refuses(succeed(facts("ORG"), "2024-04-01"), R::SuccessorOfItself)
        .refuses(succeed(gone, "2024-04-01"), not_live)
        .refuses(
            succeed(facts("NEXT"), "2024-03-30"),
            R::DayTooEarly { day: day("2024-03-30"), earliest: day("2024-03-31") },
        )
        .emits_once(succeed(facts("NEXT"), "2024-04-01"), succeeded);
    assert_eq!(scene.organization.successor(), Some(id("NEXT")));
    let again =
        E::OrganizationSucceeded { successor: id("LAST"), before: Some(id("NEXT")), succeeded_on: day("2024-05-01") };
    scene.emits_once(succeed(facts("LAST"), "2024-05-01"), again);
}

#[test]
fn pairing_says_whether_it_stays_in_one_city_when_its_kind_is_given() {
    let paired = |kind, scope| E::OrganizationsPaired {
        pairing_id: PairingId::of_pair(id("ORG"), id("P"), day("2024-02-01")),
        partner: id("P"),
        span: DateSpan { from: day("2024-02-01"), to: None },
        kind: Some(kind),
        scope: Some(scope),
    };
    let joint = PairingKind::JointBuilding;
    let enterprise = OrganizationKind::Enterprise;
    department().emits_once(agree(joint, enterprise, "GZ-JKQ"), paired(joint, PairingScope::SameCity));
    let city = PairingKind::CityAgreement;
    let organ = OrganizationKind::Department;
    department()
        .refuses(agree(city, organ, "360703"), R::PairingNotCrossCity { city: "3607".to_owned() })
        .emits_once(agree(city, organ, "4452"), paired(city, PairingScope::CrossCity));
}

#[test]
fn pairing_is_refused_when_the_kinds_do_not_go_together_or_it_is_there_for_something_else() {
    let refused = R::PairingKindNotAllowed {
        pairing: PairingKind::VillageAid,
        organization: OrganizationKind::Department,
        partner: OrganizationKind::Community,
    };
    let exists = R::PairingExists { from: Some(day("2024-02-01")), until: None, holder: id("ORG").uuid() };
    department()
        .refuses(agree(PairingKind::VillageAid, OrganizationKind::Community, "360703"), refused)
        .does(agree(PairingKind::JointBuilding, OrganizationKind::Community, "360703"))
        .refuses(agree(PairingKind::CityAgreement, OrganizationKind::Department, "4452"), exists);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn terms_never_share_a_day_and_every_accepted_command_is_known_after(
        asked in prop::collection::vec((0u64..150, 1u64..800, 0u8..3), 1..40),
    ) {
        let mut scene = Scene::registered();
        for (from, length, what) in asked {
            let from = day("2024-01-02") + chrono::Days::new(from);
            let command = match what {
                0 => C::GrantLabel { label: OrganizationLabel::ModelVillage, granted_on: from },
                1 => survey(PartyCoverage::Work, &from.to_string()),
                _ => C::RenewLeadership { from, to: from + chrono::Days::new(length) },
            };
            let Ok(events) = scene.organization.decide(command.clone(), &scene.context) else { continue };
            for event in events {
                scene.organization.remember(event);
            }
            prop_assert_eq!(scene.organization.decide(command, &scene.context), Ok(vec![]));
        }
        let terms = scene.organization.standing.terms();
        for pair in terms.windows(2) {
            prop_assert!(pair[0].from < pair[1].from && !pair[0].overlaps(&pair[1]), "{:?}", pair);
        }
        let stored = serde_json::to_string(&scene.organization).unwrap();
        prop_assert_eq!(serde_json::from_str::<Organization>(&stored).unwrap(), scene.organization);
    }
}
