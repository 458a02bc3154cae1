//! `muster audit`: the sealed log as files, and their check without the registry.

use super::{
    CommandFault,
    audit_args::{AuditArguments, AuditCommand, LogName, QuorumArguments},
    note, say,
};
use crate::{
    App,
    app::{Place, Use},
    bundles,
};
use chrono::DateTime;
use muster_eventstore::{
    carried_keys,
    seal::{self, SealReader, SigningKey},
};
use muster_seal::{
    Hash, Head, Leaf, PublicKey, SignedCheckpoint,
    bundle::Reader,
    checkpoint,
    proof::{self, PROOF_LIMIT},
    verify::{Failure, verify},
};
use std::{
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
};

/// How a proof begins; anything else is taken for a bundle.
const PROOF_BEGINS: &[u8] = b"c2sp.org/tlog-proof@";

/// Runs the command.
pub(super) async fn run(place: &Place, arguments: &AuditArguments) -> Result<(), CommandFault> {
    match &arguments.command {
        AuditCommand::Verify { file, key, against, shows, quorum } => {
            check(file, key, against.as_deref(), quorum)?;
            return shows.as_ref().map_or(Ok(()), |proof| show(file, key, proof));
        }
        AuditCommand::Import { file, key, people } => return import(place, file, key, people.keys.as_deref()).await,
        AuditCommand::Export { .. }
        | AuditCommand::Publish { .. }
        | AuditCommand::Proof { .. }
        | AuditCommand::Replay { .. }
        | AuditCommand::Status { .. }
        | AuditCommand::Resume { .. } => {}
    }
    let app = App::open(place, Use::Join).await?;
    let outcome = act(&app, place, &arguments.command).await;
    app.close().await?;
    outcome
}

async fn act(app: &App, place: &Place, command: &AuditCommand) -> Result<(), CommandFault> {
    let pool = app.log.pool();
    match command {
        AuditCommand::Verify { .. } | AuditCommand::Import { .. } => {}
        AuditCommand::Export { to, from_checkpoint, keys } => {
            let after = from_checkpoint.as_deref().map(size_of).transpose()?.unwrap_or_default();
            let exported = seal::export(pool, to, after).await?;
            say(&format!("{} events, up to position {}", exported.events, exported.checkpoint.checkpoint.size));
            say(&format!("key {}", exported.key));
            if let Some(file) = keys {
                let log = &exported.checkpoint.checkpoint;
                carried_keys::write(pool, &log.origin, log.size, file).await?;
                note("keep the keys apart from the bundle: with the key-encryption key both open every name in it");
            }
        }
        AuditCommand::Publish { folder, entries } => {
            let size = seal::publish(pool, folder, *entries).await?;
            say(&format!("the tree of {size} events stands in {}", folder.display()));
        }
        AuditCommand::Proof { position, to } => {
            let named = || Path::new(&format!("position-{position}.tlog-proof")).to_owned();
            let file = to.clone().unwrap_or_else(named);
            let bytes = SealReader::new(pool.clone()).proof(*position).await?;
            std::fs::write(&file, bytes).map_err(outside(&file, "written"))?;
            say(&file.display().to_string());
        }
        AuditCommand::Replay { until } => super::replay::run(app, *until).await?,
        AuditCommand::Status { name } => status(app, place, name).await?,
        AuditCommand::Resume { size, root, name } => {
            let root =
                Hash::parse_hash(root).map_err(|_| CommandFault::Usage("a root is base64 of 32 bytes".to_owned()))?;
            seal::resume(pool, &signing_key(place, name)?, *size, root).await?;
            say(&format!("signing goes on from {size} events, and that is on record"));
        }
    }
    Ok(())
}

async fn import(place: &Place, file: &Path, key: &str, keys: Option<&Path>) -> Result<(), CommandFault> {
    let taken = bundles::take_in(place, file, &public_key(key)?, keys).await?;
    let log = &taken.signed.checkpoint;
    say(&format!("{} events taken in, root {} as {} signed it", log.size, log.root, log.origin));
    note("nothing is signed until somebody has looked: muster audit status, muster audit resume");
    Ok(())
}

async fn status(app: &App, place: &Place, name: &LogName) -> Result<(), CommandFault> {
    let key = signing_key(place, name)?;
    let standing = seal::standing(app.log.pool(), &key).await?;
    let pair = |size: u64, root: &Hash| format!("{size} events, root {root}");
    say(&format!("key         {}", key.public()));
    say(&format!("log         {}", pair(standing.events, &standing.root)));
    let sealed = standing.sealed.map_or_else(|| "nothing".to_owned(), |(size, root)| pair(size, &root));
    say(&format!("sealed      {sealed}"));
    let last = standing.remembered.map_or_else(|| "nothing".to_owned(), |last| pair(last.size, &last.root));
    say(&format!("signed last {last}"));
    if let Some(import) = standing.import {
        let people = if import.with_keys { "with the keys of its people" } else { "without keys" };
        say(&format!("taken over  {}, {people}, of {}", pair(import.size, &import.root), import.public_key));
    }
    Ok(())
}

fn signing_key(place: &Place, name: &LogName) -> Result<SigningKey, CommandFault> {
    Ok(SigningKey::open(&place.data_dir, name.log_origin.as_deref(), false)?)
}

/// Checks a file; nothing is opened but the files that are named.
fn check(file: &Path, key: &str, against: Option<&Path>, quorum: &QuorumArguments) -> Result<(), CommandFault> {
    let witnesses = quorum.witnesses.iter().map(|witness| public_key(witness)).collect::<Result<Vec<_>, _>>()?;
    let wanted = quorum.at_least.map_or(witnesses.len(), usize::from);
    let key = public_key(key)?;
    let earlier = against.map(|path| held(path, &key)).transpose()?;
    let mut input = BufReader::new(File::open(file).map_err(outside(file, "read"))?);
    let mut begin = Vec::new();
    input.by_ref().take(PROOF_BEGINS.len() as u64).read_to_end(&mut begin).map_err(outside(file, "read"))?;
    if begin == PROOF_BEGINS {
        input.take(PROOF_LIMIT as u64).read_to_end(&mut begin).map_err(outside(file, "read"))?;
        return check_proof(&begin, &key, (&witnesses, wanted));
    }
    match verify(begin.chain(input), &key, earlier.as_ref()) {
        Ok(good) => {
            let log = &good.signed.checkpoint;
            say(&format!("whole: {} events from position {} of {}", good.records, good.first, log.origin));
            say(&format!("checkpoint at {}, root {}", log.size, log.root));
            if let Some(size) = good.continues {
                say(&format!("it continues the checkpoint at {size}"));
            }
            check_witnesses(&good.signed, (&witnesses, wanted))
        }
        Err(Failure::Damage(damage)) => Err(CommandFault::Refused(damage.to_string())),
        Err(Failure::Input(source)) => Err(outside(file, "read")(source)),
    }
}

/// Refuses a checkpoint that too few of the witnesses have signed, and says who did and when.
fn check_witnesses(signed: &SignedCheckpoint, (witnesses, wanted): (&[PublicKey], usize)) -> Result<(), CommandFault> {
    let times =
        signed.witnessed(witnesses, wanted).map_err(|error| CommandFault::Refused(format!("UNWITNESSED: {error}")))?;
    for (name, time) in times {
        let at = i64::try_from(time).ok().and_then(|time| DateTime::from_timestamp(time, 0));
        let at = at.map_or_else(|| format!("{time} s after 1970"), |at| at.to_rfc3339());
        say(&format!("signed by the witness {name} at {at}"));
    }
    Ok(())
}

fn check_proof(file: &[u8], key: &PublicKey, quorum: (&[PublicKey], usize)) -> Result<(), CommandFault> {
    let proved = proof::verify(file, key).map_err(|error| CommandFault::Refused(error.to_string()))?;
    let log = &proved.checkpoint.checkpoint;
    say(&format!("position {} of {} is in the log of {} events", proved.position, log.origin, log.size));
    match &proved.leaf {
        Some(bytes) => say_head(&Leaf::read(bytes).map_err(|error| CommandFault::Refused(error.to_string()))?.head),
        None => say(&format!("it shows the hash of its leaf alone: {}", proved.hash)),
    }
    check_witnesses(&proved.checkpoint, quorum)
}

fn say_head(head: &Head<'_>) {
    say(&format!("{} {} of {} {}", head.event_type, head.event_version, head.aggregate_type, head.aggregate_id));
    say(&format!("sequence {}, event {}, actor {}", head.sequence, head.event_id, head.actor.unwrap_or("none")));
}

/// Says which event of a bundle that was found whole a proof is of.
fn show(bundle: &Path, key: &str, file: &Path) -> Result<(), CommandFault> {
    let bytes = std::fs::read(file).map_err(outside(file, "read"))?;
    let proved = proof::verify(&bytes, &public_key(key)?).map_err(|error| CommandFault::Refused(error.to_string()))?;
    let input = BufReader::new(File::open(bundle).map_err(outside(bundle, "read"))?);
    let mut records = Reader::begin(input).map_err(outside(bundle, "read"))?;
    while let Some(reader) = &mut records
        && let Some(record) = reader.next_record().map_err(outside(bundle, "read"))?
    {
        let record = record.map_err(|error| CommandFault::Refused(error.to_string()))?;
        if record.leaf().hash().is_ok_and(|hash| hash == proved.hash) {
            say(&format!("the proof is of position {}", record.head.position));
            say_head(&record.head);
            say(record.payload);
            return Ok(());
        }
    }
    let position = proved.position;
    Err(CommandFault::Refused(format!("the proof of position {position} is of no event in the bundle")))
}

/// A key as it is typed, or the file that holds it.
fn public_key(text: &str) -> Result<PublicKey, CommandFault> {
    let read =
        text.parse().or_else(|error| std::fs::read_to_string(text).map_err(|_| error).and_then(|text| text.parse()));
    read.map_err(|error: muster_seal::key::KeyError| CommandFault::Usage(error.to_string()))
}

fn held(path: &Path, key: &PublicKey) -> Result<SignedCheckpoint, CommandFault> {
    let note = std::fs::read(path).map_err(outside(path, "read"))?;
    SignedCheckpoint::open(&note, key).map_err(|error| CommandFault::Refused(format!("{}: {error}", path.display())))
}

fn size_of(path: &Path) -> Result<u64, CommandFault> {
    let note = std::fs::read(path).map_err(outside(path, "read"))?;
    let claimed = checkpoint::claimed(&note);
    let read = claimed.ok_or_else(|| CommandFault::Usage(format!("{} is no checkpoint", path.display())))?;
    Ok(read.size)
}

fn outside(path: &Path, what: &str) -> impl Fn(std::io::Error) -> CommandFault {
    let doing = format!("{} cannot be {what}", path.display());
    move |source| CommandFault::Outside { doing: doing.clone(), source }
}
