//! Rows of a view in hand: loaded by key with one read, changed in memory, written back with one statement.
//!
//! A view that keeps versions says before each event at which position it stands ([`RowSet::at`]); then what a row was
//! before goes to the versions that are over (`versions.rs`), however the events fall into pages.

use crate::ViewFault;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// A count as an `integer` column holds it; one beyond the column's range stands at its end.
#[must_use]
pub fn integer(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A row whose fields are the columns of its table, by name.
pub trait Row: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static {
    /// The table.
    const TABLE: &'static str;
    /// The column of its primary key.
    const KEY: &'static str;
    /// The key column's type in the database.
    const KEY_TYPE: &'static str;

    /// The row's key as text.
    fn key(&self) -> String;
}

/// Says for each row type its table, key column and the key column's type.
macro_rules! rows {
    ($($row:ty: $table:literal by $key:ident $kind:literal;)+) => {$(
        impl $crate::Row for $row {
            const TABLE: &'static str = $table;
            const KEY: &'static str = stringify!($key);
            const KEY_TYPE: &'static str = $kind;

            fn key(&self) -> String {
                self.$key.to_string()
            }
        }
    )+};
}
pub(crate) use rows;

/// Rows in hand, by key.
#[derive(Debug)]
pub struct RowSet<R> {
    rows: BTreeMap<String, Option<R>>,
    touched: BTreeMap<String, Touched>,
    /// Position of the event that is being folded; 0 in a view that keeps no versions.
    position: i64,
    /// Versions that began and ended while the rows were in hand.
    passed: Vec<Version<R>>,
}

/// The positions of the first and the last event that changed a row in hand.
#[derive(Clone, Copy, Debug)]
struct Touched {
    first: i64,
    last: i64,
}

/// A row with the positions at which it stood, the last one out; without them in a view that keeps no versions.
#[derive(Debug, Serialize)]
struct Version<R> {
    #[serde(flatten)]
    row: R,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_position: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_position: Option<i64>,
}

impl<R> Default for RowSet<R> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), touched: BTreeMap::new(), position: 0, passed: Vec::new() }
    }
}

impl<R: Row> RowSet<R> {
    /// Loads the rows with these keys; a key without a row is remembered as such.
    ///
    /// # Errors
    /// [`ViewFault`] when the read fails or a row does not decode.
    pub async fn load(
        connection: &mut PgConnection,
        keys: impl IntoIterator<Item = String> + Send,
    ) -> Result<Self, ViewFault> {
        let mut set = Self::default();
        set.load_more(connection, keys).await?;
        Ok(set)
    }

    /// Loads further rows; those already in hand are left as they are.
    ///
    /// # Errors
    /// As [`RowSet::load`].
    pub async fn load_more(
        &mut self,
        connection: &mut PgConnection,
        keys: impl IntoIterator<Item = String> + Send,
    ) -> Result<(), ViewFault> {
        let keys: BTreeSet<String> = keys.into_iter().filter(|key| !self.rows.contains_key(key)).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let keys: Vec<String> = keys.into_iter().collect();
        let sql = format!(
            "select row_to_json(t)::text from {} t where {} = any($1::text[]::{}[])",
            R::TABLE,
            R::KEY,
            R::KEY_TYPE
        );
        let found: Vec<String> = sqlx::query_scalar(&sql)
            .bind(&keys)
            .fetch_all(connection)
            .await
            .map_err(ViewFault::database("reading rows of a view"))?;
        self.rows.extend(keys.into_iter().map(|key| (key, None)));
        for text in found {
            let row: R = serde_json::from_str(&text).map_err(|source| ViewFault::Rows { table: R::TABLE, source })?;
            self.rows.insert(row.key(), Some(row));
        }
        Ok(())
    }

    /// Loads all rows whose composed keys start with one of these prefixes and a slash; the key column must be
    /// `collate "C"`, so that its own index finds them.
    ///
    /// # Errors
    /// As [`RowSet::load`].
    pub async fn load_under(
        &mut self,
        connection: &mut PgConnection,
        prefixes: impl IntoIterator<Item = String> + Send,
    ) -> Result<(), ViewFault> {
        let prefixes: BTreeSet<String> = prefixes.into_iter().collect();
        if prefixes.is_empty() {
            return Ok(());
        }
        let prefixes: Vec<String> = prefixes.into_iter().collect();
        // The character after the slash in ASCII is the digit zero.
        let sql = format!(
            "select t.{key} from unnest($1::text[]) as p (prefix) join {table} t \
             on t.{key} >= p.prefix || '/' and t.{key} < p.prefix || '0'",
            key = R::KEY,
            table = R::TABLE
        );
        let keys: Vec<String> = sqlx::query_scalar(&sql)
            .bind(&prefixes)
            .fetch_all(&mut *connection)
            .await
            .map_err(ViewFault::database("finding rows of a view"))?;
        self.load_more(connection, keys).await
    }

    /// The rows in hand whose keys start with a prefix and a slash, in the order of their keys.
    pub fn under(&self, prefix: &str) -> impl Iterator<Item = &R> {
        self.rows.range(format!("{prefix}/")..format!("{prefix}0")).filter_map(|(_, row)| row.as_ref())
    }

    /// The row with this key, where there is one in hand.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&R> {
        self.rows.get(key).and_then(Option::as_ref)
    }

    /// Says at which position the event stands whose changes come next, for a view that keeps versions.
    pub fn at(&mut self, position: i64) {
        self.position = position;
    }

    /// The row with this key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut R> {
        self.get(key)?;
        self.touch(key);
        self.rows.get_mut(key).and_then(Option::as_mut)
    }

    /// Puts a row in, in place of one with the same key.
    pub fn put(&mut self, row: R) {
        let key = row.key();
        self.touch(&key);
        self.rows.insert(key, Some(row));
    }

    /// Takes a row out.
    pub fn remove(&mut self, key: &str) {
        self.touch(key);
        self.rows.insert(key.to_owned(), None);
    }

    /// Notes that a row is about to change; what an earlier event made of it while in hand is a version that is over.
    fn touch(&mut self, key: &str) {
        match self.touched.entry(key.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(Touched { first: self.position, last: self.position });
            }
            Entry::Occupied(mut entry) => {
                let since = std::mem::replace(&mut entry.get_mut().last, self.position);
                if since != self.position
                    && let Some(row) = self.rows.get(key).and_then(Option::as_ref)
                {
                    let (from_position, to_position) = (Some(since), Some(self.position));
                    self.passed.push(Version { row: row.clone(), from_position, to_position });
                }
            }
        }
    }

    /// All rows in hand.
    pub fn iter(&self) -> impl Iterator<Item = &R> {
        self.rows.values().flatten()
    }

    /// The rows that were put or changed, each with the position of the event that did it last, for a view that writes them
    /// in a way of its own.
    pub fn touched(&self) -> impl Iterator<Item = (&R, i64)> {
        self.touched.iter().filter_map(|(key, touched)| Some((self.get(key)?, touched.last)))
    }

    /// Writes what was touched: what it was before, where versions are kept; one delete, one insert-or-update.
    ///
    /// # Errors
    /// [`ViewFault`] when a row does not encode or the write fails.
    pub async fn write(self, connection: &mut PgConnection) -> Result<(), ViewFault> {
        self.keep_versions(&mut *connection).await?;
        let mut gone = Vec::new();
        let mut kept = Vec::new();
        for (key, touched) in &self.touched {
            match self.get(key) {
                Some(row) => {
                    let from_position = Some(touched.last).filter(|_| self.keeps_versions());
                    kept.push(Version { row, from_position, to_position: None });
                }
                None => gone.push(key.clone()),
            }
        }
        if !gone.is_empty() {
            let sql = format!("delete from {} where {} = any($1::text[]::{}[])", R::TABLE, R::KEY, R::KEY_TYPE);
            sqlx::query(&sql)
                .bind(&gone)
                .execute(&mut *connection)
                .await
                .map_err(ViewFault::database("deleting rows of a view"))?;
        }
        insert::<R, _>(connection, &kept, R::TABLE, Conflict::Replaces).await
    }

    fn keeps_versions(&self) -> bool {
        self.position > 0
    }

    /// Copies rows that are about to be replaced or deleted to the versions that are over, where the view keeps them.
    pub(crate) async fn keep_versions(&self, connection: &mut PgConnection) -> Result<(), ViewFault> {
        if !self.keeps_versions() || self.touched.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "insert into {table}_earlier select t.*, k.position
             from unnest($1::text[]::{kind}[], $2::bigint[]) as k (key, position) join {table} t on t.{key} = k.key",
            table = R::TABLE,
            kind = R::KEY_TYPE,
            key = R::KEY,
        );
        let (keys, positions): (Vec<&str>, Vec<i64>) =
            self.touched.iter().map(|(key, touched)| (key.as_str(), touched.first)).unzip();
        sqlx::query(&sql)
            .bind(keys)
            .bind(positions)
            .execute(&mut *connection)
            .await
            .map_err(ViewFault::database("keeping versions of rows"))?;
        insert::<R, _>(connection, &self.passed, &format!("{}_earlier", R::TABLE), Conflict::Refused).await
    }
}

/// What becomes of a row whose key is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conflict {
    /// It takes the place of what is there.
    Replaces,
    /// The write fails.
    Refused,
}

/// Inserts rows; their fields are the columns.
async fn insert<R: Row, F: Serialize + Sync>(
    connection: &mut PgConnection,
    rows: &[Version<F>],
    table: &str,
    conflict: Conflict,
) -> Result<(), ViewFault> {
    let fault = |source| ViewFault::Rows { table: R::TABLE, source };
    let Some(first) = rows.first() else { return Ok(()) };
    let encoded = serde_json::to_value(first).map_err(fault)?;
    let columns: Vec<String> = encoded.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    let list = columns.join(", ");
    let mut sql = format!(
        "insert into {table} ({list}) select {list} from json_populate_recordset(null::{table}, $1::text::json)"
    );
    if conflict == Conflict::Replaces {
        let excluded = columns.iter().map(|name| format!("excluded.{name}")).collect::<Vec<_>>().join(", ");
        sql.push_str(&format!(" on conflict ({}) do update set ({list}) = row({excluded})", R::KEY));
    }
    let json = serde_json::to_string(rows).map_err(fault)?;
    sqlx::query(&sql).bind(json).execute(connection).await.map_err(ViewFault::database("writing rows of a view"))?;
    Ok(())
}
