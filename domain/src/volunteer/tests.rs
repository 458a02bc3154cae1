//! Given, when, then for a volunteer.
