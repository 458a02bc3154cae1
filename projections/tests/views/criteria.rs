//! What is asked of talents, answered twice: the selection in SQL and the domain's explanation agree, criterion by
//! criterion, of people who meet it, who do not, and of whom nothing is known.

use crate::{
    given::{COUNTY, OTHER, division, organization, person},
    harness::{Registry, Told, code, day},
    instructors::appointed,
};
use chrono::NaiveDate;
use muster_domain::{
    category_catalog::words::TalentCategory,
    kernel::{
        DateSpan, Personal, SocialWorkerId, TalentProfileId,
        words::{InstructorKind, ProfessionalLevel},
    },
    social_worker::SocialWorkerEvent,
    talent_profile::{
        TalentCriterion as C, TalentProfileEvent, Verdict,
        engagements::Engagement,
        explain,
        words::{ContactChannel, EngagementMode, SkillEvidence, TalentRole},
    },
};
use muster_projections::views::talent_register as register;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn kept(number: u128, event: TalentProfileEvent) -> Told {
    Told::TalentProfile(TalentProfileId::of_person(person(number)).uuid(), event)
}

fn categorised(number: u128, category: TalentCategory, on: &str) -> Told {
    let (person_id, version) = (person(number), "2024".to_owned());
    let (division, assigned_on) = (division(COUNTY), day(on));
    kept(number, TalentProfileEvent::TalentCategoryAssigned { person_id, division, version, category, assigned_on })
}

fn engagement(number: u128, mode: EngagementMode, to: Option<&str>) -> Engagement {
    let span = DateSpan { from: day("2024-01-01"), to: to.map(day) };
    Engagement { code: code(&format!("E-{number}")), mode, organization_id: organization("O1"), span }
}

fn engaged(number: u128, mode: EngagementMode, to: Option<&str>) -> Told {
    let (person_id, engagement) = (person(number), engagement(number, mode, to));
    kept(number, TalentProfileEvent::EngagementStarted { person_id, engagement })
}

fn ended(number: u128, mode: EngagementMode, on: &str) -> Told {
    let (person_id, before, ended_on) = (person(number), engagement(number, mode, None), day(on));
    kept(number, TalentProfileEvent::EngagementEnded { person_id, before, ended_on })
}

fn contacted(number: u128, on: &str) -> Told {
    let (person_id, contacted_on, channel) = (person(number), day(on), ContactChannel::Visit);
    kept(number, TalentProfileEvent::TalentContacted { person_id, contacted_on, channel, note: None })
}

fn skilled(number: u128, skill: &str, on: &str) -> Told {
    let (person_id, skill, recorded_on) = (person(number), skill.to_owned(), day(on));
    let (evidence, reference) = (SkillEvidence::MasterTitle, Personal::clear("for a reason"));
    kept(number, TalentProfileEvent::SkillEvidenceRecorded { person_id, skill, evidence, reference, recorded_on })
}

fn works(number: u128, place: &str, level: ProfessionalLevel, valid_to: &str) -> Vec<Told> {
    let name = format!("W-{number}");
    let id = SocialWorkerId::of_code(&code(&name)).uuid();
    let registered_on = day("2024-01-01");
    [
        SocialWorkerEvent::SocialWorkerRegistered {
            person_id: person(number),
            code: code(&name),
            division: division(place),
            registered_on,
        },
        SocialWorkerEvent::CertificateObtained { level, certificate_no: name, certified_on: registered_on },
        SocialWorkerEvent::PracticeRegistered { registered_on, valid_to: day(valid_to), late: false },
    ]
    .map(|event| Told::SocialWorker(id, event))
    .into()
}

/// Somebody who meets everything, one who meets hardly anything, a lapsed one, and some of whom little is known.
fn story() -> Vec<Told> {
    let mut story = works(1, COUNTY, ProfessionalLevel::SeniorSocialWorker, "2026-12-31");
    story.extend(works(2, OTHER, ProfessionalLevel::AssistantSocialWorker, "2024-05-31"));
    story.extend([
        categorised(1, TalentCategory::F, "2024-01-01"),
        categorised(1, TalentCategory::A, "2024-03-01"),
        engaged(1, EngagementMode::Adviser, None),
        contacted(1, "2024-05-20"),
        skilled(1, "brick carving", "2024-02-01"),
        categorised(2, TalentCategory::F, "2024-01-01"),
        engaged(2, EngagementMode::Adviser, None),
        ended(2, EngagementMode::Adviser, "2024-05-31"),
        contacted(2, "2024-01-10"),
        skilled(2, "first aid", "2024-02-01"),
        appointed("I1", 3, InstructorKind::FullTime),
        skilled(4, "brick carving", "2024-07-01"),
        categorised(4, TalentCategory::E, "2024-02-01"),
        engaged(5, EngagementMode::FullTime, Some("2024-06-30")),
        // Contacted, and no talent.
        contacted(6, "2024-05-20"),
    ]);
    story
}

fn criteria() -> Vec<C> {
    let skill = |skill: &str| C::Skill { skill: skill.to_owned() };
    let mut criteria = vec![
        C::Registered,
        C::Within { division: division(COUNTY) },
        C::Within { division: division("4452") },
        C::Within { division: division("36") },
        skill("brick carving"),
        skill("first aid"),
        skill("brick"),
    ];
    criteria.extend(TalentRole::ALL.iter().map(|role| C::Role { role: *role }));
    criteria.extend(ProfessionalLevel::ALL.iter().map(|level| C::LevelAtLeast { level: *level }));
    criteria.extend(TalentCategory::ALL.iter().map(|category| C::CategoryAtLeast { category: *category }));
    criteria.extend(EngagementMode::ALL.iter().map(|mode| C::EngagedAs { mode: *mode }));
    criteria.extend([1, 12, 30, 365].map(|days| C::ContactedWithin { days }));
    criteria.extend([1, 12, 30, 365].map(|days| C::NotContactedWithin { days }));
    criteria
}

/// The kind of a criterion and the verdicts that it can come to.
fn kind(criterion: &C) -> (&'static str, &'static [Verdict]) {
    const KNOWN: &[Verdict] = &[Verdict::Met, Verdict::Unmet];
    const PERHAPS: &[Verdict] = &[Verdict::Met, Verdict::Unmet, Verdict::Unknown];
    match criterion {
        C::Role { .. } => ("role", KNOWN),
        C::Registered => ("registered", KNOWN),
        C::EngagedAs { .. } => ("engaged", KNOWN),
        C::ContactedWithin { .. } => ("contacted", KNOWN),
        C::NotContactedWithin { .. } => ("not contacted", KNOWN),
        C::Within { .. } => ("within", PERHAPS),
        C::Skill { .. } => ("skill", PERHAPS),
        C::LevelAtLeast { .. } => ("level", PERHAPS),
        C::CategoryAtLeast { .. } => ("category", PERHAPS),
    }
}

/// Days on which facts begin, last and are over.
const DAYS: [&str; 5] = ["2023-12-31", "2024-01-15", "2024-05-31", "2024-06-01", "2024-07-02"];

#[tokio::test]
async fn selection_and_explanation_agree_on_every_kind_of_criterion() {
    let registry = Registry::open().await;
    registry.tell_and_verify(register::NAME, &story()).await;
    let divisions = registry.log.divisions().clone();
    let people: Vec<Uuid> = (1..=7).map(|number| person(number).uuid()).collect();
    let mut seen: BTreeMap<&str, BTreeSet<Verdict>> = BTreeMap::new();
    let mut read = registry.views.read(register::NAME, None).await.unwrap();
    for on in DAYS.map(|text| -> NaiveDate { day(text) }) {
        let facts = register::talent_facts(&mut read, &people, on).await.unwrap();
        for criterion in criteria() {
            let asked = std::slice::from_ref(&criterion);
            let mut met = BTreeSet::new();
            for (who, facts) in &facts {
                let explained = explain(asked, facts, on, &divisions);
                seen.entry(kind(&criterion).0).or_default().extend(explained.iter().map(|one| one.verdict));
                if facts.is_talent() && explained.iter().all(|one| one.verdict == Verdict::Met) {
                    met.insert(*who);
                }
            }
            let everywhere = register::Searched::everywhere(&divisions);
            let found = register::fulfilling(&mut read, asked, on, everywhere, (None, 100)).await.unwrap();
            assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), met, "{criterion:?} on {on}");
            assert_eq!(found.len(), met.len(), "{criterion:?} on {on}: somebody twice");
            let lists = [vec![criterion.clone()], vec![criterion.clone(), C::Registered]];
            let counted = register::count_any(&mut read, &lists, on, everywhere).await.unwrap();
            assert_eq!(usize::try_from(counted), Ok(met.len()), "{criterion:?} on {on}: each counts once");
            // Where only some divisions are searched, those are left who have a role in one of them.
            let codes = [COUNTY.to_owned()];
            let here = register::Searched { within: Some(&codes), ..everywhere };
            met.retain(|who| facts[who].divisions.contains(&division(COUNTY)));
            let found = register::fulfilling(&mut read, asked, on, here, (None, 100)).await.unwrap();
            assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), met, "{criterion:?} on {on} in {COUNTY}");
            let counted = register::count_any(&mut read, &lists, on, here).await.unwrap();
            assert_eq!(usize::try_from(counted), Ok(met.len()), "{criterion:?} on {on} in {COUNTY}");
        }
    }
    for criterion in criteria() {
        let (name, possible) = kind(&criterion);
        assert_eq!(seen[name], possible.iter().copied().collect(), "the table lacks somebody for {name}");
    }
    drop(read);
    registry.stop().await;
}
