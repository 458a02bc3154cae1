//! Given, when, then of an instructor.
