//! Personal data that are read on purpose and on record: who may, what they are shown, and that no read is without its
//! entry in the access log.

mod fails_closed;
mod lives;
mod minors;
mod officer;
mod registry;
mod rights;
mod run;
mod unmasking;
mod whole_copy;
