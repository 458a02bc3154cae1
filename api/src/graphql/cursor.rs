//! Relay pages: `first` from 1 to 100, an opaque cursor of the last row's order and id.

use crate::edge::Refused;
use async_graphql::{Result, connection::CursorType};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use std::str::FromStr;
use uuid::Uuid;

/// Rows of a page when nothing is said.
const FIRST_DEFAULT: i32 = 20;
/// Rows of a page at most.
const FIRST_LIMIT: i32 = 100;

/// Where a page ended: the text by which its rows are ordered, and the last row's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageCursor {
    /// The ordering text, for example the code.
    pub order: String,
    /// The row's id.
    pub id: Uuid,
}

/// A text that is no cursor of this registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor of this list")]
pub struct ForgedCursor;

impl ForgedCursor {
    /// The refusal `CURSOR_UNKNOWN`, for whatever in a cursor could not be read.
    pub(crate) fn refused() -> Refused {
        Refused::new("CURSOR_UNKNOWN", Self.to_string())
    }
}

impl CursorType for PageCursor {
    type Error = ForgedCursor;

    fn decode_cursor(text: &str) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| ForgedCursor)?;
        let (id, order) = bytes.split_at_checked(16).ok_or(ForgedCursor)?;
        Ok(Self {
            order: String::from_utf8(order.to_vec()).map_err(|_| ForgedCursor)?,
            id: Uuid::from_slice(id).map_err(|_| ForgedCursor)?,
        })
    }

    fn encode_cursor(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.id.as_bytes().as_slice(), self.order.as_bytes()].concat())
    }
}

/// A number, day or instant as an order holds it: none has a sign, so that a year that PostgreSQL does not know is none.
pub(crate) fn part_of_order<O: FromStr>(text: &str) -> Option<O> {
    text.parse().ok().filter(|_| !text.starts_with(['+', '-']))
}

/// What a page asks for.
#[derive(Clone, Debug)]
pub(crate) struct PageArguments {
    /// The cursor after which it begins.
    pub(crate) after: Option<PageCursor>,
    /// Rows asked for.
    pub(crate) first: usize,
}

impl PageArguments {
    /// Reads `first` and `after`.
    pub(crate) fn read(first: Option<i32>, after: Option<&str>) -> Result<Self> {
        let first = first.unwrap_or(FIRST_DEFAULT);
        let count = usize::try_from(first).ok().filter(|_| (1..=FIRST_LIMIT).contains(&first)).ok_or_else(|| {
            Refused::new("FIRST_OUT_OF_RANGE", format!("first is 1 to {FIRST_LIMIT}, {first} was asked for"))
                .with("limit", FIRST_LIMIT)
                .with("actual", first)
        })?;
        let after = after.map(PageCursor::decode_cursor).transpose();
        Ok(Self { after: after.map_err(|_| ForgedCursor::refused())?, first: count })
    }

    /// One row more than asked for, to know whether there is a next page.
    pub(crate) fn limit(&self) -> i64 {
        i64::try_from(self.first).unwrap_or(i64::from(FIRST_LIMIT)) + 1
    }

    /// The order and id after which the page begins, as the views take it.
    pub(crate) fn after(&self) -> Option<(&str, Uuid)> {
        self.after.as_ref().map(|cursor| (cursor.order.as_str(), cursor.id))
    }

    /// The same where the rows are in the order of numbers, days or instants.
    ///
    /// # Errors
    /// Refused `CURSOR_UNKNOWN`.
    pub(crate) fn after_in_order_of<O: FromStr>(&self) -> Result<Option<(O, Uuid)>> {
        let Some((order, id)) = self.after() else { return Ok(None) };
        Ok(Some((part_of_order(order).ok_or_else(ForgedCursor::refused)?, id)))
    }

    /// A connection of rows read with [`PageArguments::limit`].
    pub(crate) fn connection<R, N: async_graphql::OutputType>(
        &self,
        rows: Vec<R>,
        cursor: impl Fn(&R) -> PageCursor,
        node: impl Fn(R) -> N,
    ) -> async_graphql::connection::Connection<PageCursor, N> {
        let more = rows.len() > self.first;
        let mut connection = async_graphql::connection::Connection::new(self.after.is_some(), more);
        connection.edges.extend(rows.into_iter().take(self.first).map(|row| {
            let cursor = cursor(&row);
            async_graphql::connection::Edge::new(cursor, node(row))
        }));
        connection
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};

    #[test]
    fn cursor_is_read_back_and_a_forged_one_is_refused() {
        let cursor = PageCursor { order: "队-1".to_owned(), id: Uuid::from_u128(7) };
        assert_eq!(PageCursor::decode_cursor(&cursor.encode_cursor()), Ok(cursor));
        assert_eq!(PageCursor::decode_cursor("bm90IGEgY3Vyc29y"), Err(ForgedCursor));
        assert_eq!(PageCursor::decode_cursor("%%%"), Err(ForgedCursor));
    }

    fn page_after(order: &str) -> PageArguments {
        let cursor = PageCursor { order: order.to_owned(), id: Uuid::from_u128(7) };
        PageArguments::read(None, Some(&cursor.encode_cursor())).unwrap()
    }

    #[test]
    fn page_begins_after_the_instant_in_the_cursor() {
        let page = page_after("2024-05-01T01:02:03.000004Z");
        let (at, id) = page.after_in_order_of::<DateTime<Utc>>().unwrap().unwrap();
        assert_eq!((at.timestamp_micros(), id), (1_714_525_323_000_004, Uuid::from_u128(7)));
    }

    #[test]
    fn page_is_refused_when_the_cursor_is_of_another_list() {
        let code = |refused: async_graphql::Error| refused.extensions.and_then(|more| more.get("code").cloned());
        let unknown = Some(async_graphql::Value::from("CURSOR_UNKNOWN"));
        assert_eq!(code(page_after("V-0001").after_in_order_of::<DateTime<Utc>>().unwrap_err()), unknown);
        assert_eq!(code(page_after("V-0001").after_in_order_of::<i64>().unwrap_err()), unknown);
        for year in ["-100000", "+100000"] {
            let page = page_after(&format!("{year}-01-01T00:00:00Z"));
            assert_eq!(code(page.after_in_order_of::<DateTime<Utc>>().unwrap_err()), unknown, "{year}");
        }
    }

    #[test]
    fn page_is_refused_when_first_is_out_of_range() {
        for first in [0, -1, 101, i32::MAX] {
            assert!(PageArguments::read(Some(first), None).is_err());
        }
        assert_eq!(PageArguments::read(None, None).unwrap().first, 20);
    }
}
