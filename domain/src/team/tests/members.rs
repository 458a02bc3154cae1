//! Members and leaders (T1, T2).

use super::*;

fn admit_on(name: &str, on: &str) -> TeamCommand {
    C::AdmitMember { volunteer_id: volunteer_id(name), admitted_on: day(on) }
}

fn remove(name: &str, on: &str) -> TeamCommand {
    C::RemoveMember { volunteer_id: volunteer_id(name), left_on: day(on) }
}

fn appoint(name: &str, age_years: Option<u32>, on: &str) -> TeamCommand {
    C::AppointLeader { volunteer: volunteer(name, age_years), appointed_on: day(on) }
}

#[test]
fn volunteer_is_admitted_once_and_stays_a_member_on_later_days() {
    let event = E::MemberAdmitted { volunteer_id: volunteer_id("ann"), admitted_on: day("2024-01-02") };
    let scene = Scene::formed().emits_once(admit("ann"), event).knows(admit_on("ann", "2024-05-01"));
    assert!(scene.team.is_member(volunteer_id("ann"), day("2024-01-02")));
    assert!(!scene.team.is_member(volunteer_id("ann"), day("2024-01-01")));
    assert_eq!((scene.team.member_count(day("2024-05-01")), scene.team.member_count(day("2024-01-01"))), (1, 0));
}

#[test]
fn admission_is_refused_when_it_is_before_the_team_or_overlaps_a_membership() {
    let overlaps = |from: &str, until: Option<&str>| R::MembershipOverlaps { from: day(from), until: until.map(day) };
    Scene::formed()
        .refuses(admit_on("ann", "2023-12-31"), R::DayTooEarly { day: day("2023-12-31"), earliest: day("2024-01-01") })
        .does(admit_on("ann", "2024-03-01"))
        .refuses(admit_on("ann", "2024-02-01"), overlaps("2024-03-01", None))
        .does(remove("ann", "2024-03-31"))
        .refuses(admit_on("ann", "2024-02-01"), overlaps("2024-03-01", Some("2024-03-31")))
        .refuses(admit_on("ann", "2024-03-31"), overlaps("2024-03-01", Some("2024-03-31")))
        .does(admit_on("ann", "2024-04-01"));
}

#[test]
fn member_leaves_once_on_the_last_day() {
    let event = E::MemberLeft { volunteer_id: volunteer_id("ann"), left_on: day("2024-03-31") };
    let scene = Scene::staffed()
        .refuses(remove("dan", "2024-03-31"), R::NotAMember { day: day("2024-03-31") })
        .refuses(remove("ann", "2024-01-01"), R::DayTooEarly { day: day("2024-01-01"), earliest: day("2024-01-02") })
        .refuses(remove("ann", "2024-06-02"), R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") })
        .emits_once(remove("ann", "2024-03-31"), event)
        .refuses(remove("ann", "2024-04-30"), R::NotAMember { day: day("2024-04-30") });
    assert!(scene.team.is_member(volunteer_id("ann"), day("2024-03-31")));
    assert!(!scene.team.is_member(volunteer_id("ann"), day("2024-04-01")));
    let span = DateSpan { from: day("2024-01-02"), to: Some(day("2024-03-31")) };
    assert!(scene.team.members().any(|member| member == (volunteer_id("ann"), span)));
}

#[test]
fn leader_is_appointed_once_when_an_adult_member() {
    let event = E::LeaderAppointed { volunteer_id: volunteer_id("ann"), appointed_on: day("2024-02-01") };
    let scene = Scene::staffed().emits_once(appoint("ann", Some(18), "2024-02-01"), event);
    assert_eq!(scene.team.leaders().collect::<Vec<_>>(), vec![volunteer_id("ann")]);
}

#[test]
fn leader_is_refused_when_no_member_not_adult_of_unknown_age_or_in_the_future() {
    Scene::staffed()
        .refuses(appoint("dan", Some(30), "2024-02-01"), R::NotAMember { day: day("2024-02-01") })
        .refuses(appoint("ann", Some(30), "2024-01-01"), R::NotAMember { day: day("2024-01-01") })
        .refuses(appoint("ann", Some(17), "2024-02-01"), R::LeaderNotAdult { required_age_years: 18 })
        .refuses(appoint("ann", None, "2024-02-01"), R::LeaderAgeUnknown { required_age_years: 18 })
        .refuses(
            appoint("ann", Some(30), "2024-06-02"),
            R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") },
        )
        .does(remove("ann", "2024-03-31"))
        .refuses(appoint("ann", Some(30), "2024-02-01"), R::NotAMember { day: day("2024-02-01") });
}

#[test]
fn only_leader_cannot_leave_while_members_remain_and_can_after_another_is_appointed_or_as_the_last() {
    let led = Scene::staffed()
        .does(appoint("ann", Some(30), "2024-02-01"))
        .refuses(remove("ann", "2024-03-31"), R::LeaderNeeded { members: 2 });
    let scene = led.does(appoint("bob", Some(40), "2024-03-01")).does(remove("ann", "2024-03-31"));
    assert_eq!(scene.team.leaders().collect::<Vec<_>>(), vec![volunteer_id("bob")]);
    let scene = scene.refuses(remove("bob", "2024-04-01"), R::LeaderNeeded { members: 1 });
    let alone = scene.does(remove("cai", "2024-04-01")).does(remove("bob", "2024-04-01"));
    assert_eq!(alone.team.leaders().count(), 0);
}

#[test]
fn member_leads_from_today_and_leaves_today() {
    Scene::staffed().does(appoint("ann", Some(18), "2024-06-01")).does(remove("bob", "2024-06-01"));
}
