//! Nothing personal stands in clear anywhere in the database: not in the log, not in a view, not in a key table.

use muster_api::import::Kind;
use muster_tests::TestApp;

use crate::files::{ORGANIZATIONS, TEAMS, id_number};

/// Names, numbers and notes that stand nowhere else.
const NAME: &str = "司徒金丝雀";
const PHONE: &str = "19955512345";

#[tokio::test(flavor = "multi_thread")]
async fn canaries_are_nowhere_in_a_full_dump_after_import_and_commands() {
    let app = TestApp::fresh().await;
    let number = id_number("19900203", 7);
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    let volunteers = format!(
        "code,name,id_number,phone,division,skills,team_codes,registered_on\n\
         V-1,{NAME},{number},{PHONE},445281,急救,T-1,2023-01-05\n"
    );
    let report = app.import(Kind::Volunteers, &volunteers).await;
    assert_eq!((report.accepted, report.refused_count), (1, 0), "{:?}", report.refused);
    let head = app.head().await;
    for view in app.views.iter() {
        app.views.read(view.name(), Some(head)).await.unwrap_or_else(|fault| panic!("{fault}"));
    }
    let dump = app.store.dump_text().await;
    assert!(dump.contains("司*"), "the directory keeps the masked name, so the person did get in");
    for canary in [NAME, "金丝雀", PHONE, number.as_str()] {
        assert!(!dump.contains(canary), "a canary stands in clear");
    }
}
