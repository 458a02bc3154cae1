//! How events change what is said of an organization: terms, labels, pledges, surveys. No reads for others.

use super::{LabelRow, LevelRow, PledgeRow, SurveyRow, TermRow};
use crate::{RowSet, ViewFault};
use muster_domain::{kernel::time, organization::OrganizationEvent};
use muster_eventstore::Recorded;
use sqlx::PgConnection;

/// The rows in hand while a page is folded.
#[derive(Default)]
pub(super) struct StandingRows {
    terms: RowSet<TermRow>,
    labels: RowSet<LabelRow>,
    pledges: RowSet<PledgeRow>,
    surveys: RowSet<SurveyRow>,
    levels: RowSet<LevelRow>,
}

impl StandingRows {
    /// Loads the rows that a page may change.
    pub(super) async fn load(
        connection: &mut PgConnection,
        events: &[(&Recorded, OrganizationEvent)],
    ) -> Result<Self, ViewFault> {
        let mut rows = Self::default();
        let (mut renewed, mut withdrawn) = (Vec::new(), Vec::new());
        for (recorded, event) in events {
            match event {
                OrganizationEvent::LeadershipTermRenewed { .. } => renewed.push(recorded.aggregate_id.clone()),
                OrganizationEvent::LabelWithdrawn { label, granted_on, .. } => {
                    withdrawn.push(label_key(recorded, label.code(), *granted_on));
                }
                OrganizationEvent::OrganizationRegistered { .. }
                | OrganizationEvent::OrganizationChanged { .. }
                | OrganizationEvent::OrganizationAttached { .. }
                | OrganizationEvent::RecorderAuthorised { .. }
                | OrganizationEvent::RecorderRevoked { .. }
                | OrganizationEvent::OrganizationsPaired { .. }
                | OrganizationEvent::PairingEnded { .. }
                | OrganizationEvent::OrganizationSuspended { .. }
                | OrganizationEvent::OrganizationRestored { .. }
                | OrganizationEvent::OrganizationDissolved { .. }
                | OrganizationEvent::LevelRecorded { .. }
                | OrganizationEvent::LabelGranted { .. }
                | OrganizationEvent::PledgeSigned { .. }
                | OrganizationEvent::CoverageSurveyed { .. }
                | OrganizationEvent::OrganizationSucceeded { .. }
                | OrganizationEvent::LegalRepresentativeNamed { .. } => {}
            }
        }
        rows.terms.load_under(connection, renewed).await?;
        rows.labels.load_more(connection, withdrawn).await?;
        Ok(rows)
    }

    pub(super) fn apply(&mut self, recorded: &Recorded, event: &OrganizationEvent) -> Result<(), ViewFault> {
        let (id, organization_id) = (&recorded.aggregate_id, recorded.stream()?);
        match event {
            OrganizationEvent::LeadershipTermRenewed { from, to } => {
                let running = self.terms.under(id).find(|term| term.to_day >= *from).map(|term| term.key.clone());
                if let Some(term) = running.and_then(|key| self.terms.get_mut(&key)) {
                    term.to_day = time::day_before(*from);
                }
                let key = format!("{id}/{from}");
                self.terms.put(TermRow { key, organization_id, from_day: *from, to_day: *to });
            }
            OrganizationEvent::LabelGranted { label, granted_on } => self.labels.put(LabelRow {
                key: label_key(recorded, label.code(), *granted_on),
                organization_id,
                label: label.code().to_owned(),
                from_day: *granted_on,
                to_day: None,
            }),
            OrganizationEvent::LabelWithdrawn { label, granted_on, withdrawn_on, .. } => {
                let key = label_key(recorded, label.code(), *granted_on);
                self.labels.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "label"))?.to_day =
                    Some(*withdrawn_on);
            }
            OrganizationEvent::PledgeSigned { code, pledge, copies, signed_on } => self.pledges.put(PledgeRow {
                key: format!("{id}/{code}"),
                organization_id,
                pledge: pledge.code().to_owned(),
                copies: i64::from(*copies),
                signed_on: *signed_on,
            }),
            OrganizationEvent::CoverageSurveyed { coverage, surveyed_on } => self.surveys.put(SurveyRow {
                key: format!("{id}/{surveyed_on}"),
                organization_id,
                surveyed_on: *surveyed_on,
                coverage: coverage.code().to_owned(),
            }),
            OrganizationEvent::LevelRecorded { level, recorded_on } => self.levels.put(LevelRow {
                key: format!("{id}/{recorded_on}"),
                organization_id,
                recorded_on: *recorded_on,
                level: level.code().to_owned(),
            }),
            OrganizationEvent::OrganizationRegistered { .. }
            | OrganizationEvent::OrganizationChanged { .. }
            | OrganizationEvent::OrganizationAttached { .. }
            | OrganizationEvent::RecorderAuthorised { .. }
            | OrganizationEvent::RecorderRevoked { .. }
            | OrganizationEvent::OrganizationsPaired { .. }
            | OrganizationEvent::PairingEnded { .. }
            | OrganizationEvent::OrganizationSuspended { .. }
            | OrganizationEvent::OrganizationRestored { .. }
            | OrganizationEvent::OrganizationDissolved { .. }
            | OrganizationEvent::OrganizationSucceeded { .. }
            | OrganizationEvent::LegalRepresentativeNamed { .. } => {}
        }
        Ok(())
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), ViewFault> {
        self.terms.write(connection).await?;
        self.labels.write(connection).await?;
        self.pledges.write(connection).await?;
        self.surveys.write(connection).await?;
        self.levels.write(connection).await
    }
}

fn label_key(recorded: &Recorded, label: &str, granted_on: chrono::NaiveDate) -> String {
    format!("{}/{label}/{granted_on}", recorded.aggregate_id)
}
