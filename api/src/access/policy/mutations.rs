//! Who may do what.

use super::{Entry, Noun, Reach, Way, entries};
use crate::access::Right;

pub(super) const MUTATIONS: &[Entry] = entries! {
    // Service, as it is planned and entered.
    "draftActivity" => Record at Organization "input.organization";
    "publishActivity" => Record at Activity "activity";
    "scheduleSession" => Record at Activity "activity";
    "changeActivity" => Record at Activity "input.activity";
    "cancelActivity" => Record at Activity "activity";
    "voidActivity" => Approve at Activity "activity";
    "recordOutcome" => Record at Activity "activity";
    "closeSession" => Record at Activity "activity";
    "closeActivity" => Record at Activity "activity";
    "enroll" => Record at Activity "seat.activity" | Own at Volunteer "seat.volunteer";
    "acceptEnrollment" => Record at Activity "seat.activity";
    "declineEnrollment" => Record at Activity "seat.activity";
    "withdrawEnrollment" => Record at Activity "seat.activity" | Own at Volunteer "seat.volunteer";
    "recordInsurance" => Record at Activity "seat.activity";
    "checkIn" => Record at Activity "input.seat.activity" | Own at Volunteer "input.seat.volunteer";
    "checkOut" => Record at Activity "seat.activity" | Own at Volunteer "seat.volunteer";
    "confirmAttendance" => Record at Activity "input.seat.activity";
    "markAbsent" => Record at Activity "seat.activity";
    "recordFeedback" => Record at Activity "seat.activity" | Own at Volunteer "seat.volunteer";
    "creditSession" => Record at Activity "activity";
    "creditHours" => Record at Activity "input.activity";
    "importRecords" => Record registry;

    // Hours, as they are approved and corrected.
    "approveCredit" => Approve at Credit "credit";
    "rejectCredit" => Approve at Credit "credit";
    "correctHours" => Approve at Credit "input.credit";
    "revokeHours" => Approve at Credit "credit";
    "disputeRecord" => Record at Activity "input.activity" | Own at Volunteer "input.volunteer";
    "resolveDispute" => Approve ruled Volunteer "volunteer";
    "importHours" => Oversee at Volunteer "volunteer";
    "suspendSelfEntry" => Oversee at Volunteer "volunteer";
    "restoreSelfEntry" => Oversee at Volunteer "volunteer";

    // Recognition and points.
    "issueCertificate" => Honour at Volunteer "volunteer";
    "revokeCertificate" => Honour at Volunteer "volunteer";
    "recordTraining" => Honour at Volunteer "input.volunteer";
    "recordCommendation" => Honour at Volunteer "input.volunteer";
    "evaluateService" => Honour at Credit "credit";
    "applyStar" => Honour at Volunteer "volunteer" | Own at Volunteer "volunteer";
    "objectToStar" => Honour at Volunteer "volunteer";
    "answerObjection" => Oversee at Volunteer "volunteer";
    "awardStar" => Oversee at Volunteer "volunteer";
    "revokeStar" => Oversee at Volunteer "volunteer";
    "grantPoints" => Honour at Volunteer "input.volunteer";
    "redeemPoints" => Honour at Site "input.site";
    "reversePoints" => Honour ruled Volunteer "volunteer";
    "openPointsScheme" => Rules at Division "input.jurisdiction";
    "setPointsRate" => Rules at Scheme "scheme";
    "closePointsScheme" => Rules at Scheme "scheme";

    // Teams.
    "formTeam" => Organize at Organization "input.organization";
    "admitMember" => Organize at Team "team";
    "removeMember" => Organize at Team "team";
    "appointLeader" => Organize at Team "team";
    "assignServiceArea" => Organize at Team "team";
    "withdrawServiceArea" => Organize at Team "team";
    "reclassifyTeam" => Organize at Team "team";
    "recordDrill" => Organize at Team "team";
    "activateTeam" => Manage at Team "input.team";
    "standDownTeam" => Manage at Team "team";
    "suspendTeam" => Organize at Team "team";
    "resumeTeam" => Organize at Team "team";
    "disbandTeam" => Organize at Team "team";

    // Demands for service and matters.
    "postDemand" => Manage at Organization "input.organization";
    "matchDemand" => Manage at ServiceDemand "input.demand";
    "recordDemandResponse" => Manage at ServiceDemand "input.demand" | Organize at Team "input.team"
        | Own at Volunteer "input.volunteer";
    "closeServiceDemand" => Manage at ServiceDemand "demand";
    "raiseMatters" => Manage at Division "input.division" also Organization "input.organization"
        also Instructor "input.instructor" | Answer at Organization "input.organization";
    "takeMatters" => Answer at AnsweredCall "call";
    "resolveMatters" => Answer at AnsweredCall "call";
    "declineMatters" => Answer at AnsweredCall "call";
    "reopenMatter" => Manage at Call "call";

    // Organizations, sites, posts.
    "registerOrganization" => Manage at Division "input.division";
    "changeOrganization" => Manage at Organization "organization";
    "attachOrganization" => Manage at Organization "organization";
    "authoriseRecorder" => Manage at Organization "organization" also Newcomer "personId";
    "nameLegalRepresentative" => Manage at Organization "organization" also Newcomer "personId";
    "revokeRecorder" => Manage at Organization "organization";
    "suspendOrganization" => Manage at Organization "organization";
    "restoreOrganization" => Manage at Organization "organization";
    "dissolveOrganization" => Manage at Organization "organization";
    "pairOrganizations" => Manage at Organization "input.organization";
    "endPairing" => Manage at Organization "organization";
    "recordOrganizationLevel" => Manage at Organization "organization";
    "renewLeadership" => Manage at Organization "organization";
    "grantLabel" => Manage at Organization "organization";
    "withdrawLabel" => Manage at Organization "organization";
    "signPledge" => Manage at Organization "organization";
    "surveyCoverage" => Manage at Organization "organization";
    "succeedOrganization" => Manage at Organization "organization";
    "postPeople" => Manage at Organization "input.organization" also Newcomer "input.people.personId"
        | Manage at Site "input.site" also Newcomer "input.people.personId";
    "endPost" => Manage at Organization "input.organization" | Manage at Site "input.site";
    "openSite" => Manage at Division "input.division";
    "changeSite" => Manage at Site "site";
    "handOverSite" => Manage at Site "site";
    "checkSite" => Manage at Site "site";
    "closeSite" => Manage at Site "site";
    "recordPopulation" => Manage at Division "input.division";
    "correctPopulation" => Manage at Division "input.division";

    // Instructors.
    "appointInstructor" => Careers at Division "input.division" also Newcomer "input.personId";
    "releaseInstructor" => Careers at Instructor "instructor";
    "assignOrganization" => Careers at Instructor "input.instructor" also Organization "input.organization";
    "changeLink" => Careers at Instructor "input.instructor";
    "endAssignment" => Careers at Instructor "instructor";
    "transferAssignment" => Careers at Instructor "input.instructor" also Instructor "input.successor";
    "transferAssignments" => Careers at Instructor "input.instructor" also Instructor "input.plan.to";
    "recordVisit" => Careers at Instructor "input.instructor";
    "raiseProblem" => Careers at Instructor "input.instructor";
    "resolveProblem" => Careers at Instructor "input.instructor";
    "reopenProblem" => Careers at Instructor "instructor";
    "recordInstructorQualification" => Careers at Instructor "instructor";
    "grantFocusOverride" => Careers at Instructor "input.instructor" also Organization "input.department";
    "endFocusOverride" => Careers at Instructor "instructor";
    "appraiseInstructor" => Careers at Instructor "instructor";
    "recordInstructorTraining" => Careers at Instructor "instructor";

    // Social workers.
    "registerSocialWorker" => Careers at Division "input.division" also Newcomer "input.personId";
    "obtainCertificate" => Careers at SocialWorker "socialWorker";
    "registerPractice" => Careers at SocialWorker "socialWorker";
    "assumePost" => Careers at SocialWorker "socialWorker";
    "leavePost" => Careers at SocialWorker "socialWorker";
    "joinAgency" => Careers at SocialWorker "socialWorker";
    "leaveAgency" => Careers at SocialWorker "socialWorker";
    "declareAbilities" => Careers at SocialWorker "socialWorker";
    "creditEducation" => Careers at SocialWorker "socialWorker";
    "cancelPractice" => Careers at SocialWorker "socialWorker";
    "assignGrade" => Careers at SocialWorker "socialWorker";
    "appraiseWorker" => Careers at SocialWorker "socialWorker";
    "recordCareerOutcome" => Careers at SocialWorker "socialWorker";
    "checkCredential" => Careers at SocialWorker "socialWorker";

    // Talents.
    "publishDemandCatalog" => Rules at Division "input.division";
    "allocateDemand" => Careers at Catalog "input.catalog";
    "closeDemand" => Careers at Catalog "catalog";
    "proposeMatch" => Careers at Catalog "input.catalog" also Person "input.person";
    "acceptMatch" => Careers at Catalog "input.catalog";
    "declineMatch" => Careers at Catalog "input.catalog";
    "linkEngagement" => Careers at Catalog "input.catalog";
    "openPool" => Careers at Division "input.division" also Division "input.criteria.within";
    "admitTalent" => Careers at Pool "input.pool" also Person "input.person";
    "reconfirmTalent" => Careers at Pool "pool";
    "removeTalent" => Careers at Pool "pool";
    "closePool" => Careers at Pool "pool";
    "publishCategoryCatalog" => Rules at Division "input.division";
    "assignTalentCategory" => Careers at Person "person";
    "startEngagement" => Careers at Person "person";
    "endEngagement" => Careers at Person "person";
    "contactTalent" => Careers at Person "person";
    "recordSkillEvidence" => Careers at Person "person";

    // People.
    "registerPerson" => Persons open;
    "verifyIdentity" => Persons at Newcomer "person";
    "correctPersonData" => Privacy at Person "person" | Own at Person "person";
    "giveConsent" => Privacy at Person "person" | Persons at Newcomer "person" | Own at Person "person";
    "withdrawConsent" => Privacy at Person "person" | Persons at Person "person" | Own at Person "person";
    "giveGuardianConsent" => Privacy at Person "person" | Persons at Newcomer "person";
    "withdrawGuardianConsent" => Privacy at Person "person" | Persons at Person "person";
    "exportPeople" => Export at Person "input.people" | Export at Pool "input.pool";
    "registerVolunteer" => Persons at Division "input.division" also Newcomer "input.personId";
    "declareSkills" => Persons at Volunteer "volunteer" | Own at Volunteer "volunteer";
    "verifySkill" => Persons at Volunteer "volunteer";
    "setAvailability" => Persons at Volunteer "volunteer" | Own at Volunteer "volunteer";
    "insureVolunteer" => Persons at Volunteer "volunteer";
    "deactivateVolunteer" => Persons at Volunteer "volunteer" | Own at Volunteer "volunteer";
    "reactivateVolunteer" => Persons at Volunteer "volunteer";

    "requestData" => Own at Person "person" | Privacy at Person "person";
    "fulfilDataRequest" => Privacy at Person "person";
    "refuseDataRequest" => Privacy at Person "person";
    "proposeMinorRead" => Unmask at Person "person";
    "approveMinorRead" => Privacy at Person "person";
    "declineMinorRead" => Privacy at Person "person";
    "breakGlass" => Unmask at Person "person";
    "proposeErasure" => Erase at Person "person" | Own at Person "person";
    "approveErasure" => Erase at Person "person";
    "declineErasure" => Erase at Person "person";
    "proposeMerge" => Erase registry;
    "approveMerge" => Erase registry;
    "proposeSplit" => Erase registry;
    "approveSplit" => Erase registry;
    "declineMerge" => Erase registry;
    "restrictProcessing" => Erase at Person "person";
    "liftRestriction" => Erase at Person "person";

    // Accounts.
    "proposeGrant" => Accounts at Division "grant.division" | Accounts at Organization "grant.organization"
        | Accounts at Person "grant.person";
    "approveGrant" => Accounts at Account "principal";
    "declineGrant" => Accounts at Account "principal";
    "revokeGrant" => Accounts at Division "grant.division" | Accounts at Organization "grant.organization"
        | Accounts at Person "grant.person";

    // Rules and editions.
    "publishPolicy" => Rules at Division "input.jurisdiction";
    "loadWorkCalendar" => Rules registry;
    "publishReport" => Rules at Division "input.within" also Organization "input.publisher"
        | Rules at Organization "input.organization" also Organization "input.publisher";
};
