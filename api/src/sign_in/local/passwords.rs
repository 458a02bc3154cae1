//! Passwords and their hashes. Hashing is slow and takes memory on purpose, so it has threads for half of the machine's
//! cores and a short queue, of which one network has a part; whoever comes later is told to come again, and everybody else
//! keeps the other half.
//!
//! The threads are its own, and in a flood one goes from a password to the next without a rest: the system leaves such a
//! thread on one core and moves the others' work off it. A thread that is woken for each password runs now on one core, now
//! on another, and what others had just begun there waits for it (`bench sign-ins`).

use super::network::Network;
use argon2::{Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use zeroize::Zeroizing;

/// Sign-ins that wait, for each thread.
const WAITING_PER_THREAD: usize = 4;
/// Places that no network takes alone, for each thread.
const KEPT_FOR_OTHERS: usize = 2;
/// Stands in for the hash of an account that does not exist, so that a wrong login takes as long as a wrong password.
/// Nobody knows a password for it: its output was never computed.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlzIQ$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
/// Characters of a password at least: it is the only factor (NIST SP 800-63B-4, 3.1.1.2).
pub(super) const CHARACTERS_AT_LEAST: usize = 15;
/// Bytes of a password at most.
pub(super) const BYTES_LIMIT: usize = 512;

/// Why a password was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HashFault {
    /// Every thread is at work, and every place in the queue is taken.
    Busy,
    /// The hash could not be computed.
    Broken,
}

/// Hashes and verifies: argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet; RFC 9106).
#[derive(Clone)]
pub(super) struct Passwords {
    threads: Arc<Threads>,
    places: Arc<Semaphore>,
    held: Held,
    for_one_network: usize,
}

/// The threads that hash; started for the first password.
struct Threads {
    number: usize,
    pool: OnceLock<ThreadPool>,
}

impl Threads {
    fn started(&self) -> Result<&ThreadPool, HashFault> {
        if let Some(pool) = self.pool.get() {
            return Ok(pool);
        }
        let fresh = ThreadPoolBuilder::new()
            .num_threads(self.number)
            .thread_name(|_| "passwords".to_owned())
            // Without it a panic there would end the program; whoever waits is told of a fault.
            .panic_handler(|_| tracing::error!("hashing a password panicked"))
            .build();
        let fresh = fresh.map_err(|error| {
            tracing::error!(%error, "no thread to hash passwords could be started");
            HashFault::Broken
        })?;
        Ok(self.pool.get_or_init(|| fresh))
    }
}

/// The places that each network holds; none is listed that holds none.
type Held = Arc<Mutex<HashMap<Network, usize>>>;

/// A place among those who are served or wait; taken before anything else is done for them.
pub(super) struct Turn {
    _share: Option<Share>,
    _place: OwnedSemaphorePermit,
    threads: Arc<Threads>,
}

/// One of the places that a network holds; given back when it is dropped.
struct Share {
    held: Held,
    network: Network,
}

impl Share {
    /// One more place for a network, unless it holds all that it may.
    fn take(held: &Held, network: Network, limit: usize) -> Result<Self, HashFault> {
        let mut counts = held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_default();
        if *count >= limit {
            return Err(HashFault::Busy);
        }
        *count += 1;
        drop(counts);
        Ok(Self { held: Arc::clone(held), network })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut counts = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

impl Passwords {
    /// With a thread for every second core, and one at least.
    pub(super) fn new() -> Self {
        let number = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        let places = number * (1 + WAITING_PER_THREAD);
        Self {
            threads: Arc::new(Threads { number, pool: OnceLock::new() }),
            places: Arc::new(Semaphore::new(places)),
            held: Held::default(),
            for_one_network: places - number * KEPT_FOR_OTHERS,
        }
    }

    /// A turn for somebody from a network, or [`HashFault::Busy`] at once.
    pub(super) fn turn(&self, network: Option<Network>) -> Result<Turn, HashFault> {
        let share = network.map(|network| Share::take(&self.held, network, self.for_one_network)).transpose()?;
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| HashFault::Busy)?;
        Ok(Turn { _share: share, _place: place, threads: Arc::clone(&self.threads) })
    }
}

impl Turn {
    /// Whether a password is the one of a hash; without a hash it is wrong, after the same work.
    pub(super) async fn verify(self, password: Zeroizing<String>, hash: Option<String>) -> Result<bool, HashFault> {
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let right = self.work(move || {
            let hash = PasswordHash::new(&hash).ok()?;
            Some(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(right.await? && exists)
    }

    /// The hash of a new password, with a salt of its own.
    pub(super) async fn hash(self, password: Zeroizing<String>) -> Result<String, HashFault> {
        self.work(move || Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())).await
    }

    /// Works in turn. Whoever stops waiting gives the place back when it is their turn, or when the work that was begun is
    /// done: it cannot be stopped.
    async fn work<T: Send + 'static>(self, work: impl FnOnce() -> Option<T> + Send + 'static) -> Result<T, HashFault> {
        let (done, worked) = oneshot::channel();
        let threads = Arc::clone(&self.threads);
        threads.started()?.spawn_fifo(move || {
            let held = self;
            if !done.is_closed() {
                let outcome = work();
                // Before anybody hears of it, so that whoever does finds the place free.
                drop(held);
                let _ = done.send(outcome);
            }
        });
        worked.await.ok().flatten().ok_or(HashFault::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn secret(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn password_is_right_for_its_own_hash_alone() {
        let passwords = Passwords::new();
        let hash = passwords.turn(None).unwrap().hash(secret("a long enough password")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let verify = async |password: &str, hash: Option<&str>| {
            passwords.turn(None).unwrap().verify(secret(password), hash.map(str::to_owned)).await
        };
        assert_eq!(verify("a long enough password", Some(&hash)).await, Ok(true));
        assert_eq!(verify("a long enough passwore", Some(&hash)).await, Ok(false));
        assert_eq!(verify("a long enough password", None).await, Ok(false));
        assert_eq!(verify("a long enough password", Some("no hash")).await, Err(HashFault::Broken));
    }

    #[test]
    fn stand_in_is_a_hash_with_the_parameters_of_real_ones() {
        let hash = PasswordHash::new(NOBODY).unwrap();
        let params = argon2::Params::try_from(&hash).unwrap();
        let default = argon2::Params::default();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (default.m_cost(), default.t_cost(), 1));
        assert_eq!(hash.hash.unwrap().len(), 32);
    }

    #[test]
    fn turns_are_bounded_and_come_back() {
        let passwords = Passwords::new();
        let places = passwords.places.available_permits();
        let turns: Vec<_> = (0..places).map(|_| passwords.turn(None).ok().unwrap()).collect();
        assert_eq!(passwords.turn(None).err(), Some(HashFault::Busy));
        drop(turns);
        assert!(passwords.turn(None).is_ok());
    }

    #[tokio::test]
    async fn places_come_back_when_nobody_waits_any_more() {
        let passwords = Passwords::new();
        let places = passwords.places.available_permits();
        let begun: Vec<_> = (0..places)
            .map(|_| tokio::spawn(passwords.turn(None).ok().unwrap().hash(secret("a long enough password"))))
            .collect();
        assert_eq!(passwords.turn(None).err(), Some(HashFault::Busy));
        // So that they have begun to wait.
        tokio::task::yield_now().await;
        begun.iter().for_each(tokio::task::JoinHandle::abort);
        let all = passwords.places.acquire_many(u32::try_from(places).unwrap());
        assert!(tokio::time::timeout(Duration::from_secs(10), all).await.is_ok());
    }

    #[test]
    fn network_that_floods_leaves_places_to_others() {
        let passwords = Passwords::new();
        let [flood, other] = ["192.0.2.1", "192.0.2.2"].map(|text| Some(Network::of(text.parse().unwrap())));
        let turns: Vec<_> = std::iter::from_fn(|| passwords.turn(flood).ok()).collect();
        assert!(!turns.is_empty() && passwords.places.available_permits() > 0, "{}", turns.len());
        assert_eq!(passwords.turn(flood).err(), Some(HashFault::Busy));
        assert!(passwords.turn(other).is_ok());
        drop(turns);
        assert!(passwords.turn(flood).is_ok());
        assert!(passwords.held.lock().unwrap().is_empty());
    }
}
