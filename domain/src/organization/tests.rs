//! Given, when, then of an organization.
