//! Views that keep every version of their rows (行的历史版本), and so answer as of any position at once.
//!
//! System versioning (SQL:2011, part 2, 4.15.2) by positions of the log instead of by time. A row says from which position
//! it stands; what it was before stands in a table beside its own, named `…_earlier`, up to a position that is out. A
//! schema beside the view's, named `…_as_of`, shows under the tables' own names what stood at one position, so that
//! every statement of the view asks as of it unchanged. Only for rows without personal text: an erasure reaches no version.

use crate::{View, ViewFault, ViewRead, Views, runner::run_in_schema};
use sqlx::PgConnection;

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
                where attrelid = c.oid and attnum > 0) as columns
        from pg_class c
        join pg_index i on i.indrelid = c.oid and i.indisprimary
        join pg_attribute key on key.attrelid = c.oid and key.attnum = i.indkey[0]
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    loop
        execute format('alter table %I add column from_position bigint not null', t.name);
        execute format('create table %I (like %I, to_position bigint not null, primary key (%I, from_position))',
                       t.earlier, t.name, t.key);
        execute format('create view %I.%I as
                select %s from %I where from_position <= ' || at || ' union all
                select %s from %I where from_position <= ' || at || ' and ' || at || ' < to_position',
            current_schema() || '_as_of', t.name, t.columns, t.name, t.columns, t.earlier);
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
        sqlx::query(
            "select set_config('search_path', current_setting('search_path') || '_as_of', true),
                    set_config('muster.position', $1::bigint::text, true)",
        )
        .bind(position)
        .execute(read.connection())
        .await
        .map_err(ViewFault::database("opening a view as of a position"))?;
        Ok(read.at(position))
    }
}
