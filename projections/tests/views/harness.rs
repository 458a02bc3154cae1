//! A registry on a private PostgreSQL in a folder of its own, and streams that record what a test tells them.
//! Nothing is simulated but the rules: views are folded from the real log.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::{
    activity::ActivityEvent,
    instructor::InstructorEvent,
    kernel::{Code, Divisions, Refusal, RuleContext, StandingRules},
    matter::MatterEvent,
    organization::OrganizationEvent,
    person::PersonEvent,
    posting::PostingEvent,
    site::SiteEvent,
    social_worker::SocialWorkerEvent,
    talent_profile::TalentProfileEvent,
    team::TeamEvent,
    volunteer::VolunteerEvent,
};
use muster_eventstore::{
    Clock, EventLog, Receipt, Request,
    cluster::{Cluster, ClusterConfig},
    database,
    upcast::Upcasters,
    vault::{KeyEncryptionKeys, Vault},
};
use muster_projections::{Runner, Views, rebuild, views};
use serde::{Deserialize, Serialize};
use std::{fs, os::unix::fs::PermissionsExt as _, sync::Arc};
use tempfile::TempDir;
use uuid::Uuid;

/// A refusal that never comes: these streams have no rules.
#[derive(Debug, Serialize)]
pub(crate) enum Never {}

impl std::fmt::Display for Never {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl Refusal for Never {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

macro_rules! told {
    ($name:ident, $stream:literal, $event:ty) => {
        /// A stream that records what it is told.
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        pub(crate) struct $name {}

        impl $name {
            fn decide(&self, events: Vec<$event>, _: &RuleContext) -> Result<Vec<$event>, Never> {
                Ok(events)
            }

            fn remember(&mut self, _: $event) {}
        }

        muster_domain::aggregate!($name, $stream, Vec<$event>, $event, Never, kept_in_memory: false);
    };
}

told!(ToldPerson, "person", PersonEvent);
told!(ToldVolunteer, "volunteer", VolunteerEvent);
told!(ToldActivity, "activity", ActivityEvent);
told!(ToldInstructor, "instructor", InstructorEvent);
told!(ToldMatter, "matter", MatterEvent);
told!(ToldOrganization, "organization", OrganizationEvent);
told!(ToldPosting, "posting", PostingEvent);
told!(ToldSite, "site", SiteEvent);
told!(ToldSocialWorker, "social_worker", SocialWorkerEvent);
told!(ToldTalentProfile, "talent_profile", TalentProfileEvent);
told!(ToldTeam, "team", TeamEvent);

/// One event of a story, with its stream.
#[derive(Clone)]
pub(crate) enum Told {
    Instructor(Uuid, InstructorEvent),
    Matter(Uuid, MatterEvent),
    Organization(Uuid, OrganizationEvent),
    Person(Uuid, PersonEvent),
    Posting(Uuid, PostingEvent),
    Site(Uuid, SiteEvent),
    SocialWorker(Uuid, SocialWorkerEvent),
    TalentProfile(Uuid, TalentProfileEvent),
    Team(Uuid, TeamEvent),
    Volunteer(Uuid, VolunteerEvent),
}

/// A registry in a folder of its own.
pub(crate) struct Registry {
    pub(crate) log: EventLog,
    pub(crate) views: Views,
    cluster: Cluster,
    _folder: TempDir,
}

impl Registry {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The server's own account passes through, also when the tests run as root.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).unwrap();
        let config = ClusterConfig { data_dir: folder.path().join("data"), binaries: None };
        let cluster = Cluster::join_or_start(&config).await.unwrap();
        let options = cluster.connect_options("postgres");
        database::migrate(&options).await.unwrap();
        let pool = database::pool(options).await.unwrap();
        let kek = KeyEncryptionKeys::from_file(&folder.path().join("key"), true).unwrap();
        let vault = Vault::open(pool.clone(), &kek).await.unwrap();
        let divisions = Arc::new(Divisions::built_in().unwrap());
        let rules = StandingRules::built_in().unwrap();
        let log = EventLog::new(pool, vault, Upcasters::default(), Clock::System, divisions, rules);
        let views = Views::open(log.clone(), views::all()).await.unwrap();
        Self { log, views, cluster, _folder: folder }
    }

    /// Records events in one stream.
    pub(crate) async fn tell<A>(&self, id: Uuid, events: Vec<A::Event>) -> Receipt
    where
        A: muster_domain::kernel::Rules<Command = Vec<<A as cqrs_es::Aggregate>::Event>>,
    {
        let request = Request {
            actor: "clerk".to_owned(),
            role: "recorder".to_owned(),
            correlation_id: Some(Uuid::from_u128(99)),
            ..Request::default()
        };
        self.log.execute::<A>(&request, id, events).await.unwrap().receipt.unwrap()
    }

    /// Records a story event by event; after each the running view has a page of that one event. At the end the view
    /// is replayed in one page and compared.
    pub(crate) async fn tell_and_verify(&self, view: &'static str, story: &[Told]) {
        let runner = Runner::start(&self.views);
        for told in story.iter().cloned() {
            let receipt = match told {
                Told::Instructor(id, event) => self.tell::<ToldInstructor>(id, vec![event]).await,
                Told::Matter(id, event) => self.tell::<ToldMatter>(id, vec![event]).await,
                Told::Organization(id, event) => self.tell::<ToldOrganization>(id, vec![event]).await,
                Told::Person(id, event) => self.tell::<ToldPerson>(id, vec![event]).await,
                Told::Posting(id, event) => self.tell::<ToldPosting>(id, vec![event]).await,
                Told::Site(id, event) => self.tell::<ToldSite>(id, vec![event]).await,
                Told::SocialWorker(id, event) => self.tell::<ToldSocialWorker>(id, vec![event]).await,
                Told::TalentProfile(id, event) => self.tell::<ToldTalentProfile>(id, vec![event]).await,
                Told::Team(id, event) => self.tell::<ToldTeam>(id, vec![event]).await,
                Told::Volunteer(id, event) => self.tell::<ToldVolunteer>(id, vec![event]).await,
            };
            self.views.read(view, Some(receipt.position)).await.unwrap();
        }
        drop(runner);
        rebuild::verify(&self.log, self.views.find(view).unwrap().as_ref()).await.unwrap();
    }

    /// Replays every view from position 1 and compares it with the live one.
    pub(crate) async fn verify(&self) {
        for view in self.views.iter() {
            rebuild::verify(&self.log, view.as_ref()).await.unwrap();
        }
    }

    /// Waits until every view reflects a position.
    pub(crate) async fn settle(&self, receipt: Receipt) {
        for view in self.views.iter() {
            self.views.read(view.name(), Some(receipt.position)).await.unwrap();
        }
    }

    pub(crate) async fn stop(self) {
        self.log.pool().close().await;
        self.cluster.stop().await.unwrap();
    }
}

/// An instant, by its RFC 3339 text.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day, by its ISO text.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A sender's code.
pub(crate) fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}
