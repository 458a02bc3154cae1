//! Pairings (O4): this organization's side, and what becomes of them when it is dissolved.

use super::*;
use crate::{kernel::ClaimChange, organization::words::PairingKind};

fn span(from: &str, to: Option<&str>) -> DateSpan {
    DateSpan { from: day(from), to: to.map(day) }
}

fn pairing(partner: &str, from: &str) -> PairingId {
    PairingId::of_pair(id("ORG"), id(partner), day(from))
}

fn end(partner: &str, ended_on: &str) -> OrganizationCommand {
    C::EndPairing { partner: id(partner), ended_on: day(ended_on) }
}

fn ended(partner: &str, span: DateSpan, ended_on: &str) -> OrganizationEvent {
    let pairing_id = PairingId::of_pair(id("ORG"), id(partner), span.from);
    E::PairingEnded { pairing_id, partner: id(partner), span, ended_on: day(ended_on) }
}

#[test]
fn organizations_are_paired_when_both_are_live() {
    let event = E::OrganizationsPaired {
        pairing_id: pairing("B", "2024-02-01"),
        partner: id("B"),
        span: span("2024-02-01", None),
        kind: None,
        scope: None,
    };
    Scene::registered().emits_once(pair("B", "2024-02-01", None), event);
}

#[test]
fn pairing_is_refused_when_it_is_with_itself_or_reversed() {
    Scene::registered().refuses(pair("ORG", "2024-02-01", None), R::PairingWithItself).refuses(
        pair("B", "2024-02-02", Some("2024-02-01")),
        R::SpanReversed { from: day("2024-02-02"), to: day("2024-02-01") },
    );
}

#[test]
fn pairing_is_refused_with_the_days_of_the_other_when_they_share_a_day() {
    let exists =
        R::PairingExists { from: Some(day("2024-02-01")), until: Some(day("2024-03-01")), holder: id("ORG").uuid() };
    Scene::registered()
        .does(pair("B", "2024-02-01", Some("2024-03-01")))
        .refuses(pair("B", "2024-03-01", None), exists)
        .does(pair("C", "2024-03-01", None))
        .does(pair("B", "2024-03-02", None));
}

#[test]
fn pairing_is_refused_when_one_of_the_two_is_not_live_on_its_first_day() {
    let mut gone = facts("B");
    gone.dissolved_on = Some(day("2024-01-31"));
    let not_live = |which: &str, on: &str, from: &str, until: Option<&str>| R::OrganizationNotLive {
        organization_id: id(which),
        day: day(on),
        from: day(from),
        until: until.map(day),
    };
    Scene::registered()
        .refuses(
            C::PairOrganizations { partner: gone, from: day("2024-02-01"), to: None, agreement: None },
            not_live("B", "2024-02-01", "2020-01-01", Some("2024-01-31")),
        )
        .refuses(pair("B", "2024-01-01", None), not_live("ORG", "2024-01-01", "2024-01-02", None));
}

#[test]
fn pairing_is_refused_when_there_are_too_many() {
    let scene = (0..5_000).fold(Scene::registered(), |scene, number| {
        let partner = OrganizationId::new(Uuid::from_u128(number));
        let pairing_id = PairingId::new(Uuid::from_u128(number));
        scene.given(E::OrganizationsPaired {
            pairing_id,
            partner,
            span: span("2024-02-01", None),
            kind: None,
            scope: None,
        })
    });
    scene.refuses(pair("B", "2024-02-01", None), R::TooMany { list: "pairings", limit: 5_000 });
}

#[test]
fn pairing_ends_on_the_day_and_may_begin_again_after() {
    let event = ended("B", span("2024-02-01", None), "2024-03-01");
    let scene = Scene::registered()
        .refuses(end("B", "2024-03-01"), R::PairingUnknown { partner: id("B"), day: day("2024-03-01") })
        .does(pair("B", "2024-02-01", None))
        .emits_once(end("B", "2024-03-01"), event)
        .refuses(end("B", "2024-03-02"), R::PairingUnknown { partner: id("B"), day: day("2024-03-02") })
        .does(pair("B", "2024-03-02", None));
    let days: Vec<_> = scene.organization.pairings().map(|(_, _, span)| span).collect();
    assert_eq!(days, vec![span("2024-02-01", Some("2024-03-01")), span("2024-03-02", None)]);
}

#[test]
fn dissolution_ends_what_would_outlast_it_and_takes_back_what_never_began() {
    let scene = Scene::registered()
        .does(pair("OPEN", "2024-02-01", None))
        .does(pair("OVER", "2024-02-01", Some("2024-03-01")))
        .does(pair("LATER", "2024-07-01", None));
    let events = scene.organization.decide(dissolve("2024-05-01"), &scene.context).unwrap();
    assert_eq!(events.len(), 3);
    assert!(events.contains(&ended("OPEN", span("2024-02-01", None), "2024-05-01")));
    assert!(events.contains(&ended("LATER", span("2024-07-01", None), "2024-05-01")));
    let never_began = ended("LATER", span("2024-07-01", None), "2024-05-01").claims(id("ORG").uuid());
    assert_eq!(never_began.len(), 1, "a pairing that never began keeps a claim: {never_began:?}");
    let after = scene.does(dissolve("2024-05-01")).organization;
    assert!(after.pairings().all(|(_, _, span)| span.to.is_some_and(|to| to <= day("2024-05-01"))));
    assert_eq!(after.pairings().count(), 2);
}

#[test]
fn pairing_that_the_partner_reports_too_claims_the_same_value_for_another_holder() {
    let claim = |reporter: &str, partner: &str| {
        let pairing_id = pairing("B", "2024-02-01");
        let event = E::OrganizationsPaired {
            pairing_id,
            partner: id(partner),
            span: span("2024-02-01", None),
            kind: None,
            scope: None,
        };
        let Some(ClaimChange::Take(claim)) = event.claims(id(reporter).uuid()).pop() else {
            panic!("a pairing takes no claim")
        };
        claim
    };
    let (one, other) = (claim("ORG", "B"), claim("B", "ORG"));
    assert_eq!((&one.kind, &one.value, one.span), (&other.kind, &other.value, other.span));
    assert_ne!(one.holder, other.holder);
}

#[test]
fn dissolution_does_not_end_what_ends_on_its_day_by_itself() {
    let scene = Scene::registered().does(pair("SAME", "2024-02-01", Some("2024-05-01")));
    assert_eq!(scene.organization.decide(dissolve("2024-05-01"), &scene.context).unwrap().len(), 1);
}

#[test]
fn kinds_of_both_organizations_say_which_pairings_are_allowed() {
    use OrganizationKind as K;
    use PairingKind as P;
    let of_new_fields = [
        K::Enterprise,
        K::Association,
        K::Ngo,
        K::SocialWorkAgency,
        K::VolunteerOrganization,
        K::NewEmploymentGroup,
        K::UnregisteredGroup,
    ];
    let organs = &[K::Department, K::PartyCommittee][..];
    let others: Vec<K> = K::ALL.iter().copied().filter(|kind| *kind != K::School).collect();
    for (pairing, reporters, partners) in [
        (
            P::JointBuilding,
            &[organs, &[K::School, K::Hospital, K::Enterprise]].concat()[..],
            &[&of_new_fields[..], &[K::Community, K::Alliance]].concat()[..],
        ),
        (P::VillageAid, &[K::Enterprise, K::Association], &[K::Community]),
        (P::SocialAid, &[K::Association, K::Ngo, K::SocialWorkAgency, K::VolunteerOrganization], &[K::Community]),
        (P::CityAgreement, organs, organs),
        (P::Campus, &others, &[K::School]),
    ] {
        for (reporter, partner) in K::ALL.iter().flat_map(|one| K::ALL.iter().map(move |other| (*one, *other))) {
            let allowed = reporters.contains(&reporter) && partners.contains(&partner);
            assert_eq!(pairing.allows(reporter, partner), allowed, "{pairing:?} {reporter:?} {partner:?}");
        }
    }
}
