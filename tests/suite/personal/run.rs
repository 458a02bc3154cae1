//! As many entries as reads, whoever reads at the same time.

use super::registry::{CONTACT, Registry, name};
use futures::{StreamExt as _, stream};
use serde_json::json;
use std::collections::BTreeMap;

/// Reads, where `ACCESS_READS` does not say how many (`make access-log` says 10,000).
const READS: usize = 400;
/// People of the registry.
const PEOPLE: usize = 100;
/// People of one list.
const LISTED: usize = 50;
/// Requests under way at a time.
const AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_as_many_as_reads_without_a_gap_when_many_read_at_once() {
    let reads = std::env::var("ACCESS_READS").ok().and_then(|reads| reads.parse().ok()).unwrap_or(READS);
    let registry = Registry::of(PEOPLE).await;
    let keys = [registry.key("HR_READER").await, registry.key("ADMINISTRATOR").await];
    // Half of the reads are of one person, half of a list.
    let singly = (0..reads / 2).map(|nth| (nth, 1));
    let listed = (0..reads / 2 / LISTED).map(|nth| (nth * LISTED, LISTED));
    let asked: Vec<(usize, usize, usize)> =
        singly.chain(listed).enumerate().map(|(nth, (first, count))| (nth, first % PEOPLE, count)).collect();
    let shown: usize = stream::iter(&asked)
        .map(async |(nth, first, count)| {
            let people = &registry.people[*first..first + count];
            let answer = registry.read(&keys[nth % keys.len()], people, CONTACT).await;
            let read = answer["data"]["unmaskedPeople"].as_array().unwrap_or_else(|| panic!("{answer}")).len();
            assert_eq!(answer["data"]["unmaskedPeople"][count - 1]["name"], json!(name(first + count - 1)));
            read
        })
        .buffer_unordered(AT_ONCE)
        .fold(0, async |sum, read| sum + read)
        .await;
    assert_eq!(shown, reads / 2 + reads / 2 / LISTED * LISTED);
    let entries = registry.entries().await;
    let numbers: Vec<i64> = entries.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=i64::try_from(shown).expect("few")).collect::<Vec<_>>(), "each read once, and no gap");
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, person, ..) in &entries {
        *of.entry(person).or_default() += 1;
    }
    let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, first, count) in &asked {
        registry.people[*first..first + count].iter().for_each(|person| *expected.entry(person).or_default() += 1);
    }
    assert_eq!(of, expected, "each person as often as they were read");
}
