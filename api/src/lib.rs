//! The doors of Muster: everything that knows the wire, and nothing that knows a rule.

pub mod http;
