//! Signing in through the real router: tokens of a real issuer, keys, local accounts, and what is believed no more.

mod accounts;
mod demonstration;
mod enrolment_page;
mod grants;
mod issuer_keys;
mod keys;
mod tokens;
