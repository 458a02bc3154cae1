//! Given, when, then for a person.
