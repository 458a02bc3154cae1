//! Two people who are each a volunteer, a social worker and an instructor at once, with one entry of each part.

use super::registry::{COUNTY, Registry};
use crate::journeys::steps::does;
use chrono::NaiveDate;
use muster_api::import::{Kind, Options};
use std::fmt::Write as _;

/// Days of service of each, eight hours a day: enough for a star.
const DAYS: u32 = 13;
/// What tells the texts of the two apart.
pub(super) const MARKS: [&str; 2] = ["甲翠", "乙鹭"];

/// Two people who live the same lives, each with one entry of each part.
pub(super) async fn two_lives() -> Registry {
    let registry = Registry::of(2).await;
    long_service(&registry).await;
    for mutation in places() {
        does(&registry.app, &mutation).await;
    }
    for number in 0..2 {
        let person = registry.people[number].clone();
        for mutation in service(number)
            .into_iter()
            .chain(social_work(number, &person))
            .chain(guidance(number, &person))
            .chain(talent(number, &person))
        {
            does(&registry.app, &mutation).await;
        }
        recognised(&registry, number).await;
    }
    registry.app.settle().await;
    registry
}

async fn long_service(registry: &Registry) {
    let mut hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n".to_owned();
    for (volunteer, day) in (0..2).flat_map(|number| (1..=DAYS).map(move |day| (number, day))) {
        writeln!(hours, "LONG,V-{volunteer},2024-01-{day:02}T08:00,2024-01-{day:02}T16:00,B").expect("text grows");
    }
    let activities = format!(
        "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
         LONG,巡河,ECOLOGY,{COUNTY},T-A,O-A,2024-01-01T00:00,2024-05-31T00:00\n"
    );
    for (kind, lines) in [(Kind::Activities, activities), (Kind::Hours, hours)] {
        let options = Options { effective_on: NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
        let report = registry.app.import_with(kind, &lines, options).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
}

/// What both meet: an agency, a department, sites, a scheme, a pool, a catalogue, a demand, and an activity to come.
fn places() -> Vec<String> {
    let organization = |code: &str, kind: &str| {
        format!(
            "registerOrganization(input: {{ code: \"{code}\", name: \"示例{code}\", kind: {kind},
                division: \"{COUNTY}\", registeredOn: \"2021-01-01\" }})"
        )
    };
    let site = |code: &str, kind: &str| {
        format!(
            "openSite(input: {{ code: \"{code}\", name: \"示例{code}\", kind: {kind}, division: \"{COUNTY}\",
                operator: \"O-A\", openedOn: \"2023-01-01\" }})"
        )
    };
    let hours = "startsAt: \"2024-06-10T01:00:00Z\", endsAt: \"2024-06-10T03:00:00Z\"";
    vec![
        organization("AG", "SOCIAL_WORK_AGENCY"),
        organization("D-A", "DEPARTMENT"),
        organization("R-0", "VOLUNTEER_ORGANIZATION"),
        organization("R-1", "VOLUNTEER_ORGANIZATION"),
        organization("L-0", "VOLUNTEER_ORGANIZATION"),
        organization("L-1", "VOLUNTEER_ORGANIZATION"),
        site("OBS", "OBSERVATION_STATION"),
        site("SHOP", "POINTS_SHOP"),
        "openPointsScheme(input: { code: \"JF\", name: \"积分超市\", jurisdiction: \"445202\", operator: \"O-A\",
            pointsPerHour: 10, openedOn: \"2024-05-01\" })"
            .to_owned(),
        format!(
            "openPool(input: {{ code: \"POOL\", name: \"示例库\", division: \"{COUNTY}\", openedOn: \"2024-01-02\" }})"
        ),
        format!(
            "publishDemandCatalog(input: {{ division: \"{COUNTY}\", year: 2024, edition: 1, title: \"目录\",
                publishedOn: \"2024-05-02\", recipients: [{{ organization: \"AG\", kind: MEMBER_UNIT }}],
                items: [{{ code: \"X\", title: \"社工\", quantity: 2, employer: \"AG\",
                    criteria: {{ registeredOnly: true }} }}] }})"
        ),
        format!(
            "postDemand(input: {{ code: \"XQ\", organization: \"O-A\", authorityReference: \"令-1\",
                division: \"{COUNTY}\", place: \"安置点\", startsAt: \"2024-06-04T09:00:00+08:00\",
                endsAt: \"2024-06-04T18:00:00+08:00\", category: SAFETY_EMERGENCY, peopleNeeded: 2 }})"
        ),
        format!(
            "draftActivity(input: {{ code: \"NEW\", title: \"植树\", category: ECOLOGY, division: \"{COUNTY}\",
                organization: \"O-A\", {hours} }})"
        ),
        format!("scheduleSession(activity: \"NEW\", session: 1, {hours})"),
        "publishActivity(activity: \"NEW\", leader: \"V-0\", riskNotice: \"无\", place: \"北河\")".to_owned(),
    ]
}

fn service(number: usize) -> Vec<String> {
    let (volunteer, mark) = (format!("volunteer: \"V-{number}\""), MARKS[number]);
    vec![
        format!("declareSkills({volunteer}, skills: [\"急救{mark}\"])"),
        format!("verifySkill({volunteer}, skill: \"急救{mark}\", evidenceReference: \"证-{mark}\")"),
        format!("admitMember(team: \"T-A\", {volunteer}, admittedOn: \"2024-02-01\")"),
        format!("recordDrill(team: \"T-A\", drilledOn: \"2024-03-0{}\", people: [\"V-{number}\"])", number + 1),
        format!(
            "recordTraining(input: {{ {volunteer}, name: \"培训{mark}\", provider: \"示例中心\", minutes: 240,
                completedOn: \"2024-02-01\" }})"
        ),
        format!(
            "recordCommendation(input: {{ {volunteer}, name: \"表彰{mark}\", grantingBody: \"示例文明办\", level: CITY,
                grantedOn: \"2024-03-05\", evidenceReference: \"文-1\" }})"
        ),
        format!(
            "setAvailability({volunteer}, input: {{ from: \"2024-06-03\",
                weekly: [{{ weekday: SATURDAY, from: \"08:00\", to: \"12:00\" }}], divisions: [\"{COUNTY}\"] }})"
        ),
        format!(
            "insureVolunteer({volunteer}, input: {{ insurer: \"示例保险\", policyReference: \"保-{mark}\",
                from: \"2024-01-01\", to: \"2024-12-31\" }})"
        ),
        format!(
            "disputeRecord(input: {{ {volunteer}, code: \"异议-{mark}\", kind: MISSING_HOURS, activity: \"ACT\",
                claimedFrom: \"2024-05-02T03:30:00Z\", claimedTo: \"2024-05-02T04:00:00Z\", statement: \"漏记\" }})"
        ),
        format!(
            "grantPoints(input: {{ {volunteer}, code: \"积分-{mark}\", scheme: \"JF\", organization: \"O-A\",
                site: \"SHOP\", grantedOn: \"2024-06-03\",
                act: {{ amount: 5, act: \"帮助邻里\", evidenceReference: \"文-{mark}\" }} }})"
        ),
        format!("enroll(seat: {{ activity: \"NEW\", session: 1, {volunteer} }})"),
        format!("matchDemand(input: {{ demand: \"XQ\", {volunteer} }})"),
        format!("applyStar({volunteer}, level: 1)"),
        format!("issueCertificate({volunteer}, number: \"ZM-{mark}\", from: \"2024-01-01\", to: \"2024-05-31\")"),
        format!("deactivateVolunteer({volunteer}, deactivatedOn: \"2024-06-03\", reason: \"外出\")"),
    ]
}

/// A credit of each is judged, and one is corrected.
async fn recognised(registry: &Registry, number: usize) {
    let app = &registry.app;
    let query = format!(
        "{{ volunteer(code: \"V-{number}\", atLeast: {}) {{ credits(first: 1) {{ nodes {{ id }} }} }} }}",
        app.head().await
    );
    let credit = app.data(&query).await["volunteer"]["credits"]["nodes"][0]["id"].clone();
    for mutation in [
        format!(
            "evaluateService(volunteer: \"V-{number}\", credit: {credit}, quality: EXCELLENT,
                evaluatedOn: \"2024-06-01\")"
        ),
        format!(
            "correctHours(input: {{ volunteer: \"V-{number}\", credit: {credit}, startsAt: \"2024-01-01T00:00:00Z\",
                endsAt: \"2024-01-01T07:30:00Z\", reason: \"提前离开\" }})"
        ),
    ] {
        does(app, &mutation).await;
    }
}

fn social_work(number: usize, person: &str) -> Vec<String> {
    let (worker, mark) = (format!("socialWorker: \"S-{number}\""), MARKS[number]);
    vec![
        format!(
            "registerSocialWorker(input: {{ code: \"S-{number}\", personId: \"{person}\", division: \"{COUNTY}\",
                registeredOn: \"2021-01-01\" }})"
        ),
        format!(
            "obtainCertificate({worker}, input: {{ level: ASSISTANT_SOCIAL_WORKER, certificateNo: \"C-{mark}\",
                certifiedOn: \"2021-06-01\" }})"
        ),
        format!("registerPractice({worker}, registeredOn: \"2021-06-1{number}\")"),
        format!(
            "creditEducation({worker}, input: {{ course: \"课程{mark}\", provider: \"示例学院\", kind: COURSE,
                minutes: 4320, completedOn: \"2022-05-01\" }})"
        ),
        format!("declareAbilities({worker}, abilities: [\"调解{mark}\"])"),
        format!("joinAgency({worker}, organization: \"AG\", joinedOn: \"2022-01-01\")"),
        format!(
            "assumePost({worker}, input: {{ postClass: STAFF, division: \"{COUNTY}\", assumedOn: \"2022-02-01\" }})"
        ),
        format!(
            "assignGrade({worker}, input: {{ rank: OTHER, grade: 3, scheme: \"三岗十八级\", assignedOn: \"2023-01-01\",
                cause: \"定级\" }})"
        ),
        format!("appraiseWorker({worker}, year: 2023, grade: EXCELLENT)"),
        format!("recordCareerOutcome({worker}, outcome: PARTY_MEMBER, occurredOn: \"2023-07-01\")"),
    ]
}

fn guidance(number: usize, person: &str) -> Vec<String> {
    let (instructor, mark) = (format!("instructor: \"I-{number}\""), MARKS[number]);
    vec![
        format!(
            "appointInstructor(input: {{ code: \"I-{number}\", personId: \"{person}\", division: \"{COUNTY}\",
                kind: PART_TIME, appointedOn: \"2023-01-05\",
                qualification: {{ education: BACHELOR, partyWorkYears: 6 }} }})"
        ),
        format!(
            "recordInstructorTraining({instructor}, name: \"党务{mark}\", minutes: 240, completedOn: \"2024-02-01\")"
        ),
        format!("appraiseInstructor({instructor}, year: 2023, grade: COMPETENT)"),
        format!(
            "assignOrganization(input: {{ {instructor}, organization: \"R-{number}\", linkKind: FOCUS,
                from: \"2024-01-01\" }})"
        ),
        format!(
            "grantFocusOverride(input: {{ {instructor}, department: \"D-A\", limit: 12, from: \"2024-04-01\",
                to: \"2024-06-30\", reason: \"人手不足\" }})"
        ),
        format!(
            "recordVisit(input: {{ {instructor}, organization: \"R-{number}\", visitedOn: \"2024-05-0{}\" }})",
            1 + number
        ),
        format!(
            "raiseProblem(input: {{ {instructor}, problem: \"问题-{number}\", organization: \"R-{number}\",
                raisedOn: \"2024-05-03\", text: \"场地不足\" }})"
        ),
        format!(
            "raiseMatters(input: {{ code: \"CALL-{number}\", {instructor}, department: \"D-A\",
                division: \"{COUNTY}\", raisedOn: \"2024-05-01\",
                matters: [{{ code: \"事项-{mark}\", kind: INFRASTRUCTURE, text: \"路灯\" }}] }})"
        ),
    ]
}

fn talent(number: usize, person: &str) -> Vec<String> {
    let mark = MARKS[number];
    vec![
        format!(
            "giveConsent(person: \"{person}\", scope: DISCLOSURE, noticeVersion: \"2024-1\", givenOn: \"2024-05-02\")"
        ),
        format!(
            "contactTalent(person: \"{person}\", input: {{ contactedOn: \"2024-05-0{}\", channel: TELEPHONE }})",
            1 + number
        ),
        format!(
            "startEngagement(person: \"{person}\", input: {{ code: \"引才-{mark}\", mode: ADVISER, organization: \"AG\",
                from: \"2024-05-01\" }})"
        ),
        format!(
            "recordSkillEvidence(person: \"{person}\", input: {{ skill: \"砖雕{mark}\", evidence: CONTEST,
                reference: \"示例\", recordedOn: \"2024-05-01\" }})"
        ),
        format!(
            "admitTalent(input: {{ pool: \"POOL\", person: \"{person}\", basis: STATUTORY, provision: \"第{mark}条\",
                source: RECOMMENDATION, reason: \"推荐\", admittedOn: \"2024-05-01\" }})"
        ),
        format!(
            "proposeMatch(input: {{ catalog: \"{COUNTY}-2024\", item: \"X\", person: \"{person}\" }},
                proposedOn: \"2024-05-1{number}\")"
        ),
        format!(
            "postPeople(input: {{ site: \"OBS\", people: [{{ personId: \"{person}\", role: OBSERVER }}],
                from: \"2024-01-1{number}\", to: \"2026-01-10\" }})"
        ),
        format!(
            "nameLegalRepresentative(organization: \"L-{number}\", personId: \"{person}\", namedOn: \"2024-05-01\")"
        ),
    ]
}
