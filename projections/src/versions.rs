//! Views that keep every version of their rows (行的历史版本), and so answer as of any position at once.
//!
//! System versioning (SQL:2011, part 2, 4.15.2) by positions of the log instead of by time. A row says from which position
//! it stands; what it was before stands in a table beside its own, named `…_earlier`, up to a position that is out. A
//! schema beside the view's, named `…_as_of`, shows under the tables' own names what stood at one position, so that
//! every statement of the view asks as of it unchanged; every version stands there under `…_versions`. A table that has a
//! `from_position` of its own keeps its own history: it is shown as it is, and who reads it looks at the positions. Only
//! for rows without personal text: an erasure reaches no version.

use crate::{View, ViewFault, ViewRead, Views, runner::run_in_schema};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row as _};

/// Gives each table of the schema on the search path its versions, and makes the schema that shows them.
///
/// The position is read once a statement, by a subquery: as a plain call it would be read for every row.
const TABLES: &str = "
do $$
declare t record; at constant text := '(select current_setting(''muster.position'')::bigint)';
begin
    execute format('create schema %I', current_schema() || '_as_of');
    for t in
        select c.relname as name, c.relname || '_earlier' as earlier, key.attname as key,
               (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                where attrelid = c.oid and attnum > 0) as columns,
               exists (select from pg_attribute where attrelid = c.oid and attname = 'from_position') as own_history
        from pg_class c
        join pg_index i on i.indrelid = c.oid and i.indisprimary
        join pg_attribute key on key.attrelid = c.oid and key.attnum = i.indkey[0]
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    loop
        if t.own_history then
            execute format('create view %1$I.%2$I as select * from %2$I', current_schema() || '_as_of', t.name);
            continue;
        end if;
        execute format('alter table %I add column from_position bigint not null', t.name);
        execute format('create table %I (like %I, to_position bigint not null, primary key (%I, from_position))',
                       t.earlier, t.name, t.key);
        execute format('create view %1$I.%2$I as
                select %3$s, from_position, null::bigint as to_position from %4$I union all
                select %3$s, from_position, to_position from %5$I',
            current_schema() || '_as_of', t.name || '_versions', t.columns, t.name, t.earlier);
        execute format('create view %1$I.%2$I as select %3$s from %1$I.%4$I
                where from_position <= ' || at || ' and (to_position is null or ' || at || ' < to_position)',
            current_schema() || '_as_of', t.name, t.columns, t.name || '_versions');
    end loop;
end $$";

/// Gives the versions that are over the indexes of the rows that stand.
const INDEXES: &str = r"
do $$
declare i record;
begin
    for i in
        select x.relname as name, t.relname as of, pg_get_indexdef(x.oid) as definition
        from pg_index p join pg_class x on x.oid = p.indexrelid join pg_class t on t.oid = p.indrelid
        where x.relnamespace = current_schema()::regnamespace and not p.indisprimary
          and to_regclass(quote_ident(t.relname || '_earlier')) is not null
    loop
        execute regexp_replace(i.definition, '^CREATE (UNIQUE )?INDEX \S+ ON \S+',
            format('create index %I on %I', i.name || '_earlier', i.of || '_earlier'));
    end loop;
end $$";

pub(crate) async fn create(connection: &mut PgConnection, view: &dyn View, schema: &str) -> Result<(), sqlx::Error> {
    if view.keeps_versions() { run_in_schema(connection, schema, TABLES).await } else { Ok(()) }
}

pub(crate) async fn index(connection: &mut PgConnection, view: &dyn View, schema: &str) -> Result<(), sqlx::Error> {
    if view.keeps_versions() { run_in_schema(connection, schema, INDEXES).await } else { Ok(()) }
}

/// What has to go with a view's schema.
pub(crate) fn schema_as_of(schema: &str) -> String {
    format!("{schema}_as_of")
}

impl Views {
    /// Opens a view that keeps versions as of a position, as soon as the view has got there.
    pub(crate) async fn read_version(&self, name: &'static str, position: i64) -> Result<ViewRead, ViewFault> {
        let mut read = self.read(name, Some(position)).await?;
        sqlx::query("select set_config('search_path', current_setting('search_path') || '_as_of', true)")
            .execute(read.connection())
            .await
            .map_err(ViewFault::database("opening a view as of a position"))?;
        read.move_to(position).await?;
        Ok(read)
    }
}

impl ViewRead {
    /// Lets a read as of a position of a view that keeps versions show another one, none behind the first.
    ///
    /// # Errors
    /// [`ViewFault::Database`].
    pub async fn move_to(&mut self, position: i64) -> Result<(), ViewFault> {
        sqlx::query("select set_config('muster.position', $1::bigint::text, true)")
            .bind(position)
            .execute(self.connection())
            .await
            .map_err(ViewFault::database("moving to a position"))?;
        self.show(position);
        Ok(())
    }
}

/// Positions at which something changed, of a stretch of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// How many there are in the whole stretch.
    pub count: i64,
    /// The first of those that are listed, ascending.
    pub positions: Vec<i64>,
}

/// A stretch of the log, and which of its changes are listed.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The position before the first.
    pub from: i64,
    /// The last position.
    pub to: i64,
    /// Only changes behind this position are listed.
    pub after: i64,
    /// So many at most.
    pub limit: i64,
}

/// The positions at which rows of these tables changed that a condition takes in as they were or as they became.
pub(crate) async fn changed(
    read: &mut ViewRead,
    tables: &[&str],
    condition: impl Fn(&mut QueryBuilder<'_, Postgres>),
    stretch: Stretch,
) -> Result<Changed, ViewFault> {
    let doing = || ViewFault::database("finding what changed");
    let mut query = QueryBuilder::new("with changed as (");
    for (place, table) in tables.iter().enumerate() {
        let union = if place == 0 { "" } else { " union " };
        query.push(format!(
            "{union} select p.changed_at from {table}_versions
             cross join lateral (values (from_position), (to_position)) as p (changed_at) where p.changed_at > "
        ));
        query.push_bind(stretch.from).push(" and p.changed_at <= ").push_bind(stretch.to);
        condition(&mut query);
    }
    query.push(
        ") select (select count(distinct changed_at) from changed) as count,
            array(select distinct changed_at from changed where changed_at > ",
    );
    query.push_bind(stretch.after).push(" order by 1 limit ").push_bind(stretch.limit).push(") as positions");
    let row = query.build().fetch_one(read.connection()).await.map_err(doing())?;
    Ok(Changed { count: row.try_get("count").map_err(doing())?, positions: row.try_get("positions").map_err(doing())? })
}
