//! Two tiny aggregates for the store's own tests: a ledger with every kind of field and claim, and a bare tally.

use chrono::NaiveDate;
use muster_domain::kernel::{
    Claim, ClaimChange, ClaimValue, DateSpan, KeyOwner, PersonId, Personal, PersonalVisitor, Refusal, RuleContext,
    StoredEvent,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Claim of the number of a ledger's owner, for good.
pub const NUMBER: &str = "ledger_number";
/// Claim of a post, for days.
pub const POST: &str = "ledger_post";

/// Who a ledger belongs to.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Whose key seals the personal fields.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Identity number, unique.
    pub number: String,
    /// Phone.
    pub phone: String,
    /// Free text under the stream's key.
    pub note: String,
}

impl Opening {
    /// An opening with this number and made-up texts.
    #[must_use]
    pub fn numbered(number: &str) -> Self {
        Self {
            person: PersonId::new(muster_eventstore::clock::fresh_id()),
            name: "欧阳测试".to_owned(),
            number: number.to_owned(),
            phone: "13912345678".to_owned(),
            note: "a note".to_owned(),
        }
    }
}

/// What is asked of a ledger.
#[derive(Clone, Debug)]
pub enum LedgerCommand {
    /// Opens it; refused when it is open.
    Open(Opening),
    /// Adds to the counter; an amount of 0 changes nothing.
    Add(i64),
    /// Adds only up to a total.
    AddUpTo {
        /// Amount.
        amount: i64,
        /// The highest total that is accepted.
        limit: i64,
    },
    /// Holds a post for days.
    TakePost(String, DateSpan),
    /// Leaves a post that was held from a day on.
    LeavePost(String, DateSpan),
    /// Ends a post on a day and gives it to another holder from the next day on, in one event.
    HandPostOver {
        /// Which post.
        post: String,
        /// As it was held.
        held: DateSpan,
        /// As it is held now.
        kept: DateSpan,
        /// Who has it then.
        to: Uuid,
        /// In which days.
        then: DateSpan,
    },
    /// Appends a personal text that no visitor sees, which is a mistake that the append must notice.
    ForgetToSeal(String),
}

/// What a ledger remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the commands")]
pub enum LedgerEvent {
    /// Opened.
    LedgerOpened { person: PersonId, name: Personal, number: Personal, phone: Personal, note: Personal },
    /// Counted.
    AmountAdded { amount: i64 },
    /// Holds a post.
    PostTaken { post: String, span: DateSpan },
    /// Left a post.
    PostLeft { post: String, span: DateSpan },
    /// Gave a post away.
    PostHandedOver { post: String, held: DateSpan, kept: DateSpan, to: Uuid, then: DateSpan },
    /// Forgot to seal.
    Careless { text: Personal },
}

muster_domain::stored_names!(LedgerEvent {
    LedgerOpened => "ledger_opened" v "1.0",
    AmountAdded => "amount_added" v "1.0",
    PostTaken => "post_taken" v "1.0",
    PostLeft => "post_left" v "1.0",
    PostHandedOver => "post_handed_over" v "1.0",
    Careless => "careless" v "1.0",
});

fn post_claim(post: &str, holder: Uuid, span: DateSpan) -> Claim {
    Claim { kind: POST, value: ClaimValue::Plain(post.to_owned()), holder, span: Some(span) }
}

impl StoredEvent for LedgerEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        if let Self::LedgerOpened { person, name, number, phone, note, .. } = self {
            visit(KeyOwner::Person(*person), "name", name);
            visit(KeyOwner::Person(*person), "number", number);
            visit(KeyOwner::Person(*person), "phone", phone);
            visit(KeyOwner::Stream, "note", note);
        }
    }

    fn claims(&self, stream: Uuid) -> Vec<ClaimChange> {
        match self {
            // Claims are asked for before the event is sealed, so the number can be read.
            Self::LedgerOpened { number, .. } => number
                .expose()
                .map(|number| {
                    let value = ClaimValue::Blind(number.to_owned());
                    ClaimChange::Take(Claim { kind: NUMBER, value, holder: stream, span: None })
                })
                .into_iter()
                .collect(),
            Self::PostTaken { post, span } => vec![ClaimChange::Take(post_claim(post, stream, *span))],
            Self::PostLeft { post, span } => vec![ClaimChange::Release(post_claim(post, stream, *span))],
            Self::PostHandedOver { post, held, kept, to, then } => vec![
                ClaimChange::Release(post_claim(post, stream, *held)),
                ClaimChange::Take(post_claim(post, stream, *kept)),
                ClaimChange::Take(post_claim(post, *to, *then)),
            ],
            Self::AmountAdded { .. } | Self::Careless { .. } => Vec::new(),
        }
    }
}

/// Why a ledger said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LedgerRefusal {
    /// It is open already.
    AlreadyOpen,
    /// The total would be too high.
    OverLimit {
        /// Present total.
        total: i64,
    },
    /// Somebody else has the number.
    NumberTaken {
        /// Who.
        holder: Uuid,
    },
    /// Somebody else has the post on one of the days.
    PostHeld {
        /// Who.
        holder: Uuid,
    },
}

impl fmt::Display for LedgerRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for LedgerRefusal {}

impl Refusal for LedgerRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        match kind {
            NUMBER => Some(Self::NumberTaken { holder }),
            POST => Some(Self::PostHeld { holder }),
            _ => None,
        }
    }
}

/// A ledger: a counter with an owner. It holds opened personal text, so it is not kept in memory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// The owner's name, where it can be read.
    pub name: Option<Personal>,
    /// The note, where it can be read.
    pub note: Option<Personal>,
    /// The counter.
    pub total: i64,
}

impl Ledger {
    #[expect(clippy::unnecessary_wraps, reason = "the shape that every aggregate has")]
    fn opened(opening: Opening) -> Result<Vec<LedgerEvent>, LedgerRefusal> {
        Ok(vec![LedgerEvent::LedgerOpened {
            person: opening.person,
            name: Personal::clear(opening.name),
            number: Personal::clear(opening.number),
            phone: Personal::clear(opening.phone),
            note: Personal::clear(opening.note),
        }])
    }

    fn decide(&self, command: LedgerCommand, _: &RuleContext) -> Result<Vec<LedgerEvent>, LedgerRefusal> {
        match command {
            LedgerCommand::Open(_) if self.name.is_some() => Err(LedgerRefusal::AlreadyOpen),
            LedgerCommand::Open(opening) => Self::opened(opening),
            LedgerCommand::Add(0) => Ok(Vec::new()),
            LedgerCommand::Add(amount) => Ok(vec![LedgerEvent::AmountAdded { amount }]),
            LedgerCommand::AddUpTo { amount, limit } if self.total + amount > limit => {
                Err(LedgerRefusal::OverLimit { total: self.total })
            }
            LedgerCommand::AddUpTo { amount, .. } => Ok(vec![LedgerEvent::AmountAdded { amount }]),
            LedgerCommand::TakePost(post, span) => Ok(vec![LedgerEvent::PostTaken { post, span }]),
            LedgerCommand::LeavePost(post, span) => Ok(vec![LedgerEvent::PostLeft { post, span }]),
            LedgerCommand::HandPostOver { post, held, kept, to, then } => {
                Ok(vec![LedgerEvent::PostHandedOver { post, held, kept, to, then }])
            }
            LedgerCommand::ForgetToSeal(text) => Ok(vec![LedgerEvent::Careless { text: Personal::clear(text) }]),
        }
    }

    fn remember(&mut self, event: LedgerEvent) {
        match event {
            LedgerEvent::LedgerOpened { name, note, .. } => {
                self.name = Some(name);
                self.note = Some(note);
            }
            LedgerEvent::AmountAdded { amount } => self.total += amount,
            LedgerEvent::PostTaken { .. }
            | LedgerEvent::PostLeft { .. }
            | LedgerEvent::PostHandedOver { .. }
            | LedgerEvent::Careless { .. } => {}
        }
    }
}

muster_domain::aggregate!(Ledger, "ledger", LedgerCommand, LedgerEvent, LedgerRefusal, kept_in_memory: false);

/// What is asked of a tally.
#[derive(Clone, Debug)]
pub enum TallyCommand {
    /// Adds an amount, as that many events as there are parts.
    Add(Vec<i64>),
    /// Adds one unless the total is at a limit.
    AddOneBelow(i64),
}

/// What a tally remembers; nothing personal, so stock postgres-es may write it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TallyEvent {
    /// Counted.
    Tallied {
        /// How many.
        amount: i64,
    },
}

muster_domain::stored_names!(TallyEvent { Tallied => "tallied" v "1.0" });

impl StoredEvent for TallyEvent {
    fn visit_personal(&mut self, _: &mut PersonalVisitor<'_>) {}

    fn claims(&self, _: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}

/// Why a tally said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TallyRefusal {
    /// The total is at its limit.
    Full {
        /// Present total.
        total: i64,
    },
}

impl fmt::Display for TallyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for TallyRefusal {}

impl Refusal for TallyRefusal {
    fn of_claim(_: &str, _: Uuid) -> Option<Self> {
        None
    }
}

/// A bare counter, kept in memory between commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The sum of all amounts.
    pub total: i64,
    /// The number of events.
    pub events: i64,
}

impl Tally {
    fn decide(&self, command: TallyCommand, _: &RuleContext) -> Result<Vec<TallyEvent>, TallyRefusal> {
        match command {
            TallyCommand::Add(amounts) => {
                Ok(amounts.into_iter().map(|amount| TallyEvent::Tallied { amount }).collect())
            }
            TallyCommand::AddOneBelow(limit) if self.total >= limit => Err(TallyRefusal::Full { total: self.total }),
            TallyCommand::AddOneBelow(_) => Ok(vec![TallyEvent::Tallied { amount: 1 }]),
        }
    }

    fn remember(&mut self, event: TallyEvent) {
        let TallyEvent::Tallied { amount } = event;
        self.total += amount;
        self.events += 1;
    }
}

muster_domain::aggregate!(Tally, "tally", TallyCommand, TallyEvent, TallyRefusal);

/// Days from the first to the last of a month of 2026, or open; for claims.
///
/// # Panics
/// When there is no such day.
#[must_use]
pub fn days(from: (u32, u32), to: Option<(u32, u32)>) -> DateSpan {
    let day = |(month, day)| NaiveDate::from_ymd_opt(2026, month, day).expect("a day of 2026");
    DateSpan::try_new(day(from), to.map(day)).expect("a span of days")
}
