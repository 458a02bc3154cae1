//! The ledger of erasures as a small file, so that a store restored from before an erasure forgets again.
//!
//! The file holds pseudonyms only. It is written beside every backup, and read before the restored store may answer.

use chrono::{DateTime, Utc};
use muster_domain::{
    kernel::Source,
    person::{ErasureRecord, Person, PersonCommand, PersonRefusal, words::ErasureBasis},
};
use muster_eventstore::{
    EventLog, Request, StoreFault, TransactError,
    erasures::{self, Erasure, Remnants},
};
use muster_projections::{ViewFault, Views, views::person_directory};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The form of the file; another one is refused.
const FORM: &str = "muster-erasures/1";
/// Pseudonym under which erasures are repeated.
const ACTOR: &str = "ledger-of-erasures";

/// Why the file is not written or not applied.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFault {
    /// The file cannot be read or written.
    #[error("{} cannot be used", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What is in the file is no ledger of erasures of this form.
    #[error("{} holds no ledger of erasures of the form {FORM}", .file.display())]
    Form {
        /// Which.
        file: PathBuf,
    },
    /// Streams of people kept moving on while they were to be erased; the rest is applied by trying again.
    #[error("others kept changing a person who is to be erased; apply the file again")]
    Busy,
    /// The log failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A view failed.
    #[error(transparent)]
    View(#[from] ViewFault),
}

#[derive(Serialize, Deserialize)]
struct LedgerFile {
    form: String,
    written_at: DateTime<Utc>,
    erasures: Vec<Erasure>,
}

/// What applying a file came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// People erased again.
    pub erased: u64,
    /// People who were erased here already.
    pub known: u64,
    /// People whom this store does not know: they came on file after the copy was made.
    pub absent: u64,
}

/// Writes every erasure into a file, and gives how many there are.
///
/// # Errors
/// [`LedgerFault`].
pub async fn export(log: &EventLog, file: &Path) -> Result<usize, LedgerFault> {
    let ledger =
        LedgerFile { form: FORM.to_owned(), written_at: log.clock().now(), erasures: erasures::all(log.pool()).await? };
    let failed = |source: std::io::Error| LedgerFault::File { file: file.to_owned(), source };
    let text = serde_json::to_string_pretty(&ledger).map_err(|error| failed(error.into()))?;
    std::fs::write(file, text + "\n").map_err(failed)?;
    Ok(ledger.erasures.len())
}

/// Erases everybody in the file whom this store still holds, and moves the directory behind it before it returns.
///
/// # Errors
/// [`LedgerFault`]; what was erased until then stays erased, and the rest is applied by trying again.
pub async fn apply(log: &EventLog, views: &Views, file: &Path) -> Result<Applied, LedgerFault> {
    let form = || LedgerFault::Form { file: file.to_owned() };
    let mut applied = Applied::default();
    let request = Request { actor: ACTOR.to_owned(), source: Source::System, ..Request::default() };
    for Erasure { person, position, erased_on, basis, proposed_by, approved_by, .. } in read(file)? {
        let basis = ErasureBasis::read(&basis).map_err(|_| form())?;
        let record = ErasureRecord { basis, proposed_by, approved_by, erased_on, position };
        match log.execute::<Person>(&request, person, PersonCommand::RepeatErasure { record }).await {
            Ok(committed) if committed.receipt.is_some() => applied.erased += 1,
            Ok(_) => applied.known += 1,
            Err(TransactError::Refused(PersonRefusal::PersonUnknown)) => applied.absent += 1,
            Err(TransactError::Fault(fault)) => return Err(fault.into()),
            Err(
                TransactError::Refused(_)
                | TransactError::Claimed { .. }
                | TransactError::Conflict { .. }
                | TransactError::KeyReused
                | TransactError::Busy,
            ) => return Err(LedgerFault::Busy),
        }
        log.vault().forget(person);
    }
    views.reach(person_directory::NAME, erasures::newest_position(log.pool()).await?).await?;
    Ok(applied)
}

/// The erasures in a file.
///
/// # Errors
/// [`LedgerFault::File`], [`LedgerFault::Form`].
pub fn read(file: &Path) -> Result<Vec<Erasure>, LedgerFault> {
    let text = std::fs::read_to_string(file).map_err(|source| LedgerFault::File { file: file.to_owned(), source })?;
    let ledger = serde_json::from_str::<LedgerFile>(&text).ok().filter(|ledger| ledger.form == FORM);
    Ok(ledger.ok_or_else(|| LedgerFault::Form { file: file.to_owned() })?.erasures)
}

/// How many of these people can still be read or found in this store.
///
/// # Errors
/// [`LedgerFault::Store`].
pub async fn left_of(log: &EventLog, erased: &[Erasure]) -> Result<usize, LedgerFault> {
    let mut left = 0;
    for erasure in erased {
        if erasures::remnants(log.pool(), erasure).await? != Remnants::default() {
            left += 1;
        }
    }
    Ok(left)
}
