//! What the store asks of a stored event and what the edge asks of a refusal. No rule of a noun belongs here.

use crate::kernel::{DateSpan, Personal, RuleContext};
use cqrs_es::DomainEvent;
use serde::Serialize;
use uuid::Uuid;

/// Whose key seals a personal field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyOwner {
    /// The key of this person: destroyed when the person is erased.
    Person(crate::kernel::PersonId),
    /// The key of the stream that the event belongs to: for free text of an organization or activity.
    Stream,
}

/// Called once for each personal field of an event: key owner, stable field name, the field.
pub type PersonalVisitor<'v> = dyn FnMut(KeyOwner, &'static str, &mut Personal) + 'v;

/// What a unique row stands for, beside its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClaimValue {
    /// Stored as it is.
    Plain(String),
    /// Personal: the store keeps only a keyed hash (blind index) of it.
    Blind(String),
}

/// A value that at most one holder may have at a time, across all streams (identity, number, live link).
///
/// A row is known by kind, value, holder and first day; two rows of one value with different holders may not
/// share a day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// The rule's name in snake case, for example `identity`.
    pub kind: &'static str,
    /// The value that is unique within the kind.
    pub value: ClaimValue,
    /// Who holds it: the id that a refusal names.
    pub holder: Uuid,
    /// The days for which it is held, both ends included; nothing when it is held for good.
    pub span: Option<DateSpan>,
}

/// A change of unique rows, written in the transaction of its event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimChange {
    /// The value becomes the holder's, or the command is refused with the present holder's id.
    Take(Claim),
    /// The row of this kind, value, holder and first day goes; its last day does not matter.
    Release(Claim),
}

/// The contract of a stored event: its name and version never change, its personal fields are all listed.
pub trait StoredEvent: DomainEvent {
    /// Shows each personal field to the visitor; a field that is not shown makes the append fail.
    fn visit_personal(&mut self, visitor: &mut PersonalVisitor<'_>);

    /// The unique rows that this event takes or releases; `stream` is the id of its stream.
    fn claims(&self, stream: Uuid) -> Vec<ClaimChange>;
}

/// A rule that said no: a stable code and its figures come from serialising it (`{"code": "…", …}`).
pub trait Refusal: std::error::Error + Serialize + Send + Sync + 'static {
    /// The refusal that stands for a claim which somebody else holds, where this aggregate declares that claim.
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self>
    where
        Self: Sized;
}

/// An aggregate whose rules are pure: events or a refusal follow from state, command and the facts of the moment.
pub trait Rules:
    cqrs_es::Aggregate<Services = RuleContext, Event: StoredEvent, Error: Refusal, Command: Send> + Clone + 'static
{
    /// Whether states may be kept in memory between commands: not those that hold opened personal data.
    const KEPT_IN_MEMORY: bool;

    /// Decides a command on this state without changing it.
    ///
    /// # Errors
    /// The aggregate's refusal when a rule says no.
    fn decide_on(&self, command: Self::Command, context: &RuleContext) -> Result<Vec<Self::Event>, Self::Error>;
}

/// Implements [`cqrs_es::Aggregate`] and [`Rules`] for a state with `decide(&self, command, &RuleContext)` and `apply(&mut self, event)`.
///
/// Deciding is pure: all events of a command are decided on the state before it.
#[macro_export]
macro_rules! aggregate {
    ($state:ty, $name:literal, $command:ty, $event:ty, $refusal:ty) => {
        $crate::aggregate!($state, $name, $command, $event, $refusal, kept_in_memory: true);
    };
    ($state:ty, $name:literal, $command:ty, $event:ty, $refusal:ty, kept_in_memory: $kept:literal) => {
        impl $crate::kernel::Rules for $state {
            const KEPT_IN_MEMORY: bool = $kept;

            fn decide_on(
                &self,
                command: $command,
                context: &$crate::kernel::RuleContext,
            ) -> Result<Vec<$event>, $refusal> {
                self.decide(command, context)
            }
        }

        impl cqrs_es::Aggregate for $state {
            const TYPE: &'static str = $name;
            type Command = $command;
            type Event = $event;
            type Error = $refusal;
            type Services = $crate::kernel::RuleContext;

            async fn handle(
                &mut self,
                command: Self::Command,
                context: &Self::Services,
                sink: &cqrs_es::event_sink::EventSink<Self>,
            ) -> Result<(), Self::Error> {
                for event in self.decide(command, context)? {
                    sink.write(event, self).await;
                }
                Ok(())
            }

            fn apply(&mut self, event: Self::Event) {
                self.remember(event);
            }
        }
    };
}

/// Implements [`cqrs_es::DomainEvent`] from a list of variant, stored name and version.
#[macro_export]
macro_rules! stored_names {
    ($event:ty { $($variant:ident => $name:literal v $version:literal),+ $(,)? }) => {
        impl $event {
            /// Every stored name with its present version, for the golden files.
            pub const NAMES: &'static [(&'static str, &'static str)] = &[$(($name, $version)),+];
        }

        impl cqrs_es::DomainEvent for $event {
            fn event_type(&self) -> String {
                match self { $(Self::$variant { .. } => $name),+ }.to_owned()
            }

            fn event_version(&self) -> String {
                match self { $(Self::$variant { .. } => $version),+ }.to_owned()
            }
        }
    };
}

/// The personal fields that an event shows, each with whose key seals it.
#[cfg(test)]
pub(crate) fn personal_fields(mut event: impl StoredEvent) -> Vec<(KeyOwner, &'static str)> {
    let mut fields = Vec::new();
    event.visit_personal(&mut |owner, field, _| fields.push((owner, field)));
    fields
}
