//! Sheets (签到表), from which the figures are counted: who was credited in one session, on one day, with one class of
//! evidence, entry by entry as the log said it.
//!
//! What an event takes back is entered again with the sign reversed, as in a journal (红字更正). So no entry ever changes,
//! and the entries up to a position are the credits as of it, of every position with the same statement; nothing else
//! has to be kept of earlier versions. A report of everything reads one row for a session instead of one for each of its
//! credits, and people are told apart as packed numbers in memory: the statement that sorted the people of 800,000
//! credits in the database took more than ten times as long. So that a row stays small whatever a session is, a sheet
//! ends with its block of positions; those of blocks that are over are never written again.

use super::CreditRow;
use crate::{Row, ViewFault};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgConnection};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Positions of one block.
const BLOCK: i64 = 1_024;
/// Bytes of one entry: person, place in the block, change, minutes; the table checks that there are whole ones alone.
const ENTRY_BYTES: usize = 16;

/// The number under which a person stands in entries; a side table of the fold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct PersonNumber {
    /// The natural person.
    pub(super) person_id: Uuid,
    /// Position of the first event that counted anything for them: no event does so for two people at once.
    pub(super) number: i64,
}

impl Row for PersonNumber {
    const TABLE: &'static str = "people";
    const KEY: &'static str = "person_id";
    const KEY_TYPE: &'static str = "uuid";

    fn key(&self) -> String {
        self.person_id.to_string()
    }
}

/// A credit that begins or ceases to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Position of the event.
    pub(super) position: i64,
    /// Number of the person.
    pub(super) person: i64,
    /// 1 where it begins to count, -1 where it ceases to.
    pub(super) change: i16,
    /// Minutes given, whatever the change.
    pub(super) minutes: i32,
}

impl Entry {
    /// Writes the entry behind others of its block.
    fn write(&self, entries: &mut Vec<u8>) {
        let offset = u16::try_from(self.position % BLOCK).unwrap_or_default();
        entries.extend_from_slice(&self.person.to_be_bytes());
        entries.extend_from_slice(&offset.to_be_bytes());
        entries.extend_from_slice(&self.change.to_be_bytes());
        entries.extend_from_slice(&self.minutes.to_be_bytes());
    }

    /// The entries of a sheet whose block begins at a position. The table holds whole entries alone.
    pub(super) fn read_all(from_position: i64, entries: &[u8]) -> impl Iterator<Item = Self> {
        entries.as_chunks::<ENTRY_BYTES>().0.iter().map(move |bytes| {
            let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
            Self {
                position: from_position + i64::from(u16::from_be_bytes([i, j])),
                person: i64::from_be_bytes([a, b, c, d, e, f, g, h]),
                change: i16::from_be_bytes([k, l]),
                minutes: i32::from_be_bytes([m, n, o, p]),
            }
        })
    }
}

/// What all entries of a sheet have in common: by what figures are filtered and broken down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Heading {
    /// First position of the block.
    from_position: i64,
    activity_id: Uuid,
    session: i32,
    served_on: NaiveDate,
    evidence: String,
    division: String,
    category: String,
    team_id: Option<Uuid>,
    organization_id: Uuid,
}

impl Heading {
    fn of(credit: &CreditRow, position: i64) -> Self {
        Self {
            from_position: block_of(position),
            activity_id: credit.activity_id,
            session: credit.session,
            served_on: credit.served_on,
            evidence: credit.evidence.clone(),
            division: credit.division.clone(),
            category: credit.category.clone(),
            team_id: credit.team_id,
            organization_id: credit.organization_id,
        }
    }
}

/// The first position of the block that a position is in.
const fn block_of(position: i64) -> i64 {
    position - position % BLOCK
}

/// A sheet as it is stored.
#[derive(Clone, Debug, FromRow)]
struct SheetRow {
    from_position: i64,
    number: i32,
    activity_id: Uuid,
    session: i32,
    served_on: NaiveDate,
    evidence: String,
    division: String,
    category: String,
    team_id: Option<Uuid>,
    organization_id: Uuid,
    entries: Vec<u8>,
}

/// A sheet in hand: its number in the block, its entries, and whether any is new.
#[derive(Debug, Default)]
struct Sheet {
    number: i32,
    entries: Vec<u8>,
    grown: bool,
}

/// The sheets in hand while a page is folded.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    sheets: HashMap<Heading, Sheet>,
    /// The last number of each block: sheets are numbered in the order in which the log begins them.
    numbers: BTreeMap<i64, i32>,
}

impl Sheets {
    /// Loads the sheets of the block in which a page begins; the later ones are empty.
    pub(super) async fn load(position: i64, connection: &mut PgConnection) -> Result<Self, ViewFault> {
        let found: Vec<SheetRow> = sqlx::query_as("select * from sheets where from_position = $1")
            .bind(block_of(position))
            .fetch_all(connection)
            .await
            .map_err(ViewFault::database("reading sheets"))?;
        let last = found.iter().map(|row| row.number).max().unwrap_or_default();
        let numbers = BTreeMap::from([(block_of(position), last)]);
        let sheets = found.into_iter().map(|row| {
            let heading = Heading {
                from_position: row.from_position,
                activity_id: row.activity_id,
                session: row.session,
                served_on: row.served_on,
                evidence: row.evidence,
                division: row.division,
                category: row.category,
                team_id: row.team_id,
                organization_id: row.organization_id,
            };
            (heading, Sheet { number: row.number, entries: row.entries, grown: false })
        });
        Ok(Self { sheets: sheets.collect(), numbers })
    }

    /// Enters that a credit of a person begins or ceases to count.
    pub(super) fn enter(&mut self, credit: &CreditRow, entry: Entry) {
        let heading = Heading::of(credit, entry.position);
        let last = self.numbers.entry(heading.from_position).or_default();
        let sheet = self.sheets.entry(heading).or_insert_with(|| {
            *last += 1;
            Sheet { number: *last, ..Sheet::default() }
        });
        entry.write(&mut sheet.entries);
        sheet.grown = true;
    }

    /// Writes the sheets that have grown, column by column.
    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), ViewFault> {
        let (headings, sheets): (Vec<Heading>, Vec<Sheet>) =
            self.sheets.into_iter().filter(|(_, sheet)| sheet.grown).unzip();
        if sheets.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "insert into sheets (from_position, number, activity_id, session, served_on, month, evidence, division,
                category, team_id, organization_id, entries)
             select from_position, number, activity_id, session, served_on, to_char(served_on, 'YYYY-MM'), evidence,
                division, category, team_id, organization_id, entries
             from unnest($1::bigint[], $2::integer[], $3::uuid[], $4::integer[], $5::date[], $6::text[], $7::text[],
                $8::text[], $9::uuid[], $10::uuid[], $11::bytea[]) as t (from_position, number, activity_id, session,
                served_on, evidence, division, category, team_id, organization_id, entries)
             on conflict (from_position, number) do update set entries = excluded.entries",
        )
        .bind(column(&headings, |heading| heading.from_position))
        .bind(column(&sheets, |sheet| sheet.number))
        .bind(column(&headings, |heading| heading.activity_id))
        .bind(column(&headings, |heading| heading.session))
        .bind(column(&headings, |heading| heading.served_on))
        .bind(column(&headings, |heading| heading.evidence.as_str()))
        .bind(column(&headings, |heading| heading.division.as_str()))
        .bind(column(&headings, |heading| heading.category.as_str()))
        .bind(column(&headings, |heading| heading.team_id))
        .bind(column(&headings, |heading| heading.organization_id))
        .bind(column(&sheets, |sheet| sheet.entries.as_slice()))
        .execute(connection)
        .await
        .map_err(ViewFault::database("writing sheets"))?;
        Ok(())
    }
}

fn column<'r, R, T>(rows: &'r [R], value: impl Fn(&'r R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, ENTRY_BYTES, Entry, block_of};

    #[test]
    fn entries_are_read_as_they_were_written_when_they_stand_at_the_ends_of_their_block() {
        let from = 7 * BLOCK;
        let entries = [
            Entry { position: from, person: 1, change: 1, minutes: 0 },
            Entry { position: from + BLOCK - 1, person: i64::MAX, change: -1, minutes: i32::MAX },
        ];
        let mut bytes = Vec::new();
        entries.iter().for_each(|entry| entry.write(&mut bytes));
        assert_eq!(bytes.len(), entries.len() * ENTRY_BYTES);
        assert!(entries.iter().all(|entry| block_of(entry.position) == from));
        assert_eq!(Entry::read_all(from, &bytes).collect::<Vec<_>>(), entries);
    }
}
