//! Given a team, when somebody asks, then it says yes, knows it already, or says no with figures.

mod members;
mod properties;
mod readiness;
mod service;

use super::*;
use crate::{
    kernel::{
        Code, DateSpan, DivisionCode, DivisionRefusal, OrganizationId, PersonId, RuleContext, Source, TeamId,
        VolunteerId,
        text::TextRefusal,
        words::{OrganizationKind, TeamCategory},
    },
    organization::OrganizationFacts,
    person::PersonFacts,
    volunteer::VolunteerFacts,
};
use TeamCommand as C;
use TeamEvent as E;
use TeamRefusal as R;
use chrono::NaiveDate;
use cqrs_es::test::TestFramework;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

pub(super) fn volunteer_id(name: &str) -> VolunteerId {
    VolunteerId::of_code(&code(name))
}

pub(super) fn organization() -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&code("ORG")),
        kind: OrganizationKind::VolunteerOrganization,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

/// Today is 1 June 2024.
pub(super) fn context(source: Source) -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), source)
}

/// A team and the moment at which it is asked.
pub(super) struct Scene {
    pub(super) team: Team,
    pub(super) context: RuleContext,
}

impl Scene {
    pub(super) fn new() -> Self {
        Self { team: Team::default(), context: context(Source::Api) }
    }

    /// An emergency team, formed on 1 January 2024.
    pub(super) fn formed() -> Self {
        Self::new().does(form())
    }

    /// As [`Self::formed`], with three members since 2 January.
    pub(super) fn staffed() -> Self {
        Self::formed().does(admit("ann")).does(admit("bob")).does(admit("cai"))
    }

    pub(super) fn by(mut self, source: Source) -> Self {
        self.context.source = source;
        self
    }

    /// The command is accepted and something happens.
    pub(super) fn does(mut self, command: TeamCommand) -> Self {
        let events = self.team.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            self.team.remember(event);
        }
        self
    }

    /// The command is accepted with exactly this event, and is already applied after.
    pub(super) fn emits_once(mut self, command: TeamCommand, expected: TeamEvent) -> Self {
        let events = self.team.decide(command.clone(), &self.context).unwrap();
        assert_eq!(events, vec![expected]);
        for event in events {
            self.team.remember(event);
        }
        self.knows(command)
    }

    /// The command is already applied.
    pub(super) fn knows(self, command: TeamCommand) -> Self {
        assert_eq!(self.team.decide(command, &self.context), Ok(vec![]));
        self
    }

    /// The command is refused with these figures, which serialise with a code.
    pub(super) fn refuses(self, command: TeamCommand, refusal: TeamRefusal) -> Self {
        let code = serde_json::to_value(&refusal).unwrap()["code"].as_str().unwrap().to_owned();
        assert!(code.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{code}");
        assert_eq!(self.team.decide(command, &self.context), Err(refusal));
        self
    }
}

pub(super) fn form() -> TeamCommand {
    form_with(organization(), "2024-01-01")
}

fn form_with(organization: OrganizationFacts, formed_on: &str) -> TeamCommand {
    C::FormTeam {
        code: code("TEAM"),
        name: "章贡应急救援队".to_owned(),
        category: TeamCategory::Emergency,
        home_division: DivisionCode::new("360702"),
        organization,
        emergency: true,
        formed_on: day(formed_on),
    }
}

pub(super) fn admit(name: &str) -> TeamCommand {
    C::AdmitMember { volunteer_id: volunteer_id(name), admitted_on: day("2024-01-02") }
}

pub(super) fn disband() -> TeamCommand {
    C::DisbandTeam { disbanded_on: day("2024-05-31"), reason: "任务结束".to_owned() }
}

fn formed_event() -> TeamEvent {
    E::TeamFormed {
        code: code("TEAM"),
        name: "章贡应急救援队".to_owned(),
        category: TeamCategory::Emergency,
        home_division: DivisionCode::new("360702"),
        organization_id: organization().organization_id,
        emergency: true,
        formed_on: day("2024-01-01"),
    }
}

#[test]
fn team_is_formed_through_the_framework_when_all_is_good() {
    let given = TestFramework::<Team>::with(context(Source::Api)).given_no_previous_events();
    given.when(form()).then_expect_events(vec![formed_event()]);
}

#[test]
fn team_is_formed_once_and_known_from_a_file_of_another_day() {
    let scene = Scene::new().emits_once(form(), formed_event()).knows(form_with(organization(), "2024-05-05"));
    let facts = scene.team.facts().unwrap();
    let expected = TeamFacts {
        team_id: TeamId::of_code(&code("TEAM")),
        organization_id: organization().organization_id,
        formed_on: day("2024-01-01"),
        disbanded_on: None,
        suspended: false,
    };
    assert_eq!((facts, scene.team.team_id()), (expected, Some(expected.team_id)));
    assert_eq!(scene.team.name(), Some("章贡应急救援队"));
    assert!(facts.is_live_on(day("2024-01-01")) && !facts.is_live_on(day("2023-12-31")));
}

#[test]
fn formation_is_refused_naming_the_fields_when_the_code_has_other_content() {
    let other = C::FormTeam {
        code: code("TEAM"),
        name: "别队".to_owned(),
        category: TeamCategory::Youth,
        home_division: DivisionCode::new("360703"),
        organization: OrganizationFacts { organization_id: OrganizationId::default(), ..organization() },
        emergency: false,
        formed_on: day("2024-01-01"),
    };
    let fields = vec!["name", "category", "home_division", "organization_code", "emergency"];
    Scene::formed().refuses(other, R::CodeTaken { fields });
}

#[test]
fn formation_is_refused_when_name_or_division_is_bad() {
    let with = |name: &str, division: &str| C::FormTeam {
        code: code("TEAM"),
        name: name.to_owned(),
        category: TeamCategory::General,
        home_division: DivisionCode::new(division),
        organization: organization(),
        emergency: false,
        formed_on: day("2024-01-01"),
    };
    let retired = DivisionCode::new("360782");
    let successors = vec![DivisionCode::new("360702"), DivisionCode::new("360703")];
    Scene::new().refuses(with("", "360702"), R::Text(TextRefusal::TextEmpty { field: "name" })).refuses(
        with("队", "360782"),
        R::Division(DivisionRefusal::DivisionRetired { division: retired, ended: 2013, successors }),
    );
}

#[test]
fn formation_is_refused_when_the_organization_is_not_live_on_the_day() {
    let ended = OrganizationFacts { dissolved_on: Some(day("2023-12-31")), ..organization() };
    let young = OrganizationFacts { registered_on: day("2024-01-02"), ..organization() };
    let suspended = OrganizationFacts { suspended: true, ..organization() };
    let not_live = |from: &str, until, suspended| R::OrganizationNotLive {
        day: day("2024-01-01"),
        from: day(from),
        until,
        suspended,
    };
    let form = |organization: &OrganizationFacts| form_with(organization.clone(), "2024-01-01");
    Scene::new()
        .refuses(form(&ended), not_live("2020-01-01", Some(day("2023-12-31")), false))
        .refuses(form(&young), not_live("2024-01-02", None, false))
        .refuses(form(&suspended), not_live("2020-01-01", None, true))
        .by(Source::Import)
        .refuses(form(&ended), not_live("2020-01-01", Some(day("2023-12-31")), false))
        .does(form(&young));
}

#[test]
fn unknown_team_refuses_every_command() {
    for command in every_command() {
        Scene::new().refuses(command, R::TeamUnknown);
    }
}

#[test]
fn disbanded_team_accepts_nothing() {
    let disbanded_on = day("2024-05-31");
    for command in every_command() {
        // The same disbandment again is the one thing that is known.
        let again = command == disband();
        let scene = Scene::staffed().does(disband());
        if again {
            scene.knows(command);
        } else {
            scene.refuses(command, R::TeamDisbanded { disbanded_on });
        }
    }
    let scene = Scene::formed().does(disband()).knows(form());
    let facts = scene.team.facts().unwrap();
    assert!(facts.is_live_on(disbanded_on) && !facts.is_live_on(day("2024-06-01")));
}

/// Each command beside the formation.
fn every_command() -> Vec<TeamCommand> {
    let (volunteer_id, division, on) = (volunteer_id("dan"), DivisionCode::new("360702"), day("2024-05-01"));
    let reason = "整顿".to_owned();
    vec![
        C::AdmitMember { volunteer_id, admitted_on: on },
        C::RemoveMember { volunteer_id, left_on: on },
        C::AppointLeader { volunteer: volunteer("dan", Some(30)), appointed_on: on },
        C::AssignServiceArea { division: division.clone(), from: on, to: None },
        C::WithdrawServiceArea { division: division.clone(), last_day: on },
        C::ReclassifyTeam { category: TeamCategory::Youth, emergency: false, reclassified_on: on },
        C::RecordDrill { drilled_on: on, participants: 1, people: Vec::new() },
        C::ActivateTeam { authority_reference: "令".to_owned(), division, activated_on: on, members: Vec::new() },
        C::StandDownTeam { stood_down_on: on },
        C::SuspendTeam { suspended_on: on, reason: reason.clone() },
        C::ResumeTeam { resumed_on: on },
        C::DisbandTeam { disbanded_on: on, reason },
        disband(),
    ]
}

pub(super) fn volunteer(name: &str, age_years: Option<u32>) -> VolunteerFacts {
    VolunteerFacts {
        volunteer_id: volunteer_id(name),
        person: PersonFacts { person_id: PersonId::default(), age_years, guardian_consent: true },
        skills: Vec::new(),
        registered_on: day("2024-01-01"),
        qualifications: crate::volunteer::Qualifications::default(),
        on_the_day: crate::volunteer::OnTheDay::default(),
    }
}

#[test]
fn refusal_serialises_with_its_code_and_figures_when_it_is_wrapped_or_not() {
    let early = serde_json::to_value(R::LeaderNeeded { members: 2 }).unwrap();
    assert_eq!(early, serde_json::json!({"code": "LEADER_NEEDED", "members": 2}));
    let young = serde_json::to_value(R::LeaderNotAdult { required_age_years: 18 }).unwrap();
    assert_eq!(young, serde_json::json!({"code": "LEADER_NOT_ADULT", "requiredAgeYears": 18}));
    let wrapped = R::Text(TextRefusal::TextTooLong { field: "name", actual: 121, limit: 120 });
    let expected = serde_json::json!({"code": "TEXT_TOO_LONG", "field": "name", "actual": 121, "limit": 120});
    assert_eq!(serde_json::to_value(wrapped).unwrap(), expected);
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("9") };
    assert_eq!(serde_json::to_value(R::Division(unknown)).unwrap()["code"], "UNKNOWN_DIVISION");
}

#[test]
fn no_claim_is_the_teams() {
    use crate::kernel::Refusal;
    assert_eq!(R::of_claim("identity", uuid::Uuid::nil()), None);
}
