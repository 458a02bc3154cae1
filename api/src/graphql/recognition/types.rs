//! What a volunteer was recognised for, as GraphQL shows it.

use super::{certificates::ServiceCertificate, words::GrantingLevel};
use crate::{
    edge::EdgeError,
    graphql::{gate::read_view, scalars::Date},
};
use async_graphql::{Context, Object, Result, SimpleObject};
use muster_projections::views::recognition_register::{self, CommendationRow, ROWS_LIMIT};
use uuid::Uuid;

/// One training (培训).
#[derive(SimpleObject, Clone, Debug)]
pub struct Training {
    /// What it was called (培训名称).
    name: String,
    /// Who gave it (举办单位).
    provider: String,
    /// Minutes of learning; never minutes of service (学习分钟数).
    minutes: i32,
    /// Day of its completion (完成日期).
    completed_on: Date,
}

/// One commendation (表彰奖励).
pub struct Commendation(CommendationRow);

/// One commendation (表彰奖励).
#[Object]
impl Commendation {
    /// What it is called (表彰名称).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Who granted it (授予单位).
    async fn granting_body(&self) -> &str {
        &self.0.granting_body
    }

    /// How high that body stands (授予层级).
    async fn level(&self) -> Result<GrantingLevel> {
        GrantingLevel::of_code(&self.0.level)
    }

    /// Day on which it was granted (授予日期).
    async fn granted_on(&self) -> Date {
        Date(self.0.granted_on)
    }
}

/// The star of a volunteer and what is going on with it (星级).
#[derive(SimpleObject, Clone, Debug, Default)]
pub struct Star {
    /// The highest star that is held; 0 for none (现有星级).
    star: i32,
    /// Day of its award (授予日期).
    awarded_on: Option<Date>,
    /// The level that is applied for (已申请星级).
    applied: Option<i32>,
    /// Last day on which the application is shown (公示截止日期).
    shown_until: Option<Date>,
    /// Objections that wait for an answer (待处理异议).
    objections: i32,
    /// First day on which a star may be applied for again (禁止申请至).
    banned_until: Option<Date>,
}

/// What a volunteer was recognised for (激励嘉许).
pub struct Recognition {
    pub(crate) volunteer_id: Uuid,
    pub(crate) position: i64,
}

/// What a volunteer was recognised for (激励嘉许).
#[Object]
impl Recognition {
    /// The star (星级).
    async fn star(&self, ctx: &Context<'_>) -> Result<Star> {
        let mut read = read_view(ctx, recognition_register::NAME, Some(self.position)).await?;
        let row = recognition_register::star_of(&mut read, self.volunteer_id).await.map_err(EdgeError::from)?;
        Ok(row.map_or_else(Star::default, |row| Star {
            star: row.star,
            awarded_on: row.awarded_on.map(Date),
            applied: row.applied,
            shown_until: row.shown_until.map(Date),
            objections: row.objections,
            banned_until: row.banned_until.map(Date),
        }))
    }

    /// Trainings, oldest first (培训).
    async fn trainings(&self, ctx: &Context<'_>) -> Result<Vec<Training>> {
        let mut read = read_view(ctx, recognition_register::NAME, Some(self.position)).await?;
        let rows = recognition_register::trainings_of(&mut read, self.volunteer_id, ROWS_LIMIT)
            .await
            .map_err(EdgeError::from)?;
        let training = |row: recognition_register::TrainingRow| Training {
            name: row.name,
            provider: row.provider,
            minutes: row.minutes,
            completed_on: Date(row.completed_on),
        };
        Ok(rows.into_iter().map(training).collect())
    }

    /// Commendations, oldest first (表彰奖励).
    async fn commendations(&self, ctx: &Context<'_>) -> Result<Vec<Commendation>> {
        let mut read = read_view(ctx, recognition_register::NAME, Some(self.position)).await?;
        let rows = recognition_register::commendations_of(&mut read, self.volunteer_id, ROWS_LIMIT).await;
        Ok(rows.map_err(EdgeError::from)?.into_iter().map(Commendation).collect())
    }

    /// Certificates, oldest first (志愿服务记录证明).
    async fn certificates(&self, ctx: &Context<'_>) -> Result<Vec<ServiceCertificate>> {
        let mut read = read_view(ctx, recognition_register::NAME, Some(self.position)).await?;
        let rows = recognition_register::certificates_of(&mut read, self.volunteer_id, ROWS_LIMIT).await;
        let position = read.position();
        Ok(rows.map_err(EdgeError::from)?.into_iter().map(|row| ServiceCertificate { row, position }).collect())
    }
}
