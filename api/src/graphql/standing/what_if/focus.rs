//! Focus links under two sets of numbers: which instructors have too few or too many.

use super::{
    PolicyWhatIf, WhatIfCounts,
    compared::{Counted, page_of},
};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::read_view,
        instructor::{Instructor, allowed, band, row_limit, whole},
        loaders::Named,
        words_organization::LoadBand,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject, connection::Connection};
use muster_domain::kernel::DivisionCode;
use muster_projections::views::instructor_assignments::{self, LoadFilter, LoadRow};

/// An instructor whose load is judged otherwise under the supposed numbers (负载变动).
pub struct FocusChange {
    row: LoadRow,
    limits: (i64, i64),
    bands: (LoadBand, LoadBand),
    position: i64,
}

/// An instructor whose load is judged otherwise under the supposed numbers (负载变动).
#[Object]
impl FocusChange {
    /// Who (指导员).
    async fn instructor(&self, ctx: &Context<'_>) -> Result<Instructor> {
        Instructor::load(ctx, Named { id: self.row.instructor_id, at_least: self.position }).await
    }

    /// Live focus links (重点联系).
    async fn focus(&self) -> i64 {
        self.row.focus
    }

    /// The band under the numbers in force (现行规则下负载区间).
    async fn before(&self) -> LoadBand {
        self.bands.0
    }

    /// The band under the supposed ones (试算规则下负载区间).
    async fn after(&self) -> LoadBand {
        self.bands.1
    }

    /// Focus links allowed under the numbers in force, by an override too (现行上限).
    async fn limit_before(&self) -> i64 {
        self.limits.0
    }

    /// Focus links allowed under the supposed ones, by an override too (试算上限).
    async fn limit_after(&self) -> i64 {
        self.limits.1
    }
}

/// Loads under the numbers in force and under supposed ones (重点联系试算).
#[derive(SimpleObject)]
pub struct FocusWhatIf {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// Instructors in office on the day (在任指导员).
    instructors: usize,
    /// Those with too few focus links (不足).
    under: WhatIfCounts,
    /// Those with too many (超额).
    over: WhatIfCounts,
    /// Whose band is another, in the order of their code (变动名单).
    changes: Connection<PageCursor, FocusChange>,
}

pub(super) async fn asked(asked: &PolicyWhatIf, ctx: &Context<'_>, page: &PageArguments) -> Result<FocusWhatIf> {
    let filter = LoadFilter { divisions: Some(asked.codes()), instructor_id: None };
    let mut read = read_view(ctx, instructor_assignments::NAME, asked.at_least).await?;
    let rows = instructor_assignments::load(&mut read, asked.on, &filter, row_limit()).await;
    let rows = whole(rows.map_err(EdgeError::from)?)?;
    let position = read.position();
    let mut loads = Vec::with_capacity(rows.len());
    for row in rows {
        let division = DivisionCode::new(&row.division);
        let (before, after) = (asked.before(ctx, &division)?, asked.after(ctx, &division)?);
        let limits = (allowed(&row, &before), allowed(&row, &after));
        let bands = (band(&row, asked.on, &before), band(&row, asked.on, &after));
        loads.push(FocusChange { row, limits, bands, position });
    }
    // An instructor holds a public office, so that no count of them is too small to be shown.
    let count = |wanted: LoadBand| {
        let is = |band: LoadBand| i32::from(band == wanted);
        WhatIfCounts::from(Counted::of(loads.iter().map(|load| (is(load.bands.0), is(load.bands.1)))))
    };
    let (instructors, under, over) = (loads.len(), count(LoadBand::Under), count(LoadBand::Over));
    loads.retain(|load| load.bands.0 != load.bands.1);
    let changes = page_of(page, loads, |load| (&load.row.code, load.row.instructor_id), |load| load);
    Ok(FocusWhatIf { position, instructors, under, over, changes })
}
