//! The store that both contenders work on: volunteers with ten events each, and credits that never collide.

use chrono::{DateTime, Duration, NaiveDate, TimeZone as _, Utc};
use muster_domain::{
    activity::SessionFacts,
    kernel::{
        ActivityId, Code, DivisionCode, OrganizationId, PersonId, RuleContext, Source, TimeSpan, VolunteerId,
        words::{ActivityKind, EvidenceClass, ServiceCategory},
    },
    person::PersonFacts,
    volunteer::{Volunteer, VolunteerCommand},
};
use muster_eventstore::{EventLog, Request, StepError, database, upcast::Upcasters};
use muster_tests::{TestStore, store::open_log_with};
use sqlx::{Connection as _, PgConnection, PgPool};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// Volunteers of the store.
pub(crate) const VOLUNTEERS: usize = 5_000;
/// Volunteers of each contender, so that none makes the other's states stale.
const SIDE: usize = VOLUNTEERS / 2;
/// Credits of one session.
pub(crate) const SEATS: usize = 500;
/// Volunteers of each contender who sit in sessions: those of a warm log, and those of a cold one.
const SESSION_SEATS: usize = 2 * SEATS;
/// Credits that each volunteer has beforehand; with the registration these are ten events.
const CREDITS_BEFORE: i64 = 9;
/// Volunteers entered by one unit of work.
const CHUNK: usize = 250;
/// Connections of each contender's pool.
pub(crate) const CONNECTIONS: u32 = 34;

/// Whose volunteers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    /// Muster's.
    Muster,
    /// The peer's.
    Stock,
}

/// Who sits in a session.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seats {
    /// Volunteers whose states are in memory, where the contender keeps any.
    Warm,
    /// Volunteers whose states are read from the log.
    Cold,
}

/// The store and the next free hour of its volunteers.
pub(crate) struct Workload {
    store: TestStore,
    log: EventLog,
    volunteers: Vec<VolunteerId>,
    session: SessionFacts,
    next_slot: AtomicI64,
}

/// The first instant of all activities.
fn beginning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(1990, 1, 1, 0, 0, 0).single().unwrap_or_default()
}

fn code(text: &str) -> Code {
    Code::try_new(text).expect("a code")
}

impl Workload {
    pub(crate) async fn prepare() -> Arc<Self> {
        let store = TestStore::fresh().await;
        let log = large_log(&store).await;
        let span = TimeSpan { starts_at: beginning(), ends_at: beginning() + Duration::days(36 * 365) };
        let session = SessionFacts {
            activity_id: ActivityId::of_code(&code("BENCH")),
            session: 1,
            kind: ActivityKind::Service,
            category: ServiceCategory::Ecology,
            division: DivisionCode::new("4452"),
            team_id: None,
            organization_id: OrganizationId::of_code(&code("BENCH")),
            span,
            activity_span: span,
            closed: true,
            cancelled: false,
            voided: false,
            imported: true,
        };
        let volunteers = (0..VOLUNTEERS).map(|number| VolunteerId::of_code(&code(&format!("V-{number}")))).collect();
        let work = Arc::new(Self { store, log, volunteers, session, next_slot: AtomicI64::new(CREDITS_BEFORE) });
        work.enter_volunteers().await;
        work.warm().await;
        work
    }

    async fn enter_volunteers(self: &Arc<Self>) {
        let numbers: Vec<usize> = (0..VOLUNTEERS).collect();
        for chunk in numbers.chunks(CHUNK) {
            let (work, chunk) = (Arc::clone(self), chunk.to_vec());
            self.log
                .transact(&self.request(), move |unit| {
                    let (work, chunk) = (Arc::clone(&work), chunk.clone());
                    Box::pin(async move {
                        for number in chunk {
                            work.enter(unit, number).await?;
                        }
                        Ok::<(), StepError<Infallible>>(())
                    })
                })
                .await
                .expect("the volunteers are entered");
        }
    }

    async fn enter(&self, unit: &mut muster_eventstore::Unit, number: usize) -> Result<(), StepError<Infallible>> {
        let id = self.volunteers.get(number).copied().unwrap_or_default();
        let person_id = PersonId::new(muster_eventstore::clock::fresh_id());
        let register = VolunteerCommand::RegisterVolunteer {
            person: PersonFacts { person_id, age_years: Some(30), guardian_consent: false },
            code: code(&format!("V-{number}")),
            division: DivisionCode::new("445202"),
            registered_on: NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default(),
            skills: Vec::new(),
        };
        unit.decide::<Volunteer>(id.uuid(), register).await?.expect("the volunteer is registered");
        for slot in 0..CREDITS_BEFORE {
            unit.decide::<Volunteer>(id.uuid(), self.credit(slot)).await?.expect("the hours are credited");
        }
        Ok(())
    }

    /// One of a contender's volunteers for single commands, counted around: no session and nobody else writes their
    /// streams, so that both contenders append to streams of the same length.
    pub(crate) fn single(&self, side: Side, number: usize) -> VolunteerId {
        self.volunteer(side, SESSION_SEATS + number % (SIDE - SESSION_SEATS))
    }

    /// Who sits in a contender's sessions: each log has seats of its own, or it would find the other's states stale.
    pub(crate) fn seats(&self, side: Side, seats: Seats) -> Vec<VolunteerId> {
        let first = match seats {
            Seats::Warm => 0,
            Seats::Cold => SEATS,
        };
        (first..first + SEATS).map(|number| self.volunteer(side, number)).collect()
    }

    fn volunteer(&self, side: Side, number: usize) -> VolunteerId {
        let first = match side {
            Side::Muster => 0,
            Side::Stock => SIDE,
        };
        self.volunteers.get(first + number).copied().unwrap_or_default()
    }

    /// Loads every state of our single volunteers into memory, as a server has that runs for a while.
    async fn warm(&self) {
        for number in 0..SIDE - SESSION_SEATS {
            let (id, command) = (self.single(Side::Muster, number).uuid(), self.credit(self.free_slot()));
            self.log.execute::<Volunteer>(&self.request(), id, command).await.expect("the command is executed");
        }
    }

    /// A slot that no credit has had.
    pub(crate) fn free_slot(&self) -> i64 {
        self.next_slot.fetch_add(1, Ordering::Relaxed)
    }

    /// The command that credits one hour in a slot.
    pub(crate) fn credit(&self, slot: i64) -> VolunteerCommand {
        // Slots of two hours hold an hour each, so no two overlap; about 157,000 of them fit before now.
        let starts_at = beginning() + Duration::hours(2 * (slot % 150_000));
        VolunteerCommand::CreditHours {
            session: self.session.clone(),
            starts_at,
            ends_at: starts_at + Duration::hours(1),
            evidence: EvidenceClass::A,
            document_reference: None,
            beside: Vec::new(),
        }
    }

    pub(crate) fn request(&self) -> Request {
        Request { actor: "bench".to_owned(), role: "operator".to_owned(), source: Source::Import, ..Request::default() }
    }

    pub(crate) fn context(&self) -> RuleContext {
        self.log.context(&self.request())
    }

    pub(crate) fn log(&self) -> &EventLog {
        &self.log
    }

    /// A log whose memory is empty.
    pub(crate) async fn fresh_log(&self) -> EventLog {
        large_log(&self.store).await
    }

    /// A pool under the application's role with the log on its search path.
    pub(crate) async fn pool(&self) -> PgPool {
        database::pool_of(self.store.options.clone(), CONNECTIONS).await.expect("a pool")
    }

    /// Runs statements as the superuser.
    pub(crate) async fn admin(&self, sql: &str) {
        self.store.admin_run(sql).await.expect("the superuser's statement");
    }

    /// The settings that make an answer mean "on disk".
    pub(crate) async fn durability(&self) -> String {
        let mut connection = PgConnection::connect_with(&self.store.options).await.expect("a connection");
        sqlx::query_scalar(
            "select format('PostgreSQL %s, fsync %s, synchronous_commit %s, full_page_writes %s',
                 current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit'),
                 current_setting('full_page_writes'))",
        )
        .fetch_one(&mut connection)
        .await
        .expect("the settings")
    }

    pub(crate) async fn end(&self) {
        self.log.pool().close().await;
    }
}

async fn large_log(store: &TestStore) -> EventLog {
    open_log_with(&store.options, Upcasters::default(), CONNECTIONS).await
}
