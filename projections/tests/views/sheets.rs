//! Hours served as of every position of a story: what the sheets come to is what the credits of then come to, one by one.

use crate::{
    given::{COUNTY, OTHER, credit, division, organization, person, reason, volunteer},
    harness::{Registry, Told, code, day},
};
use muster_domain::{
    kernel::{
        ActivityId, CreditId, DocumentType, Personal, TeamId,
        words::{ApprovalTier, EvidenceClass, ServiceCategory},
    },
    person::PersonEvent,
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_projections::{
    ViewRead,
    views::service_hours::{self as hours, CreditRow, CreditState, Figures, GroupBy, HoursFilter, HoursRow},
};
use std::collections::{BTreeMap, BTreeSet};
use tokio::time::Instant;

const GROUPS: [GroupBy; 5] =
    [GroupBy::Division, GroupBy::Month, GroupBy::Category, GroupBy::Team, GroupBy::Organization];
/// Positions of one block of sheets.
const BLOCK: i64 = 1_024;

fn told(who: &str, event: VolunteerEvent) -> Told {
    Told::Volunteer(volunteer(who).uuid(), event)
}

fn registered(number: u128, who: &str) -> Told {
    let registered_on = day("2024-01-01");
    let event = VolunteerEvent::VolunteerRegistered {
        person_id: person(number),
        code: code(who),
        division: division(COUNTY),
        registered_on,
        skills: Vec::new(),
    };
    told(who, event)
}

fn on_file(number: u128) -> Told {
    let event = PersonEvent::PersonRegistered {
        person_id: person(number),
        document: DocumentType::ResidentId,
        id_number: Personal::clear(format!("44520219900101{number:04}")),
        name: Personal::clear("张三"),
        phone: None,
        birth_on: None,
    };
    Told::Person(person(number).uuid(), event)
}

/// An hour of a day of March in an activity's session.
fn hour(who: &str, what: &str, session: u32, on: u32) -> Credit {
    let (start, end) = (format!("2024-03-{on:02}T01:00:00Z"), format!("2024-03-{on:02}T02:00:00Z"));
    let activity_id = ActivityId::of_code(&code(what));
    let plain = credit(&start, &end, None);
    let credit_id = CreditId::of_span(activity_id, volunteer(who), plain.span.starts_at);
    Credit { credit_id, activity_id, session, served_on: day(&format!("2024-03-{on:02}")), ..plain }
}

fn credited(who: &str, credit: &Credit) -> Told {
    told(who, VolunteerEvent::HoursCredited { credit: credit.clone() })
}

fn revoked(who: &str, number: u128, credit: &Credit) -> Told {
    let (credit_id, minutes, person_id) = (credit.credit_id, credit.minutes, person(number));
    told(who, VolunteerEvent::HoursRevoked { credit_id, minutes, person_id, reason: reason() })
}

fn corrected(who: &str, number: u128, from: &Credit, after: Credit) -> Told {
    let (credit_id, before, person_id) = (from.credit_id, from.span, person(number));
    told(who, VolunteerEvent::HoursCorrected { credit_id, before, after, person_id, reason: reason() })
}

fn merged(split: bool) -> Told {
    let (person_id, duplicate, document) = (person(1), person(2), DocumentType::ResidentId);
    let id_number = Personal::clear("445202199001010002");
    let (roles, proposed_by, approved_by) = (Vec::new(), "one".to_owned(), "other".to_owned());
    let on = day("2024-04-01");
    let event = if split {
        PersonEvent::PersonsSplit {
            person_id,
            duplicate,
            document,
            id_number,
            roles,
            proposed_by,
            approved_by,
            split_on: on,
        }
    } else {
        PersonEvent::PersonsMerged {
            person_id,
            duplicate,
            document,
            id_number,
            roles,
            proposed_by,
            approved_by,
            merged_on: on,
        }
    };
    Told::Person(person(1).uuid(), event)
}

/// What the live credits of a filter come to, counted one by one.
async fn by_hand(read: &mut ViewRead, filter: &HoursFilter, groups: &[GroupBy]) -> (Figures, Vec<HoursRow>) {
    let credits = hours::credits(read, filter, Some(CreditState::Live), None, hours::PAGE_LIMIT).await.unwrap();
    let mut rows = BTreeMap::<_, Vec<&CreditRow>>::new();
    let asked = |group| groups.contains(&group);
    for credit in &credits {
        let key = (
            asked(GroupBy::Division).then(|| credit.division.clone()),
            asked(GroupBy::Month).then(|| credit.month.clone()),
            asked(GroupBy::Category).then(|| credit.category.clone()),
            (!asked(GroupBy::Team) || credit.team_id.is_none(), credit.team_id.filter(|_| asked(GroupBy::Team))),
            asked(GroupBy::Organization).then_some(credit.organization_id),
        );
        rows.entry(key).or_default().push(credit);
    }
    let rows = rows.into_iter().filter(|_| !groups.is_empty()).map(|(key, credits)| HoursRow {
        division: key.0,
        month: key.1,
        category: key.2,
        team_id: key.3.1,
        organization_id: key.4,
        figures: figures(&credits),
    });
    (figures(&credits.iter().collect::<Vec<_>>()), rows.collect())
}

fn figures(credits: &[&CreditRow]) -> Figures {
    Figures {
        minutes: credits.iter().map(|credit| i64::from(credit.minutes)).sum(),
        sessions: count(credits.iter().map(|credit| (credit.activity_id, credit.session))),
        attendances: i64::try_from(credits.len()).unwrap(),
        people: count(credits.iter().map(|credit| credit.person_id)),
    }
}

fn count<T: Ord>(keys: impl Iterator<Item = T>) -> i64 {
    i64::try_from(keys.collect::<BTreeSet<T>>().len()).unwrap()
}

/// Everything, and each filter alone.
fn filters() -> Vec<HoursFilter> {
    let all = HoursFilter::default;
    vec![
        all(),
        HoursFilter { divisions: Some(vec![OTHER.to_owned()]), ..all() },
        HoursFilter { divisions: Some(Vec::new()), ..all() },
        HoursFilter { from: Some(day("2024-03-02")), to: Some(day("2024-03-04")), ..all() },
        HoursFilter { category: Some(ServiceCategory::Convenience), ..all() },
        HoursFilter { team_id: Some(TeamId::of_code(&code("T1")).uuid()), ..all() },
        HoursFilter { organization_id: Some(organization("O2").uuid()), ..all() },
        HoursFilter { activity_id: Some(ActivityId::of_code(&code("A2")).uuid()), ..all() },
        HoursFilter { evidence: Some(vec![EvidenceClass::B]), ..all() },
    ]
}

async fn assert_figures(registry: &Registry, position: i64) {
    let mut read = registry.views.read_at(hours::NAME, position, Instant::now()).await.unwrap();
    for filter in filters() {
        for groups in [&[], &GROUPS[..], &GROUPS[..1], &GROUPS[1..3], &GROUPS[3..4]] {
            let served = hours::hours_served(&mut read, &filter, groups).await.unwrap();
            let expected = by_hand(&mut read, &filter, groups).await;
            assert_eq!((served.total, served.rows), expected, "position {position}, {filter:?} by {groups:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_as_of_every_position_are_those_of_the_credits_when_hours_are_decided_corrected_revoked_and_merged() {
    let registry = Registry::open().await;
    let first = hour("V1", "A1", 1, 1);
    let waiting = Credit { pending: Some(ApprovalTier::Organization), ..hour("V1", "A1", 1, 2) };
    let refused = Credit { pending: Some(ApprovalTier::Organization), ..hour("V2", "A1", 1, 2) };
    let twice = Credit { evidence: EvidenceClass::B, ..hour("V2", "A1", 1, 1) };
    let elsewhere = Credit {
        division: division(OTHER),
        category: ServiceCategory::Convenience,
        team_id: Some(TeamId::of_code(&code("T1"))),
        organization_id: organization("O2"),
        ..hour("V3", "A2", 1, 4)
    };
    let moved = Credit { session: 2, minutes: 30, ..first.clone() };
    let (tier, approved_by) = (ApprovalTier::Organization, None);
    let decided = VolunteerEvent::CreditApproved { credit_id: waiting.credit_id, tier, approved_by };
    let (credit_id, person_id) = (refused.credit_id, person(2));
    let turned_down = VolunteerEvent::CreditRejected { credit_id, person_id, reason: reason() };
    let story = [
        on_file(1),
        on_file(2),
        registered(1, "V1"),
        registered(2, "V2"),
        registered(3, "V3"),
        credited("V1", &first),
        credited("V2", &twice),
        credited("V1", &waiting),
        credited("V2", &refused),
        told("V1", decided),
        told("V2", turned_down),
        credited("V3", &elsewhere),
        corrected("V1", 1, &first, moved.clone()),
        merged(false),
        credited("V2", &hour("V2", "A2", 1, 5)),
        revoked("V2", 2, &twice),
        credited("V2", &twice),
        merged(true),
        revoked("V1", 1, &moved),
        revoked("V1", 1, &waiting),
    ];
    registry.tell_and_verify(hours::NAME, &story).await;
    for position in 0..=registry.log.reader().head().await.unwrap() {
        assert_figures(&registry, position).await;
    }
    registry.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_of_an_earlier_block_is_taken_back_in_a_later_one_and_stands_as_of_before() {
    let registry = Registry::open().await;
    let first = hour("V1", "A1", 1, 1);
    registry.tell_and_verify(hours::NAME, &[registered(1, "V1"), credited("V1", &first)]).await;
    // So many other events that the block is over; the view sees them in pages that end elsewhere.
    let declared = (0..BLOCK).map(|_| VolunteerEvent::SkillsDeclared { skills: Vec::new() }).collect();
    registry.tell::<crate::harness::ToldVolunteer>(volunteer("V2").uuid(), declared).await;
    registry.tell_and_verify(hours::NAME, &[revoked("V1", 1, &first), credited("V1", &hour("V1", "A1", 1, 2))]).await;
    let head = registry.log.reader().head().await.unwrap();
    for position in [1, 2, 3, BLOCK - 1, BLOCK, head - 2, head - 1, head] {
        assert_figures(&registry, position).await;
    }
    let mut read = registry.views.read_at(hours::NAME, head - 1, Instant::now()).await.unwrap();
    let nothing = hours::hours_served(&mut read, &HoursFilter::default(), &GROUPS).await.unwrap();
    assert_eq!(nothing, hours::HoursServed::default());
    drop(read);
    registry.stop().await;
}
