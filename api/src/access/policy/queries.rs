//! Who may ask what.

use super::{Entry, Noun, Reach, Way, entries};
use crate::access::Right;

pub(super) const QUERIES: &[Entry] = entries! {
    // Everything below it is asked about in its own name; whoever reads but their own record has views of no moment built.
    "asOf" => Figures open | Log open;

    // Reference data.
    "divisions" => Reference open;
    "division" => Reference open;
    "policies" => Reference open;
    "policyInForce" => Reference open;
    "calendarYears" => Reference open;
    "workingDayDeadline" => Reference open;
    "pointsSchemes" => Reference open;
    "verifyCertificate" => Reference open;

    "signedIn" => Reference open;

    // Accounts and erasure.
    "account" => Accounts at Account "principal";
    "proposedErasures" => Erase at Division "within";
    "proposedMerges" => Erase registry;
    "erasureProof" => Log at Person "person" | Own at Person "person";

    // Figures.
    "hoursServed" => Figures at Division "filter.within" | Figures at Organization "filter.organization"
        | Figures at Team "filter.team";
    "serviceSummary" => Figures at Organization "organization";
    "complianceScore" => Figures at Organization "organization";
    "teamCoverage" => Figures at Division "within";
    "instructorAssignments" => Figures at Division "filter.within" | Figures at Organization "filter.organization"
        | Figures at Instructor "filter.instructor";
    "matterClosure" => Figures at Division "within";
    "pairingCounts" => Figures registry;
    "pledgeCounts" => Figures at Division "within";
    "labelCounts" => Figures at Division "within";
    "organizationLevels" => Figures at Division "within";
    "partyCoverage" => Figures at Division "within";
    "postingCounts" => Figures at Division "within";
    "siteCounts" => Figures at Division "within";
    "workforceRatio" => Figures at Division "within";
    "workforce" => Figures at Division "within";
    "populations" => Figures at Division "within";
    "volunteerPenetration" => Figures at Division "within";
    "volunteerHeadcount" => Figures at Division "within";
    "organizationHeadcount" => Figures at Division "within";
    "loadHistory" => Figures at Division "within" | Figures at Instructor "instructor";
    "talentMatrix" => Figures at Division "within";
    "pointsSummary" => Figures at Division "filter.within" | Figures at Volunteer "filter.volunteer"
        | Figures at Site "filter.site" | Own at Volunteer "filter.volunteer";
    "policyWhatIf" => Figures at Division "within";
    "publishedReports" => Figures at Division "within";
    "publishedReport" => Figures at Report "id";
    "publishedReportDiffers" => Figures at Report "id";

    // Records of organizations.
    "organizations" => Records at Division "filter.within" | Records at Organization "filter.parent";
    "organization" => Records at Organization "code";
    "leadershipTermsDue" => Records at Division "within";
    "teams" => Records at Division "filter.within" | Records at Organization "filter.organization";
    "team" => Records at Team "code";
    "teamsServing" => Records at Division "division";
    "activities" => Records at Division "filter.within" | Records at Organization "filter.organization"
        | Records at Team "filter.team";
    "activity" => Records at Activity "code";
    "recordingDeadlines" => Records at Organization "organization";
    "sites" => Records at Division "filter.within" | Records at Organization "filter.operator";
    "site" => Records at Site "code";
    "matters" => Records at Division "filter.within" | Records at Organization "filter.organization"
        | Records at Organization "filter.department" | Records at Instructor "filter.instructor"
        | Records at Call "filter.call";
    "serviceDemands" => Records at Division "within";
    "serviceDemand" => Records at ServiceDemand "code";
    "uncoveredOrganizations" => Records at Division "within";

    // People.
    "person" => People at Person "id" | Own at Person "id";
    "persons" => People registry;
    "unmaskedPeople" => Unmask at Person "people";
    "proposedMinorReads" => Privacy at Person "person" | Privacy at Division "within";
    "brokenGlass" => Privacy at Person "person" | Privacy at Division "within";
    "dataRequests" => Privacy at Person "person" | Privacy at Division "within";
    "myData" => Own at Person "person";
    "volunteers" => People at Division "filter.within";
    "volunteer" => People at Volunteer "code" | Own at Volunteer "code";
    "credit" => People at Credit "id" | Own at Credit "id";
    "credits" => People at Division "filter.within" | People at Organization "filter.organization"
        | People at Team "filter.team";
    "disputes" => People at Volunteer "volunteer" | Own at Volunteer "volunteer";
    "availableVolunteers" => People at Division "within";
    "eligibility" => People at Activity "activity" | Own at Volunteer "volunteer";
    "starCandidates" => People at Organization "organization";
    "instructors" => People at Division "filter.within";
    "instructor" => People at Instructor "code";
    "instructorLoad" => People at Division "within";
    "reassignmentProposal" => People at Instructor "instructor" also Division "within";
    "socialWorkers" => People at Division "filter.within";
    "socialWorker" => People at SocialWorker "code";
    "educationGap" => People at Division "filter.within";
    "postings" => People at Division "filter.within" | People at Organization "filter.organization"
        | People at Site "filter.site" | People at Person "filter.personId" | Own at Person "filter.personId";
    "expiring" => People at Division "division";
    "pointsBalance" => People at Volunteer "volunteer" | Own at Volunteer "volunteer";
    "pointsLedger" => People at Division "filter.within" | People at Volunteer "filter.volunteer"
        | People at Site "filter.site" | Own at Volunteer "filter.volunteer";

    // Talents.
    "talents" => Talents at Division "filter.within" | Talents at Division "filter.person.within";
    "reserveCandidates" => Talents at Division "filter.within";
    "demandMatch" => Talents at Catalog "catalog";
    "demandCatalogs" => Talents at Division "within";
    "pools" => Talents at Division "within";
    "pool" => Talents at Pool "code";
    "savedPool" => Talents at Pool "code";
    "explainMatch" => Talents at Person "person" also Pool "pool";

    // The log.
    "events" => Log registry;
    "aggregateState" => Log registry;
    "explainDifference" => Log registry;
    "certificateTrace" => Log registry;
    "limitEvents" => Log at Division "within";
    "auditSample" => Log at Division "within";
    "anomalies" => Log at Division "within";
    "approvalGraph" => Log at Division "within";
    "verifyChain" => Log registry;
    "eventProof" => Log registry;
    "exports" => Log at Division "within" | Log at Person "person";
    "accessLog" => Log at Person "person" | Log at Division "within";
};
