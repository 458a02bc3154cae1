//! Who lacks continuing education to register again, and how much (H4).

use super::SocialWorker;
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        counted_ratio::counted_in,
        cursor::{ForgedCursor, PageArguments, PageCursor, part_of_order},
        gate::{Gate, read_view},
        loaders::Named,
        scalars::Date,
        words_organization::ProfessionalLevel,
    },
};
use async_graphql::{Context, Error, InputObject, Object, Result, SimpleObject, connection::Connection};
use chrono::{Days, NaiveDate};
use muster_domain::{
    kernel::{DivisionCode, Policy, PolicyTimeline, time, words},
    social_worker::education::education_required,
};
use muster_projections::views::career_ledger::{self, GapFilter, Requirement};
use std::{collections::BTreeSet, sync::Arc};

/// Days ahead that the question looks when nothing is said.
const DAYS_AHEAD: u32 = 90;
/// Days ahead that the question looks at most: a whole period and a year.
const DAYS_AHEAD_LIMIT: u32 = 1_461;

/// Which registrations are looked at (筛选).
#[derive(InputObject)]
pub struct EducationGapInput {
    /// Division of work and everything below it (工作区划).
    within: Option<String>,
    /// First day of the last days looked at; today where nothing is said (起始日期).
    from: Option<Date>,
    /// Days ahead in which a registration ends (未来天数).
    within_days: Option<u32>,
    /// Only this level (职业水平等级).
    level: Option<ProfessionalLevel>,
}

/// Somebody who lacks hours of continuing education (继续教育缺口).
pub struct EducationGap {
    row: career_ledger::EducationGap,
    position: i64,
}

/// Somebody who lacks hours of continuing education (继续教育缺口).
#[Object]
impl EducationGap {
    /// Who (社会工作人才).
    async fn social_worker(&self, ctx: &Context<'_>) -> Result<SocialWorker> {
        SocialWorker::load(ctx, Named { id: self.row.social_worker_id, at_least: self.position }).await
    }

    /// The highest level that counts in the period (职业水平等级).
    async fn level(&self) -> Result<ProfessionalLevel> {
        ProfessionalLevel::of_code(&self.row.level)
    }

    /// First day of the registration (登记起始日期).
    async fn from(&self) -> Date {
        Date(self.row.from_day)
    }

    /// Last day of the registration (登记截止日期).
    async fn valid_to(&self) -> Date {
        Date(self.row.to_day)
    }

    /// Minutes that the level asks for in the period (应修分钟数).
    async fn needed_minutes(&self) -> i32 {
        self.row.needed_minutes
    }

    /// Minutes completed inside the period (已修分钟数).
    async fn had_minutes(&self) -> i64 {
        self.row.had_minutes
    }

    /// Minutes that are left (尚缺分钟数).
    async fn left_minutes(&self) -> i64 {
        i64::from(self.row.needed_minutes) - self.row.had_minutes
    }
}

/// Those who lack hours, and how many they are (继续教育缺口统计).
#[derive(SimpleObject)]
pub struct EducationGaps {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// Registrations that end in the days (到期登记数).
    ending: i64,
    /// Those of them that lack hours; two that end in the days are two (缺学时登记数).
    lacking: i64,
    /// Who they are, in the order of their code (名单).
    people: Connection<PageCursor, EducationGap>,
}

/// Questions about continuing education.
#[derive(Default)]
pub struct EducationQuery;

/// Questions about continuing education.
#[Object]
impl EducationQuery {
    /// Whose registration ends soon without the hours of continuing education to register again (继续教育缺口).
    async fn education_gap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which registrations are looked at.")] filter: EducationGapInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<EducationGaps> {
        let page = PageArguments::read(first, after.as_deref())?;
        let gate = Gate::of(ctx)?;
        let from = filter.from.map_or_else(|| gate.today(), |day| day.0);
        let to = last_day(from, filter.within_days)?;
        let level = filter.level.map(Into::into);
        let codes = counted_in(ctx, filter.within.as_deref())?;
        let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
        let policy_on = |division: &_, day| standing.policies.in_force(gate.divisions(), division, day);
        let requirements = requirements(&codes, &standing.policies, (from, to), policy_on)?;
        let after =
            page.after().map(|(place, id)| place_of(place).map(|(code, to_day)| (code, to_day, id))).transpose()?;
        let filter = GapFilter { from, to, level, requirements };
        let mut read = read_view(ctx, career_ledger::NAME, at_least).await?;
        let (lacking, ending) = career_ledger::gaps_count(&mut read, &filter).await.map_err(EdgeError::from)?;
        let rows = career_ledger::gaps(&mut read, &filter, after, page.limit()).await;
        let position = read.position();
        let people = page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: format!("{} {}", row.to_day, row.code), id: row.social_worker_id },
            |row| EducationGap { row, position },
        );
        Ok(EducationGaps { position, ending, lacking, people })
    }
}

/// The last day and the code in a cursor.
fn place_of(place: &str) -> Result<(&str, NaiveDate)> {
    let found = place.split_once(' ').and_then(|(day, code)| Some((code, part_of_order(day)?)));
    Ok(found.ok_or_else(ForgedCursor::refused)?)
}

/// The last day that the question looks at: so many days ahead, 90 where nothing is said.
///
/// # Errors
/// `TOO_MANY_DAYS`.
pub(crate) fn last_day(from: NaiveDate, within_days: Option<u32>) -> Result<NaiveDate> {
    let days = within_days.unwrap_or(DAYS_AHEAD);
    if days > DAYS_AHEAD_LIMIT {
        let refused = Refused::new("TOO_MANY_DAYS", format!("at most {DAYS_AHEAD_LIMIT} days ahead are looked at"));
        return Err(refused.with("limit", DAYS_AHEAD_LIMIT).with("actual", days).into());
    }
    Ok(from.checked_add_days(Days::new(u64::from(days))).unwrap_or(from))
}

/// What each level asks for in each division asked about, by the policy of the day after a period's last one: the first
/// on which its holder can register again.
pub(crate) fn requirements(
    codes: &[String],
    policies: &PolicyTimeline,
    (from, to): (NaiveDate, NaiveDate),
    policy_on: impl Fn(&DivisionCode, NaiveDate) -> Arc<Policy>,
) -> Result<Vec<Requirement>> {
    let spans = spans(policies, time::next_day(from), time::next_day(to));
    let mut requirements = Vec::with_capacity(codes.len() * words::ProfessionalLevel::ALL.len() * spans.len());
    for code in codes {
        let division = DivisionCode::new(code);
        for days in &spans {
            let policy = policy_on(&division, days.0);
            for level in words::ProfessionalLevel::ALL {
                let minutes = i32::try_from(education_required(&policy, *level))
                    .map_err(|_| Error::new("a policy asks for more minutes than there are"))?;
                requirements.push(Requirement { division: code.clone(), level: *level, days: *days, minutes });
            }
        }
    }
    Ok(requirements)
}

/// The days from the first to the last, cut wherever a version of some jurisdiction begins.
fn spans(policies: &PolicyTimeline, first: NaiveDate, last: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let begins = policies.versions().iter().map(|version| version.effective_from);
    let begins: BTreeSet<NaiveDate> = begins.filter(|day| first < *day && *day <= last).collect();
    let ends = begins.iter().map(|day| time::day_before(*day)).chain([last]);
    std::iter::once(first).chain(begins.iter().copied()).zip(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::kernel::PolicyVersion;
    use std::collections::BTreeMap;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_cut_where_a_version_begins_and_nowhere_else() {
        let version = |from: &str| PolicyVersion {
            version: from.to_owned(),
            jurisdiction: None,
            effective_from: day(from),
            changes: BTreeMap::new(),
        };
        let policies = ["2024-01-01", "2024-03-01", "2024-07-01"]
            .iter()
            .fold(PolicyTimeline::default(), |policies, from| policies.and(version(from)));
        let expected = [(day("2024-01-01"), day("2024-02-29")), (day("2024-03-01"), day("2024-06-30"))];
        assert_eq!(spans(&policies, day("2024-01-01"), day("2024-06-30")), expected);
        assert_eq!(spans(&policies, day("2024-04-01"), day("2024-04-01")), [(day("2024-04-01"), day("2024-04-01"))]);
    }

    #[test]
    fn cursor_names_the_last_day_and_a_code_that_may_have_spaces() {
        assert_eq!(place_of("2024-05-01 W 1").unwrap(), ("W 1", day("2024-05-01")));
        assert!(place_of("W-1").is_err());
    }
}
