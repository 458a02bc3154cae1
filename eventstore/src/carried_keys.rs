//! The keys of the vault as a file (密钥随迁文件), for a registry that moves with its bundle: what a bundle holds of people is
//! sealed, and opens with these.
//!
//! Each key in it is wrapped under the key-encryption key, which is not in it: bundle, this file and that key together are
//! the registry in clear, and each is kept apart from the others. As with a backup, whoever is erased later is not erased
//! from a copy of this file.
//!
//! It is JSON, a line each: what the file is, then every row of the vault's tables as the database writes it, then how many
//! rows there are. It is written and read a page at a time, so that a large registry needs no more memory than a small one.

use crate::StoreFault;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use sqlx::{Executor as _, PgConnection, PgPool};
use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read as _, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// The form of the file; another one is refused.
const FORM: &str = "muster-vault-keys/2";
/// For its owner alone.
const FILE_MODE: u32 = 0o600;
/// Keys that are read or written at once.
const PAGE_KEYS: usize = 1_000;
/// Longest line that is read, in bytes; a key takes some hundreds.
const LINE_LIMIT: u64 = 64 * 1024;

/// Why the file is not written or not taken over.
#[derive(Debug, thiserror::Error)]
pub enum CarriedFault {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The operating system refuses the file.
    #[error("{} cannot be used", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is of another form, cut off or changed.
    #[error("{} holds no keys of a log, those of another version of muster, or not all of them", .file.display())]
    Form {
        /// Which.
        file: PathBuf,
    },
}

/// What stands in the first line.
#[derive(Serialize, Deserialize)]
struct Head {
    form: String,
    log: String,
    size: u64,
}

/// A line after the first.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    IndexKey(Box<RawValue>),
    Key(Box<RawValue>),
    /// The last line: how many lines of each kind came before.
    End {
        index_keys: u64,
        keys: u64,
    },
}

/// The keys in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedKeys {
    file: PathBuf,
    /// The log whose keys they are: the name of its key.
    pub log: String,
    /// The keys of all events up to this position are here, those of later ones may be. An import takes no longer bundle.
    pub size: u64,
}

/// Writes the keys of a store as they are at one moment, of which a bundle up to a position was written before. The file is
/// of mode 0600; one that is there is not written over.
///
/// # Errors
/// [`CarriedFault::Store`], [`CarriedFault::File`].
pub async fn write(pool: &PgPool, log: &str, size: u64, file: &Path) -> Result<CarriedKeys, CarriedFault> {
    let failed = |source: io::Error| CarriedFault::File { file: file.to_owned(), source };
    let out = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(file).map_err(failed)?;
    let carried = CarriedKeys { file: file.to_owned(), log: log.to_owned(), size };
    match write_rows(pool, &carried, BufWriter::new(out)).await {
        Ok(()) => Ok(carried),
        Err(fault) => {
            // What is not whole is refused, and would only stand in the way of the next try.
            drop(std::fs::remove_file(file));
            Err(fault)
        }
    }
}

async fn write_rows(pool: &PgPool, carried: &CarriedKeys, mut out: BufWriter<File>) -> Result<(), CarriedFault> {
    let failed = |source: io::Error| CarriedFault::File { file: carried.file.clone(), source };
    let head = Head { form: FORM.to_owned(), log: carried.log.clone(), size: carried.size };
    write_line(&mut out, &head).map_err(failed)?;
    let doing = || StoreFault::database("reading keys");
    let mut transaction = pool.begin_with("begin isolation level repeatable read read only").await.map_err(doing())?;
    let mut end = (0, 0);
    for row in index_rows(&mut transaction).await? {
        write_line(&mut out, &Line::IndexKey(row)).map_err(failed)?;
        end.0 += 1;
    }
    let mut after = Uuid::nil();
    loop {
        let page = key_rows(&mut transaction, after).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        for (_, row) in page {
            write_line(&mut out, &Line::Key(row)).map_err(failed)?;
            end.1 += 1;
        }
    }
    transaction.commit().await.map_err(doing())?;
    write_line(&mut out, &Line::End { index_keys: end.0, keys: end.1 }).map_err(failed)?;
    let written = out.into_inner().map_err(|error| failed(error.into_error()))?;
    written.sync_all().map_err(failed)
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

async fn index_rows(connection: &mut PgConnection) -> Result<Vec<Box<RawValue>>, StoreFault> {
    let rows: Vec<String> =
        sqlx::query_scalar("select row_to_json(k)::text from log.vault_index_keys k order by version")
            .fetch_all(connection)
            .await
            .map_err(StoreFault::database("reading index keys"))?;
    rows.into_iter().map(raw).collect()
}

/// The keys after an owner, in the order of owners. Nobody's id is nil.
async fn key_rows(connection: &mut PgConnection, after: Uuid) -> Result<Vec<(Uuid, Box<RawValue>)>, StoreFault> {
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "select owner, row_to_json(k)::text from log.vault_keys k where owner > $1 order by owner limit $2",
    )
    .bind(after)
    .bind(i64::try_from(PAGE_KEYS).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await
    .map_err(StoreFault::database("reading keys"))?;
    rows.into_iter().map(|(owner, row)| Ok((owner, raw(row)?))).collect()
}

fn raw(text: String) -> Result<Box<RawValue>, StoreFault> {
    RawValue::from_string(text).map_err(|source| StoreFault::Outcome { source })
}

impl CarriedKeys {
    /// Opens a file, and reads what it says it is.
    ///
    /// # Errors
    /// [`CarriedFault::File`], [`CarriedFault::Form`].
    pub fn open(file: &Path) -> Result<Self, CarriedFault> {
        let head = Rows::open(file)?.head;
        Ok(Self { file: file.to_owned(), log: head.log, size: head.size })
    }

    /// Puts the keys into the tables of a store that has none.
    pub(crate) async fn put(&self, connection: &mut PgConnection) -> Result<(), CarriedFault> {
        // A store gets an index key of its own when it is opened first; nothing was indexed with it.
        connection
            .execute("delete from log.vault_index_keys")
            .await
            .map_err(StoreFault::database("taking keys over"))?;
        let mut rows = Rows::open(&self.file)?;
        let (mut index_keys, mut keys) = (Vec::new(), Vec::new());
        let mut seen = (0, 0);
        loop {
            match rows.line()? {
                Line::IndexKey(row) => {
                    index_keys.push(row);
                    seen.0 += 1;
                }
                Line::Key(row) => {
                    keys.push(row);
                    seen.1 += 1;
                }
                Line::End { index_keys: some, keys: others } if (some, others) == seen && rows.is_over()? => break,
                Line::End { .. } => return Err(rows.form()),
            }
            if index_keys.len() + keys.len() == PAGE_KEYS {
                insert(connection, &mut index_keys, &mut keys).await?;
            }
        }
        Ok(insert(connection, &mut index_keys, &mut keys).await?)
    }
}

async fn insert(
    connection: &mut PgConnection,
    index_keys: &mut Vec<Box<RawValue>>,
    keys: &mut Vec<Box<RawValue>>,
) -> Result<(), StoreFault> {
    for (table, rows) in [("log.vault_index_keys", index_keys), ("log.vault_keys", keys)] {
        let page = serde_json::to_string(rows).map_err(|source| StoreFault::Outcome { source })?;
        rows.clear();
        let sql = format!("insert into {table} select * from json_populate_recordset(null::{table}, $1::json)");
        sqlx::query(&sql)
            .bind(page)
            .execute(&mut *connection)
            .await
            .map_err(StoreFault::database("taking keys over"))?;
    }
    Ok(())
}

/// The lines of a file after the first.
struct Rows {
    file: PathBuf,
    head: Head,
    rest: BufReader<File>,
}

impl Rows {
    fn open(file: &Path) -> Result<Self, CarriedFault> {
        let failed = |source: io::Error| CarriedFault::File { file: file.to_owned(), source };
        let form = || CarriedFault::Form { file: file.to_owned() };
        let mut rest = BufReader::new(File::open(file).map_err(failed)?);
        let head: Head = next_line(&mut rest).map_err(failed)?.ok_or_else(form)?;
        if head.form != FORM {
            return Err(form());
        }
        Ok(Self { file: file.to_owned(), head, rest })
    }

    fn form(&self) -> CarriedFault {
        CarriedFault::Form { file: self.file.clone() }
    }

    fn line(&mut self) -> Result<Line, CarriedFault> {
        let Self { file, rest, .. } = self;
        let line = next_line(rest).map_err(|source| CarriedFault::File { file: file.clone(), source })?;
        line.ok_or_else(|| self.form())
    }

    fn is_over(&mut self) -> Result<bool, CarriedFault> {
        let Self { file, rest, .. } = self;
        Ok(rest.fill_buf().map_err(|source| CarriedFault::File { file: file.clone(), source })?.is_empty())
    }
}

/// Reads one line; nothing where it is none of ours, or too long to be one.
fn next_line<T: DeserializeOwned>(rest: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    rest.take(LINE_LIMIT).read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice(&line).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_longer_than_any_key_is_none_of_ours_and_the_lines_before_it_are() {
        let long = "9".repeat(usize::try_from(LINE_LIMIT).unwrap());
        let mut rest = io::Cursor::new(format!("7\nx\n\"{long}\"\n"));
        assert_eq!(next_line::<u8>(&mut rest).unwrap(), Some(7));
        assert_eq!(next_line::<u8>(&mut rest).unwrap(), None);
        assert_eq!(next_line::<String>(&mut rest).unwrap(), None);
    }
}
