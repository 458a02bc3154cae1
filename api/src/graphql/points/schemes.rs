//! Points schemes: which there are, opening one, its rate, its end.

use crate::{
    edge::{self, EdgeError},
    facts,
    graphql::{
        division::Division,
        gate::read_view,
        loaders::Named,
        mutation::{Done, code, execute_keyed, transact},
        organization::Organization,
        scalars::Date,
    },
};
use async_graphql::{Context, Error, InputObject, Object, Result, SimpleObject};
use muster_domain::{
    kernel::{DivisionCode, PointsSchemeId},
    points_scheme::{PointsScheme as SchemeState, PointsSchemeCommand},
};
use muster_projections::views::points_ledger::{self, RateRow, SchemeRow};

/// What an hour of service brings from a day on (积分标准).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct PointsForHours {
    /// First day of service to which it applies (生效日期).
    effective_from: Date,
    /// Points for an hour of service; 0 where hours bring none (每小时积分).
    points_per_hour: i32,
}

/// A points scheme (积分方案).
pub struct PointsScheme {
    row: SchemeRow,
    rates: Vec<RateRow>,
    position: i64,
}

impl PointsScheme {
    /// Every scheme in the order of their codes, of one read.
    pub(super) async fn all(ctx: &Context<'_>, at_least: Option<i64>) -> Result<Vec<Self>> {
        let mut read = read_view(ctx, points_ledger::NAME, at_least).await?;
        let rows = points_ledger::schemes(&mut read).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(rows.into_iter().map(|(row, rates)| Self { row, rates, position }).collect())
    }

    /// The scheme with a code that an entry names.
    pub(super) async fn named(ctx: &Context<'_>, code: &str, at_least: i64) -> Result<Self> {
        let found = Self::all(ctx, Some(at_least)).await?.into_iter().find(|scheme| scheme.row.code == code);
        found.ok_or_else(|| Error::new("the ledger misses a scheme that an entry names"))
    }
}

/// A points scheme (积分方案).
#[Object]
impl PointsScheme {
    /// The sender's own key (方案编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Name (方案名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Division in whose shops its points are redeemed (适用区划).
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.jurisdiction)
    }

    /// The organization that answers for it (主办单位).
    async fn operator(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.row.operator_id, at_least: self.position }).await
    }

    /// First day (启用日期).
    async fn opened_on(&self) -> Date {
        Date(self.row.opened_on)
    }

    /// Last day, once it is set (停用日期).
    async fn closed_on(&self) -> Option<Date> {
        self.row.closed_on.map(Date)
    }

    /// What an hour of service brings, by the day of the service (积分标准).
    async fn hours(&self) -> Vec<PointsForHours> {
        let of = |rate: &RateRow| PointsForHours {
            effective_from: Date(rate.effective_from),
            points_per_hour: rate.points_per_hour,
        };
        self.rates.iter().map(of).collect()
    }
}

/// A scheme to be opened (积分方案).
#[derive(InputObject)]
pub struct PointsSchemeInput {
    /// The sender's own key (方案编码).
    code: String,
    /// Name (方案名称).
    name: String,
    /// Code of the division in whose shops its points are redeemed (适用区划).
    jurisdiction: String,
    /// Code of the organization that answers for it (主办单位).
    operator: String,
    /// Points for an hour of service; 0 where hours bring none (每小时积分).
    points_per_hour: u32,
    /// First day (启用日期).
    opened_on: Date,
}

/// Questions about points schemes.
#[derive(Default)]
pub struct SchemeQuery;

/// Questions about points schemes.
#[Object]
impl SchemeQuery {
    /// Points schemes in the order of their codes (积分方案).
    async fn points_schemes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Vec<PointsScheme>> {
        PointsScheme::all(ctx, at_least).await
    }
}

/// Commands of points schemes.
#[derive(Default)]
pub struct SchemeMutation;

/// Commands of points schemes.
#[Object]
impl SchemeMutation {
    /// Opens a points scheme (启用积分方案).
    async fn open_points_scheme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The scheme.")] input: PointsSchemeInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, runs) = (code(&input.code)?, code(&input.operator)?);
        let PointsSchemeInput { name, points_per_hour, opened_on: Date(opened_on), .. } = input;
        let jurisdiction = DivisionCode::new(&input.jurisdiction);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (code, runs, name, jurisdiction) = (own.clone(), runs.clone(), name.clone(), jurisdiction.clone());
            Box::pin(async move {
                let id = PointsSchemeId::of_code(&code).uuid();
                let operator = facts::known_organization(unit, &runs).await?;
                let command = PointsSchemeCommand::OpenPointsScheme {
                    code,
                    name,
                    jurisdiction,
                    operator,
                    points_per_hour,
                    opened_on,
                };
                unit.decide::<SchemeState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Sets what an hour of service brings from a later day on (调整积分标准).
    async fn set_points_rate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the scheme.")] scheme: String,
        #[graphql(desc = "Points for an hour of service; 0 where hours bring none.")] points_per_hour: u32,
        #[graphql(desc = "First day of service to which it applies, after today.")] effective_from: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PointsSchemeCommand::SetPointsRate { points_per_hour, effective_from: effective_from.0 };
        let id = PointsSchemeId::of_code(&code(&scheme)?).uuid();
        execute_keyed::<SchemeState>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Ends a points scheme; its points are redeemed until that day (停用积分方案).
    async fn close_points_scheme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the scheme.")] scheme: String,
        #[graphql(desc = "Its last day, today or later.")] closed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PointsSchemeCommand::ClosePointsScheme { closed_on: closed_on.0 };
        let id = PointsSchemeId::of_code(&code(&scheme)?).uuid();
        execute_keyed::<SchemeState>(ctx, idempotency_key.as_deref(), id, command).await
    }
}
