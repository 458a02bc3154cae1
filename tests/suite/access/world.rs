//! Two counties alike, each with one record of every kind: one is the callers' own, the other is not.

use crate::{
    files::id_number,
    journeys::steps::{act, does},
};
use chrono::NaiveDate;
use muster_api::{
    access::policy::Noun,
    import::{Kind, Options},
};
use muster_tests::TestApp;
use serde_json::Value;

/// The callers' own county.
pub(super) const OWN: &str = "445202";
/// The other one.
pub(super) const OTHER: &str = "445203";

/// The registry with both counties.
pub(super) struct World {
    pub(super) app: TestApp,
    own: County,
    other: County,
}

/// What is named differently from the codes.
struct County {
    division: &'static str,
    letter: &'static str,
    person: String,
    credit: String,
    report: String,
}

impl World {
    /// Both counties, and every view at the head.
    pub(super) async fn made() -> Self {
        let mut app = TestApp::fresh().await;
        app.travel_to("2024-06-03T08:00:00+08:00".parse().expect("an instant")).await;
        let own = county(&app, OWN, "A", 1).await;
        let other = county(&app, OTHER, "B", 2).await;
        app.settle().await;
        Self { app, own, other }
    }

    /// The person behind the callers' own volunteer.
    pub(super) fn own_person(&self) -> &str {
        &self.own.person
    }

    /// The credit of the callers' own volunteer.
    pub(super) fn own_credit(&self) -> &str {
        &self.own.credit
    }

    /// What names a record of this kind, in the callers' own county or in the other.
    pub(super) fn named(&self, noun: Noun, own: bool) -> String {
        let county = if own { &self.own } else { &self.other };
        let coded = |prefix: &str| format!("{prefix}-{}", county.letter);
        match noun {
            Noun::Account => coded("oidc"),
            Noun::Division => county.division.to_owned(),
            Noun::Organization => coded("O"),
            Noun::Activity => coded("ACT"),
            Noun::Team => coded("T"),
            Noun::Volunteer => coded("V"),
            Noun::Person | Noun::Newcomer => county.person.clone(),
            Noun::Instructor => coded("I"),
            Noun::SocialWorker => coded("S"),
            Noun::Site => coded("SITE"),
            Noun::Credit => county.credit.clone(),
            Noun::ServiceDemand => coded("XQ"),
            Noun::Call | Noun::AnsweredCall => coded("CALL"),
            Noun::Pool => coded("POOL"),
            Noun::Catalog => format!("{}-2024", county.division),
            Noun::Scheme => coded("JF"),
            Noun::Report => county.report.clone(),
        }
    }
}

async fn county(app: &TestApp, division: &'static str, letter: &'static str, number: u32) -> County {
    import(app, division, letter, number).await;
    for mutation in acts(division, letter, number) {
        act(app, &mutation).await;
    }
    let volunteer = format!("{{ volunteer(code: \"V-{letter}\") {{ person {{ id }} credits {{ nodes {{ id }} }} }} }}");
    app.settle().await;
    let volunteer = app.data(&volunteer).await["volunteer"].clone();
    let report = act(
        app,
        &format!(
            "publishReport(input: {{ kind: HOURS_SERVED, within: \"{division}\", from: \"2024-05-01\", to: \"2024-05-31\",
                divisionSet: COUNTIES, publisher: \"O-{letter}\" }})"
        ),
    )
    .await;
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    County {
        division,
        letter,
        person: text(&volunteer["person"]["id"]),
        credit: text(&volunteer["credits"]["nodes"][0]["id"]),
        report: text(&report["id"]),
    }
}

async fn import(app: &TestApp, division: &str, letter: &str, number: u32) {
    let organizations = format!(
        "code,name,kind,division,parent_code,credit_code\nO-{letter},示例{letter},VOLUNTEER_ORGANIZATION,{division},,\n\
         D-{letter},示例局{letter},DEPARTMENT,{division},,\n"
    );
    let teams = format!(
        "code,name,category,home_division,service_divisions,organization_code,emergency\n\
         T-{letter},示例队{letter},GENERAL,{division},{division},O-{letter},\n"
    );
    let volunteers = format!(
        "code,name,id_number,phone,division,skills,team_codes,registered_on\n\
         V-{letter},王示例,{},,{division},,T-{letter},2023-01-05\n",
        id_number("19900101", number)
    );
    let activities = format!(
        "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
         ACT-{letter},植树,ECOLOGY,{division},T-{letter},O-{letter},2024-05-02T08:00,2024-05-02T12:00\n\
         LATER-{letter},巡河,ECOLOGY,{division},T-{letter},O-{letter},2024-05-09T08:00,2024-05-09T12:00\n"
    );
    let hours = format!(
        "activity_code,volunteer_code,starts_at,ends_at,evidence\n\
         ACT-{letter},V-{letter},2024-05-02T08:00,2024-05-02T10:00,B\n\
         LATER-{letter},V-{letter},2024-05-09T08:00,2024-05-09T09:00,B\n"
    );
    let instructors = format!(
        "code,name,id_number,division,kind,appointed_on\nI-{letter},李示例,{},{division},FULL_TIME,2023-01-05\n",
        id_number("19850101", number)
    );
    let workers = format!(
        "code,name,id_number,division,level,certificate_no,certified_on,registered_on,post_class,grade,organization_code\n\
         S-{letter},赵示例,{},{division},,,,,,,\n",
        id_number("19880101", number)
    );
    for (kind, lines) in [
        (Kind::Organizations, organizations),
        (Kind::Teams, teams),
        (Kind::Volunteers, volunteers),
        (Kind::Activities, activities),
        (Kind::Hours, hours),
        (Kind::Instructors, instructors),
        (Kind::SocialWorkers, workers),
    ] {
        let options = Options { effective_on: NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
        let report = app.import_with(kind, &lines, options).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
}

fn acts(division: &str, letter: &str, number: u32) -> Vec<String> {
    vec![
        format!(
            "proposeGrant(principal: \"oidc-{letter}\", grant: {{ role: HR_READER, division: \"{division}\" }},
                reason: \"到任\")"
        ),
        format!(
            "openSite(input: {{ code: \"SITE-{letter}\", name: \"示例站{letter}\", kind: SOCIAL_WORK_STATION,
                division: \"{division}\", operator: \"O-{letter}\", openedOn: \"2024-01-01\" }})"
        ),
        format!(
            "postDemand(input: {{ code: \"XQ-{letter}\", organization: \"O-{letter}\", authorityReference: \"令-{number}\",
                division: \"{division}\", place: \"安置点\", startsAt: \"2024-06-04T09:00:00+08:00\",
                endsAt: \"2024-06-04T18:00:00+08:00\", category: SAFETY_EMERGENCY, peopleNeeded: 2 }})"
        ),
        format!(
            "raiseMatters(input: {{ code: \"CALL-{letter}\", organization: \"O-{letter}\", department: \"D-{letter}\",
                division: \"{division}\", raisedOn: \"2024-05-01\",
                matters: [{{ code: \"M-1\", kind: INFRASTRUCTURE, text: \"路灯\" }}] }})"
        ),
        format!(
            "openPool(input: {{ code: \"POOL-{letter}\", name: \"示例库\", division: \"{division}\",
                openedOn: \"2024-01-02\" }})"
        ),
        format!(
            "publishDemandCatalog(input: {{ division: \"{division}\", year: 2024, edition: 1, title: \"目录\",
                publishedOn: \"2024-05-02\", recipients: [{{ organization: \"O-{letter}\", kind: MEMBER_UNIT }}],
                items: [{{ code: \"X\", title: \"社工\", quantity: 1, employer: \"O-{letter}\",
                    criteria: {{ registeredOnly: true }} }}] }})"
        ),
        format!(
            "openPointsScheme(input: {{ code: \"JF-{letter}\", name: \"积分超市\", jurisdiction: \"{division}\",
                operator: \"O-{letter}\", pointsPerHour: 10, openedOn: \"2024-05-01\" }})"
        ),
    ]
}

/// Plans and publishes the activity `NEW` of the callers' own organization, with one session of two hours on a day.
pub(super) async fn planned(app: &TestApp, day: &str) {
    let hours = format!("startsAt: \"{day}T01:00:00Z\", endsAt: \"{day}T03:00:00Z\"");
    for mutation in [
        format!(
            "draftActivity(input: {{ code: \"NEW\", title: \"植树\", category: ECOLOGY, division: \"{OWN}\",
                organization: \"O-A\", {hours} }})"
        ),
        format!("scheduleSession(activity: \"NEW\", session: 1, {hours})"),
        "publishActivity(activity: \"NEW\", leader: \"V-A\", riskNotice: \"无\", place: \"北河\")".to_owned(),
    ] {
        does(app, &mutation).await;
    }
}
