//! The questions of the trade as a person on the host types them, on the demonstration (业务问题).

use crate::figures::demonstration;
use muster_api::{
    App,
    cli::{self, CommandFault},
};
use muster_domain::kernel::time;
use muster_tests::TestApp;
use serde_json::Value;

async fn typed(app: &TestApp, line: &str) -> Result<cli::Answer, CommandFault> {
    let registry = App::over(app.store.log.clone(), app.views.clone());
    cli::ask(&registry, line.split_whitespace()).await
}

async fn answered(app: &TestApp, line: &str) -> String {
    typed(app, line).await.expect("an answer").text
}

/// Questions of the demonstration that need no id: each has rows there.
const WITH_ROWS: [&str; 27] = [
    "audit limits --from 2024-01-01 --to 2024-12-31",
    "audit sample --n 5 --seed 42 --from 2024-01-01 --to 2024-12-31 --within 4452",
    "audit anomalies --kind late --from 2024-01-01 --to 2024-12-31",
    "audit trace --number YZ-ZS-0001",
    "audit state --type volunteer --code YZ-V-0001",
    "check eligible --volunteer YZ-V-0020 --activity YZ-HD-0004",
    "demand match --catalog 360735-2024",
    "instr reassign --instructor GZ-ZDY-0121 --on 2026-06-01",
    "instr history --from 2022-01-01 --to 2024-12-31 --by year --within 3607",
    "stars due --organization JY-ZZ-0001 --within-minutes 100000",
    "attend show --activity YZ-HD-0004",
    "hours due --within-days 5",
    "stars due --organization YZ-ZZ-0001",
    "cert verify --number YZ-ZS-0001",
    "hours served --within 4452 --by category",
    "report service --organization JY-ZZ-0001 --from 2024-01-01 --to 2025-12-31",
    "report coverage --within 4452 --division-set counties --category 应急救援",
    "report ratio --within 4452 --basis urban-residents-implied",
    "report talent --from 2024-01-01 --to 2026-01-01 --step year --within 3607",
    "pool query --within 4452 --role social-worker --registered",
    "pool diff --pool SC-HB --since 2024-01-01",
    "pool expiring --within 90",
    "pool reserve --within 4452 --grade 8 --on 2024-12-31",
    "sw cpd-gap --within 4452 --from 2026-12-01",
    "policy what-if --within 4452 --set star_1_minutes=60 --set star_2_minutes=12000",
    "instr load --within 3607 --on 2022-06-20",
    "instr uncovered --within 3607 --on 2022-06-20",
];

#[tokio::test(flavor = "multi_thread")]
async fn question_that_is_typed_has_an_answer_on_the_demonstration() {
    let app = demonstration().await;
    let mut empty = Vec::new();
    for line in WITH_ROWS {
        let rows = match typed(&app, &format!("{line} --format csv")).await {
            Ok(answer) => answer.text.lines().count(),
            Err(fault) => {
                empty.push(format!("{line}: {fault}"));
                continue;
            }
        };
        if rows < 2 {
            empty.push(line.to_owned());
        }
    }
    assert!(empty.is_empty(), "without a row: {empty:#?}");

    let coverage = answered(&app, "report coverage --within 4452 --division-set counties --category 应急救援").await;
    for part in ["covered: 5", "of: 5", "榕城区", "total.teams: 18"] {
        assert!(coverage.contains(part), "{coverage}");
    }
    let compliance = "audit compliance --organization JY-ZZ-0001 --from 2024-01-01 --to 2024-12-31";
    assert!(answered(&app, compliance).await.contains("manualEntries.numerator: 0"), "files are no entries by hand");
    let earlier = app.head().await - 5_000;
    let diff = format!(
        "audit diff --report hours-served --within 1401 --from 2024-01-01 --to 2026-12-31 --earlier-position {earlier}"
    );
    let diff = answered(&app, &diff).await;
    assert!(diff.contains("total.minutes") && diff.contains("hours_credited"), "{diff}");
    let json = answered(&app, "report instructors --within 3607 --at 2022-06-20T04:00:00Z --format json").await;
    let counts = serde_json::from_str::<Value>(&json).expect("JSON")["instructorAssignments"]["counts"].clone();
    assert_eq!((&counts["fullTime"], &counts["problemsResolved"]), (&Value::from(115), &Value::from(6_200)));
    let page = typed(&app, "pool reserve --within 4452 --on 2024-12-31 --first 2 --format csv").await.expect("a page");
    assert_eq!(page.text.lines().count(), 3);
    // Written with "=", because a cursor may begin with a hyphen.
    let after = page.next_page.expect("more");
    let next = format!("pool reserve --within 4452 --on 2024-12-31 --first 2 --format csv --after={after}");
    assert_ne!(answered(&app, &next).await, page.text);
}

/// The rows of an answer, without its header lines.
async fn rows(app: &TestApp, line: &str) -> usize {
    let answer = answered(app, &format!("{line} --format csv")).await;
    answer.split("\n\n").filter(|sheet| !sheet.is_empty()).map(|sheet| sheet.trim_end().lines().count() - 1).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn question_about_one_record_is_typed_with_the_id_that_another_answer_gave() {
    let app = demonstration().await;
    // A session of nine hours waits for the organization, which is more than takes effect at once.
    let credits = "{ volunteer(code: \"YZ-V-0001\") { credits(first: 100) { nodes { id state } } } }";
    let credits = app.data(credits).await["volunteer"]["credits"]["nodes"].as_array().cloned().expect("credits");
    let pending = credits.iter().find(|credit| credit["state"] == "PENDING").expect("one that waits");
    let pending = pending["id"].as_str().expect("an id").to_owned();
    let why = answered(&app, &format!("hours why --credit {pending}")).await;
    for part in ["state: PENDING", "approvalTier: ORGANIZATION", "DAILY_MINUTES", "540", "480"] {
        assert!(why.contains(part), "{why}");
    }
    assert_eq!(rows(&app, &format!("hours why --credit {pending}")).await, 1);

    // Eight of ten came to the session that is due and not credited yet.
    let credit = answered(&app, "hours credit --activity YZ-HD-0002 --session 1").await;
    assert!(credit.contains("refused: 0"), "{credit}");
    assert_eq!(rows(&app, "hours credit --activity YZ-HD-0002 --session 1").await, 8);
    let dispute = "hours dispute --volunteer YZ-V-0010 --code YZ-YY-0002 --kind 漏记 --activity YZ-HD-0002
        --from 2024-05-18T01:00:00Z --to 2024-05-18T03:00:00Z --statement 当天在场 --evidence 照片-0002";
    for outcome in ["EXECUTED", "ALREADY_APPLIED"] {
        assert!(answered(&app, dispute).await.contains(&format!("outcome: {outcome}")));
    }

    let until = time::local_date(app.store.log.clock().now());
    let issue = format!("cert issue --volunteer YZ-V-0002 --number YZ-ZS-0002 --from 2024-01-01 --to {until}");
    assert!(answered(&app, &issue).await.contains("outcome: EXECUTED"));
    app.settle().await;
    let verified = answered(&app, "cert verify --number YZ-ZS-0002").await;
    assert!(verified.contains("status: VALID") && verified.contains("YZ-ZS-0002"), "{verified}");
    assert_eq!(rows(&app, "cert verify --number YZ-ZS-0002").await, 1);

    let members = "{ pool(code: \"SC-HB\") { membersCount members(first: 1) { nodes { person { id } } } } }";
    let pool = app.data(members).await["pool"].clone();
    let person = pool["members"]["nodes"][0]["person"]["id"].as_str().expect("an id");
    let explain = format!("pool explain --pool SC-HB --person {person}");
    assert!(answered(&app, &explain).await.contains("belongs: yes"));
    assert_eq!(rows(&app, &explain).await, 4, "entry, basis, freshness, and that the pool is open");
    // The same person is no social worker of 揭阳.
    let elsewhere = format!("pool explain --pool JY-YJ --person {person}");
    assert!(answered(&app, &elsewhere).await.contains("belongs: no"));
    let export = "pool export --pool SC-HB --field name --purpose 引才对接 --recipient YZ-ZZ-0001";
    let handed_over = answered(&app, export).await;
    let people = handed_over.lines().find_map(|line| line.strip_prefix("people: ")).expect("how many");
    let people: i64 = people.parse().expect("a number");
    let withheld = i64::try_from(rows(&app, export).await).expect("few");
    assert!(people > 0 && withheld > 0, "{handed_over}");
    assert_eq!(Value::from(people + withheld), pool["membersCount"], "each is handed over or withheld");
    let handed_over = i64::try_from(rows(&app, "audit access --way exported --first 100").await).expect("few");
    assert_eq!(handed_over, 2 * people, "the export was made twice");

    let soon = until + chrono::Days::new(7);
    let find = format!(
        "find volunteers --within 4452 --skill 急救 --verified-only --from {soon}T01:00:00Z --to {soon}T03:00:00Z"
    );
    assert!(rows(&app, &find).await > 0, "{}", answered(&app, &find).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn question_is_refused_in_one_line_with_its_code_and_figures() {
    let app = TestApp::fresh().await;
    let refused = typed(&app, "report coverage --within 999999").await.err().map(|fault| fault.to_string());
    let refused = refused.unwrap_or_default();
    assert!(refused.contains("code UNKNOWN_DIVISION") && refused.contains("division 999999"), "{refused}");
    let refused = typed(&app, "report coverage --category 消防").await.err().map(|fault| fault.to_string());
    assert!(refused.unwrap_or_default().contains("possible values"));
    assert!(matches!(typed(&app, "report weather").await, Err(CommandFault::Usage(_))));
}
