//! Given, when, then of a social worker.
