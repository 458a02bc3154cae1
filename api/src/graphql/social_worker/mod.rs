//! Social workers on the wire: the register and the commands of a social worker.

mod career;
mod career_types;
mod education;
mod mutations;
mod queries;
mod reserve;
mod types;
mod words;
mod workforce;

pub use career::{CareerMutation, EducationInput, GradeInput};
pub use career_types::{Career, CareerStep, Education, PracticePeriod};
pub use education::{EducationGap, EducationGapInput, EducationGaps, EducationQuery};
pub(crate) use education::{last_day, requirements};
pub use mutations::{CertificateInput, PostInput, SocialWorkerInput, SocialWorkerMutation};
pub use queries::{SocialWorkerFilterInput, SocialWorkerQuery};
pub use reserve::{Appraisal, ReserveCandidate, ReserveCandidatesInput, ReserveQuery};
pub use types::{Certificate, Post, SocialWorker};
pub use words::{AppraisalGrade, CareerOutcome, EducationKind, PostRank};
pub(crate) use workforce::report as workforce_report;
pub use workforce::{WorkforceGap, WorkforceQuery, WorkforceRatio, WorkforceRow};
