//! Given a points account, when somebody asks, then it says yes, knows it already, or says no with figures.

mod limits;

use super::*;
use crate::{
    kernel::{
        ActivityId, Code, CreditId, DivisionCode, OrganizationId, PersonId, Personal, RuleContext, SiteId, Source,
        TimeSpan, VolunteerId,
        text::TextRefusal,
        words::{EvidenceClass, OrganizationKind},
    },
    organization::OrganizationFacts,
    points_scheme::SchemeFacts,
    recognition::LedgerFacts,
    site::{SiteFacts, words::SiteKind},
    volunteer::HeldCredit,
};
use PointsAccountCommand as C;
use PointsAccountEvent as E;
use PointsAccountRefusal as R;
use aggregate::What;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

fn scheme(name: &str) -> SchemeFacts {
    SchemeFacts {
        scheme: code(name),
        jurisdiction: DivisionCode::new("4452"),
        opened_on: day("2023-01-01"),
        closed_on: Some(day("2024-12-31")),
        rates: BTreeMap::from([(day("2023-01-01"), 10), (day("2024-05-01"), 12)]),
    }
}

fn organization() -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&code("O-1")),
        kind: OrganizationKind::Community,
        registered_on: day("2021-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

fn shop() -> SiteFacts {
    SiteFacts {
        site_id: SiteId::of_code(&code("SHOP-1")),
        kind: SiteKind::PointsShop,
        division: DivisionCode::new("445202"),
        opened_on: day("2023-06-01"),
        closed_on: None,
    }
}

fn person() -> PersonId {
    PersonId::new(Uuid::from_u128(7))
}

/// A credit of so many minutes on a day of 2024.
fn held(on: &str, minutes: u32) -> HeldCredit {
    let starts_at = format!("{on}T09:00:00+08:00").parse().unwrap();
    let span = TimeSpan::try_new(starts_at, starts_at + chrono::Duration::minutes(i64::from(minutes))).unwrap();
    let activity_id = ActivityId::of_code(&code("A-1"));
    HeldCredit {
        credit_id: CreditId::of_span(activity_id, VolunteerId::of_code(&code("V-1")), starts_at),
        activity_id,
        session: 1,
        minutes,
        span,
        evidence: EvidenceClass::B,
        organization_id: organization().organization_id,
        source: Source::Api,
        late: false,
        pending: None,
    }
}

fn ledger(live: &[HeldCredit]) -> LedgerFacts {
    LedgerFacts { person_id: person(), division: DivisionCode::new("445281"), live: live.to_vec() }
}

fn for_credit(entry: &str, live: &[HeldCredit], on: &str) -> PointsAccountCommand {
    C::GrantPoints {
        code: code(entry),
        scheme: scheme("S-1"),
        ledger: ledger(live),
        cause: GrantCause::Credit(live[0].credit_id),
        organization: organization(),
        site: None,
        granted_on: day(on),
    }
}

fn for_act_of(name: &str, entry: &str, amount: u32, on: &str) -> PointsAccountCommand {
    C::GrantPoints {
        code: code(entry),
        scheme: scheme(name),
        ledger: ledger(&[]),
        cause: GrantCause::Act { amount, act: "拾金不昧".to_owned(), evidence_reference: "文-1".to_owned() },
        organization: organization(),
        site: Some(shop()),
        granted_on: day(on),
    }
}

fn for_act(entry: &str, amount: u32, on: &str) -> PointsAccountCommand {
    for_act_of("S-1", entry, amount, on)
}

fn redeem_of(name: &str, entry: &str, amount: u32, on: &str) -> PointsAccountCommand {
    redeem_at(shop(), name, entry, amount, on)
}

fn redeem_at(site: SiteFacts, name: &str, entry: &str, amount: u32, on: &str) -> PointsAccountCommand {
    C::RedeemPoints {
        code: code(entry),
        scheme: scheme(name),
        person_id: person(),
        site,
        amount,
        item: "洗衣液".to_owned(),
        redeemed_on: day(on),
    }
}

fn redeem(entry: &str, amount: u32, on: &str) -> PointsAccountCommand {
    redeem_of("S-1", entry, amount, on)
}

fn reverse(entry: &str, on: &str) -> PointsAccountCommand {
    C::ReversePoints { code: code(entry), person_id: person(), reversed_on: day(on), reason: "登记有误".to_owned() }
}

fn reversed(entry: &str, amount: u32, uncovered: u32, on: &str) -> PointsAccountEvent {
    let reason = Some(Personal::clear("登记有误"));
    E::PointsReversed { code: code(entry), amount, uncovered, person_id: person(), reason, reversed_on: day(on) }
}

fn missing(on: &str, available: u32, asked: u32) -> PointsAccountRefusal {
    R::PointsMissing { scheme: code("S-1"), day: day(on), available, asked }
}

/// An account and the moment at which it is asked; today is 1 June 2024.
struct Scene {
    account: PointsAccount,
    context: RuleContext,
}

impl Scene {
    fn new() -> Self {
        let context = RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api);
        Self { account: PointsAccount::default(), context }
    }

    fn does(mut self, command: PointsAccountCommand) -> Self {
        let events = self.account.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            self.account.remember(event);
        }
        self
    }

    fn emits_once(mut self, command: PointsAccountCommand, expected: PointsAccountEvent) -> Self {
        assert_eq!(self.account.decide(command.clone(), &self.context), Ok(vec![expected.clone()]));
        self.account.remember(expected);
        self.knows(command)
    }

    fn knows(self, command: PointsAccountCommand) -> Self {
        assert_eq!(self.account.decide(command, &self.context), Ok(vec![]));
        self
    }

    fn refuses(self, command: PointsAccountCommand, refusal: PointsAccountRefusal) -> Self {
        let coded = serde_json::to_value(&refusal).unwrap();
        assert!(coded["code"].as_str().unwrap().chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{coded}");
        assert_eq!(self.account.decide(command, &self.context), Err(refusal));
        self
    }

    fn has(self, balance: i64, uncovered: u32) -> Self {
        let purse = self.account.purses.get(&code("S-1")).cloned().unwrap_or_default();
        assert_eq!((purse.balance(), purse.uncovered), (balance, uncovered));
        self
    }
}

#[test]
fn credit_brings_whole_points_once_by_the_rate_of_its_day() {
    let (april, may) = (held("2024-04-30", 100), held("2024-05-01", 100));
    let granted = |entry: &str, held: HeldCredit, amount, points_per_hour| E::PointsGranted {
        code: code(entry),
        scheme: code("S-1"),
        amount,
        cause: PointsCause::Credit { credit_id: held.credit_id, minutes: 100, points_per_hour },
        organization: organization().organization_id,
        site: None,
        division: DivisionCode::new("445281"),
        person_id: person(),
        granted_on: day("2024-05-02"),
    };
    Scene::new()
        .emits_once(for_credit("G-1", &[april], "2024-05-02"), granted("G-1", april, 16, 10))
        .emits_once(for_credit("G-2", &[may], "2024-05-02"), granted("G-2", may, 20, 12))
        .knows(for_credit("G-3", &[april], "2024-05-03"))
        .has(36, 0);
}

#[test]
fn grant_is_refused_when_the_credit_does_not_count_or_brings_nothing() {
    let credit = held("2024-05-01", 4);
    let mut gone = for_credit("G-1", &[credit], "2024-05-02");
    if let C::GrantPoints { ledger, .. } = &mut gone {
        ledger.live.clear();
    }
    let too_early = R::DayTooEarly { day: day("2024-04-30"), earliest: day("2024-05-01") };
    Scene::new()
        .refuses(gone, R::CreditNotLive { credit_id: credit.credit_id })
        .refuses(for_credit("G-1", &[credit], "2024-05-02"), R::NoPointsForService { minutes: 4, points_per_hour: 12 })
        .refuses(for_credit("G-1", &[credit], "2024-04-30"), too_early);
}

#[test]
fn act_brings_points_on_evidence_and_its_code_stands_for_it_alone() {
    let mut nowhere = for_act("G-2", 5, "2024-05-02");
    if let C::GrantPoints { organization, .. } = &mut nowhere {
        organization.dissolved_on = Some(day("2024-05-01"));
    }
    let not_live = R::OrganizationNotLive {
        organization_id: organization().organization_id,
        day: day("2024-05-02"),
        from: day("2021-01-01"),
        until: Some(day("2024-05-01")),
    };
    Scene::new()
        .does(for_act("G-1", 5, "2024-05-02"))
        .knows(for_act("G-1", 5, "2024-05-02"))
        .refuses(for_act("G-1", 6, "2024-05-03"), R::CodeTaken { fields: vec!["amount", "day"] })
        .refuses(for_act("G-2", 0, "2024-05-02"), R::PointsOutOfBounds { limit: 100_000, actual: 0 })
        .refuses(nowhere, not_live)
        .has(5, 0);
}

#[test]
fn redemption_is_refused_when_the_balance_of_the_day_or_of_a_later_one_is_less() {
    let redeemed = E::PointsRedeemed {
        code: code("R-1"),
        scheme: code("S-1"),
        amount: 8,
        site: shop().site_id,
        division: DivisionCode::new("445202"),
        person_id: person(),
        item: Personal::clear("洗衣液"),
        redeemed_on: day("2024-05-10"),
    };
    Scene::new()
        .does(for_act("G-1", 10, "2024-05-02"))
        .refuses(redeem("R-1", 1, "2024-05-01"), missing("2024-05-01", 0, 1))
        .refuses(redeem("R-1", 11, "2024-05-10"), missing("2024-05-10", 10, 11))
        .refuses(
            redeem_of("S-2", "R-1", 1, "2024-05-10"),
            R::PointsMissing { scheme: code("S-2"), day: day("2024-05-10"), available: 0, asked: 1 },
        )
        .emits_once(redeem("R-1", 8, "2024-05-10"), redeemed)
        .refuses(redeem("R-2", 3, "2024-05-05"), missing("2024-05-05", 2, 3))
        .does(redeem("R-2", 2, "2024-05-05"))
        .has(0, 0);
}

#[test]
fn redemption_is_refused_but_at_an_open_shop_of_an_open_scheme_of_the_division() {
    let (mut station, mut closed, mut elsewhere) = (shop(), shop(), shop());
    station.kind = SiteKind::PracticeStation;
    closed.closed_on = Some(day("2024-05-04"));
    elsewhere.division = DivisionCode::new("360702");
    let site_id = shop().site_id;
    let not_open =
        R::SiteNotOpen { site_id, day: day("2024-05-05"), from: day("2023-06-01"), until: Some(day("2024-05-04")) };
    let outside = R::SiteOutsideScheme {
        site_id,
        division: DivisionCode::new("360702"),
        jurisdiction: DivisionCode::new("4452"),
    };
    let scheme_not_open = R::PointsSchemeNotOpen {
        scheme: code("S-1"),
        day: day("2022-12-31"),
        from: day("2023-01-01"),
        until: Some(day("2024-12-31")),
    };
    let at = |site, on| redeem_at(site, "S-1", "R-1", 1, on);
    let mut unnamed = redeem("R-1", 1, "2024-05-05");
    if let C::RedeemPoints { item, .. } = &mut unnamed {
        item.clear();
    }
    Scene::new()
        .does(for_act("G-1", 10, "2024-05-02"))
        .refuses(at(station, "2024-05-05"), R::NotAPointsShop { site_id, kind: SiteKind::PracticeStation })
        .refuses(at(closed, "2024-05-05"), not_open)
        .refuses(at(elsewhere, "2024-05-05"), outside)
        .refuses(at(shop(), "2022-12-31"), scheme_not_open)
        .refuses(at(shop(), "2024-06-02"), R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") })
        .refuses(unnamed, R::Text(TextRefusal::TextEmpty { field: "item" }));
}

#[test]
fn reversed_grant_takes_what_is_left_and_the_rest_is_settled_when_a_redemption_comes_back() {
    let too_early = R::DayTooEarly { day: day("2024-05-01"), earliest: day("2024-05-02") };
    Scene::new()
        .refuses(reverse("G-1", "2024-05-20"), R::PointsEntryUnknown { entry: code("G-1") })
        .does(for_act("G-1", 10, "2024-05-02"))
        .does(redeem("R-1", 8, "2024-05-10"))
        .refuses(reverse("G-1", "2024-05-01"), too_early)
        .emits_once(reverse("G-1", "2024-05-20"), reversed("G-1", 2, 8, "2024-05-20"))
        .has(0, 8)
        .refuses(
            for_act("G-1", 10, "2024-05-02"),
            R::PointsEntryReversed { entry: code("G-1"), reversed_on: day("2024-05-20") },
        )
        .does(for_act("G-2", 5, "2024-05-21"))
        .has(5, 8)
        .emits_once(reverse("R-1", "2024-05-22"), reversed("R-1", 0, 8, "2024-05-22"))
        .has(5, 0);
}

#[test]
fn grants_go_when_their_credit_falls_or_changes_and_others_stay() {
    let (kept, changed, fell) = (held("2024-05-01", 60), held("2024-05-02", 60), held("2024-05-03", 60));
    let mut shorter = changed;
    shorter.minutes = 30;
    let scene = Scene::new()
        .does(for_credit("G-1", &[kept], "2024-05-04"))
        .does(for_credit("G-2", &[changed], "2024-05-04"))
        .does(for_credit("G-3", &[fell], "2024-05-04"))
        .does(for_act("G-4", 1, "2024-05-04"))
        .does(redeem("R-1", 20, "2024-05-05"));
    let follow = C::FollowLedger { ledger: ledger(&[kept, shorter]) };
    let gone = |entry: &str, amount, uncovered| E::PointsReversed {
        code: code(entry),
        amount,
        uncovered,
        person_id: person(),
        reason: None,
        reversed_on: day("2024-06-01"),
    };
    let decided = scene.account.decide(follow.clone(), &scene.context);
    assert_eq!(decided, Ok(vec![gone("G-2", 12, 0), gone("G-3", 5, 7)]));
    scene.does(follow.clone()).knows(follow).has(0, 7).does(for_credit("G-5", &[shorter], "2024-06-01")).has(6, 7);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn balance_is_never_below_zero_on_any_day_and_is_the_sum_of_what_stands(
        asked in prop::collection::vec((0u8..5, 0usize..8, 1u32..30, 1u32..31, any::<bool>()), 1..80),
    ) {
        let mut scene = Scene::new();
        for (what, which, amount, on, second) in asked {
            let name = if second { "S-2" } else { "S-1" };
            let (entry, on) = (format!("{what}-{which}"), format!("2024-05-{on:02}"));
            let command = match what {
                0 => for_act_of(name, &entry, amount, &on),
                1 => redeem_of(name, &entry, amount, &on),
                2 => reverse(&format!("0-{which}"), &on),
                3 => reverse(&format!("1-{which}"), &on),
                _ => for_credit(&entry, &[held(&on, amount * 10)], "2024-05-31"),
            };
            let Ok(events) = scene.account.decide(command.clone(), &scene.context) else { continue };
            for event in events {
                scene.account.remember(event);
            }
            prop_assert_eq!(scene.account.decide(command, &scene.context), Ok(vec![]));
            for (scheme, purse) in &scene.account.purses {
                let standing = scene.account.entries.values();
                let standing = standing.filter(|entry| entry.reversed_on.is_none() && entry.scheme == *scheme);
                let live: i64 = standing
                    .map(|entry| match entry.what {
                        What::Redemption => -i64::from(entry.amount),
                        What::GrantForCredit { .. } | What::GrantForAct { .. } => i64::from(entry.amount),
                    })
                    .sum();
                prop_assert_eq!(live, purse.balance() - i64::from(purse.uncovered));
                let mut balance = 0;
                for moved in purse.days() {
                    balance += moved;
                    prop_assert!(balance >= 0);
                }
            }
        }
        let stored = serde_json::to_string(&scene.account).unwrap();
        prop_assert_eq!(serde_json::from_str::<PointsAccount>(&stored).unwrap(), scene.account);
    }
}
