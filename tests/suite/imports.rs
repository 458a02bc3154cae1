//! The eight file formats on a real store: what is accepted, known and refused, and that a refused row changes nothing.

use crate::files::{ACTIVITIES, ORGANIZATIONS, TEAMS, id_number, volunteers};
use muster_api::import::{self, ImportFault, Kind, Options, Report};
use muster_tests::TestApp;
use std::io::Write as _;

async fn base(app: &TestApp) {
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers(3)),
        (Kind::Activities, ACTIVITIES.to_owned()),
    ] {
        let report = app.import(kind, &lines).await;
        assert_eq!(report.refused_count, 0, "{kind:?}: {:?}", report.refused);
        assert_eq!(report.accepted, report.rows, "{kind:?}");
    }
}

/// Row and code of each refusal.
fn refusals(report: &Report) -> Vec<(u64, &str)> {
    report.refused.iter().map(|refusal| (refusal.row, refusal.code.as_str())).collect()
}

async fn fault_of(app: &TestApp, kind: Kind, bytes: &[u8]) -> ImportFault {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("the bytes are written");
    let read = import::import_file(&app.store.log, kind, file.path(), &Options::default(), |_| {}).await;
    read.expect_err("the file is refused")
}

#[tokio::test(flavor = "multi_thread")]
async fn same_files_twice_change_nothing() {
    let app = TestApp::fresh().await;
    base(&app).await;
    let head = app.head().await;
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers(3)),
        (Kind::Activities, ACTIVITIES.to_owned()),
    ] {
        let report = app.import(kind, &lines).await;
        assert_eq!((report.accepted, report.known), (0, report.rows), "{kind:?}: {:?}", report.refused);
    }
    assert_eq!(app.head().await, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn dry_run_decides_everything_and_appends_nothing() {
    let app = TestApp::fresh().await;
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(ORGANIZATIONS.as_bytes()).expect("the lines are written");
    let options = Options { dry_run: true, ..Options::default() };
    let report = import::import_file(&app.store.log, Kind::Organizations, file.path(), &options, |_| {}).await;
    assert_eq!(report.expect("the file is read").accepted, 2);
    assert_eq!(app.head().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_are_refused_row_by_row_with_their_codes() {
    let app = TestApp::fresh().await;
    base(&app).await;
    let hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n\
        A-1,V-1,2024-04-06T08:00,2024-04-06T10:00,A\n\
        A-1,V-1,2024-04-06T09:00,2024-04-06T11:00,A\n\
        A-1,V-2,2024-04-06T10:00,2024-04-06T09:00,B\n\
        A-1,V-2,2024-04-06T07:00,2024-04-06T09:00,B\n\
        A-9,V-2,2024-04-06T08:00,2024-04-06T09:00,B\n\
        A-1,V-9,2024-04-06T08:00,2024-04-06T09:00,B\n\
        A-1,V-2,2024-04-06T08:00,2024-04-06T09:00,F\n\
        A-1,V-1,2024-04-06T08:00,2024-04-06T10:00,B\n\
        A-1,V-2,2024-04-06T08:00,2024-04-06T09:00,B\n";
    let report = app.import(Kind::Hours, hours).await;
    assert_eq!((report.rows, report.accepted, report.known), (9, 2, 0), "{:?}", report.refused);
    let codes = refusals(&report);
    let expected = [
        (3, "HOURS_OVERLAP"),
        (4, "INTERVAL_REVERSED"),
        (5, "OUTSIDE_ACTIVITY"),
        (6, "ACTIVITY_UNKNOWN"),
        (7, "VOLUNTEER_UNKNOWN"),
        (8, "UNKNOWN_WORD"),
        (9, "HOURS_OVERLAP"),
    ];
    assert_eq!(codes, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn future_hours_and_a_span_over_a_day_are_refused() {
    let app = TestApp::fresh().await;
    base(&app).await;
    let activities = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
        A-L,长活动,ECOLOGY,445281,T-1,O-1,2024-03-01T00:00,2024-03-05T00:00\n\
        A-F,将来,ECOLOGY,445281,T-1,O-1,2099-03-01T08:00,2099-03-01T10:00\n";
    app.import(Kind::Activities, activities).await;
    let hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n\
        A-L,V-1,2024-03-01T08:00,2024-03-02T09:00,A\n\
        A-F,V-1,2099-03-01T08:00,2099-03-01T10:00,A\n";
    let report = app.import(Kind::Hours, hours).await;
    let codes: Vec<&str> = refusals(&report).into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes.first(), Some(&"SPAN_TOO_LONG"));
    assert!(matches!(codes.get(1), Some(&"HOURS_IN_FUTURE" | &"ACTIVITY_UNKNOWN")), "{codes:?}");
    assert_eq!(report.accepted, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_refused_for_bad_numbers_and_linked_across_roles() {
    let app = TestApp::fresh().await;
    base(&app).await;
    let good = id_number("19850607", 1);
    let wrong = good.replace(good.chars().last().unwrap_or('0'), "") + if good.ends_with('1') { "2" } else { "1" };
    let volunteers = format!(
        "code,name,id_number,division,registered_on\n\
         W-1,李示例,{good},445281,2023-02-01\n\
         W-2,李示例,{wrong},445281,2023-02-01\n\
         W-3,赵示例,{good},445281,2023-02-01\n\
         W-4,钱示例,1.10101E+17,445281,2023-02-01\n\
         W-5,孙示例,{},999999,2023-02-01\n\
         W-1,李示例,{good},445202,2023-02-01\n",
        id_number("19850608", 2)
    );
    let report = app.import(Kind::Volunteers, &volunteers).await;
    let codes = refusals(&report);
    assert_eq!(report.accepted, 1, "{codes:?}");
    assert!(matches!(codes.first(), Some((3, "IDENTITY_NUMBER_CHECK_DIGIT" | "IDENTITY_NUMBER_LENGTH"))), "{codes:?}");
    assert_eq!(codes.get(1), Some(&(4, "IDENTITY_TAKEN")));
    assert!(codes.get(2).is_some_and(|(row, code)| *row == 5 && code.starts_with("IDENTITY_NUMBER_")), "{codes:?}");
    assert_eq!(codes.get(3), Some(&(6, "UNKNOWN_DIVISION")));
    assert_eq!(codes.get(4), Some(&(7, "CODE_TAKEN")));

    let workers = format!("code,name,id_number,division\nS-1,李示例,{good},445281\n");
    let report = app.import(Kind::SocialWorkers, &workers).await;
    assert_eq!(report.accepted, 1, "another role of the same person: {:?}", report.refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn eleventh_focus_link_is_refused_for_any_moment_of_its_interval() {
    let app = TestApp::fresh().await;
    let mut organizations = "code,name,kind,division,parent_code,credit_code\n".to_owned();
    let mut assignments = "instructor_code,organization_code,link_kind,from,to\n".to_owned();
    for number in 1..=12 {
        organizations.push_str(&format!("E-{number},示例企业{number},ENTERPRISE,360702,,\n"));
    }
    for number in 1..=10 {
        assignments.push_str(&format!("I-1,E-{number},FOCUS,2023-01-01,2023-12-31\n"));
    }
    assignments.push_str("I-1,E-11,FOCUS,2023-12-31,\nI-1,E-12,FOCUS,2024-01-01,\nI-1,E-11,GENERAL,2023-06-01,\n");
    assert!(app.import(Kind::Organizations, &organizations).await.is_clean());
    let instructors = format!(
        "code,name,id_number,division,kind,appointed_on\nI-1,周示例,{},360702,FULL_TIME,2022-01-01\n",
        id_number("19800101", 3)
    );
    let report = app.import(Kind::Instructors, &instructors).await;
    assert!(report.is_clean(), "{:?}", report.refused);
    let report = app.import(Kind::Assignments, &assignments).await;
    let codes = refusals(&report);
    assert_eq!(codes, [(12, "FOCUS_LIMIT_EXCEEDED")]);
    assert_eq!(report.accepted, 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn file_is_refused_whole_when_its_header_or_encoding_is_wrong() {
    let app = TestApp::fresh().await;
    let header = b"code,name,kind,division,colour\nO-1,a,NGO,4452,red\n";
    assert!(fault_of(&app, Kind::Organizations, header).await.to_string().contains("colour"));
    let missing = b"code,kind,division\nO-1,NGO,4452\n";
    assert!(fault_of(&app, Kind::Organizations, missing).await.to_string().contains("name"));
    // 王 in GB18030, which is no UTF-8 from its first byte on, at offset 28.
    let encoded = [b"code,name,kind,division\nO-1,".as_slice(), &[0xcd, 0xf5], b",NGO,4452\n"].concat();
    let text = fault_of(&app, Kind::Organizations, &encoded).await.to_string();
    assert!(text.contains("28"), "{text}");
    let nul = b"code,name,kind,division\nO-1,a\0b,NGO,4452\n";
    let text = fault_of(&app, Kind::Organizations, nul).await.to_string();
    assert!(text.contains("29"), "{text}");
    assert_eq!(app.head().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn byte_order_mark_line_ends_and_quoted_breaks_are_read() {
    let app = TestApp::fresh().await;
    let lines = "\u{feff}kind,division,name,code\r\nNGO,4452,\"示例,组织\",O-1\r\n\r\n社会组织,4452,示例,O-2\r\n";
    let report = app.import(Kind::Organizations, lines).await;
    assert_eq!((report.rows, report.accepted), (2, 2), "{:?}", report.refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn short_row_is_refused_alone_and_its_code_stays_free() {
    let app = TestApp::fresh().await;
    let lines = "code,name,kind,division\nO-1,示例\nO-2,示例,NGO,4452\n";
    let report = app.import(Kind::Organizations, lines).await;
    assert_eq!((report.accepted, report.refused_count), (1, 1), "{:?}", report.refused);
    let report = app.import(Kind::Organizations, "code,name,kind,division\nO-1,示例,NGO,4452\n").await;
    assert_eq!(report.accepted, 1);
}
