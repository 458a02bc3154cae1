//! The state of a report series: one function a command, one arm an event.

use crate::{
    kernel::{DivisionCode, Personal, RuleContext, text},
    organization::OrganizationFacts,
    publication::{Edition, PublicationCommand, PublicationEvent, PublicationRefusal, ReportSeries, words::ReportKind},
};
use serde::{Deserialize, Serialize};

type Decision = Result<Vec<PublicationEvent>, PublicationRefusal>;

/// Editions of one series.
const EDITIONS_LIMIT: usize = 1_000;
/// Cells of one edition: a province by county and month leaves room.
const CELLS_LIMIT: usize = 20_000;

/// A published report series (报表发布); of its editions the rules need the newest only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    pub(super) division: Option<DivisionCode>,
    newest: Option<Edition>,
}

crate::aggregate!(Publication, "publication", PublicationCommand, PublicationEvent, PublicationRefusal);

impl Publication {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`PublicationRefusal`] naming the rule that said no.
    pub fn decide(&self, command: PublicationCommand, context: &RuleContext) -> Decision {
        let PublicationCommand::PublishReport {
            series,
            figures,
            sha256,
            position,
            policy_versions,
            division_set,
            basis,
            denominators,
            publisher,
            reason,
        } = command;
        let edition = Edition {
            number: self.newest.as_ref().map_or(1, |newest| newest.number.saturating_add(1)),
            figures,
            sha256,
            position,
            policy_versions,
            division_set,
            basis,
            denominators,
            publisher: publisher.organization_id,
            published_on: context.today(),
            published_by: context.actor.clone(),
        };
        self.publish(series, edition, (&publisher, reason.as_deref()), context)
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: PublicationEvent) {
        let PublicationEvent::ReportPublished { series, edition, .. } = event;
        self.division = Some(series.division);
        self.newest = Some(edition);
    }

    fn publish(
        &self,
        series: ReportSeries,
        edition: Edition,
        (publisher, reason): (&OrganizationFacts, Option<&str>),
        context: &RuleContext,
    ) -> Decision {
        if self.newest.as_ref().is_some_and(|newest| newest.says_the_same(&edition)) {
            return Ok(Vec::new());
        }
        check_series(&series, context)?;
        check_publisher(publisher, context)?;
        if is_ratio(series.kind) && edition.denominators.is_empty() {
            return Err(PublicationRefusal::DenominatorMissing { kind: series.kind });
        }
        let too_many = |list, limit| Err(PublicationRefusal::TooMany { list, limit });
        if edition.figures.len() > CELLS_LIMIT {
            return too_many("cells", CELLS_LIMIT);
        }
        if usize::try_from(edition.number).unwrap_or(usize::MAX) > EDITIONS_LIMIT {
            return too_many("editions", EDITIONS_LIMIT);
        }
        let reason = match (&self.newest, reason) {
            (None, None) => None,
            (None, Some(_)) => return Err(PublicationRefusal::NothingToCorrect),
            (Some(newest), reason) => {
                let (number, published, position) = (newest.number, newest.position, edition.position);
                if position < published {
                    return Err(PublicationRefusal::FiguresTooOld { position, edition: number, published });
                }
                let changed = newest.figures.differences(&edition.figures).len();
                let missing = PublicationRefusal::CorrectionReasonMissing { edition: number, changed };
                Some(Personal::clear(text::note("reason", reason.ok_or(missing)?)?))
            }
        };
        Ok(vec![PublicationEvent::ReportPublished { series, edition, reason }])
    }
}

impl Edition {
    /// Whether another edition has the same figures under the same rules, whenever and by whomever it was published.
    fn says_the_same(&self, other: &Self) -> bool {
        self.figures == other.figures
            && self.policy_versions == other.policy_versions
            && self.division_set == other.division_set
            && self.basis == other.basis
            && self.denominators == other.denominators
    }
}

/// Whether a report divides by a population.
const fn is_ratio(kind: ReportKind) -> bool {
    match kind {
        ReportKind::WorkforceRatio | ReportKind::VolunteerPenetration => true,
        ReportKind::HoursServed
        | ReportKind::TeamCoverage
        | ReportKind::InstructorAssignments
        | ReportKind::ServiceSummary => false,
    }
}

/// Whether a report is of one organization and not of a division (PB3).
const fn is_of_organization(kind: ReportKind) -> bool {
    match kind {
        ReportKind::ServiceSummary => true,
        ReportKind::HoursServed
        | ReportKind::TeamCoverage
        | ReportKind::InstructorAssignments
        | ReportKind::WorkforceRatio
        | ReportKind::VolunteerPenetration => false,
    }
}

/// The report is of what its kind is of (PB3), the period over, and the division good on its last day (PB1).
fn check_series(series: &ReportSeries, context: &RuleContext) -> Result<(), PublicationRefusal> {
    let kind = series.kind;
    match (is_of_organization(kind), series.organization) {
        (true, None) => return Err(PublicationRefusal::OrganizationNotNamed { kind }),
        (false, Some(_)) => return Err(PublicationRefusal::OrganizationNotAsked { kind }),
        (true, Some(_)) | (false, None) => {}
    }
    let (from, to, today) = (series.from, series.to, context.today());
    if to < from {
        return Err(PublicationRefusal::PeriodReversed { from, to });
    }
    if to > today {
        return Err(PublicationRefusal::PeriodNotOver { to, today });
    }
    context.divisions.valid_on(&series.division, to)?;
    Ok(())
}

/// The publisher exists today and may act (PB1).
fn check_publisher(publisher: &OrganizationFacts, context: &RuleContext) -> Result<(), PublicationRefusal> {
    let day = context.today();
    if publisher.is_live_on(day) && !publisher.suspended {
        return Ok(());
    }
    Err(PublicationRefusal::OrganizationNotLive {
        organization_id: publisher.organization_id,
        day,
        from: publisher.registered_on,
        until: publisher.dissolved_on,
        suspended: publisher.suspended,
    })
}
