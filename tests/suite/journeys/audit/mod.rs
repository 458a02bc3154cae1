//! The questions of an auditor, each over a story whose figures are known.

mod anomalies;
mod difference;
mod evidence;
mod limits;
mod state;

use crate::journeys::{
    service::{at, planned, seat},
    steps::{act, does},
};
use muster_domain::kernel::time;
use muster_tests::TestApp;

/// One session, of which two were credited and one refused; the third was entered by hand, let through by another and
/// certified; the first was corrected. Gives the ids of the credits of V-1 to V-3.
pub(super) async fn recorded() -> (TestApp, [String; 3]) {
    let mut app = planned().await;
    app.travel_to(at(1, 5)).await;
    for volunteer in ["V-1", "V-3"] {
        does_quietly(
            &app,
            &format!("checkIn(input: {{ seat: {}, at: \"2024-05-18T01:00:00Z\", evidence: A }})", seat(volunteer)),
        )
        .await;
    }
    app.travel_to(at(3, 10)).await;
    for mutation in [
        format!("checkOut(seat: {}, at: \"2024-05-18T03:00:00Z\")", seat("V-1")),
        format!(
            "confirmAttendance(input: {{ seat: {}, startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T02:30:00Z\" }})",
            seat("V-2")
        ),
        format!("markAbsent(seat: {})", seat("V-4")),
        "closeSession(activity: \"P-1\", session: 1)".to_owned(),
    ] {
        does_quietly(&app, &mutation).await;
    }
    app.data("mutation { creditSession(activity: \"P-1\", session: 1) { credited refused } }").await;
    let manual = "creditHours(input: { activity: \"P-1\", session: 1, volunteer: \"V-3\", evidence: D,
        documentReference: \"签到表-1\", startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" })";
    let manual = act(&app, manual).await["id"].as_str().expect("an id").to_owned();
    let approve = format!(
        "mutation {{ approveCredit(volunteer: \"V-3\", credit: \"{manual}\", tier: ORGANIZATION) {{ outcome }} }}"
    );
    app.data_by_other(&approve).await;
    app.settle().await;
    let credit = async |volunteer: &str| {
        let query = format!("{{ volunteer(code: \"{volunteer}\") {{ credits {{ nodes {{ id }} }} }} }}");
        app.data(&query).await["volunteer"]["credits"]["nodes"][0]["id"].as_str().expect("an id").to_owned()
    };
    let credits = [credit("V-1").await, credit("V-2").await, manual];
    let correct = format!(
        "correctHours(input: {{ volunteer: \"V-1\", credit: \"{}\", startsAt: \"2024-05-18T01:00:00Z\",
            endsAt: \"2024-05-18T02:00:00Z\", reason: \"提前离开\" }})",
        credits[0]
    );
    does(&app, &correct).await;
    let issue = "issueCertificate(volunteer: \"V-3\", number: \"ZM-1\", from: \"2024-05-01\", to: \"2024-05-18\")";
    does(&app, issue).await;
    app.settle().await;
    (app, credits)
}

async fn does_quietly(app: &TestApp, mutation: &str) {
    app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
}

/// The local day on which the store records, whatever day a story plays on: the days of decisions are counted by it.
pub(super) async fn today(app: &TestApp) -> chrono::NaiveDate {
    time::local_date(app.store.log.reader().now().await.expect("the clock"))
}
