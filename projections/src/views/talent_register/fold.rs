//! How a page of events changes the register: pools, profiles and consents here, roles in `fold_roles.rs`.

use super::{EntryRow, FactKind, FactRow, HolderRow, PoolRow, fold_roles};
use crate::{Fold, Row as _, RowSet, ViewFault, merged::Merged};
use chrono::NaiveDate;
use muster_domain::{
    instructor::InstructorEvent,
    kernel::{DateSpan, PersonId, time},
    person::PersonEvent,
    social_worker::SocialWorkerEvent,
    talent_pool::{AdmissionBasis, PoolKind, TalentPoolEvent},
    talent_profile::TalentProfileEvent,
    volunteer::VolunteerEvent,
};
use muster_eventstore::Recorded;
use uuid::Uuid;

/// The rows in hand while a page is folded.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) facts: RowSet<FactRow>,
    pub(super) holders: RowSet<HolderRow>,
    pools: RowSet<PoolRow>,
    entries: RowSet<EntryRow>,
}

/// An event of one of the kinds of streams.
enum Told {
    Instructor(InstructorEvent),
    Person(PersonEvent),
    SocialWorker(SocialWorkerEvent),
    Pool(TalentPoolEvent),
    Profile(TalentProfileEvent),
    Volunteer(VolunteerEvent),
}

/// The event, where the register needs it: of people only what they consent to and what bars them, of volunteers only who and which skills.
fn told(recorded: &Recorded) -> Result<Option<Told>, ViewFault> {
    Ok(Some(match (recorded.aggregate_type.as_str(), recorded.event_type.as_str()) {
        ("instructor", "instructor_appointed" | "instructor_released") => Told::Instructor(recorded.decode()?),
        (
            "person",
            "consent_given" | "consent_withdrawn" | "processing_restricted" | "restriction_lifted" | "person_erased",
        ) => Told::Person(recorded.decode()?),
        ("volunteer", "volunteer_registered" | "skills_declared") => Told::Volunteer(recorded.decode()?),
        ("social_worker", _) => Told::SocialWorker(recorded.decode()?),
        ("talent_pool", _) => Told::Pool(recorded.decode()?),
        ("talent_profile", _) => Told::Profile(recorded.decode()?),
        _ => return Ok(None),
    }))
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let merged = Merged::take_in(page, fold.connection).await?;
    let (mut events, mut streams, mut pools) = (Vec::new(), Vec::new(), Vec::new());
    for recorded in page {
        let Some(told) = told(recorded)? else { continue };
        match &told {
            Told::Pool(_) => pools.push(recorded.aggregate_id.clone()),
            // Its first event: nothing of it is there.
            Told::Volunteer(VolunteerEvent::VolunteerRegistered { .. }) => {}
            Told::Instructor(_) | Told::Person(_) | Told::SocialWorker(_) | Told::Profile(_) | Told::Volunteer(_) => {
                streams.push(recorded.aggregate_id.clone());
            }
        }
        events.push((recorded, told));
    }
    let mut rows = Rows::default();
    rows.holders.load_more(fold.connection, streams.clone()).await?;
    rows.facts.load_under(fold.connection, streams).await?;
    rows.pools.load_more(fold.connection, pools.clone()).await?;
    rows.entries.load_under(fold.connection, entry_prefixes(&events)).await?;
    for (recorded, told) in events {
        match told {
            Told::Instructor(event) => fold_roles::instructor(&mut rows, recorded, event)?,
            Told::Person(event) => consent(&mut rows, recorded, &event)?,
            Told::SocialWorker(event) => fold_roles::social_worker(&mut rows, recorded, event)?,
            Told::Pool(event) => pool(&mut rows, recorded, event)?,
            Told::Profile(event) => profile(&mut rows, recorded, event)?,
            Told::Volunteer(event) => fold_roles::volunteer(&mut rows, recorded, event)?,
        }
    }
    let entered: Vec<Uuid> = rows.facts.touched().filter_map(|(row, _)| row.entered_id).collect();
    rows.facts.write(fold.connection).await?;
    merged.settle(fold.connection, FactRow::TABLE, entered).await?;
    rows.holders.write(fold.connection).await?;
    rows.pools.write(fold.connection).await?;
    rows.entries.write(fold.connection).await
}

/// The person whose entry an event speaks of.
fn entry_person(told: &Told) -> Option<PersonId> {
    let Told::Pool(event) = told else { return None };
    match event {
        TalentPoolEvent::TalentAdmitted { person_id, .. }
        | TalentPoolEvent::EntryReconfirmed { person_id, .. }
        | TalentPoolEvent::TalentRemoved { person_id, .. } => Some(*person_id),
        TalentPoolEvent::PoolOpened { .. } | TalentPoolEvent::PoolClosed { .. } => None,
    }
}

fn entry_prefixes(events: &[(&Recorded, Told)]) -> Vec<String> {
    let prefix = |(recorded, told): &(&Recorded, Told)| {
        entry_person(told).map(|person| format!("{}/{person}", recorded.aggregate_id))
    };
    events.iter().filter_map(prefix).collect()
}

/// A fact that an event tells; `what` tells it from others of its kind and stream.
pub(super) fn fact(
    recorded: &Recorded,
    person_id: Uuid,
    (kind, what, value): (FactKind, &str, &str),
    span: DateSpan,
) -> FactRow {
    FactRow {
        key: format!("{}/{}/{what}", recorded.aggregate_id, kind.code()),
        person_id,
        entered_id: kind.passes_over().then_some(person_id),
        kind: kind.code().to_owned(),
        value: value.to_owned(),
        from_day: span.from,
        to_day: span.to,
        position: recorded.position,
    }
}

/// Ends the facts of a kind of the event's stream that last, with the day before `day`; one that began on it goes.
pub(super) fn end_open(
    facts: &mut RowSet<FactRow>,
    recorded: &Recorded,
    kind: FactKind,
    day: NaiveDate,
    ends: impl Fn(&FactRow) -> bool,
) {
    let prefix = format!("{}/{}", recorded.aggregate_id, kind.code());
    let open = facts.under(&prefix).filter(|row| row.to_day.is_none_or(|to| to >= day) && ends(row));
    let keys: Vec<(String, NaiveDate)> = open.map(|row| (row.key.clone(), row.from_day)).collect();
    for (key, from_day) in keys {
        if from_day >= day {
            facts.remove(&key);
        } else if let Some(row) = facts.get_mut(&key) {
            row.to_day = Some(time::day_before(day));
            row.position = recorded.position;
        }
    }
}

/// What bars a person whose data were erased.
const ERASED: &str = "ERASED";

fn consent(rows: &mut Rows, recorded: &Recorded, event: &PersonEvent) -> Result<(), ViewFault> {
    let person = recorded.stream()?;
    match event {
        PersonEvent::ConsentGiven { scope, given_on, .. } => {
            let same = |row: &FactRow| row.value == scope.code();
            end_open(&mut rows.facts, recorded, FactKind::Consent, *given_on, same);
            let what = format!("{}/{given_on}", scope.code());
            let span = DateSpan { from: *given_on, to: None };
            rows.facts.put(fact(recorded, person, (FactKind::Consent, &what, scope.code()), span));
        }
        PersonEvent::ConsentWithdrawn { scope, withdrawn_on } => {
            let same = |row: &FactRow| row.value == scope.code();
            end_open(&mut rows.facts, recorded, FactKind::Consent, *withdrawn_on, same);
        }
        PersonEvent::ProcessingRestricted { basis, restricted_on, .. } => {
            bar(rows, recorded, (*restricted_on, basis.code()))?;
        }
        PersonEvent::RestrictionLifted { lifted_on, .. } => {
            end_open(&mut rows.facts, recorded, FactKind::Barred, *lifted_on, |_| true);
        }
        PersonEvent::PersonErased { erased_on, .. } => bar(rows, recorded, (*erased_on, ERASED))?,
        PersonEvent::PersonRegistered { .. }
        | PersonEvent::IdentityVerified { .. }
        | PersonEvent::PersonDataCorrected { .. }
        | PersonEvent::GuardianConsentGiven { .. }
        | PersonEvent::GuardianConsentWithdrawn { .. }
        | PersonEvent::PersonalDataExported { .. }
        | PersonEvent::MinorReadProposed { .. }
        | PersonEvent::MinorReadApproved { .. }
        | PersonEvent::MinorReadDeclined { .. }
        | PersonEvent::GlassBroken { .. }
        | PersonEvent::DataRequested { .. }
        | PersonEvent::DataRequestFulfilled { .. }
        | PersonEvent::DataRequestRefused { .. }
        | PersonEvent::ErasureProposed { .. }
        | PersonEvent::ErasureDeclined { .. }
        | PersonEvent::MergeProposed { .. }
        | PersonEvent::MergeDeclined { .. }
        | PersonEvent::PersonsMerged { .. }
        | PersonEvent::PersonMergedInto { .. }
        | PersonEvent::PersonsSplit { .. }
        | PersonEvent::PersonSplitOff { .. } => {}
    }
    Ok(())
}

/// From this day on nobody is told of the person as a talent.
fn bar(rows: &mut Rows, recorded: &Recorded, (from, why): (NaiveDate, &str)) -> Result<(), ViewFault> {
    end_open(&mut rows.facts, recorded, FactKind::Barred, from, |_| true);
    let (what, span) = (from.to_string(), DateSpan { from, to: None });
    rows.facts.put(fact(recorded, recorded.stream()?, (FactKind::Barred, &what, why), span));
    Ok(())
}

fn profile(rows: &mut Rows, recorded: &Recorded, event: TalentProfileEvent) -> Result<(), ViewFault> {
    use TalentProfileEvent as E;
    let facts = &mut rows.facts;
    match event {
        E::TalentCategoryAssigned { person_id, category, assigned_on, .. } => {
            end_open(facts, recorded, FactKind::Category, assigned_on, |_| true);
            let what = (FactKind::Category, &*assigned_on.to_string(), category.code());
            facts.put(fact(recorded, person_id.uuid(), what, DateSpan { from: assigned_on, to: None }));
        }
        E::EngagementStarted { person_id, engagement } => {
            let what = (FactKind::Mode, engagement.code.as_str(), engagement.mode.code());
            facts.put(fact(recorded, person_id.uuid(), what, engagement.span));
        }
        E::EngagementEnded { before, ended_on, .. } => {
            let key = format!("{}/{}/{}", recorded.aggregate_id, FactKind::Mode.code(), before.code);
            let row = facts.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "engagement"))?;
            (row.to_day, row.position) = (Some(ended_on), recorded.position);
        }
        E::TalentContacted { person_id, contacted_on, channel, .. } => {
            let what = format!("{contacted_on}/{}", channel.code());
            let span = DateSpan { from: contacted_on, to: Some(contacted_on) };
            facts.put(fact(recorded, person_id.uuid(), (FactKind::Contact, &what, channel.code()), span));
        }
        E::SkillEvidenceRecorded { person_id, skill, evidence, recorded_on, .. } => {
            let what = format!("{}/{recorded_on}/{skill}", evidence.code());
            let span = DateSpan { from: recorded_on, to: None };
            facts.put(fact(recorded, person_id.uuid(), (FactKind::Skill, &what, &skill), span));
        }
    }
    Ok(())
}

fn pool(rows: &mut Rows, recorded: &Recorded, event: TalentPoolEvent) -> Result<(), ViewFault> {
    let (id, stream) = (recorded.stream()?, &recorded.aggregate_id);
    match event {
        TalentPoolEvent::PoolOpened { code, name, division, pool, opened_on } => {
            let criteria = match pool {
                PoolKind::Curated => None,
                PoolKind::SavedQuery { criteria } => Some(
                    serde_json::to_string(&criteria).map_err(|source| ViewFault::Rows { table: "pools", source })?,
                ),
            };
            let (code, division) = (code.as_str().to_owned(), division.as_str().to_owned());
            rows.pools.put(PoolRow { id, code, name, division, criteria, opened_on, closed_on: None });
        }
        TalentPoolEvent::TalentAdmitted { person_id, basis, source, admitted_on, fresh_until, .. } => {
            let (basis, provision) = match basis {
                AdmissionBasis::Consent => ("CONSENT", None),
                AdmissionBasis::Statutory { provision } => ("STATUTORY", Some(provision)),
            };
            rows.entries.put(EntryRow {
                key: format!("{stream}/{person_id}/{admitted_on}"),
                pool_id: id,
                person_id: person_id.uuid(),
                basis: basis.to_owned(),
                provision,
                source: source.code().to_owned(),
                admitted_on,
                admitted_position: recorded.position,
                fresh_until,
                removed_on: None,
                removed_position: None,
                cause: None,
            });
            rows.facts.put(fresh(recorded, person_id, admitted_on, fresh_until));
        }
        TalentPoolEvent::EntryReconfirmed { person_id, reconfirmed_on, fresh_until } => {
            let entry = open_entry(&mut rows.entries, recorded, person_id)?;
            entry.fresh_until = fresh_until;
            rows.facts.put(fresh(recorded, person_id, reconfirmed_on, fresh_until));
        }
        TalentPoolEvent::TalentRemoved { person_id, cause, removed_on, .. } => {
            let entry = open_entry(&mut rows.entries, recorded, person_id)?;
            (entry.removed_on, entry.removed_position) = (Some(removed_on), Some(recorded.position));
            entry.cause = Some(cause.code().to_owned());
        }
        TalentPoolEvent::PoolClosed { closed_on } => {
            rows.pools.get_mut(stream).ok_or_else(|| ViewFault::unknown(recorded, "pool"))?.closed_on = Some(closed_on);
        }
    }
    Ok(())
}

fn fresh(recorded: &Recorded, person: PersonId, from: NaiveDate, until: NaiveDate) -> FactRow {
    let what = format!("{person}/{from}");
    let span = DateSpan { from, to: Some(until) };
    fact(recorded, person.uuid(), (FactKind::Fresh, &what, &recorded.aggregate_id), span)
}

/// The entry of a person that lasts.
fn open_entry<'r>(
    entries: &'r mut RowSet<EntryRow>,
    recorded: &Recorded,
    person: PersonId,
) -> Result<&'r mut EntryRow, ViewFault> {
    let prefix = format!("{}/{person}", recorded.aggregate_id);
    let open = entries.under(&prefix).filter(|row| row.removed_on.is_none());
    let key = open.last().map(|row| row.key.clone()).ok_or_else(|| ViewFault::unknown(recorded, "entry"))?;
    entries.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "entry"))
}
