//! Rows of a view in hand: loaded by key with one read, changed in memory, written back with one statement.

use crate::ViewFault;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

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
    touched: BTreeSet<String>,
}

impl<R> Default for RowSet<R> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), touched: BTreeSet::new() }
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

    /// The row with this key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut R> {
        let row = self.rows.get_mut(key).and_then(Option::as_mut)?;
        self.touched.insert(key.to_owned());
        Some(row)
    }

    /// Puts a row in, in place of one with the same key.
    pub fn put(&mut self, row: R) {
        let key = row.key();
        self.touched.insert(key.clone());
        self.rows.insert(key, Some(row));
    }

    /// Takes a row out.
    pub fn remove(&mut self, key: &str) {
        self.touched.insert(key.to_owned());
        self.rows.insert(key.to_owned(), None);
    }

    /// All rows in hand.
    pub fn iter(&self) -> impl Iterator<Item = &R> {
        self.rows.values().flatten()
    }

    /// The rows that were put or changed, for a view that writes them in a way of its own.
    pub fn touched(&self) -> impl Iterator<Item = &R> {
        self.touched.iter().filter_map(|key| self.get(key))
    }

    /// Writes what was touched: one delete, one insert-or-update.
    ///
    /// # Errors
    /// [`ViewFault`] when a row does not encode or the write fails.
    pub async fn write(self, connection: &mut PgConnection) -> Result<(), ViewFault> {
        let mut gone = Vec::new();
        let mut kept = Vec::new();
        for key in &self.touched {
            match self.rows.get(key).and_then(Option::as_ref) {
                Some(row) => kept.push(row),
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
        upsert(connection, &kept).await
    }
}

/// Inserts rows or, where their key is taken, puts them in place of what is there.
async fn upsert<R: Row>(connection: &mut PgConnection, rows: &[&R]) -> Result<(), ViewFault> {
    let fault = |source| ViewFault::Rows { table: R::TABLE, source };
    let Some(first) = rows.first() else { return Ok(()) };
    let encoded = serde_json::to_value(first).map_err(fault)?;
    let columns: Vec<String> = encoded.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    let list = columns.join(", ");
    let excluded = columns.iter().map(|name| format!("excluded.{name}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "insert into {table} ({list}) select {list} from json_populate_recordset(null::{table}, $1::text::json) \
         on conflict ({key}) do update set ({list}) = row({excluded})",
        table = R::TABLE,
        key = R::KEY,
    );
    let json = serde_json::to_string(rows).map_err(fault)?;
    sqlx::query(&sql).bind(json).execute(connection).await.map_err(ViewFault::database("writing rows of a view"))?;
    Ok(())
}
