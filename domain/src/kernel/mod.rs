//! What every aggregate shares: ids, words, time, divisions, personal text, the contract of a stored event.
//! No rule of one noun belongs here.

pub mod acting;
pub mod context;
pub mod contract;
pub mod credit_code;
pub mod division;
pub mod four_eyes;
pub mod identity_number;
pub mod ids;
pub mod interval;
pub mod pairs;
pub mod personal;
pub mod place;
pub mod policy;
pub mod policy_timeline;
pub mod population;
pub mod standing;
pub mod text;
pub mod time;
pub mod words;
pub mod work_calendar;

pub use acting::Acting;
pub use context::{ConsultedPolicies, RuleContext, Source};
pub use contract::{Claim, ClaimChange, ClaimValue, KeyOwner, PersonalVisitor, Refusal, Rules, StoredEvent};
pub use credit_code::CreditCode;
pub use division::{Division, DivisionCode, DivisionKind, DivisionRefusal, Divisions};
pub use four_eyes::{FourEyesRefusal, Proposal};
pub use identity_number::{DocumentType, IdentityNumber, IdentityNumberRefusal};
pub use ids::{
    AccountId, ActivityId, Code, CreditId, DemandCatalogId, ExportId, InstructorId, MatterCallId, OrganizationId,
    PairingId, PersonId, PointsSchemeId, PoolId, PopulationId, ProblemId, PublicationId, ServiceDemandId, SiteId,
    SocialWorkerId, TalentProfileId, TeamId, VolunteerId,
};
pub use interval::{DateSpan, TimeSpan};
pub use personal::Personal;
pub use place::{Place, Placed};
pub use policy::{Policy, PolicyNumberRefusal};
pub use policy_timeline::{PolicyTimeline, PolicyVersion};
pub use standing::StandingRules;
pub use work_calendar::{CalendarDays, CalendarYearMissing, WorkCalendar};
