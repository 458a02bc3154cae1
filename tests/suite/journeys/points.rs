//! Points: granted for service and for acts, redeemed at a shop, reversed; the hours stay what they are.

use super::steps::{act, refusal, two_who_served};
use muster_tests::TestApp;
use serde_json::{Value, json};

/// Two volunteers who served for two hours and for one on 2 May 2024, two shops, and a scheme; today is 3 June 2024.
async fn served() -> TestApp {
    let app = two_who_served().await;
    for (shop, division) in [("SHOP-1", "445281"), ("SHOP-2", "445202")] {
        let open = format!(
            "openSite(input: {{ code: \"{shop}\", name: \"示例积分超市\", kind: POINTS_SHOP, division: \"{division}\",
                operator: \"O-1\", openedOn: \"2024-06-03\" }})"
        );
        act(&app, &open).await;
    }
    let open = "openPointsScheme(input: { code: \"JF-1\", name: \"党建+积分超市\", jurisdiction: \"4452\",
        operator: \"O-1\", pointsPerHour: 10, openedOn: \"2024-05-01\" })";
    let refused = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", open.replace("O-1", "O-9"))).await;
    assert_eq!(refused["code"], "ORGANIZATION_UNKNOWN");
    act(&app, open).await;
    app
}

/// The id of a volunteer's first credit.
async fn credit(app: &TestApp, volunteer: &str) -> String {
    let head = app.head().await;
    let query = format!(
        "{{ volunteer(code: \"{volunteer}\", atLeast: {head}) {{ credits(first: 1) {{ edges {{ node {{ id }} }} }} }} }}"
    );
    let id = app.data(&query).await["volunteer"]["credits"]["edges"][0]["node"]["id"].clone();
    id.as_str().expect("an id").to_owned()
}

fn grant(volunteer: &str, code: &str, cause: &str) -> String {
    format!(
        "grantPoints(input: {{ volunteer: \"{volunteer}\", code: \"{code}\", scheme: \"JF-1\", {cause},
            organization: \"O-1\", grantedOn: \"2024-06-03\" }})"
    )
}

fn for_act(amount: u32) -> String {
    format!("site: \"SHOP-1\", act: {{ amount: {amount}, act: \"帮助邻里\", evidenceReference: \"文-1\" }}")
}

fn redeem(volunteer: &str, code: &str, site: &str, amount: u32) -> String {
    format!(
        "redeemPoints(input: {{ volunteer: \"{volunteer}\", code: \"{code}\", scheme: \"JF-1\", site: \"{site}\",
            amount: {amount}, item: \"洗衣液\", redeemedOn: \"2024-06-03\" }})"
    )
}

/// Balance, granted, taken back, redeemed, given back and uncovered of a volunteer's points.
async fn balance(app: &TestApp, volunteer: &str) -> [i64; 6] {
    let head = app.head().await;
    let query = format!(
        "{{ pointsBalance(volunteer: \"{volunteer}\", atLeast: {head}) {{ on schemes {{ scheme {{ code }} figures {{
            balance granted takenBack redeemed givenBack uncovered }} }} }} }}"
    );
    let schemes = app.data(&query).await["pointsBalance"]["schemes"].clone();
    assert_eq!(schemes[0]["scheme"]["code"], "JF-1");
    ["balance", "granted", "takenBack", "redeemed", "givenBack", "uncovered"]
        .map(|name| schemes[0]["figures"][name].as_i64().expect("a figure"))
}

/// All that the reports say of hours.
async fn hours(app: &TestApp) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ hoursServed(groupBy: [DIVISION], atLeast: {head}) {{ total {{ minutes sessions attendances people }}
            rows {{ minutes }} }} volunteer(code: \"V-1\", atLeast: {head}) {{ minutesTotal creditsCount }} }}"
    );
    app.data(&query).await
}

#[tokio::test(flavor = "multi_thread")]
async fn points_are_granted_once_redeemed_within_the_balance_and_leave_the_hours_alone() {
    let app = served().await;
    let before = hours(&app).await;
    let for_credit = format!("credit: \"{}\"", credit(&app, "V-1").await);
    assert_eq!(act(&app, &grant("V-1", "FF-1", &for_credit)).await["outcome"], "EXECUTED");
    assert_eq!(act(&app, &grant("V-1", "FF-9", &for_credit)).await["outcome"], "ALREADY_APPLIED");
    assert_eq!(act(&app, &grant("V-1", "FF-2", &for_act(5))).await["outcome"], "EXECUTED");
    let both = format!("{for_credit}, {}", for_act(5));
    assert_eq!(refusal(&app, &grant("V-1", "FF-3", &both)).await["code"], "CAUSE_NOT_NAMED");

    let missing = refusal(&app, &redeem("V-1", "DH-1", "SHOP-1", 26)).await;
    let figures =
        json!({ "code": "POINTS_MISSING", "scheme": "JF-1", "day": "2024-06-03", "available": 25, "asked": 26 });
    assert_eq!(missing, figures);
    assert_eq!(act(&app, &redeem("V-1", "DH-1", "SHOP-1", 12)).await["outcome"], "EXECUTED");
    assert_eq!(act(&app, &redeem("V-1", "DH-1", "SHOP-1", 12)).await["outcome"], "ALREADY_APPLIED");
    assert_eq!(balance(&app, "V-1").await, [13, 25, 0, 12, 0, 0]);
    let reverse = "reversePoints(volunteer: \"V-1\", entry: \"DH-1\", reversedOn: \"2024-06-03\", reason: \"退回\")";
    assert_eq!(act(&app, reverse).await["outcome"], "EXECUTED");
    assert_eq!(act(&app, reverse).await["outcome"], "ALREADY_APPLIED");
    assert_eq!(balance(&app, "V-1").await, [25, 25, 0, 12, 12, 0]);
    assert_eq!(hours(&app).await, before, "points never change hours");

    let head = app.head().await;
    let query = format!(
        "{{ pointsLedger(filter: {{ volunteer: \"V-1\" }}, atLeast: {head}) {{ edges {{ node {{ code kind amount on
            site {{ code }} credit evidenceReference reversedOn }} }} }} }}"
    );
    let answer = app.data(&query).await;
    assert!(!answer.to_string().contains("洗衣液") && !answer.to_string().contains("帮助邻里"), "{answer}");
    let nodes = answer["pointsLedger"]["edges"].as_array().expect("entries").clone();
    let told: Vec<_> = nodes.iter().map(|edge| (&edge["node"]["code"], &edge["node"]["kind"])).collect();
    let expected = [("DH-1", "REDEMPTION"), ("FF-1", "GRANT"), ("FF-2", "GRANT"), ("DH-1", "REDEMPTION_REVERSAL")];
    assert_eq!(
        told,
        expected.map(|(code, kind)| (json!(code), json!(kind))).iter().map(|(c, k)| (c, k)).collect::<Vec<_>>()
    );
    assert_eq!(nodes[0]["node"]["reversedOn"], "2024-06-03");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn points_go_with_the_credit_that_brought_them_as_far_as_they_are_left() {
    let app = served().await;
    let (first, second) = (credit(&app, "V-1").await, credit(&app, "V-2").await);
    act(&app, &grant("V-1", "FF-1", &format!("credit: \"{first}\""))).await;
    act(&app, &grant("V-2", "FF-1", &format!("credit: \"{second}\""))).await;
    act(&app, &redeem("V-2", "DH-1", "SHOP-2", 8)).await;
    // Two hours become one and a half: the grant goes, and the credit as it stands now brings its own.
    let correct = format!(
        "correctHours(input: {{ volunteer: \"V-1\", credit: \"{first}\", startsAt: \"2024-05-02T08:00:00+08:00\",
            endsAt: \"2024-05-02T09:30:00+08:00\", reason: \"登记有误\" }})"
    );
    act(&app, &correct).await;
    assert_eq!(balance(&app, "V-1").await, [0, 20, 20, 0, 0, 0]);
    let approve = format!("approveCredit(volunteer: \"V-1\", credit: \"{first}\", tier: ORGANIZATION)");
    app.data_by_other(&format!("mutation {{ {approve} {{ outcome }} }}")).await;
    let reversed = refusal(&app, &grant("V-1", "FF-1", &format!("credit: \"{first}\""))).await;
    assert_eq!(reversed["code"], "CODE_TAKEN");
    act(&app, &grant("V-1", "FF-2", &format!("credit: \"{first}\""))).await;
    assert_eq!(balance(&app, "V-1").await, [15, 35, 20, 0, 0, 0]);
    act(&app, &format!("revokeHours(volunteer: \"V-2\", credit: \"{second}\", reason: \"重复\")")).await;
    assert_eq!(balance(&app, "V-2").await, [0, 10, 2, 8, 0, 8]);

    let head = app.head().await;
    let figures = "figures { granted takenBack redeemed givenBack uncovered balance volunteers }";
    let query = format!(
        "{{ bySite: pointsSummary(filter: {{ within: \"4452\" }}, by: SITE, atLeast: {head}) {{
                total {{ granted takenBack redeemed givenBack uncovered balance volunteers }}
                rows {{ site {{ code }} {figures} }} }}
            byMonth: pointsSummary(by: MONTH, atLeast: {head}) {{ rows {{ month {figures} }} }}
            byScheme: pointsSummary(by: SCHEME, atLeast: {head}) {{ rows {{ scheme {{ code }} {figures} }} }}
            pointsSchemes(atLeast: {head}) {{ code name jurisdiction {{ code }} operator {{ code }}
                hours {{ effectiveFrom pointsPerHour }} }} }}"
    );
    let answer = app.data(&query).await;
    let total = json!({ "granted": 45, "takenBack": 22, "redeemed": 8, "givenBack": 0, "uncovered": 8, "balance": 15,
        "volunteers": 2 });
    assert_eq!(answer["bySite"]["total"], total);
    let none = json!({ "granted": 0, "takenBack": 0, "redeemed": 0, "givenBack": 0, "uncovered": 0, "balance": 0,
        "volunteers": 0 });
    let rows = answer["bySite"]["rows"].clone();
    assert_eq!(rows[0], json!({ "site": { "code": "SHOP-1" }, "figures": none }), "an idle shop is listed");
    assert_eq!((&rows[1]["site"]["code"], &rows[1]["figures"]["redeemed"]), (&json!("SHOP-2"), &json!(8)));
    assert_eq!((&rows[2]["site"], &rows[2]["figures"]["granted"]), (&json!(null), &json!(45)));
    assert_eq!(answer["byMonth"]["rows"], json!([{ "month": "2024-06", "figures": total }]));
    assert_eq!(answer["byScheme"]["rows"], json!([{ "scheme": { "code": "JF-1" }, "figures": total }]));
    let scheme = json!({ "code": "JF-1", "name": "党建+积分超市", "jurisdiction": { "code": "4452" },
        "operator": { "code": "O-1" }, "hours": [{ "effectiveFrom": "2024-05-01", "pointsPerHour": 10 }] });
    assert_eq!(answer["pointsSchemes"], json!([scheme]));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn points_are_granted_redeemed_and_reversed_by_whose_organization_and_shop_they_are() {
    let app = served().await;
    act(
        &app,
        "registerOrganization(input: { code: \"O-8\", name: \"旁人协会\", kind: VOLUNTEER_ORGANIZATION,
        division: \"445281\", registeredOn: \"2021-01-01\" })",
    )
    .await;
    // The other organization has served hours of the volunteer too, and a shop of its own.
    act(
        &app,
        "openSite(input: { code: \"SHOP-8\", name: \"旁人积分超市\", kind: POINTS_SHOP, division: \"445281\",
        operator: \"O-8\", openedOn: \"2024-06-03\" })",
    )
    .await;
    let (own, other) = (app.key_of("O-1").await, app.key_of("O-8").await);
    let asked = |mutation: &str| format!("mutation {{ done: {mutation} {{ outcome }} }}");
    let reverse = |entry: &str| {
        asked(&format!(
            "reversePoints(volunteer: \"V-1\", entry: \"{entry}\", reversedOn: \"2024-06-03\", reason: \"退回\")"
        ))
    };
    let at_other_shop = for_act(5).replace("SHOP-1", "SHOP-8");
    let foreign = [grant("V-1", "FF-1", &at_other_shop), grant("V-1", "FF-1", &for_act(5)).replace("O-1", "O-8")];
    for grant in &foreign {
        assert_eq!(app.refusal_with(&own, &asked(grant)).await["code"], "ACTOR_UNRELATED", "{grant}");
    }
    let outcome = async |key: &str, mutation: &str| app.data_with(key, mutation).await["done"]["outcome"].clone();
    assert_eq!(outcome(&own, &asked(&grant("V-1", "FF-1", &for_act(50)))).await, "EXECUTED");
    let unknown = |entry: &str| json!({ "code": "POINTS_ENTRY_UNKNOWN", "entry": entry });
    assert_eq!(app.refusal_with(&other, &reverse("FF-1")).await, unknown("FF-1"));
    assert_eq!(app.refusal_with(&other, &reverse("FF-1").replace("V-1", "V-99")).await, unknown("FF-1"));
    let elsewhere = asked(&redeem("V-1", "DH-1", "SHOP-8", 5));
    assert_eq!(app.refusal_with(&own, &elsewhere).await["code"], "SITE_UNKNOWN");
    assert_eq!(outcome(&other, &elsewhere).await, "EXECUTED");
    assert_eq!(app.refusal_with(&own, &reverse("DH-1")).await, unknown("DH-1"));
    assert_eq!(outcome(&other, &reverse("DH-1")).await, "EXECUTED");
    assert_eq!(outcome(&own, &reverse("FF-1")).await, "EXECUTED");
    for key in [&own, &other] {
        let take_in = asked(
            "importHours(volunteer: \"V-1\", input: { platform: \"示例平台\", reference: \"T-1\", minutes: 60,
                from: \"2023-01-01\", to: \"2023-12-31\" })",
        );
        assert_eq!(app.refusal_with(key, &take_in).await["code"], "FORBIDDEN");
        let suspend = asked("suspendSelfEntry(volunteer: \"V-1\", until: \"2024-12-31\", reason: \"虚假补录\")");
        assert_eq!(app.refusal_with(key, &suspend).await["code"], "FORBIDDEN");
    }
}
