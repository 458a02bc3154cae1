//! A career as GraphQL shows it: registrations, continuing education, outcomes.

use super::words::{CareerOutcome, EducationKind};
use crate::graphql::scalars::Date;
use async_graphql::{Object, Result, SimpleObject};
use muster_projections::views::career_ledger::{Careers, EducationRow, OutcomeRow, PeriodRow};

/// One registration of practice (登记有效期).
#[derive(SimpleObject, Clone, Debug)]
pub struct PracticePeriod {
    /// First day (起始日期).
    from: Date,
    /// Last day; the day of its cancellation where it was cancelled (截止日期).
    valid_to: Date,
    /// Minutes of continuing education completed inside it (期内继续教育分钟数).
    education_minutes: i64,
}

/// One course or degree (继续教育).
pub struct Education(EducationRow);

/// One course or degree (继续教育).
#[Object]
impl Education {
    /// What was learned (课程名称).
    async fn course(&self) -> &str {
        &self.0.course
    }

    /// Who gave it (举办单位).
    async fn provider(&self) -> &str {
        &self.0.provider
    }

    /// A course or a degree (类别).
    async fn kind(&self) -> Result<EducationKind> {
        EducationKind::of_code(&self.0.kind)
    }

    /// Minutes that count (分钟数).
    async fn minutes(&self) -> i32 {
        self.0.minutes
    }

    /// Day of its completion (完成日期).
    async fn completed_on(&self) -> Date {
        Date(self.0.completed_on)
    }
}

/// Where the career led (职业发展).
pub struct CareerStep(OutcomeRow);

/// Where the career led (职业发展).
#[Object]
impl CareerStep {
    /// Where (去向).
    async fn outcome(&self) -> Result<CareerOutcome> {
        CareerOutcome::of_code(&self.0.outcome)
    }

    /// The day (日期).
    async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }
}

/// A career beside its posts (职业档案).
pub struct Career(pub(super) Careers);

/// A career beside its posts (职业档案).
#[Object]
impl Career {
    /// Registrations of practice, oldest first (登记).
    async fn registrations(&self) -> Vec<PracticePeriod> {
        let period = |row: &PeriodRow| PracticePeriod {
            from: Date(row.from_day),
            valid_to: Date(row.to_day),
            education_minutes: self
                .0
                .education
                .iter()
                .filter(|held| row.from_day <= held.completed_on && held.completed_on <= row.to_day)
                .map(|held| i64::from(held.minutes))
                .sum(),
        };
        self.0.periods.iter().map(period).collect()
    }

    /// Continuing education, oldest first (继续教育).
    async fn education(&self) -> Vec<Education> {
        self.0.education.iter().cloned().map(Education).collect()
    }

    /// Where the career led, oldest first (职业发展).
    async fn outcomes(&self) -> Vec<CareerStep> {
        self.0.outcomes.iter().cloned().map(CareerStep).collect()
    }
}
