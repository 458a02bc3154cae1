//! The arrows between crates, as cargo itself reports them: `domain ← eventstore ← projections ← api ← tests`,
//! and `seal` before them, which uses nothing of ours.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

/// Each crate with the crates of ours that it may use.
const ARROWS: [(&str, &[&str]); 6] = [
    ("muster-domain", &[]),
    ("muster-seal", &[]),
    ("muster-eventstore", &["muster-domain", "muster-seal"]),
    ("muster-projections", &["muster-domain", "muster-eventstore"]),
    ("muster-api", &["muster-domain", "muster-eventstore", "muster-projections", "muster-seal"]),
    ("muster-tests", &["muster-api", "muster-domain", "muster-eventstore", "muster-projections", "muster-seal"]),
];
/// What the rules are made of, and nothing else: no database, no runtime, no web.
const DOMAIN_DEPENDENCIES: [&str; 6] = ["chrono", "cqrs-es", "pathfinding", "serde", "thiserror", "uuid"];
/// What the sealed log is made of: bytes, hashes, signatures; no database, no runtime, no web.
const SEAL_DEPENDENCIES: [&str; 7] =
    ["base64", "ed25519-dalek", "sha2", "signed_note", "thiserror", "tlog_tiles", "uuid"];
/// Crates that know the wire; only the doors may use them.
const WIRE: [&str; 5] = ["async-graphql", "axum", "clap", "csv", "hyper"];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The direct dependencies of each crate of the workspace, without those of its tests.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo's metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let names = |package: &Value| {
        let dependencies = package["dependencies"].as_array().expect("dependencies");
        let normal = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
        normal.filter_map(|dependency| dependency["name"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    packages.iter().map(|package| (package["name"].as_str().unwrap_or_default().to_owned(), names(package))).collect()
}

#[test]
fn crates_use_only_crates_further_in() {
    let dependencies = dependencies();
    assert_eq!(dependencies.len(), ARROWS.len(), "a crate without arrows: {:?}", dependencies.keys());
    for (name, allowed) in ARROWS {
        let ours = dependencies[name].iter().filter(|used| used.starts_with("muster-"));
        let wrong: Vec<_> = ours.filter(|used| !allowed.contains(&used.as_str())).collect();
        assert!(wrong.is_empty(), "{name} uses {wrong:?}");
    }
}

#[test]
fn domain_is_pure() {
    let used = &dependencies()["muster-domain"];
    let wrong: Vec<_> = used.iter().filter(|used| !DOMAIN_DEPENDENCIES.contains(&used.as_str())).collect();
    assert!(wrong.is_empty(), "the rules use {wrong:?}");
}

#[test]
fn sealed_log_is_pure() {
    let used = &dependencies()["muster-seal"];
    let wrong: Vec<_> = used.iter().filter(|used| !SEAL_DEPENDENCIES.contains(&used.as_str())).collect();
    assert!(wrong.is_empty(), "the sealed log uses {wrong:?}");
}

#[test]
fn wire_is_known_to_the_doors_alone() {
    let dependencies = dependencies();
    for name in ["muster-domain", "muster-eventstore", "muster-projections"] {
        let wrong: Vec<_> = dependencies[name].iter().filter(|used| WIRE.contains(&used.as_str())).collect();
        assert!(wrong.is_empty(), "{name} uses {wrong:?}");
    }
}

/// Every source file below a folder, with its text.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the folder is read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("the file is read");
            found.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn sql_stands_in_the_log_and_the_views_alone() {
    for folder in ["domain/src", "seal/src", "api/src"] {
        let mut found = Vec::new();
        sources(&root().join(folder), &mut found);
        let wrong: Vec<_> =
            found.iter().filter(|(_, text)| text.contains("sqlx::query")).map(|(path, _)| path).collect();
        assert!(wrong.is_empty(), "SQL in {wrong:?}");
    }
}

/// The texts of SQL in a source, with single spaces.
fn statements(text: &str) -> impl Iterator<Item = String> {
    let literals = text.split('"').skip(1).step_by(2);
    let statements = literals.map(|literal| literal.split_whitespace().collect::<Vec<_>>().join(" "));
    statements
        .filter(|text| ["select ", "with ", "insert ", "delete ", "update "].iter().any(|verb| text.starts_with(verb)))
}

/// A connection keeps a prepared statement by its text, and tables of the same name are not the same in two views: what was
/// prepared over the one is refused over the other.
#[test]
fn no_two_views_ask_with_the_same_words() {
    let mut found = Vec::new();
    sources(&root().join("projections/src/views"), &mut found);
    let mut asked_by: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (path, text) in &found {
        let view = path.split("/views/").nth(1).and_then(|path| path.split(['/', '.']).next()).expect("a view");
        for statement in statements(text) {
            asked_by.entry(statement).or_default().insert(view);
        }
    }
    assert!(asked_by.len() > 100, "{} statements were found", asked_by.len());
    let shared: Vec<_> = asked_by.iter().filter(|(_, views)| views.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:#?}");
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let mut found = Vec::new();
    let folders =
        ["domain/src", "seal/src", "eventstore/src", "projections/src", "api/src", "tests/src", "tests/suite"];
    for folder in folders {
        sources(&root().join(folder), &mut found);
    }
    let silent: Vec<_> = found.iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "no words at the top of {silent:?}");
}

#[test]
fn every_crate_inherits_the_lints() {
    for folder in ["domain", "seal", "eventstore", "projections", "api", "tests"] {
        let manifest = std::fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("the manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{folder} has lints of its own");
    }
}
