//! Writing credits column by column. Most events of a log are credits, and reading them back from JSON would take the
//! server longer than storing them; the other tables are written by their row set.

use super::CreditRow;
use crate::ViewFault;
use sqlx::PgConnection;

const STATEMENT: &str = "
    insert into credits (
        credit_id, volunteer_id, person_id, activity_id, session, division, category, team_id, organization_id,
        served_on, month, starts_at, ends_at, minutes, evidence, source, late, before_registration, state,
        approval_tier, recorded_at, position, from_position)
    select * from unnest(
        $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::text[], $7::text[], $8::uuid[], $9::uuid[],
        $10::date[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::integer[], $15::text[], $16::text[],
        $17::boolean[], $18::boolean[], $19::text[], $20::text[], $21::timestamptz[], $22::bigint[],
        $23::bigint[])
    on conflict (credit_id) do update set (
        volunteer_id, person_id, activity_id, session, division, category, team_id, organization_id, served_on, month,
        starts_at, ends_at, minutes, evidence, source, late, before_registration, state, approval_tier, recorded_at,
        position, from_position) = (
        excluded.volunteer_id, excluded.person_id, excluded.activity_id, excluded.session, excluded.division,
        excluded.category, excluded.team_id, excluded.organization_id, excluded.served_on, excluded.month,
        excluded.starts_at, excluded.ends_at, excluded.minutes, excluded.evidence, excluded.source, excluded.late,
        excluded.before_registration, excluded.state, excluded.approval_tier, excluded.recorded_at, excluded.position,
        excluded.from_position)";

/// Inserts credits, each with the position of the event that changed it last, or puts them in place of those with the same id; no credit is ever taken out (V11).
pub(super) async fn write<'r>(
    rows: impl Iterator<Item = (&'r CreditRow, i64)>,
    connection: &mut PgConnection,
) -> Result<(), ViewFault> {
    let (rows, changed_at): (Vec<&CreditRow>, Vec<i64>) = rows.unzip();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(STATEMENT)
        .bind(column(&rows, |row| row.credit_id))
        .bind(column(&rows, |row| row.volunteer_id))
        .bind(column(&rows, |row| row.person_id))
        .bind(column(&rows, |row| row.activity_id))
        .bind(column(&rows, |row| row.session))
        .bind(column(&rows, |row| row.division.as_str()))
        .bind(column(&rows, |row| row.category.as_str()))
        .bind(column(&rows, |row| row.team_id))
        .bind(column(&rows, |row| row.organization_id))
        .bind(column(&rows, |row| row.served_on))
        .bind(column(&rows, |row| row.month.as_str()))
        .bind(column(&rows, |row| row.starts_at))
        .bind(column(&rows, |row| row.ends_at))
        .bind(column(&rows, |row| row.minutes))
        .bind(column(&rows, |row| row.evidence.as_str()))
        .bind(column(&rows, |row| row.source.as_str()))
        .bind(column(&rows, |row| row.late))
        .bind(column(&rows, |row| row.before_registration))
        .bind(column(&rows, |row| row.state.as_str()))
        .bind(column(&rows, |row| row.approval_tier.as_deref()))
        .bind(column(&rows, |row| row.recorded_at))
        .bind(column(&rows, |row| row.position))
        .bind(changed_at)
        .execute(connection)
        .await
        .map_err(ViewFault::database("writing credits"))?;
    Ok(())
}

fn column<'r, T>(rows: &[&'r CreditRow], value: impl Fn(&'r CreditRow) -> T) -> Vec<T> {
    rows.iter().map(|row| value(row)).collect()
}
