//! What an account asks of the credit, the shop, the organization and the day behind an entry. No state of its own.

use crate::{
    kernel::{CreditId, OrganizationId, RuleContext, time},
    organization::OrganizationFacts,
    points_account::{PointsAccountRefusal, PointsCause, aggregate::What},
    points_scheme::SchemeFacts,
    recognition::LedgerFacts,
    site::{SiteFacts, words::SiteKind},
};
use chrono::NaiveDate;

/// Minutes of an hour.
const HOUR_MINUTES: u64 = 60;

/// What a live credit brings by the rate of its day, whole points only (PA1).
pub(super) fn for_service(
    scheme: &SchemeFacts,
    ledger: &LedgerFacts,
    credit_id: CreditId,
    organization: OrganizationId,
    granted_on: NaiveDate,
) -> Result<(u32, PointsCause, What), PointsAccountRefusal> {
    let held = ledger.live.iter().find(|held| held.credit_id == credit_id);
    let held = held.ok_or(PointsAccountRefusal::CreditNotLive { credit_id })?;
    let served_on = time::local_date(held.span.starts_at);
    if granted_on < served_on {
        return Err(PointsAccountRefusal::DayTooEarly { day: granted_on, earliest: served_on });
    }
    let (minutes, points_per_hour) = (held.minutes, scheme.points_per_hour_on(served_on));
    let amount = u64::from(minutes) * u64::from(points_per_hour) / HOUR_MINUTES;
    let amount = u32::try_from(amount).unwrap_or(u32::MAX);
    if amount == 0 {
        return Err(PointsAccountRefusal::NoPointsForService { minutes, points_per_hour });
    }
    let cause = PointsCause::Credit { credit_id, minutes, points_per_hour };
    Ok((amount, cause, What::GrantForCredit { organization, credit_id, minutes }))
}

/// The site is a points shop of the scheme's division that is open on the day (PA2).
pub(super) fn check_shop(
    site: &SiteFacts,
    scheme: &SchemeFacts,
    day: NaiveDate,
    context: &RuleContext,
) -> Result<(), PointsAccountRefusal> {
    let (site_id, kind) = (site.site_id, site.kind);
    if kind != SiteKind::PointsShop {
        return Err(PointsAccountRefusal::NotAPointsShop { site_id, kind });
    }
    let (from, until) = (site.opened_on, site.closed_on);
    if day < from || until.is_some_and(|last| last < day) {
        return Err(PointsAccountRefusal::SiteNotOpen { site_id, day, from, until });
    }
    if !context.divisions.is_within(&site.division, &scheme.jurisdiction) {
        let (division, jurisdiction) = (site.division.clone(), scheme.jurisdiction.clone());
        return Err(PointsAccountRefusal::SiteOutsideScheme { site_id, division, jurisdiction });
    }
    Ok(())
}

/// Refuses an organization that does not exist on a day; what the operator takes over from files came without a first
/// day, so there only the last one counts.
pub(super) fn check_live(
    facts: &OrganizationFacts,
    day: NaiveDate,
    context: &RuleContext,
) -> Result<(), PointsAccountRefusal> {
    let began = context.counts_as_approved() || facts.registered_on <= day;
    if began && facts.dissolved_on.is_none_or(|last| day <= last) {
        return Ok(());
    }
    Err(PointsAccountRefusal::OrganizationNotLive {
        organization_id: facts.organization_id,
        day,
        from: facts.registered_on,
        until: facts.dissolved_on,
    })
}

/// Refuses a day that has not come.
pub(super) fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), PointsAccountRefusal> {
    let today = context.today();
    if day > today { Err(PointsAccountRefusal::DayInFuture { day, today }) } else { Ok(()) }
}
