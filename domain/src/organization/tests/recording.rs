//! Who may record in whose name (V17, O3).

use super::*;
use crate::organization::{ActorFacts, RecordingRefusal};

/// A team's organization two steps below the county's.
fn below() -> OrganizationFacts {
    OrganizationFacts { ancestors: vec![id("TOWN"), id("COUNTY")], ..facts("GROUP") }
}

fn decided(own: OrganizationFacts, recorder: &OrganizationFacts) -> Result<(), RecordingRefusal> {
    ActorFacts::Organizations(vec![own]).may_record(recorder, &context(Source::Api))
}

#[test]
fn actor_records_for_its_own_organization_and_for_all_below_it() {
    for own in ["GROUP", "TOWN", "COUNTY"] {
        assert_eq!(decided(facts(own), &below()), Ok(()), "{own}");
    }
}

#[test]
fn actor_is_refused_when_the_organization_stands_beside_or_above_it() {
    let unrelated = |actor, organization| RecordingRefusal::ActorUnrelated {
        actor_organization: id(actor),
        organization: id(organization),
    };
    assert_eq!(decided(facts("OTHER"), &below()), Err(unrelated("OTHER", "GROUP")));
    let above = OrganizationFacts { ancestors: vec![id("COUNTY")], ..facts("TOWN") };
    assert_eq!(decided(below(), &above), Err(unrelated("GROUP", "TOWN")));
}

#[test]
fn actor_is_refused_when_its_own_organization_or_the_recording_one_is_suspended() {
    let suspended = |code| RecordingRefusal::OrganizationSuspended { organization: id(code) };
    let own = OrganizationFacts { suspended: true, ..facts("COUNTY") };
    assert_eq!(decided(own, &below()), Err(suspended("COUNTY")));
    let recorder = OrganizationFacts { suspended: true, ..below() };
    assert_eq!(decided(facts("COUNTY"), &recorder), Err(suspended("GROUP")));
    assert_eq!(decided(recorder.clone(), &recorder), Err(suspended("GROUP")));
}

#[test]
fn actor_is_refused_when_an_organization_is_not_live_today() {
    let not_live = |code, from: &str, until: Option<&str>| RecordingRefusal::OrganizationNotLive {
        organization: id(code),
        day: day("2024-06-01"),
        from: day(from),
        until: until.map(day),
    };
    let dissolved = OrganizationFacts { dissolved_on: Some(day("2024-05-31")), ..below() };
    assert_eq!(decided(facts("TOWN"), &dissolved), Err(not_live("GROUP", "2020-01-01", Some("2024-05-31"))));
    let young = OrganizationFacts { registered_on: day("2024-06-02"), ..facts("TOWN") };
    assert_eq!(decided(young, &below()), Err(not_live("TOWN", "2024-06-02", None)));
    let last_day = OrganizationFacts { dissolved_on: Some(day("2024-06-01")), ..below() };
    assert_eq!(decided(facts("TOWN"), &last_day), Ok(()));
}

#[test]
fn department_records_for_all_whatever_their_standing() {
    let recorder = OrganizationFacts { suspended: true, dissolved_on: Some(day("2024-01-01")), ..facts("OTHER") };
    assert_eq!(ActorFacts::Department.may_record(&recorder, &context(Source::Api)), Ok(()));
}

#[test]
fn actor_of_several_organizations_records_where_one_of_them_may_and_is_never_the_department() {
    let several = |own: [&str; 2]| ActorFacts::Organizations(own.map(facts).into());
    assert_eq!(several(["OTHER", "TOWN"]).may_record(&below(), &context(Source::Api)), Ok(()));
    let unrelated = RecordingRefusal::ActorUnrelated { actor_organization: id("OTHER"), organization: id("GROUP") };
    assert_eq!(several(["OTHER", "BESIDE"]).may_record(&below(), &context(Source::Api)), Err(unrelated));
    let suspended = OrganizationFacts { suspended: true, ..facts("TOWN") };
    let own = ActorFacts::Organizations(vec![suspended]);
    let refused = RecordingRefusal::OrganizationSuspended { organization: id("TOWN") };
    assert_eq!(own.may_record(&below(), &context(Source::Api)), Err(refused));
}

#[test]
fn actor_for_nobody_records_nothing() {
    let refused = Err(RecordingRefusal::ActorForNobody {});
    for nobody in [ActorFacts::Nobody, ActorFacts::Organizations(Vec::new())] {
        assert_eq!(nobody.may_record(&below(), &context(Source::Api)), refused);
    }
}

#[test]
fn refusal_of_recording_serialises_with_its_code_and_figures() {
    let refusal = RecordingRefusal::OrganizationSuspended { organization: id("GROUP") };
    let expected = serde_json::json!({ "code": "ORGANIZATION_SUSPENDED", "organization": id("GROUP") });
    assert_eq!(serde_json::to_value(refusal).unwrap(), expected);
    assert_eq!(RecordingRefusal::of_claim("pairing", Uuid::nil()), None);
}
