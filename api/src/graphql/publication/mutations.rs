//! Publishing a report: the registry counts, nobody sends figures in.

use super::{
    counting::{Asked, Counted, count, hash},
    types::ReportKind,
};
use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        division::DivisionSet,
        gate::Gate,
        mutation::{Done, code, transact},
        organization::known_organization,
        population::PopulationBasis,
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    kernel::{DivisionCode, OrganizationId},
    publication::{Publication, PublicationCommand, ReportSeries, words},
};

/// What is published; the figures are counted by the registry itself (发布报表).
#[derive(InputObject)]
pub struct ReportInput {
    /// Which report (报表类型).
    kind: ReportKind,
    /// Code of the division, all below it counting; a report of one organization has none (区划).
    within: Option<String>,
    /// Code of the organization whose service a summary sums up (组织).
    organization: Option<String>,
    /// First day of the period (起始日期).
    from: Date,
    /// Last day of the period, today or before; reports of a day answer for it (截止日期).
    to: Date,
    /// Which divisions are listed (区划口径).
    #[graphql(default)]
    division_set: DivisionSet,
    /// Whom the denominators of a ratio count; urban residents for the workforce, every basis on record for volunteers,
    /// where nothing is said (人口口径).
    basis: Option<PopulationBasis>,
    /// Code of the organization that publishes (发布单位).
    publisher: String,
    /// Why a later edition is needed; it is kept sealed. Nothing for the first (更正原因).
    reason: Option<String>,
    /// Position of the log that the figures must reflect (日志位置).
    at_least: Option<i64>,
}

impl ReportInput {
    /// The basis by which the figures divide: none for reports that do not.
    fn basis(&self, kind: words::ReportKind) -> Option<PopulationBasis> {
        match kind {
            words::ReportKind::WorkforceRatio => Some(self.basis.unwrap_or(PopulationBasis::UrbanResidents)),
            words::ReportKind::VolunteerPenetration => self.basis,
            words::ReportKind::HoursServed
            | words::ReportKind::TeamCoverage
            | words::ReportKind::InstructorAssignments
            | words::ReportKind::ServiceSummary => None,
        }
    }

    /// What the report is of.
    async fn series(&self, ctx: &Context<'_>) -> Result<ReportSeries> {
        let (division, organization) = subject(ctx, self.within.as_deref(), self.organization.as_deref()).await?;
        Ok(ReportSeries { kind: self.kind.into(), division, from: self.from.0, to: self.to.0, organization })
    }
}

/// What a report is of: a division, or an organization with that of its seat.
pub(crate) async fn subject(
    ctx: &Context<'_>,
    within: Option<&str>,
    organization: Option<&str>,
) -> Result<(DivisionCode, Option<OrganizationId>)> {
    match (within, organization) {
        (Some(within), None) => Ok((DivisionCode::new(within), None)),
        (None, Some(code)) => {
            let (id, division) = known_organization(Gate::of(ctx)?, code.to_owned()).await?;
            Ok((division, Some(OrganizationId::new(id))))
        }
        (Some(_), Some(_)) | (None, None) => {
            let refused = Refused::new("ONE_SUBJECT", "a report is of a division or of an organization");
            Err(refused.into())
        }
    }
}

/// Commands of published reports.
#[derive(Default)]
pub struct PublicationMutation;

/// Commands of published reports.
#[Object]
impl PublicationMutation {
    /// Publishes the figures of a report as they are counted now; a later edition never overwrites one (发布报表).
    async fn publish_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is published.")] input: ReportInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let series = input.series(ctx).await?;
        let id = series.id().map_err(|refusal| Refused::of(&refusal))?.uuid();
        let (basis, publisher, reason) = (input.basis(series.kind), code(&input.publisher)?, input.reason);
        // A summary lists each division in which the organization served.
        let set = series.organization.map_or(input.division_set, |_| DivisionSet::WithZones);
        let asked = Asked { set, basis, at_least: input.at_least };
        let counted = count(ctx, &series, asked).await?;
        let Counted { position, figures, policy_versions, denominators } = counted;
        let (sha256, division_set) = (hash(&figures), set.into());
        let basis = basis.map(Into::into);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (series, figures, sha256) = (series.clone(), figures.clone(), sha256.clone());
            let (policy_versions, denominators) = (policy_versions.clone(), denominators.clone());
            let (publisher, reason) = (publisher.clone(), reason.clone());
            Box::pin(async move {
                let publisher = facts::known_organization(unit, &publisher).await?;
                let command = PublicationCommand::PublishReport {
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
                };
                unit.decide::<Publication>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }
}
