//! Erasing by two people, what stands against it, and what a restriction leaves.

use super::*;
use crate::{
    kernel::{Code, FourEyesRefusal},
    person::words::{
        DataRequestKind, DisclosedField, ErasureBasis, ExportPurpose, PersonalField, ReadPurpose, RestrictionBasis,
        RetentionDutyKind,
    },
};
use chrono::Duration;
use proptest::prelude::*;

const BASIS: ErasureBasis = ErasureBasis::ConsentWithdrawn;

/// Somebody asks, some days after the day of the tests.
fn by(actor: &str, days_later: i64) -> RuleContext {
    let context = context();
    RuleContext { actor: actor.to_owned(), now: context.now + Duration::days(days_later), ..context }
}

fn propose() -> PersonCommand {
    PersonCommand::ProposeErasure { basis: BASIS, reason: Some("本人申请".to_owned()), duties: Vec::new() }
}

fn approve() -> PersonCommand {
    PersonCommand::ApproveErasure { duties: Vec::new() }
}

fn decline() -> PersonCommand {
    PersonCommand::DeclineErasure { reason: Some("材料不全".to_owned()) }
}

fn restrict(basis: RestrictionBasis, until: Option<&str>) -> PersonCommand {
    PersonCommand::RestrictProcessing { basis, until: until.map(day), reason: "档案保存".to_owned() }
}

fn lift() -> PersonCommand {
    PersonCommand::LiftRestriction { reason: "期限届满".to_owned() }
}

/// Executes a command for somebody, and gives how many events it led to.
fn act(person: &mut Person, command: PersonCommand, context: &RuleContext) -> Result<usize, PersonRefusal> {
    let events = person.decide(command, context)?;
    let count = events.len();
    events.into_iter().for_each(|event| person.apply(event));
    Ok(count)
}

/// A verified adult who consents, whose erasure ann proposed.
fn proposed() -> Person {
    let verify = PersonCommand::VerifyIdentity { method: VerificationMethod::DocumentSeen };
    let register = register(number_born("19900101"), Some("13800001234"), None);
    let mut person = after([register, verify, consent("1", "2024-06-01")]);
    assert_eq!(act(&mut person, propose(), &by("ann", 0)), Ok(1));
    person
}

#[test]
fn person_is_erased_by_a_second_person_and_nothing_personal_is_left() {
    let mut person = proposed();
    assert!(!person.is_restricted());
    assert_eq!(person.proposed_erasure().map(|proposal| proposal.proposed_by.as_str()), Some("ann"));
    let events = person.decide(approve(), &by("bob", 6)).unwrap();
    let expected = PersonEvent::PersonErased {
        person_id: person_id(),
        basis: BASIS,
        proposed_by: "ann".to_owned(),
        approved_by: "bob".to_owned(),
        erased_on: day("2024-06-09"),
        first_position: None,
    };
    assert_eq!(events, [expected]);
    let mut event = events.into_iter().next().unwrap();
    event.visit_personal(&mut |_, field, _| panic!("{field} is personal"));
    assert_eq!(event.claims(person_id().uuid()), []);
    person.apply(event);
    assert!(person.is_erased() && person.facts(day("2024-06-09")).is_none());
    assert_eq!((person.name(), person.id_number()), (Some(&Personal::Erased), Some(&Personal::Erased)));
    assert_eq!((person.phone(), person.verified(), person.proposed_erasure()), (None, None, None));
    assert!(!person.consents_to(ConsentScope::TalentPool), "what was agreed went with the data");
}

#[test]
fn every_command_is_refused_after_an_erasure() {
    let mut person = proposed();
    act(&mut person, approve(), &by("bob", 0)).unwrap();
    let withdrawn_on = day("2024-06-01");
    let emergency = ReadRequest::try_new(vec![PersonalField::Name], ReadPurpose::Emergency, Some("走失")).unwrap();
    let commands = [
        register(number_born("19900101"), None, None),
        PersonCommand::VerifyIdentity { method: VerificationMethod::OnlineService },
        correction(Some("李四"), None, None),
        consent("2", "2024-06-01"),
        withdrawal("2024-06-01"),
        guardian_consent("2024-06-01"),
        PersonCommand::WithdrawGuardianConsent { withdrawn_on },
        propose(),
        approve(),
        decline(),
        restrict(RestrictionBasis::InDispute, None),
        lift(),
        PersonCommand::ProposeMinorRead { request: emergency.clone() },
        PersonCommand::ApproveMinorRead { reader: "ann".to_owned() },
        PersonCommand::DeclineMinorRead { reader: "ann".to_owned(), reason: None },
        PersonCommand::BreakGlass { request: emergency },
        PersonCommand::RequestData { kind: DataRequestKind::Deletion, text: None },
        PersonCommand::FulfilDataRequest { request: 1, note: None },
        PersonCommand::RefuseDataRequest { request: 1, reason: "已擦除".to_owned() },
    ];
    for command in commands {
        let shown = format!("{command:?}");
        assert_eq!(person.decide(command, &by("bob", 0)), Err(PersonRefusal::PersonErased), "{shown}");
    }
}

#[test]
fn erasure_is_refused_to_its_proposer_without_a_proposal_and_after_its_days() {
    let alone = FourEyesRefusal::SecondPersonRequired {};
    assert_eq!(proposed().decide(approve(), &by("ann", 0)), Err(alone.into()));
    assert_eq!(adult().decide(approve(), &by("bob", 0)), Err(FourEyesRefusal::NothingProposed {}.into()));
    let late = proposed().decide(approve(), &by("bob", 7)).unwrap_err();
    assert_eq!(serde_json::to_value(&late).unwrap()["code"], "PROPOSAL_EXPIRED");
    assert_eq!(act(&mut proposed(), propose(), &by("bob", 7)), Ok(1), "an expired proposal is made anew");
}

#[test]
fn proposal_is_known_when_repeated_and_refused_to_somebody_else_while_it_stands() {
    let mut person = proposed();
    assert_eq!(act(&mut person, propose(), &by("ann", 1)), Ok(0));
    let stands = person.decide(propose(), &by("bob", 1)).unwrap_err();
    assert_eq!(serde_json::to_value(&stands).unwrap()["code"], "PROPOSAL_STANDS");
    assert_eq!(act(&mut person, decline(), &by("ann", 1)), Ok(1), "whoever proposed withdraws");
    assert_eq!(act(&mut person, decline(), &by("ann", 1)), Ok(0));
    assert_eq!(person.decide(approve(), &by("bob", 1)), Err(FourEyesRefusal::NothingProposed {}.into()));
    assert_eq!(act(&mut person, propose(), &by("bob", 1)), Ok(1));
    assert_eq!(act(&mut person, decline(), &by("ann", 1)), Ok(1), "somebody else declines");
    let empty = PersonCommand::DeclineErasure { reason: Some(" ".to_owned()) };
    assert_eq!(person.decide(empty, &by("ann", 1)), Err(TextRefusal::TextEmpty { field: "reason" }.into()));
}

#[test]
fn erasure_is_refused_with_the_duty_and_its_last_day_when_data_must_be_kept() {
    let duty = |until| RetentionDuty { duty: RetentionDutyKind::PracticeRegistered, until };
    let runs = |until: Option<&str>| {
        let duty = RetentionDutyKind::PracticeRegistered;
        Err(PersonRefusal::RetentionRuns { duty, until: until.map(day) })
    };
    let with = |duties| PersonCommand::ProposeErasure { basis: BASIS, reason: None, duties };
    assert_eq!(adult().decide(with(vec![duty(Some(day("2024-06-03")))]), &context()), runs(Some("2024-06-03")));
    assert_eq!(adult().decide(with(vec![duty(None)]), &context()), runs(None));
    assert_eq!(act(&mut adult(), with(vec![duty(Some(day("2024-06-02")))]), &context()), Ok(1), "it has ended");
    let approve = PersonCommand::ApproveErasure { duties: vec![duty(None)] };
    assert_eq!(proposed().decide(approve, &by("bob", 0)), runs(None), "a duty that began since");
}

#[test]
fn erasure_is_refused_while_a_restriction_names_a_time_of_keeping() {
    let mut person = proposed();
    act(&mut person, restrict(RestrictionBasis::RetentionDuty, Some("2024-06-05")), &by("ann", 0)).unwrap();
    let (duty, until) = (RetentionDutyKind::Stated, Some(day("2024-06-05")));
    assert_eq!(person.decide(approve(), &by("bob", 2)), Err(PersonRefusal::RetentionRuns { duty, until }));
    assert_eq!(act(&mut person.clone(), approve(), &by("bob", 3)), Ok(1), "the time is over");
    act(&mut person, restrict(RestrictionBasis::PersonRefuses, None), &by("ann", 0)).unwrap();
    assert_eq!(act(&mut person, approve(), &by("bob", 0)), Ok(1), "a refusal of processing keeps nothing");
}

#[test]
fn restricted_data_are_not_changed_or_handed_over_until_the_restriction_is_lifted() {
    let mut person = after([
        register(number_born("20080101"), None, None),
        guardian_consent("2024-06-01"),
        consent("1", "2024-06-01"),
        PersonCommand::GiveConsent {
            scope: ConsentScope::Disclosure,
            notice_version: "1".to_owned(),
            fields: Vec::new(),
            given_on: day("2024-06-01"),
        },
    ]);
    let keep = || restrict(RestrictionBasis::RetentionDuty, Some("2026-06-03"));
    assert_eq!(act(&mut person, keep(), &context()), Ok(1));
    assert_eq!(act(&mut person, keep(), &context()), Ok(0));
    let until = Some(day("2026-06-03"));
    let refused = PersonRefusal::ProcessingRestricted { basis: RestrictionBasis::RetentionDuty, until };
    let mut guardian = guardian_consent("2024-06-02");
    if let PersonCommand::GiveGuardianConsent { guardian_name, .. } = &mut guardian {
        "张二明".clone_into(guardian_name);
    }
    let forbidden = [
        PersonCommand::VerifyIdentity { method: VerificationMethod::DocumentSeen },
        correction(Some("李四"), None, None),
        consent("2", "2024-06-02"),
        guardian,
        export(),
    ];
    for command in forbidden {
        let shown = format!("{command:?}");
        assert_eq!(person.decide(command, &context()), Err(refused.clone()), "{shown}");
    }
    assert!(refused.leaves_out(), "an export goes on without the person");
    assert!(person.is_restricted() && person.name().and_then(Personal::expose) == Some(NAME), "the data are stored");
    assert_eq!(act(&mut person, withdrawal("2024-06-02"), &context()), Ok(1), "a consent can always be withdrawn");
    assert_eq!(act(&mut person, lift(), &context()), Ok(1));
    assert_eq!(act(&mut person, lift(), &context()), Ok(0));
    assert_eq!(act(&mut person, export(), &context()), Ok(1));
}

fn export() -> PersonCommand {
    let request = ExportRequest {
        export_id: crate::kernel::ExportId::new(Uuid::from_u128(5)),
        fields: vec![DisclosedField::Name],
        purpose: ExportPurpose::Contact,
        note: None,
        recipient: ExportRecipient {
            organization: crate::organization::OrganizationFacts {
                organization_id: crate::kernel::OrganizationId::of_code(&Code::try_new("O-1").unwrap()),
                kind: crate::kernel::words::OrganizationKind::Department,
                registered_on: day("2020-01-01"),
                dissolved_on: None,
                suspended: false,
                ancestors: Vec::new(),
            },
            division: crate::kernel::DivisionCode::new("360735"),
        },
    };
    PersonCommand::ExportPersonalData { request }
}

#[test]
fn restriction_is_refused_when_its_ground_is_over_or_it_says_no_reason() {
    let (until, today) = (day("2024-06-02"), day("2024-06-03"));
    let over = PersonRefusal::RestrictionOver { until, today };
    assert_eq!(refused(&adult(), restrict(RestrictionBasis::RetentionDuty, Some("2024-06-02"))), over);
    assert_eq!(act(&mut adult(), restrict(RestrictionBasis::RetentionDuty, Some("2024-06-03")), &context()), Ok(1));
    let silent =
        PersonCommand::RestrictProcessing { basis: RestrictionBasis::InDispute, until: None, reason: String::new() };
    assert_eq!(refused(&adult(), silent), TextRefusal::TextEmpty { field: "reason" }.into());
}

#[test]
fn erasure_is_repeated_once_on_a_restored_store_whatever_stands_there() {
    let record = ErasureRecord {
        basis: BASIS,
        proposed_by: "ann".to_owned(),
        approved_by: "bob".to_owned(),
        erased_on: day("2024-05-01"),
        position: 77,
    };
    let repeat = || PersonCommand::RepeatErasure { record: record.clone() };
    let mut person = adult();
    act(&mut person, restrict(RestrictionBasis::RetentionDuty, None), &context()).unwrap();
    let events = person.decide(repeat(), &context()).unwrap();
    assert!(matches!(events.as_slice(), [PersonEvent::PersonErased { first_position: Some(77), .. }]));
    assert_eq!(act(&mut person, repeat(), &context()), Ok(1));
    assert!(person.is_erased());
    assert_eq!(act(&mut person, repeat(), &context()), Ok(0));
    assert_eq!(refused(&Person::default(), repeat()), PersonRefusal::PersonUnknown);
}

proptest! {
    #[test]
    fn erasure_has_two_people_a_proposal_in_time_and_no_duty(
        steps in proptest::collection::vec((0..4_u8, "[ab]", 0..5_i64), 1..12),
    ) {
        let (mut person, mut days) = (adult(), 0);
        // Who proposed, and on which day, as the rule should see it.
        let (mut open, mut kept): (Option<(String, i64)>, bool) = (None, false);
        for (step, actor, later) in steps {
            days += later;
            let context = by(&actor, days);
            let standing = open.as_ref().filter(|(_, since)| days < since + 7);
            match step {
                0 => {
                    let made = act(&mut person, propose(), &context);
                    let expected = !kept && standing.is_none_or(|(first, _)| *first == actor);
                    prop_assert_eq!(made.is_ok(), expected);
                    if made == Ok(1) {
                        open = Some((actor, days));
                    }
                }
                1 => {
                    let allowed = !kept && standing.is_some_and(|(first, _)| *first != actor);
                    let approved = act(&mut person, approve(), &context);
                    prop_assert_eq!(approved.is_ok(), allowed);
                    if allowed {
                        prop_assert!(person.is_erased());
                        return Ok(());
                    }
                }
                2 => {
                    act(&mut person, decline(), &context).unwrap();
                    open = None;
                }
                _ => {
                    let change = if kept { lift() } else { restrict(RestrictionBasis::RetentionDuty, None) };
                    act(&mut person, change, &context).unwrap();
                    kept = !kept;
                }
            }
            prop_assert!(!person.is_erased());
        }
    }
}
