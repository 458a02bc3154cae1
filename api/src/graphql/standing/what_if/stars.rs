//! Stars under two sets of numbers: who reaches which.

use super::{
    PolicyWhatIf, WhatIfCounts,
    compared::{Counted, Pair, page_of, pairs},
};
use crate::{
    access::SmallCells,
    edge::{EdgeError, Refused},
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::read_view,
        loaders::Named,
        recognition::star_rule,
        volunteer::Volunteer,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject, connection::Connection};
use muster_domain::recognition::stars::STARS;
use muster_projections::{
    ViewRead,
    views::recognition_register::{self, StarReached, StarRule},
};

/// Volunteers with a star that one answer compares at most.
const STARRED_LIMIT: usize = 100_000;

/// Volunteers who reach one level; null where one of the levels is of fewer than five whom the caller may not see (一个星级).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct StarLevelCount {
    /// Level, 1 to 5 (星级).
    level: u8,
    /// Who reaches it and no higher one under the numbers in force (现行规则下).
    before: Option<i64>,
    /// Who does under the supposed ones (试算规则下).
    after: Option<i64>,
}

/// A volunteer who reaches another star under the supposed numbers (星级变动).
pub struct StarChange {
    pair: Pair<StarReached>,
    position: i64,
}

/// A volunteer who reaches another star under the supposed numbers (星级变动).
#[Object]
impl StarChange {
    /// Who (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Volunteer> {
        Volunteer::load(ctx, Named { id: self.pair.key.1, at_least: self.position }).await
    }

    /// The star reached under the numbers in force; 0 for none (现行规则下星级).
    async fn before(&self) -> i32 {
        level(self.pair.before.as_ref())
    }

    /// The star reached under the supposed ones; 0 for none (试算规则下星级).
    async fn after(&self) -> i32 {
        level(self.pair.after.as_ref())
    }

    /// Minutes that count under the numbers in force, where they reach a star (现行规则下计入分钟数).
    async fn minutes_before(&self) -> Option<i64> {
        self.pair.before.as_ref().map(|row| row.minutes)
    }

    /// Minutes that count under the supposed ones, where they reach a star (试算规则下计入分钟数).
    async fn minutes_after(&self) -> Option<i64> {
        self.pair.after.as_ref().map(|row| row.minutes)
    }
}

/// Stars under the numbers in force and under supposed ones; a star on record stays what it is (星级试算).
#[derive(SimpleObject)]
pub struct StarsWhatIf {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// Who reaches a star (达到星级者).
    reached: WhatIfCounts,
    /// By the highest level reached, each level (各星级).
    levels: Vec<StarLevelCount>,
    /// Who reaches another level, in the order of their code (变动名单).
    changes: Connection<PageCursor, StarChange>,
}

pub(super) async fn asked(asked: &PolicyWhatIf, ctx: &Context<'_>, page: &PageArguments) -> Result<StarsWhatIf> {
    let (mut rules_before, mut rules_after) = (Vec::new(), Vec::new());
    for division in &asked.divisions {
        let (before, after) = (asked.before(ctx, division)?, asked.after(ctx, division)?);
        rules_before.push(star_rule(division, &before));
        rules_after.push(star_rule(division, &after));
    }
    let mut read = read_view(ctx, recognition_register::NAME, asked.at_least).await?;
    let before = reached(&mut read, &rules_before, asked).await?;
    let after = reached(&mut read, &rules_after, asked).await?;
    let mut pairs = pairs(before, after, |row| (row.code.clone(), row.volunteer_id));
    let levels = |pair: &Pair<StarReached>| (level(pair.before.as_ref()), level(pair.after.as_ref()));
    let counts = Counted::of(pairs.iter().map(levels));
    let at_level = |wanted: u8| {
        let is = |level: i32| i64::from(level == i32::from(wanted));
        pairs.iter().map(levels).fold((0, 0), |sum, (before, after)| (sum.0 + is(before), sum.1 + is(after)))
    };
    let by_level: Vec<(u8, (i64, i64))> = (1..=STARS).map(|level| (level, at_level(level))).collect();
    let cells = SmallCells::of(ctx)?;
    let shown = counts.shows(cells);
    // A level tells of another by the total, and of those who move by what it was before: all are shown, or none.
    let apart = |(_, (before, after)): &(u8, (i64, i64))| {
        [*before, *after, (after - before).abs()].into_iter().all(|people| cells.shows(people))
    };
    let levels_shown = shown && by_level.iter().all(apart);
    let seen = |people: i64| levels_shown.then_some(people);
    let by_level = by_level.into_iter();
    let by_level =
        by_level.map(|(level, (before, after))| StarLevelCount { level, before: seen(before), after: seen(after) });
    let by_level = by_level.collect();
    pairs.retain(|pair| levels(pair).0 != levels(pair).1);
    let position = read.position();
    let changes = page_of(page, pairs, Pair::key, |pair| StarChange { pair, position });
    Ok(StarsWhatIf { position, reached: counts.seen(shown), levels: by_level, changes })
}

async fn reached(read: &mut ViewRead, rules: &[StarRule], asked: &PolicyWhatIf) -> Result<Vec<StarReached>> {
    let limit = i64::try_from(STARRED_LIMIT + 1).unwrap_or(i64::MAX);
    let rows = recognition_register::stars_reached(read, rules, asked.on, limit).await.map_err(EdgeError::from)?;
    if rows.len() > STARRED_LIMIT {
        let message = format!("more than {STARRED_LIMIT} volunteers reach a star; ask for one division");
        return Err(Refused::new("REPORT_TOO_LARGE", message).with("limit", STARRED_LIMIT).into());
    }
    Ok(rows)
}

fn level(row: Option<&StarReached>) -> i32 {
    row.map_or(0, |row| row.reached)
}
