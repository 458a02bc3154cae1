//! The leaf (叶): what the tree holds of one event.
//!
//! It is a small binary record that binds everything stored about the event, its texts by their hashes. Stored payloads hold personal text as ciphertext only, so destroying a key changes no leaf.
//!
//! `FORMAT.md` describes it byte by byte. It is for ever: another form is another version.

use crate::{Hash, cursor::Cursor};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// First bytes of every leaf, so that no leaf is ever something else that we hash.
pub const DOMAIN_TAG: &[u8; 11] = b"muster-leaf";
/// The one version there is.
pub const VERSION: u8 = 1;
/// Longest text of a leaf, in bytes of UTF-8. Five of them stay far below the 65,535 bytes of an entry (C2SP tlog-tiles).
pub const TEXT_LIMIT: usize = 4_096;
/// Bytes of a SHA-256 hash.
pub const HASH_BYTES: usize = 32;

/// Which text of a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The aggregate's type.
    AggregateType,
    /// The stream's id.
    AggregateId,
    /// The event's name.
    EventType,
    /// The event's version.
    EventVersion,
    /// The pseudonym of who acted.
    Actor,
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::AggregateType => "aggregate type",
            Self::AggregateId => "aggregate id",
            Self::EventType => "event type",
            Self::EventVersion => "event version",
            Self::Actor => "actor",
        })
    }
}

/// Why an event makes no leaf, or bytes are none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// A text is longer than a leaf takes.
    #[error("the {field} has {bytes} bytes; a leaf takes {TEXT_LIMIT}")]
    TextTooLong {
        /// Which text.
        field: Field,
        /// Its bytes.
        bytes: usize,
    },
    /// Positions and sequences count from 1.
    #[error("a position or sequence is 0")]
    Zero,
    /// The bytes do not begin as a leaf does.
    #[error("it does not begin as a leaf does")]
    Tag,
    /// A version of another program.
    #[error("leaf version {found} is not known here")]
    Version {
        /// The version byte.
        found: u8,
    },
    /// The bytes end too early or go on too long.
    #[error("it does not have the length of a leaf")]
    Length,
    /// A text is no UTF-8, or the mark before the actor is neither 0 nor 1.
    #[error("the {field} is not readable")]
    Unreadable {
        /// Which text.
        field: Field,
    },
}

/// Everything of an event but its two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// Global position, from 1.
    pub position: u64,
    /// Aggregate type.
    pub aggregate_type: &'a str,
    /// Stream id as stored.
    pub aggregate_id: &'a str,
    /// Sequence within the stream, from 1.
    pub sequence: u64,
    /// The event's own id.
    pub event_id: Uuid,
    /// Event name.
    pub event_type: &'a str,
    /// Event version.
    pub event_version: &'a str,
    /// When it was recorded: microseconds since 1970-01-01T00:00:00Z, as `PostgreSQL` keeps it.
    pub recorded_at: i64,
    /// Pseudonym of who acted; none is not the same as an empty one.
    pub actor: Option<&'a str>,
}

impl<'a> Head<'a> {
    /// Writes the head behind what is there.
    ///
    /// # Errors
    /// [`LeafError::TextTooLong`], [`LeafError::Zero`]; nothing usable is written then.
    pub fn write(&self, bytes: &mut Vec<u8>) -> Result<(), LeafError> {
        if self.position == 0 || self.sequence == 0 {
            return Err(LeafError::Zero);
        }
        bytes.extend_from_slice(DOMAIN_TAG);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.position.to_be_bytes());
        write_text(bytes, Field::AggregateType, self.aggregate_type)?;
        write_text(bytes, Field::AggregateId, self.aggregate_id)?;
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.extend_from_slice(self.event_id.as_bytes());
        write_text(bytes, Field::EventType, self.event_type)?;
        write_text(bytes, Field::EventVersion, self.event_version)?;
        bytes.extend_from_slice(&self.recorded_at.to_be_bytes());
        match self.actor {
            None => bytes.push(0),
            Some(actor) => {
                bytes.push(1);
                write_text(bytes, Field::Actor, actor)?;
            }
        }
        Ok(())
    }

    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Result<Self, LeafError> {
        if cursor.take(DOMAIN_TAG.len()) != Some(DOMAIN_TAG.as_slice()) {
            return Err(LeafError::Tag);
        }
        match cursor.array::<1>().ok_or(LeafError::Length)? {
            [VERSION] => {}
            [found] => return Err(LeafError::Version { found }),
        }
        let head = Self {
            position: cursor.u64().ok_or(LeafError::Length)?,
            aggregate_type: read_text(cursor, Field::AggregateType)?,
            aggregate_id: read_text(cursor, Field::AggregateId)?,
            sequence: cursor.u64().ok_or(LeafError::Length)?,
            event_id: Uuid::from_bytes(cursor.array().ok_or(LeafError::Length)?),
            event_type: read_text(cursor, Field::EventType)?,
            event_version: read_text(cursor, Field::EventVersion)?,
            recorded_at: cursor.array().map(i64::from_be_bytes).ok_or(LeafError::Length)?,
            actor: match cursor.array::<1>().ok_or(LeafError::Length)? {
                [0] => None,
                [1] => Some(read_text(cursor, Field::Actor)?),
                [_] => return Err(LeafError::Unreadable { field: Field::Actor }),
            },
        };
        if head.position == 0 || head.sequence == 0 { Err(LeafError::Zero) } else { Ok(head) }
    }
}

fn write_text(bytes: &mut Vec<u8>, field: Field, text: &str) -> Result<(), LeafError> {
    let too_long = || LeafError::TextTooLong { field, bytes: text.len() };
    let length = u16::try_from(text.len()).ok().filter(|_| text.len() <= TEXT_LIMIT).ok_or_else(too_long)?;
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
    Ok(())
}

fn read_text<'a>(cursor: &mut Cursor<'a>, field: Field) -> Result<&'a str, LeafError> {
    let bytes = cursor.short().ok_or(LeafError::Length)?;
    if bytes.len() > TEXT_LIMIT {
        return Err(LeafError::TextTooLong { field, bytes: bytes.len() });
    }
    std::str::from_utf8(bytes).map_err(|_| LeafError::Unreadable { field })
}

/// One leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Everything but the texts.
    pub head: Head<'a>,
    /// SHA-256 of the payload's text as stored, in UTF-8.
    pub payload_hash: [u8; HASH_BYTES],
    /// SHA-256 of the metadata's text as stored, in UTF-8.
    pub metadata_hash: [u8; HASH_BYTES],
}

impl<'a> Leaf<'a> {
    /// The leaf of an event with its texts at hand.
    #[must_use]
    pub fn of(head: Head<'a>, payload: &str, metadata: &str) -> Self {
        Self { head, payload_hash: text_hash(payload), metadata_hash: text_hash(metadata) }
    }

    /// Writes the leaf behind what is there.
    ///
    /// # Errors
    /// As [`Head::write`].
    pub fn write(&self, bytes: &mut Vec<u8>) -> Result<(), LeafError> {
        self.head.write(bytes)?;
        bytes.extend_from_slice(&self.payload_hash);
        bytes.extend_from_slice(&self.metadata_hash);
        Ok(())
    }

    /// The leaf that bytes are, all of them.
    ///
    /// # Errors
    /// [`LeafError`] naming what is wrong with them.
    pub fn read(bytes: &'a [u8]) -> Result<Self, LeafError> {
        let mut cursor = Cursor(bytes);
        let head = Head::read(&mut cursor)?;
        let payload_hash = cursor.array().ok_or(LeafError::Length)?;
        let metadata_hash = cursor.array().ok_or(LeafError::Length)?;
        if cursor.0.is_empty() { Ok(Self { head, payload_hash, metadata_hash }) } else { Err(LeafError::Length) }
    }

    /// The hash under which the leaf stands in the tree: SHA-256 of a zero byte and the leaf (RFC 6962, section 2.1).
    ///
    /// # Errors
    /// As [`Head::write`].
    pub fn hash(&self) -> Result<Hash, LeafError> {
        let mut bytes = Vec::with_capacity(512);
        self.write(&mut bytes)?;
        Ok(tlog_tiles::record_hash(&bytes))
    }
}

/// SHA-256 of a stored text.
#[must_use]
pub fn text_hash(text: &str) -> [u8; HASH_BYTES] {
    Sha256::digest(text.as_bytes()).into()
}
