//! The store's suites: append, guard, ordering, conformance, reading, vault, upcasting, crashes.
#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test ends with what went wrong")]

mod append;
