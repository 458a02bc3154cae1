//! The questions of the trade as a person on the host types them, on the demonstration (业务问题).

use crate::figures::demonstration;
use muster_api::{
    App,
    cli::{self, CommandFault},
};
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
const WITH_ROWS: [&str; 22] = [
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
