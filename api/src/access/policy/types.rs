//! Which answers are about people: whatever edge leads to them, whoever reads them has a right to read people.
//!
//! Every object type of the schema stands in one of two lists, and a test says so. An edge from a type that shows nobody to
//! one that shows people may lead to anybody, so that it asks for the right to read others; one's own right is enough only
//! where the table placed the request on one's own record, and on the edges from there that stay with the same person.

use crate::access::Right;

/// The types that show people: who they are, what they did, what is held on them. A list of them, with its cursors, is one.
pub const PEOPLE: &[&str] = &[
    "Appraisal",
    "Attendance",
    "AvailableVolunteer",
    "Career",
    "CareerStep",
    "Certificate",
    "Commendation",
    "ConditionAnswer",
    "Credit",
    "CreditChange",
    "CreditDecision",
    "CreditedRow",
    "DataRequest",
    "DataRequestInFull",
    "DayException",
    "DayWindow",
    "DeclaredAvailability",
    "DemandCandidate",
    "DemandProposal",
    "Dispute",
    "Education",
    "EducationChange",
    "EducationGap",
    "Eligibility",
    "EligibilityDay",
    "EnrolledElsewhere",
    "ErasureProposal",
    "EvidenceMinutes",
    "Expiry",
    "ExplainedCriterion",
    "ExportedData",
    "HeldConsent",
    "InstructorQualification",
    "InstructorTraining",
    "MatchExplanation",
    "MergeProposal",
    "MinorReadProposal",
    "MyData",
    "PendingReason",
    "Person",
    "PointsBalance",
    "PointsEntry",
    "PoolChange",
    "PoolMember",
    "Post",
    "Posting",
    "PracticePeriod",
    "ReadOfMine",
    "Recognition",
    "ReserveCandidate",
    "SocialWorker",
    "Star",
    "StarCandidate",
    "StarChange",
    "Talent",
    "Training",
    "UnmaskedPerson",
    "VoidedCredit",
    "Volunteer",
    "VolunteerInsurance",
    "WeeklyWindow",
    "WithheldData",
];

/// The types that show nobody: records of organizations, figures, offices that are announced by name, and the log, in which
/// people are pseudonyms.
pub const NOBODY: &[&str] = &[
    "AccessEntry",
    "Account",
    "Activity",
    "ActivityChange",
    "ActivityOutcome",
    "ActivityVoiding",
    "AggregateState",
    "Anomalies",
    "Anomaly",
    "AnomalyFindings",
    "ApprovalEdge",
    "ApprovalGraph",
    "ApprovalPair",
    "AssignmentCounts",
    "AuditSample",
    "BrokenGlass",
    "CellChange",
    "CertificateProof",
    "CertificateTrace",
    "ChainCheck",
    "ComplianceScore",
    "CountedRatio",
    "CoverageFigures",
    "CoverageRow",
    "CoverageSurvey",
    "Deadline",
    "DemandCandidates",
    "DemandCatalog",
    "DemandCriterion",
    "DemandFigures",
    "DemandItem",
    "DemandMatch",
    "DemandPeople",
    "DemandPlace",
    "Division",
    "DivisionHeadcount",
    "Done",
    "EditionDenominator",
    "EditionPolicy",
    "EducationGaps",
    "EducationWhatIf",
    "ErasureProof",
    "Event",
    "EvidenceFigures",
    "ExplainedCell",
    "ExplainedDifference",
    "ExplainingEvent",
    "ExportRecord",
    "FocusChange",
    "FocusOverride",
    "FocusOverrideGrant",
    "FocusWhatIf",
    "HeldLabel",
    "HoursFigures",
    "HoursServed",
    "HoursServedRow",
    "ImportReport",
    "Instructor",
    "InstructorAssignments",
    "InstructorLink",
    "InstructorLoad",
    "KindHeadcount",
    "LabelFigures",
    "LabelReport",
    "LeadershipTerm",
    "LeadershipTermDue",
    "LevelFigures",
    "LevelHeadcount",
    "LevelReport",
    "LimitEvents",
    "LoadHistoryRow",
    "LogMoment",
    "LongDay",
    "LongDayDecision",
    "MatrixCell",
    "MatrixDay",
    "Matter",
    "MatterClosure",
    "MatterClosureRow",
    "Organization",
    "PageInfo",
    "Pairing",
    "PairingCounts",
    "PartyCoverageReport",
    "PartyCoverageRow",
    "PledgeFigures",
    "PledgeReport",
    "PointsFigures",
    "PointsForHours",
    "PointsGroupFigures",
    "PointsScheme",
    "PointsSummary",
    "PolicyInForce",
    "PolicyNumber",
    "PolicyVersion",
    "PolicyWhatIf",
    "Pool",
    "PoolChanges",
    "Population",
    "PostHeadcount",
    "PostingCounts",
    "PostingDivisionRow",
    "PostingRoleRow",
    "ProposedGrant",
    "ProposedHandover",
    "ProposedPlacement",
    "PublishedReport",
    "Ratio",
    "ReassignmentProposal",
    "RecordingDeadline",
    "RecordingDeadlines",
    "RecordingUnit",
    "RefusedCrediting",
    "RefusedRow",
    "ReportCell",
    "ReportDifference",
    "ReportDifferences",
    "RoleGrant",
    "SampledCredit",
    "ServiceCertificate",
    "ServiceDemand",
    "ServiceDemandMatch",
    "ServiceSummary",
    "ServingTeam",
    "Session",
    "SessionCredit",
    "Signed",
    "Site",
    "SiteChecklist",
    "SiteCountRow",
    "SiteCounts",
    "StarLevelCount",
    "StarsWhatIf",
    "SupposedNumber",
    "TalentMatrix",
    "Team",
    "TeamCoverage",
    "TracedEvent",
    "UncoveredOrganization",
    "UnplacedLink",
    "UnplacedReason",
    "VolunteerHeadcount",
    "VolunteerPenetration",
    "WhatIfCounts",
    "Workforce",
    "WorkforceGap",
    "WorkforceRatio",
    "WorkforceRow",
];

/// The edges between types that show people which lead to the record of somebody else; nobody is told that theirs was merged.
pub const TO_OTHERS: &[(&str, &str)] = &[("Person", "mergedInto")];

/// The rights of which one is needed to read others.
const OTHERS: &[Right] = &[Right::People, Right::Talents];
/// The rights of which one is needed to read on where a record is open already: one's own, or others.
const OPENED: &[Right] = &[Right::People, Right::Talents, Right::Own];

/// Whom an object type shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// People.
    People,
    /// Nobody.
    Nobody,
}

/// Whom a type shows, with lists, pages of lists and their edges taken for what they hold; nothing for one of no list.
#[must_use]
pub fn shown_by(name: &str) -> Option<Shows> {
    let name = name.trim_matches(['[', ']', '!']);
    // Asked for each field of each row; the lists are in the order of the alphabet.
    let listed = |name: &str| match name {
        _ if PEOPLE.binary_search(&name).is_ok() => Some(Shows::People),
        _ if NOBODY.binary_search(&name).is_ok() => Some(Shows::Nobody),
        _ => None,
    };
    listed(name).or_else(|| listed(name.strip_suffix("Connection").or_else(|| name.strip_suffix("Edge"))?))
}

/// The rights of which one is needed to read a field of a type that is no root; none where it shows nobody. What is of no
/// list may show others.
#[must_use]
pub fn rights_of_field(parent: &str, field: &str, returned: &str) -> &'static [Right] {
    // The field whose list this is was asked about.
    if parent.starts_with('[') {
        return &[];
    }
    match shown_by(parent) {
        Some(Shows::People) if !TO_OTHERS.contains(&(parent, field)) => OPENED,
        Some(Shows::Nobody) if shown_by(returned) != Some(Shows::People) => &[],
        Some(Shows::People | Shows::Nobody) | None => OTHERS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order_and_have_nothing_in_common() {
        assert!(PEOPLE.is_sorted() && NOBODY.is_sorted());
        assert!(PEOPLE.iter().all(|name| !NOBODY.contains(name)));
    }

    #[test]
    fn own_right_is_enough_below_an_open_record_and_nowhere_else() {
        for (parent, field, returned, rights) in [
            ("Volunteer", "person", "Person!", OPENED),
            ("VolunteerEdge", "cursor", "String!", OPENED),
            ("StarChangeConnection", "pageInfo", "PageInfo!", OPENED),
            ("Person", "mergedInto", "Person", OTHERS),
            ("Team", "leader", "Volunteer", OTHERS),
            ("Session", "attendance", "AttendanceConnection!", OTHERS),
            ("ActivityVoiding", "rows", "[VoidedCredit!]!", OTHERS),
            ("Unlisted", "name", "String!", OTHERS),
            ("Team", "name", "String!", &[]),
            ("ApprovalGraph", "edges", "[ApprovalEdge!]!", &[]),
            ("[Volunteer!]", "nodes", "Volunteer!", &[]),
        ] {
            assert_eq!(rights_of_field(parent, field, returned), rights, "{parent}.{field}");
        }
    }
}
