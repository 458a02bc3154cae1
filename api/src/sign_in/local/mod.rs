//! Local accounts, for places without an issuer: a login and a password open a session that a cookie carries.
//!
//! A login that nobody has and a wrong password are told alike, in the same time, and are locked alike.

mod network;
mod passwords;

use super::Principal;
use crate::http::{AccountRefusal, Enrolment, OpenedSession, PasswordAttempt, PasswordChange};
use chrono::{DateTime, Utc};
use muster_eventstore::{
    Clock, EventLog, StoreFault,
    sign_in::{
        accounts::{self, Account},
        enrolments::{self, Redeemed},
        failures, sessions,
    },
    vault::Vault,
};
use network::Network;
use passwords::{BYTES_LIMIT, CHARACTERS_AT_LEAST, HashFault, Passwords, Turn};
use sqlx::PgPool;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Purpose of the keyed hash under which failures are counted.
const FAILURES_PURPOSE: &str = "sign-in-failures";
/// Characters of a login.
const LOGIN_CHARACTERS: std::ops::RangeInclusive<usize> = 3..=32;

/// Signs people with a local account in and out; clones share the threads that hash.
#[derive(Clone)]
pub(crate) struct LocalAccounts {
    pool: PgPool,
    clock: Clock,
    vault: Vault,
    passwords: Passwords,
}

impl LocalAccounts {
    pub(super) fn new(log: &EventLog) -> Self {
        Self { pool: log.pool().clone(), clock: log.clock(), vault: log.vault().clone(), passwords: Passwords::new() }
    }

    /// Opens a session for a login and its password.
    pub(crate) async fn open(&self, attempt: PasswordAttempt) -> Result<OpenedSession, AccountRefusal> {
        let network = attempt.address.map(Network::of);
        let turn = self.passwords.turn(network).map_err(of_hashing)?;
        let now = self.clock.now();
        let login = attempt.login.trim().to_ascii_lowercase();
        let counted = self.counted(&login, network, now).await?;
        let account = accounts::find(&self.pool, &login).await.map_err(unavailable)?;
        let account = self.checked(turn, account, attempt.password, &counted).await?;
        self.begin(&account, attempt.replaces.as_deref(), now).await
    }

    /// Gives the account of a session another password; the present one is asked for again, as at a sign-in.
    pub(crate) async fn change_password(&self, change: PasswordChange) -> Result<OpenedSession, AccountRefusal> {
        let network = change.address.map(Network::of);
        let turn = self.passwords.turn(network).map_err(of_hashing)?;
        let now = self.clock.now();
        let id = self.find(&change.session).await.map_err(unavailable)?.ok_or(AccountRefusal::SignedOut)?;
        let account = accounts::find_by_id(&self.pool, id).await.map_err(unavailable)?;
        let account = account.ok_or(AccountRefusal::SignedOut)?;
        check_password(&change.new_password, &account.login)?;
        let counted = self.counted(&account.login, network, now).await?;
        let account = self.checked(turn, Some(account), change.password, &counted).await?;
        let turn = self.passwords.turn(network).map_err(of_hashing)?;
        let hash = turn.hash(change.new_password).await.map_err(of_hashing)?;
        if !accounts::change_password(&self.pool, &account, &hash).await.map_err(unavailable)? {
            // Somebody else who knew it was faster.
            return Err(AccountRefusal::Wrong);
        }
        self.begin(&Account { password_hash: hash, ..account }, None, now).await
    }

    /// Counts a try of a login from a network; gives under what, unless there were too many before.
    async fn counted(
        &self,
        login: &str,
        network: Option<Network>,
        now: DateTime<Utc>,
    ) -> Result<[String; 2], AccountRefusal> {
        let index = self.vault.index().await.map_err(unavailable)?;
        let network = network.map(|network| network.to_string()).unwrap_or_default();
        let here = index.of(FAILURES_PURPOSE, &format!("{login}\n{network}"));
        let anywhere = index.of(FAILURES_PURPOSE, login);
        // Whoever is locked here does not lock the login for others.
        for (key, limit) in [(&here, failures::FROM_ONE_NETWORK), (&anywhere, failures::FROM_ANYWHERE)] {
            if let Some(until) = failures::count(&self.pool, key, limit, now).await.map_err(unavailable)? {
                return Err(AccountRefusal::Locked { seconds: (until - now).num_seconds().max(1) });
            }
        }
        Ok([here, anywhere])
    }

    /// The account, where the password is its own; then the try is no failure.
    async fn checked(
        &self,
        turn: Turn,
        account: Option<Account>,
        password: Zeroizing<String>,
        counted: &[String],
    ) -> Result<Account, AccountRefusal> {
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let right = password.len() <= BYTES_LIMIT && turn.verify(password, hash).await.map_err(of_hashing)?;
        let account = account.filter(|_| right).ok_or(AccountRefusal::Wrong)?;
        failures::forget(&self.pool, counted).await.map_err(unavailable)?;
        Ok(account)
    }

    /// A fresh session of an account.
    async fn begin(
        &self,
        account: &Account,
        replaces: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<OpenedSession, AccountRefusal> {
        let secret = sessions::open(&self.pool, account, replaces, now).await.map_err(unavailable)?;
        let secret = secret.ok_or(AccountRefusal::Wrong)?;
        Ok(OpenedSession {
            secret,
            actor: Principal::Account(account.id).to_string(),
            ends_at: now + sessions::ABSOLUTE,
        })
    }

    /// The account of a session that is not over.
    pub(crate) async fn find(&self, session: &str) -> Result<Option<Uuid>, StoreFault> {
        sessions::find(&self.pool, session, self.clock.now()).await
    }

    /// Ends a session.
    pub(crate) async fn close(&self, session: &str) -> Result<(), AccountRefusal> {
        sessions::close(&self.pool, session).await.map_err(unavailable)
    }

    /// Makes the account that a link is for, and gives its actor.
    pub(crate) async fn enrol(&self, enrolment: Enrolment) -> Result<String, AccountRefusal> {
        let turn = self.passwords.turn(None).map_err(of_hashing)?;
        let now = self.clock.now();
        if !enrolments::is_good(&self.pool, &enrolment.token, now).await.map_err(unavailable)? {
            return Err(AccountRefusal::LinkUnknown);
        }
        let login = enrolment.login.trim().to_ascii_lowercase();
        check_login(&login)?;
        check_password(&enrolment.password, &login)?;
        let hash = turn.hash(enrolment.password).await.map_err(of_hashing)?;
        match enrolments::redeem(&self.pool, &enrolment.token, &login, &hash, now).await.map_err(unavailable)? {
            Redeemed::Account(account) => Ok(Principal::Account(account).to_string()),
            Redeemed::LinkUnknown => Err(AccountRefusal::LinkUnknown),
            Redeemed::LoginTaken => Err(AccountRefusal::LoginTaken),
        }
    }
}

/// A login begins with a letter, so that no phone and no identity number can be one.
fn check_login(login: &str) -> Result<(), AccountRefusal> {
    let allowed =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || "._-".contains(character);
    let good = LOGIN_CHARACTERS.contains(&login.len())
        && login.starts_with(|first: char| first.is_ascii_lowercase())
        && login.chars().all(allowed);
    if good { Ok(()) } else { Err(AccountRefusal::LoginUnusable) }
}

fn check_password(password: &Zeroizing<String>, login: &str) -> Result<(), AccountRefusal> {
    let good = password.chars().count() >= CHARACTERS_AT_LEAST
        && password.len() <= BYTES_LIMIT
        && !password.to_lowercase().contains(login);
    if good {
        Ok(())
    } else {
        Err(AccountRefusal::PasswordUnusable { characters_at_least: CHARACTERS_AT_LEAST, bytes_limit: BYTES_LIMIT })
    }
}

fn of_hashing(fault: HashFault) -> AccountRefusal {
    match fault {
        HashFault::Busy => AccountRefusal::Busy,
        HashFault::Broken => {
            tracing::error!("a password could not be hashed");
            AccountRefusal::Unavailable
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands as it is in `map_err`")]
fn unavailable(fault: StoreFault) -> AccountRefusal {
    tracing::error!(%fault, "a local account could not be looked up");
    AccountRefusal::Unavailable
}
