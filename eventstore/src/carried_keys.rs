//! The keys of the vault as a file (密钥随迁文件), for a registry that moves with its bundle: what a bundle holds of people is
//! sealed, and opens with these.
//!
//! Each key in it is wrapped under the key-encryption key, which is not in it: bundle, this file and that key together are
//! the registry in clear, and each is kept apart from the others. As with a backup, whoever is erased later is not erased
//! from a copy of this file.

use crate::StoreFault;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sqlx::{PgConnection, PgPool};
use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// The form of the file; another one is refused.
const FORM: &str = "muster-vault-keys/1";
/// For its owner alone.
const FILE_MODE: u32 = 0o600;

/// The vault's tables, row by row as the database writes them.
#[derive(Serialize, Deserialize)]
pub struct CarriedKeys {
    form: String,
    /// The log whose keys they are: the name of its key.
    pub log: String,
    /// Position up to which the log's keys are all here; those of later events may be.
    pub size: u64,
    index_keys: Box<RawValue>,
    keys: Box<RawValue>,
}

impl std::fmt::Debug for CarriedKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CarriedKeys(of {} up to {}, ***)", self.log, self.size)
    }
}

impl CarriedKeys {
    /// The keys of a store now, of which a bundle up to a position was written before.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn of(pool: &PgPool, log: &str, size: u64) -> Result<Self, StoreFault> {
        let rows = async |table: &str| {
            let sql = format!("select coalesce(json_agg(k), '[]')::text from {table} k");
            let text: String =
                sqlx::query_scalar(&sql).fetch_one(pool).await.map_err(StoreFault::database("reading keys"))?;
            RawValue::from_string(text).map_err(|source| StoreFault::Outcome { source })
        };
        Ok(Self {
            form: FORM.to_owned(),
            log: log.to_owned(),
            size,
            index_keys: rows("log.vault_index_keys").await?,
            keys: rows("log.vault_keys").await?,
        })
    }

    /// Writes the file, of mode 0600; a file that is there is not written over.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let mut out = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(file)?;
        out.write_all(&serde_json::to_vec(self)?)?;
        out.sync_all()
    }

    /// Reads the file; none where it is no such file.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read(file: &Path) -> io::Result<Option<Self>> {
        let text = std::fs::read(file)?;
        Ok(serde_json::from_slice(&text).ok().filter(|keys: &Self| keys.form == FORM))
    }

    /// Puts the keys into the tables of a store that has none.
    pub(crate) async fn put(&self, connection: &mut PgConnection) -> Result<(), StoreFault> {
        let fault = || StoreFault::database("taking keys over");
        // A store gets an index key of its own when it is opened first; nothing was indexed with it.
        sqlx::query("delete from log.vault_index_keys").execute(&mut *connection).await.map_err(fault())?;
        for (table, rows) in [("log.vault_index_keys", &self.index_keys), ("log.vault_keys", &self.keys)] {
            let sql = format!("insert into {table} select * from json_populate_recordset(null::{table}, $1::json)");
            sqlx::query(&sql).bind(rows.get()).execute(&mut *connection).await.map_err(fault())?;
        }
        Ok(())
    }
}
