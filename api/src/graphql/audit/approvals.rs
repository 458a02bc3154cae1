//! Who decides on whose acts (复核关系, A7).

use super::{filter, row_limit, whole};
use crate::{
    edge::EdgeError,
    graphql::{gate::read_view, scalars::Date},
};
use async_graphql::{Context, Enum, Error, Object, Result, SimpleObject};
use muster_projections::views::recording_audit;
use std::collections::BTreeMap;

/// What a second person decides on (复核事项).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "recording_audit::DecisionKind")]
pub enum DecisionKind {
    /// Hours that wait (待审批时长).
    Credit,
    /// A grant (授权).
    Grant,
    /// The erasure of a person's data (擦除).
    Erasure,
    /// The read of a minor's record (查阅未成年人信息).
    MinorRead,
}

/// One account's decisions on another's acts of one kind (复核关系).
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct ApprovalEdge {
    /// On what (复核事项).
    kind: DecisionKind,
    /// Pseudonym of who entered or proposed; null where nobody is on record (录入者).
    asked_by: Option<String>,
    /// Pseudonym of who decided (决定者).
    decided_by: Option<String>,
    /// How many were let through (批准数).
    approved: i64,
    /// How many were turned down; only of hours (不批准数).
    declined: i64,
    /// Position of the first decision (首个位置).
    first_position: i64,
    /// Position of the last decision (末个位置).
    last_position: i64,
}

/// Two accounts that let each other's acts through (互相批准).
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct ApprovalPair {
    /// Pseudonym of the one (一方).
    one: String,
    /// Pseudonym of the other (另一方).
    other: String,
    /// Acts of the other that the one let through (一方批准数).
    one_approved: i64,
    /// Acts of the one that the other let through (另一方批准数).
    other_approved: i64,
    /// Whether nobody else decided on any act of either in the period (是否只互批).
    always: bool,
}

/// Who decided on whose acts in a period (复核关系).
#[derive(SimpleObject)]
pub struct ApprovalGraph {
    /// The position of the log that it reflects (日志位置).
    position: i64,
    /// Decisions in all (决定数).
    decisions: i64,
    /// Acts that whoever entered them let through: the rules allow none (自批).
    own: Vec<ApprovalEdge>,
    /// Pairs that let each other's acts through, those that always do first (互相批准).
    pairs: Vec<ApprovalPair>,
    /// Every relation, those with most decisions first (复核关系).
    edges: Vec<ApprovalEdge>,
}

/// Who decides on whose acts.
#[derive(Default)]
pub struct ApprovalsQuery;

/// Who decides on whose acts.
#[Object]
impl ApprovalsQuery {
    /// Who let whose acts through in a period of 366 days at most, by the day of the decision: hours that waited, and without
    /// a division grants, erasures and reads of minors' records too (A7, 复核关系).
    async fn approval_graph(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First local day.")] from: Date,
        #[graphql(desc = "Last local day.")] to: Date,
        #[graphql(desc = "Only hours of this division and below it.")] within: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<ApprovalGraph> {
        let filter = filter(ctx, within.as_deref(), (from, to))?;
        let mut read = read_view(ctx, recording_audit::NAME, at_least).await?;
        let edges = recording_audit::decisions(&mut read, &filter, row_limit()).await.map_err(EdgeError::from)?;
        let edges = whole(edges)?.into_iter().map(edge).collect::<Result<Vec<_>>>()?;
        let own = edges.iter().filter(|edge| edge.approved > 0 && edge.asked_by == edge.decided_by);
        Ok(ApprovalGraph {
            position: read.position(),
            decisions: edges.iter().map(|edge| edge.approved + edge.declined).sum(),
            own: own.filter(|edge| edge.asked_by.is_some()).cloned().collect(),
            pairs: pairs(&edges),
            edges,
        })
    }
}

fn edge(row: recording_audit::DecisionEdge) -> Result<ApprovalEdge> {
    let kind = recording_audit::DecisionKind::of_code(&row.kind);
    Ok(ApprovalEdge {
        kind: kind.map(DecisionKind::from).ok_or_else(|| Error::new("a view holds an unknown kind of decision"))?,
        asked_by: row.asked_by,
        decided_by: row.decided_by,
        approved: row.approved,
        declined: row.declined,
        first_position: row.first_position,
        last_position: row.last_position,
    })
}

/// Pairs that let each other's acts through, whatever the kind.
fn pairs(edges: &[ApprovalEdge]) -> Vec<ApprovalPair> {
    let mut approved: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for edge in edges {
        if let (Some(asked), Some(decided)) = (edge.asked_by.as_deref(), edge.decided_by.as_deref()) {
            *approved.entry((asked, decided)).or_default() += edge.approved;
        }
    }
    let only = |asked: &str, by: &str| {
        edges
            .iter()
            .filter(|edge| edge.asked_by.as_deref() == Some(asked))
            .all(|edge| edge.decided_by.as_deref() == Some(by))
    };
    let pair = |((asked, decided), other_approved): (&(&str, &str), &i64)| {
        let one_approved = *approved.get(&(*decided, *asked)).filter(|count| **count > 0)?;
        (asked < decided && *other_approved > 0).then(|| ApprovalPair {
            one: (*asked).to_owned(),
            other: (*decided).to_owned(),
            one_approved,
            other_approved: *other_approved,
            always: only(asked, decided) && only(decided, asked),
        })
    };
    let mut pairs: Vec<ApprovalPair> = approved.iter().filter_map(pair).collect();
    pairs.sort_by_key(|pair| (!pair.always, -(pair.one_approved + pair.other_approved)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(asked: &str, decided: &str, approved: i64) -> ApprovalEdge {
        ApprovalEdge {
            kind: DecisionKind::Credit,
            asked_by: Some(asked.to_owned()),
            decided_by: Some(decided.to_owned()),
            approved,
            declined: 0,
            first_position: 1,
            last_position: 2,
        }
    }

    #[test]
    fn pair_lets_each_other_through_and_always_does_when_nobody_else_ever_decided() {
        let found =
            pairs(&[edge("a", "b", 3), edge("b", "a", 2), edge("c", "d", 9), edge("e", "f", 1), edge("f", "e", 1)]);
        let named: Vec<_> = found.iter().map(|pair| (pair.one.as_str(), pair.other.as_str(), pair.always)).collect();
        assert_eq!(named, [("a", "b", true), ("e", "f", true)]);
        assert_eq!((found[0].one_approved, found[0].other_approved), (2, 3));
        let found = pairs(&[edge("a", "b", 3), edge("b", "a", 2), edge("a", "c", 1)]);
        assert_eq!(found.iter().map(|pair| pair.always).collect::<Vec<_>>(), [false]);
        assert!(pairs(&[edge("a", "b", 3), edge("b", "a", 0), edge("a", "a", 1)]).is_empty());
    }
}
