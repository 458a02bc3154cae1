//! Continuing education under two sets of numbers: who lacks minutes to register again.

use super::{
    PolicyWhatIf, WhatIfCounts,
    compared::{Counted, Pair, page_of, pairs},
};
use crate::{
    access::SmallCells,
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, read_view},
        instructor::{row_limit, whole},
        loaders::Named,
        scalars::Date,
        social_worker::{SocialWorker, last_day, requirements},
    },
};
use async_graphql::{Context, Object, Result, SimpleObject, connection::Connection};
use muster_projections::{
    ViewRead,
    views::career_ledger::{self, EducationGap, GapFilter},
};

/// Somebody who lacks hours under one set of numbers and not under the other (继续教育缺口变动).
pub struct EducationChange {
    pair: Pair<EducationGap>,
    position: i64,
}

/// Somebody who lacks hours under one set of numbers and not under the other (继续教育缺口变动).
#[Object]
impl EducationChange {
    /// Who (社会工作人才).
    async fn social_worker(&self, ctx: &Context<'_>) -> Result<SocialWorker> {
        SocialWorker::load(ctx, Named { id: self.pair.key.1, at_least: self.position }).await
    }

    /// Last day of the registration (登记截止日期).
    async fn valid_to(&self) -> Option<Date> {
        self.pair.any().map(|gap| Date(gap.to_day))
    }

    /// Minutes completed inside the period (已修分钟数).
    async fn had_minutes(&self) -> Option<i64> {
        self.pair.any().map(|gap| gap.had_minutes)
    }

    /// Minutes that are left under the numbers in force; 0 for none (现行规则下尚缺分钟数).
    async fn left_before(&self) -> i64 {
        left(self.pair.before.as_ref())
    }

    /// Minutes that are left under the supposed ones; 0 for none (试算规则下尚缺分钟数).
    async fn left_after(&self) -> i64 {
        left(self.pair.after.as_ref())
    }
}

/// Gaps under the numbers in force and under supposed ones (继续教育试算).
#[derive(SimpleObject)]
pub struct EducationWhatIf {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// Registrations that end in the days; null of fewer than five people whom the caller may not see (到期登记数).
    ending: Option<i64>,
    /// Those of them that lack hours (缺学时登记数).
    lacking: WhatIfCounts,
    /// Which begin or cease to lack hours, in the order of the code (变动名单).
    changes: Connection<PageCursor, EducationChange>,
}

pub(super) async fn asked(
    asked: &PolicyWhatIf,
    ctx: &Context<'_>,
    within_days: Option<u32>,
    page: &PageArguments,
) -> Result<EducationWhatIf> {
    let (what_if, divisions, codes) = (&asked.what_if, Gate::of(ctx)?.divisions(), asked.codes());
    let (from, to) = (asked.on, last_day(asked.on, within_days)?);
    let before =
        requirements(&codes, what_if.published(), (from, to), |code, day| what_if.before(divisions, code, day))?;
    let after = requirements(&codes, what_if.published(), (from, to), |code, day| what_if.after(divisions, code, day))?;
    let filter = |requirements| GapFilter { from, to, level: None, requirements };
    let mut read = read_view(ctx, career_ledger::NAME, asked.at_least).await?;
    let before = filter(before);
    let (_, ending) = career_ledger::gaps_count(&mut read, &before).await.map_err(EdgeError::from)?;
    let (before, after) = (gaps(&mut read, &before).await?, gaps(&mut read, &filter(after)).await?);
    let mut pairs = pairs(before, after, |gap| (format!("{} {}", gap.code, gap.to_day), gap.social_worker_id));
    let lacks = |gap: &Option<EducationGap>| i32::from(gap.is_some());
    let lacking = Counted::of(pairs.iter().map(|pair| (lacks(&pair.before), lacks(&pair.after))));
    let cells = SmallCells::of(ctx)?;
    let lacking = lacking.seen(cells.shows(ending) && lacking.shows(cells));
    let ending = cells.count(ending);
    pairs.retain(|pair| pair.before.is_some() != pair.after.is_some());
    let position = read.position();
    let changes = page_of(page, pairs, Pair::key, |pair| EducationChange { pair, position });
    Ok(EducationWhatIf { position, ending, lacking, changes })
}

async fn gaps(read: &mut ViewRead, filter: &GapFilter) -> Result<Vec<EducationGap>> {
    whole(career_ledger::gaps(read, filter, None, row_limit()).await.map_err(EdgeError::from)?)
}

fn left(gap: Option<&EducationGap>) -> i64 {
    gap.map_or(0, |gap| i64::from(gap.needed_minutes) - gap.had_minutes)
}
