//! Without the access log nothing personal is shown, and what is shown leaves no trace in clear.

use super::registry::{CONTACT, MARKS, Registry, identity, name, unmask};
use crate::{journeys::steps::act, watch};
use axum::{body::Body, http::Request};
use serde_json::{Value, json};
use sqlx::Executor as _;

/// That an answer holds the condition and nothing in clear.
fn assert_closed(answer: &Value) {
    assert_eq!(answer["errors"][0]["extensions"]["code"], "ACCESS_LOG_UNAVAILABLE", "{answer}");
    let text = answer.to_string();
    assert!(MARKS.iter().all(|mark| !text.contains(mark)), "{text}");
}

/// Every way by which clear data leave, asked at once.
async fn assert_nothing_leaves(registry: &Registry) {
    let (app, people) = (&registry.app, &registry.people);
    let reader = registry.key("HR_READER").await;
    let export = format!(
        "mutation {{ exportPeople(input: {{ people: [\"{}\"], fields: [NAME], purpose: TRAINING, recipient: \"O-A\",
            format: CSV }}) {{ content }} }}",
        people[0]
    );
    let one = unmask(&people[..1], CONTACT);
    let two = one.replacen("unmaskedPeople", "first: unmaskedPeople", 1);
    let two = format!("{} divisions {{ code }} }}", &two[..two.len() - 1]);
    for question in [unmask(people, CONTACT), one, two, export] {
        assert_closed(&app.ask_by(&reader, &question, json!({})).await);
    }
}

async fn agreed() -> Registry {
    let registry = Registry::of(3).await;
    let person = &registry.people[0];
    let consent =
        format!("giveConsent(person: \"{person}\", scope: DISCLOSURE, noticeVersion: \"1\", givenOn: \"2024-01-02\")");
    act(&registry.app, &consent).await;
    registry
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_when_the_log_may_not_be_written_and_everything_again_when_it_may() {
    let registry = agreed().await;
    let store = &registry.app.store;
    store.admin_run("revoke insert on log.access_entries from muster_app").await.expect("the right is gone");
    assert_nothing_leaves(&registry).await;
    assert_eq!(registry.entries().await, []);
    store.admin_run("grant insert on log.access_entries to muster_app").await.expect("the right is back");
    let reader = registry.key("HR_READER").await;
    let read = registry.read(&reader, &registry.people, CONTACT).await;
    assert_eq!(read["data"]["unmaskedPeople"][2]["name"], json!(name(2)));
    // What failed took no number.
    let numbers: Vec<i64> = registry.entries().await.into_iter().map(|(number, ..)| number).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_when_the_log_is_locked_or_gone() {
    let registry = agreed().await;
    let mut holder = registry.app.store.admin().await;
    holder.execute("begin; lock table log.access_entries in exclusive mode").await.expect("the lock");
    let reader = registry.key("HR_READER").await;
    assert_closed(&registry.read(&reader, &registry.people, CONTACT).await);
    holder.execute("rollback; alter table log.access_entries rename to gone").await.expect("the table is gone");
    assert_nothing_leaves(&registry).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_neither_changed_nor_removed_by_the_program() {
    let registry = Registry::of(1).await;
    let reader = registry.key("HR_READER").await;
    registry.read(&reader, &registry.people, CONTACT).await;
    let pool = registry.app.store.pool().await;
    for statement in [
        "update log.access_entries set purpose = 'AUDIT'",
        "delete from log.access_entries",
        "truncate log.access_entries",
        "update log.access_head set number = 0",
    ] {
        assert!(pool.execute(statement).await.is_err(), "{statement}");
        if statement.contains("entries") {
            assert!(registry.app.store.admin_run(statement).await.is_err(), "{statement} as the superuser");
        }
    }
    assert_eq!(registry.entries().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn read_leaves_nothing_in_clear_in_the_program_s_log_its_errors_its_metrics_or_any_table() {
    let log = watch::log(&MARKS);
    let registry = agreed().await;
    let app = &registry.app;
    let reader = registry.key("PRIVACY_OFFICER").await;
    let all = "fields: [NAME, PHONE, ID_NUMBER, GUARDIAN_NAME, GUARDIAN_PHONE], purpose: AUDIT, note: \"笔记翠鸟\"";
    let read = registry.read(&reader, &registry.people, all).await;
    assert_eq!(read["data"]["unmaskedPeople"][1]["idNumber"], json!(identity(1)), "the canaries are shown");
    let beyond = "fields: [NAME, ID_NUMBER], purpose: CONTACT, note: \"笔记翠鸟\"";
    let refused = registry.read(&reader, &registry.people, beyond).await.to_string();
    app.store.admin_run("alter table log.access_entries rename to gone").await.expect("the table is gone");
    let closed = registry.read(&reader, &registry.people, all).await.to_string();
    app.store.admin_run("alter table log.gone rename to access_entries").await.expect("the table is back");
    let mut texts = vec![("errors", refused), ("errors", closed), ("tables", app.store.dump_text().await)];
    let metrics = Request::get("/metrics").body(Body::empty()).expect("a request");
    texts.push(("metrics", app.send_text(metrics).await));
    assert!(texts[2].1.contains("access_entries") && texts[3].1.contains("muster_access_log_failures_total"));
    for (of, text) in &texts {
        assert!(MARKS.iter().all(|mark| !text.contains(mark)), "a canary stands in {of}");
    }
    let (lines, leaked) = log.seen();
    assert!(lines > 0, "the log was watched");
    assert_eq!(leaked, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn note_of_a_read_is_gone_with_the_person_and_the_entry_stays() {
    let registry = Registry::of(1).await;
    let app = &registry.app;
    let reader = registry.key("HR_READER").await;
    registry.read(&reader, &registry.people, &format!("{CONTACT}, note: \"笔记翠鸟\"")).await;
    let opened = async || {
        let log = &app.store.log;
        let entries = muster_eventstore::access_log::page(log.pool(), &Default::default(), None, 9).await.unwrap();
        assert_eq!(entries.len(), 1);
        muster_eventstore::access_log::open_notes(log.vault(), &entries).await.unwrap()
    };
    assert_eq!(opened().await, [Some("笔记翠鸟".to_owned())]);
    let person = &registry.people[0];
    act(app, &format!("proposeErasure(person: \"{person}\", basis: CONSENT_WITHDRAWN)")).await;
    app.data_by_other(&format!("mutation {{ approveErasure(person: \"{person}\") {{ outcome }} }}")).await;
    assert_eq!(opened().await, [None]);
}
