//! Flags and variables. An unknown flag, or an unknown variable that begins like ours, is refused.

use super::audit_args::{AuditArguments, LogName, WitnessArguments};
use crate::import::Kind;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Muster (花名册): the registry of volunteer service and talent.
#[derive(Parser, Debug)]
#[command(name = "muster", version, about, propagate_version = true)]
pub struct Arguments {
    /// Where the registry is kept.
    #[command(flatten)]
    pub place: PlaceArguments,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the registry is kept.
#[derive(Args, Debug, Clone)]
pub struct PlaceArguments {
    /// A `PostgreSQL` server to use; without it muster makes and supervises its own.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database: Option<String>,
    /// Folder of the private `PostgreSQL` and of the key file.
    #[arg(long, global = true, env = "MUSTER_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// Folder with `PostgreSQL`'s server programs; searched for where it is not given.
    #[arg(long, global = true, env = "MUSTER_PG_BIN", value_name = "FOLDER")]
    pub pg_bin: Option<PathBuf>,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Answer requests until stopped.
    Serve(ServeArguments),
    /// Make, list and revoke keys for signing in.
    Keys(KeysArguments),
    /// Keep the local accounts: one-time links to make one, the list, removal.
    Admin(AdminArguments),
    /// Deny tokens of the issuer before they end by themselves.
    Tokens(TokensArguments),
    /// Change the keys that seal and index personal text, while the registry serves.
    Vault(VaultArguments),
    /// Take over a CSV file of one kind; a row's number is its line in a spreadsheet, where the header is row 1.
    Import(ImportArguments),
    /// Build a view anew beside the live one, compare, and switch.
    Rebuild(RebuildArguments),
    /// Carry the ledger of erasures to a store that was restored from an older copy.
    Erasures(ErasuresArguments),
    /// Copy the registry into a folder, and let every later change follow it there.
    Backup(BackupArguments),
    /// Bring a registry back from its backups into a new data folder, to a moment or whole.
    Restore(RestoreArguments),
    /// Check a restored registry: log, erasures and views.
    VerifyRestore(VerifyRestoreArguments),
    /// Hand the sealed log over, and check it without the registry.
    Audit(AuditArguments),
    /// Witness the checkpoints of logs: sign only what follows from what was signed before.
    Witness(WitnessArguments),
    /// Print the GraphQL schema.
    Schema,
}

/// Where to copy the registry.
#[derive(Args, Debug, Clone)]
pub struct BackupArguments {
    /// The folder of backups, with an absolute path; best on another disk or machine.
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,
    /// Days for which older copies and changes are kept. Whoever was erased can be read from them so long.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=365))]
    pub keep_days: u16,
}

/// What to bring back.
#[derive(Args, Debug, Clone)]
pub struct RestoreArguments {
    /// The folder of backups.
    #[arg(long, value_name = "FOLDER")]
    pub from: PathBuf,
    /// The moment, such as `2026-11-28T18:00:00+08:00`; everything that is there where none is given.
    #[arg(long, value_name = "INSTANT")]
    pub at: Option<DateTime<Utc>>,
}

/// What to check a restored registry against.
#[derive(Args, Debug, Clone)]
pub struct VerifyRestoreArguments {
    /// The folder of backups, with the ledger of erasures and the checkpoints.
    #[arg(long, value_name = "FOLDER")]
    pub from: PathBuf,
}

/// What to do with the ledger of erasures.
#[derive(Args, Debug, Clone)]
pub struct ErasuresArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: ErasuresCommand,
}

/// What to do with the ledger of erasures.
#[derive(Subcommand, Debug, Clone)]
pub enum ErasuresCommand {
    /// Write every erasure into a file, beside a backup; it holds pseudonyms only.
    Export {
        /// The file.
        file: PathBuf,
    },
    /// Erase everybody in the file again, before a restored store answers anybody.
    Apply {
        /// The file.
        file: PathBuf,
    },
}

/// How to answer requests.
#[derive(Args, Debug, Clone)]
pub struct ServeArguments {
    /// Address to listen on.
    #[arg(long, env = "MUSTER_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// A proxy in front, or a network of nothing but such, which adds to `X-Forwarded-For` for whom it asks: failures to sign
    /// in are counted by whom it names, and not by the proxy; several with commas.
    #[arg(long = "trusted-proxy", env = "MUSTER_TRUSTED_PROXIES", value_name = "ADDRESS")]
    #[arg(value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// Fill an empty registry with synthetic people, and print keys that end in a day, one for each role.
    #[arg(long)]
    pub demo: bool,
    /// Volunteers of the demonstration; the published figure is 800000, and activities follow in proportion.
    #[arg(long, requires = "demo", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(100..=800_000))]
    pub scale: u32,
    /// The `OpenID` Connect issuer whose access tokens sign people in, letter by letter as its tokens name it.
    #[arg(long, env = "MUSTER_OIDC_ISSUER", requires = "oidc_audience", value_name = "URL")]
    pub oidc_issuer: Option<String>,
    /// Whom such a token must be meant for.
    #[arg(long, env = "MUSTER_OIDC_AUDIENCE", requires = "oidc_issuer", value_name = "TEXT")]
    pub oidc_audience: Option<String>,
    /// A witness that is asked to sign each checkpoint; several times for several.
    #[arg(long = "witness", value_name = "URL#NAME+ID+KEY")]
    pub witnesses: Vec<String>,
    /// The log's name.
    #[command(flatten)]
    pub log_name: LogName,
}

/// A network, or an address alone.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let alone = || text.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
    let network = text.parse().or_else(|_| alone());
    match network.map_err(|_| "neither an address nor a network such as 10.0.0.0/8".to_owned())? {
        everybody if everybody.prefix_len() == 0 => Err("everybody would be a proxy".to_owned()),
        network => Ok(network),
    }
}

/// What to do with keys.
#[derive(Args, Debug, Clone)]
pub struct KeysArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: KeysCommand,
}

/// What to do with keys.
#[derive(Subcommand, Debug, Clone)]
pub enum KeysCommand {
    /// Make a key and print it, alone; it cannot be shown again.
    Create {
        /// What the key is called.
        #[arg(long, default_value = "operator")]
        name: String,
        /// When it ends.
        #[command(flatten)]
        lifetime: KeyLifetime,
        /// What it may do and where, several with commas: `ADMINISTRATOR`, `HR_READER`, `AUDITOR` or `PRIVACY_OFFICER` on
        /// the whole registry or with @ and a division, `OPERATOR`, `VOLUNTEER@` and the id of a person. A key of an
        /// organization may enter and approve where nothing is said.
        #[arg(long, value_name = "ROLE[@WHERE]", required_unless_present = "organization")]
        role: Option<String>,
        /// Code of the organization for which it signs in (`ORGANIZATION_WRITER`, `ORGANIZATION_APPROVER`).
        #[arg(long, value_name = "CODE")]
        organization: Option<String>,
    },
    /// List all keys with their end and last use, without the keys themselves.
    List,
    /// Make a key that takes over from another, with its name and organization, and print it, alone; revoke the old one
    /// when nothing uses it any more.
    Rotate {
        /// Id of the key, from the list.
        id: uuid::Uuid,
        /// When the new key ends.
        #[command(flatten)]
        lifetime: KeyLifetime,
    },
    /// Revoke a key; it ends within five seconds.
    Revoke {
        /// Id of the key, from the list.
        id: uuid::Uuid,
    },
}

/// When a key ends.
#[derive(Args, Debug, Clone)]
pub struct KeyLifetime {
    /// Days until it ends; a year at most.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=365))]
    pub days: u16,
    /// Its last day, `YYYY-MM-DD` (+08:00), in the place of a number of days; within a year.
    #[arg(long, value_name = "DATE", conflicts_with = "days", value_parser = crate::import::read_day)]
    pub expires_on: Option<NaiveDate>,
}

/// What to do with the keys of personal text.
#[derive(Args, Debug, Clone)]
pub struct VaultArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: VaultCommand,
}

/// What to do with the keys of personal text.
#[derive(Subcommand, Debug, Clone, Copy)]
pub enum VaultCommand {
    /// Say which keys there are, by name and version, and how many keys of people stand under each.
    Status,
    /// Let a fresh key-encryption key take over, in two runs: the first puts it in front of the key file and wraps nothing
    /// under it; copy the file to every host and to the safe, and the second takes it into use. Where `MUSTER_KEY` carries
    /// the keys, put a new one in front of the present one there (with a comma between them), restart every server, and
    /// then run this once.
    RotateKey,
    /// Take the older key-encryption keys out of the key file; keep them elsewhere as long as a backup needs them.
    ForgetOlderKeys,
    /// Let a fresh key take over for the blind indexes, by which people are found and identities are unique. Takes some
    /// seconds at least: every server has to know of it first. A run that was cut off is ended by the next.
    RotateIndex,
}

/// What to do for local accounts.
#[derive(Args, Debug, Clone)]
pub struct AdminArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: AdminCommand,
}

/// What to do for local accounts.
#[derive(Subcommand, Debug, Clone)]
pub enum AdminCommand {
    /// Print the link with which the first administrator chooses login and password; refused once there is one.
    Enrol(LinkArguments),
    /// Print such a link for somebody else, whose account has no role until one is granted.
    Invite(LinkArguments),
    /// List the local accounts.
    List,
    /// Remove a local account and end its sessions; an administrator who lost the password enrols again after it.
    Remove {
        /// Its login.
        login: String,
    },
}

/// How a link begins.
#[derive(Args, Debug, Clone)]
pub struct LinkArguments {
    /// Address under which people reach this registry.
    #[arg(long, default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub url: String,
}

/// What to do with tokens.
#[derive(Args, Debug, Clone)]
pub struct TokensArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: TokensCommand,
}

/// What to do with tokens.
#[derive(Subcommand, Debug, Clone)]
pub enum TokensCommand {
    /// Believe a token, or all tokens of somebody, no more; every node does so within five seconds.
    Deny(TokenChoice),
    /// Take a denial back.
    Allow(TokenChoice),
    /// List what is denied.
    Denied,
}

/// Which tokens.
#[derive(Args, Debug, Clone)]
#[group(required = true, multiple = false)]
pub struct TokenChoice {
    /// Every token of a principal, as the log names them: `oidc:` and an id.
    #[arg(long, value_name = "oidc:ID")]
    pub principal: Option<String>,
    /// One token, by its `jti`.
    #[arg(long, value_name = "JTI")]
    pub token_id: Option<String>,
}

/// What to build anew.
#[derive(Args, Debug, Clone)]
pub struct RebuildArguments {
    /// Name of the view; all views where none is given.
    pub view: Option<String>,
    /// Only compare the replayed view with the live one, and switch nothing.
    #[arg(long)]
    pub verify: bool,
}

/// Which file to take over, and how.
#[derive(Args, Debug, Clone)]
pub struct ImportArguments {
    /// What its rows are.
    pub kind: Kind,
    /// The file: CSV in UTF-8 with a header row.
    pub file: PathBuf,
    /// Decide every row and change nothing; takes up to 200,000 rows.
    #[arg(long)]
    pub dry_run: bool,
    /// Where to write the outcome of every row as JSON.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// First day, `YYYY-MM-DD`, of what the file gives none: teams, service divisions, organizations, posts [default: today, +08:00].
    #[arg(long, value_name = "DATE", value_parser = crate::import::read_day)]
    pub effective_on: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn proxy_is_an_address_or_a_network_and_never_everybody() {
        for (text, read) in [
            ("10.0.0.1", "10.0.0.1/32"),
            (" 10.0.0.0/8", "10.0.0.0/8"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
            ("2001:db8::/32", "2001:db8::/32"),
        ] {
            assert_eq!(network(text).map(|network| network.to_string()), Ok(read.to_owned()), "{text}");
        }
        for refused in ["", "ten", "10.0.0.0/33", "0.0.0.0/0", "::/0"] {
            assert!(network(refused).is_err(), "{refused}");
        }
    }
}
