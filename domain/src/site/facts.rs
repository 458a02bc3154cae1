//! A site as seen by other rules: what they may know of one.

use crate::{
    kernel::{DivisionCode, SiteId},
    site::words::SiteKind,
};
use chrono::NaiveDate;

/// What other rules may know of a site (阵地).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFacts {
    /// Which one.
    pub site_id: SiteId,
    /// Its kind.
    pub kind: SiteKind,
    /// Its division.
    pub division: DivisionCode,
    /// First day.
    pub opened_on: NaiveDate,
    /// Last day, once closed.
    pub closed_on: Option<NaiveDate>,
}
