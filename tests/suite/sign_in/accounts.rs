//! Local accounts: the first link, signing in and out, and what is told to whoever guesses.

use axum::{
    body::Body,
    http::{Request, header},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use muster_api::{http::Proxies, keys::OPERATOR, sign_in::SignIn};
use muster_eventstore::{
    api_keys,
    sign_in::{accounts, enrolments, failures, sessions},
};
use muster_tests::{
    Node, TestStore,
    node::{self, Browser},
};
use serde_json::{Value, json};
use std::net::IpAddr;

const PASSWORD: &str = "correct horse battery";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// A registry at an instant, with one node; accounts outlive a change of the instant.
struct Place {
    store: TestStore,
    node: Node,
    now: DateTime<Utc>,
}

impl Place {
    async fn begin() -> Self {
        let store = TestStore::fresh().await;
        let now = at("2024-06-03T00:00:00Z");
        let node = Self::node_at(&store, now).await;
        Self { store, node, now }
    }

    async fn node_at(store: &TestStore, now: DateTime<Utc>) -> Node {
        let log = store.log_at(now).await;
        Node::over(&log, SignIn::new(&log)).await
    }

    async fn later(&mut self, by: TimeDelta) {
        self.now += by;
        self.node = Self::node_at(&self.store, self.now).await;
    }

    /// What follows the `#` of a link.
    async fn link(&self, administrator: bool) -> Option<String> {
        let begun = enrolments::begin(self.store.log.pool(), administrator, self.now).await;
        begun.expect("the database answers").map(|token| token.to_string())
    }

    async fn enrol(&self, token: &str, login: &str, password: &str) -> node::Reply {
        let body = json!({ "token": token, "login": login, "password": password });
        Browser::at("192.0.2.1").post(&self.node, "/enrol", body).await
    }

    /// The first administrator, `director`.
    async fn with_administrator() -> Self {
        let place = Self::begin().await;
        let link = place.link(true).await.expect("a link");
        assert_eq!(place.enrol(&link, "director", PASSWORD).await.told(), (201, ""));
        place
    }
}

fn typed(login: &str, password: &str) -> Value {
    json!({ "login": login, "password": password })
}

#[tokio::test(flavor = "multi_thread")]
async fn first_link_makes_one_administrator_once_and_a_second_run_is_refused() {
    let mut place = Place::begin().await;
    let forgotten = place.link(true).await.expect("a link");
    let link = place.link(true).await.expect("another link");
    let told = async |place: &Place, link: &str| {
        let reply = place.enrol(link, "director", PASSWORD).await;
        (reply.told().0, reply.told().1.to_owned())
    };
    let unknown = (403, "ENROLMENT_UNKNOWN".to_owned());
    assert_eq!(told(&place, &forgotten).await, unknown, "only the newest link is good");
    assert_eq!(told(&place, "guessed").await, unknown);
    place.later(TimeDelta::minutes(15)).await;
    assert_eq!(told(&place, &link).await, unknown, "a link is good for fifteen minutes");

    let link = place.link(true).await.expect("a link");
    for (login, password, status, code) in [
        ("13900000000", PASSWORD, 422, "LOGIN_UNUSABLE"),
        ("张示例", PASSWORD, 422, "LOGIN_UNUSABLE"),
        ("director", "fourteen chars", 422, "PASSWORD_UNUSABLE"),
        ("director", "the director of the city", 422, "PASSWORD_UNUSABLE"),
    ] {
        assert_eq!(place.enrol(&link, login, password).await.told(), (status, code), "{login} {password}");
    }
    let made = place.enrol(&link, "Director", PASSWORD).await;
    assert_eq!(made.told(), (201, ""), "{}", made.body);
    assert!(made.body["actor"].as_str().is_some_and(|actor| actor.starts_with("account:")));
    assert_eq!(told(&place, &link).await, unknown, "a link is good once");
    assert_eq!(place.link(true).await, None, "there is an administrator already");

    let dump = place.store.dump_text().await;
    assert!(!dump.contains(&link) && !dump.contains(PASSWORD), "only hashes are kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_links_at_once_make_one_administrator() {
    let place = Place::begin().await;
    let link = place.link(true).await.expect("a link");
    let replies = join_all((0..4).map(|number| {
        let (place, link) = (&place, &link);
        async move { place.enrol(link, &format!("director-{number}"), PASSWORD).await.told().0 }
    }))
    .await;
    assert_eq!(replies.iter().filter(|status| **status == 201).count(), 1, "{replies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn invited_account_signs_in_and_has_no_role_until_it_is_granted_one() {
    let place = Place::with_administrator().await;
    let link = place.link(false).await.expect("a link for somebody else");
    assert_eq!(place.enrol(&link, "director", PASSWORD).await.told(), (409, "LOGIN_TAKEN"));
    assert_eq!(place.enrol(&link, "clerk", PASSWORD).await.told(), (201, ""), "the link was not used up");
    let mut browser = Browser::at("192.0.2.1");
    assert_eq!(browser.post(&place.node, "/sign-in", typed("clerk", PASSWORD)).await.told(), (200, ""));
    assert_eq!(browser.ask(&place.node).await.told(), (403, "NO_ROLE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn session_begins_with_a_password_and_ends_with_signing_out() {
    let place = Place::with_administrator().await;
    let mut browser = Browser::at("192.0.2.1");
    let reply = browser.post(&place.node, "/sign-in", typed(" Director ", PASSWORD)).await;
    assert_eq!(reply.told(), (200, ""));
    assert_eq!(reply.body["endsAt"], "2024-06-03T12:00:00Z");
    let cookie = reply.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(cookie.starts_with("__Host-muster-session=") && cookie.len() > 60, "{cookie}");
    assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{cookie}");
    assert_eq!(browser.ask(&place.node).await.told(), (200, ""));

    let first = browser.session.clone().expect("a session");
    assert!(!place.store.dump_text().await.contains(&first), "only a hash of the session is kept");
    browser.post(&place.node, "/sign-in", typed("director", PASSWORD)).await;
    let second = browser.session.clone().expect("a session");
    assert_ne!(first, second, "the id is a new one at every sign-in");
    browser.session = Some(first);
    assert_eq!(browser.ask(&place.node).await.told(), (401, "UNAUTHENTICATED"), "the one before has ended");

    browser.session = Some(second.clone());
    assert_eq!(browser.post(&place.node, "/sign-out", json!({})).await.status, 204);
    assert_eq!(browser.session, None);
    browser.session = Some(second);
    assert_eq!(browser.ask(&place.node).await.told(), (401, "UNAUTHENTICATED"));
    assert_eq!(browser.post(&place.node, "/sign-out", json!({})).await.status, 204, "what has ended may end again");
}

#[tokio::test(flavor = "multi_thread")]
async fn password_is_changed_by_whoever_knows_it_and_every_other_session_ends() {
    const OTHER: &str = "another long enough secret";
    let place = Place::with_administrator().await;
    let (mut here, mut there) = (Browser::at("192.0.2.1"), Browser::at("192.0.2.2"));
    let body = |password: &str, chosen: &str| json!({ "password": password, "newPassword": chosen });
    let reply = here.post(&place.node, "/password", body(PASSWORD, OTHER)).await;
    assert_eq!(reply.told(), (401, "UNAUTHENTICATED"), "nobody is signed in");
    for browser in [&mut here, &mut there] {
        assert_eq!(browser.post(&place.node, "/sign-in", typed("director", PASSWORD)).await.told(), (200, ""));
    }
    let reply = here.post(&place.node, "/password", body("a wrong password", OTHER)).await;
    assert_eq!(reply.told(), (401, "SIGN_IN_WRONG"));
    for unusable in ["short", "the director is me"] {
        let reply = here.post(&place.node, "/password", body(PASSWORD, unusable)).await;
        assert_eq!(reply.told(), (422, "PASSWORD_UNUSABLE"), "{unusable}");
    }
    assert_eq!(here.ask(&place.node).await.told(), (200, ""), "nothing has changed");

    let before = here.session.clone();
    assert_eq!(here.post(&place.node, "/password", body(PASSWORD, OTHER)).await.told(), (200, ""));
    assert_ne!(here.session, before, "the session is a new one");
    assert_eq!(here.ask(&place.node).await.told(), (200, ""));
    assert_eq!(there.ask(&place.node).await.told(), (401, "UNAUTHENTICATED"), "every other session has ended");
    assert_eq!(there.post(&place.node, "/sign-in", typed("director", PASSWORD)).await.told(), (401, "SIGN_IN_WRONG"));
    assert_eq!(there.post(&place.node, "/sign-in", typed("director", OTHER)).await.told(), (200, ""));
    // Who has the browser does not guess the password by it either.
    for _ in 0..5 {
        let reply = here.post(&place.node, "/password", body("a wrong password", PASSWORD)).await;
        assert_eq!(reply.told(), (401, "SIGN_IN_WRONG"));
    }
    let reply = here.post(&place.node, "/password", body(OTHER, PASSWORD)).await;
    assert_eq!(reply.told(), (429, "SIGN_IN_LOCKED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn session_is_refused_when_the_password_was_changed_since_it_was_looked_at() {
    let place = Place::with_administrator().await;
    let pool = place.store.log.pool();
    let looked_at = accounts::find(pool, "director").await.expect("the database answers").expect("an account");
    assert!(accounts::change_password(pool, &looked_at, "another hash").await.expect("the database answers"));
    let session = sessions::open(pool, &looked_at, None, place.now).await.expect("the database answers");
    assert!(session.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_before_they_are_looked_at_and_a_lock_is_no_longer_for_more_of_them() {
    let place = Place::with_administrator().await;
    let pool = place.store.log.pool();
    let at = |minutes| place.now + TimeDelta::minutes(minutes);
    let tries = join_all((0..20).map(|_| failures::count(pool, "a key", 5, place.now))).await;
    let locked: Vec<_> = tries.into_iter().filter_map(|told| told.expect("the database answers")).collect();
    assert_eq!(locked, vec![at(15); 15], "five of twenty at once are looked at");
    let count = async |minutes| failures::count(pool, "a key", 5, at(minutes)).await.expect("the database answers");
    assert_eq!((count(14).await, count(15).await), (Some(at(15)), None));
    failures::forget(pool, &["a key".to_owned()]).await.expect("the database answers");
    assert_eq!(count(15).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn account_that_is_removed_is_signed_out_and_the_host_may_enrol_again() {
    let place = Place::with_administrator().await;
    let pool = place.store.log.pool();
    let mut browser = Browser::at("192.0.2.1");
    browser.post(&place.node, "/sign-in", typed("director", PASSWORD)).await;
    assert_eq!(browser.ask(&place.node).await.told(), (200, ""));
    let listed = accounts::list(pool).await.expect("the accounts");
    assert_eq!((listed.len(), listed[0].login.as_str(), listed[0].administrator), (1, "director", true));
    assert!(accounts::remove(pool, "director").await.expect("it is removed"));
    assert!(!accounts::remove(pool, "director").await.expect("there is none"));
    assert_eq!(browser.ask(&place.node).await.told(), (401, "UNAUTHENTICATED"));
    assert!(place.link(true).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn session_ends_after_thirty_idle_minutes() {
    let mut place = Place::with_administrator().await;
    let mut browser = Browser::at("192.0.2.1");
    assert_eq!(browser.post(&place.node, "/sign-in", typed("director", PASSWORD)).await.told(), (200, ""));
    for (minutes, told) in [(29, (200, "")), (29, (200, "")), (30, (401, "UNAUTHENTICATED"))] {
        place.later(TimeDelta::minutes(minutes)).await;
        assert_eq!(browser.ask(&place.node).await.told(), told, "{}", place.now);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn session_ends_after_twelve_hours_however_busy_it_is() {
    let place = Place::with_administrator().await;
    let pool = place.store.log.pool();
    let director = accounts::find(pool, "director").await.expect("the database answers").expect("an account");
    let session = sessions::open(pool, &director, None, place.now).await.expect("the database answers");
    let session = session.expect("a session");
    for minutes in (10..12 * 60).step_by(10) {
        let found = sessions::find(pool, &session, place.now + TimeDelta::minutes(minutes)).await;
        assert_eq!(found.expect("the database answers"), Some(director.id), "after {minutes} minutes");
    }
    let found = sessions::find(pool, &session, place.now + TimeDelta::hours(12)).await;
    assert_eq!(found.expect("the database answers"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn cookie_is_refused_without_the_header_that_only_our_scripts_send() {
    let place = Place::with_administrator().await;
    let mut browser = Browser::at("192.0.2.1");
    browser.post(&place.node, "/sign-in", typed("director", PASSWORD)).await;
    let session = browser.session.expect("a session");
    for path in ["/graphql", "/sign-in", "/sign-out", "/enrol"] {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, format!("__Host-muster-session={session}"))
            .body(Body::from("{}"));
        let reply = place.node.send(request.expect("a request")).await;
        assert_eq!(reply.told(), (403, "CSRF_HEADER_REQUIRED"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn request_to_sign_in_is_refused_unless_it_is_a_small_json_object_sent_by_post() {
    let place = Place::begin().await;
    let send = async |method: &str, content_type: &str, body: String| {
        let request = Request::builder().method(method).uri("/sign-in").header(header::CONTENT_TYPE, content_type);
        let reply = place.node.send(request.body(Body::from(body)).expect("a request")).await;
        (reply.told().0, reply.told().1.to_owned(), reply.body.to_string())
    };
    let good = typed("director", PASSWORD).to_string();
    let table = [
        ("GET", "application/json", good.clone(), 405, "METHOD_NOT_ALLOWED"),
        ("POST", "text/plain", good.clone(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", "application/x-www-form-urlencoded", good.clone(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", "application/json", typed("director", &"x".repeat(4096)).to_string(), 413, "BODY_TOO_LARGE"),
        ("POST", "application/json", format!("[{good}]"), 400, "BODY_MALFORMED"),
        ("POST", "application/json", r#"{"login":"director"}"#.to_owned(), 400, "BODY_MALFORMED"),
        ("POST", "application/json", good.replace("\"login\"", "\"user\""), 400, "BODY_MALFORMED"),
        ("POST", "application/json", good.replace('}', ",\"stay\":true}"), 400, "BODY_MALFORMED"),
    ];
    for (method, content_type, body, status, code) in table {
        let (told, with, text) = send(method, content_type, body.clone()).await;
        assert_eq!((told, with.as_str()), (status, code), "{method} {content_type} {body}");
        assert!(!text.contains(PASSWORD), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_behind_a_proxy_lock_whom_it_names_and_nobody_else_where_its_word_is_taken() {
    let mut place = Place::with_administrator().await;
    let proxy = "10.0.0.1";
    let guess = async |place: &Place, address: &str| {
        let mut browser = Browser::through(proxy, address);
        for _ in 0..5 {
            let reply = browser.post(&place.node, "/sign-in", typed("director", "a wrong password")).await;
            assert_eq!(reply.told(), (401, "SIGN_IN_WRONG"));
        }
    };
    let signs_in = async |place: &Place, address: &str| {
        let mut browser = Browser::through(proxy, address);
        browser.post(&place.node, "/sign-in", typed("director", PASSWORD)).await.told().0
    };
    guess(&place, "198.51.100.7").await;
    assert_eq!(signs_in(&place, "192.0.2.1").await, 429, "whoever is no proxy of ours names nobody");

    place.later(TimeDelta::minutes(15)).await;
    place.node = place.node.behind(Proxies::of(&[proxy.parse::<IpAddr>().expect("an address").into()]));
    guess(&place, "198.51.100.7").await;
    assert_eq!(signs_in(&place, "198.51.100.7").await, 429);
    assert_eq!(signs_in(&place, "192.0.2.1").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_login_and_wrong_password_are_told_and_locked_alike_from_one_address() {
    let mut place = Place::with_administrator().await;
    let mut guesser = Browser::at("198.51.100.7");
    let mut told = Vec::new();
    for login in ["director", "nobody"] {
        let mut answers = Vec::new();
        for _ in 0..5 {
            let reply = guesser.post(&place.node, "/sign-in", typed(login, "a wrong password")).await;
            assert_eq!(reply.told(), (401, "SIGN_IN_WRONG"));
            answers.push(reply.body);
        }
        let reply = guesser.post(&place.node, "/sign-in", typed(login, PASSWORD)).await;
        assert_eq!(reply.told(), (429, "SIGN_IN_LOCKED"), "the right password too");
        assert_eq!(reply.headers[header::RETRY_AFTER], "900");
        answers.push(reply.body);
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(guesser.session, None);

    let mut elsewhere = Browser::at("192.0.2.1");
    assert_eq!(elsewhere.post(&place.node, "/sign-in", typed("director", PASSWORD)).await.told(), (200, ""));
    let dump = place.store.dump_text().await;
    assert!(!dump.contains("198.51.100.7") && !dump.contains("nobody"), "whoever failed is not written down");

    place.later(TimeDelta::minutes(15)).await;
    for _ in 0..2 {
        for _ in 0..4 {
            let reply = guesser.post(&place.node, "/sign-in", typed("director", "a wrong password")).await;
            assert_eq!(reply.told(), (401, "SIGN_IN_WRONG"));
        }
        let reply = guesser.post(&place.node, "/sign-in", typed("director", PASSWORD)).await;
        assert_eq!(reply.told(), (200, ""), "a success forgets the failures before it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn flood_of_sign_ins_is_turned_away_and_others_are_answered_meanwhile() {
    let places = 5 * std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
    let many = 20 * places;
    let place = Place::with_administrator().await;
    let key = api_keys::create(place.store.log.pool(), "ours", OPERATOR, None, None).await.expect("a key");
    let flood = join_all((0..many).map(|number| {
        let node = &place.node;
        async move {
            let mut browser = Browser::at(&format!("198.51.100.{}", number % 250));
            let reply = browser.post(node, "/sign-in", typed(&format!("guess-{number}"), "a wrong password")).await;
            let again = reply.headers.get(header::RETRY_AFTER).is_some();
            (reply.told().0, reply.told().1.to_owned(), again)
        }
    }));
    let others = join_all((0..50).map(|_| place.node.ask(&key)));
    let (flood, others) = tokio::join!(flood, others);
    for reply in others {
        assert_eq!(reply.told(), (200, ""));
    }
    let busy = flood.iter().filter(|told| (told.0, told.1.as_str(), told.2) == (429, "SIGN_IN_BUSY", true)).count();
    let wrong = flood.iter().filter(|told| (told.0, told.1.as_str()) == (401, "SIGN_IN_WRONG")).count();
    assert_eq!(busy + wrong, many, "{flood:?}");
    assert!(wrong >= places && wrong < many / 2, "{wrong} were looked at, with places for {places}");
}
