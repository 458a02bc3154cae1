//! Demands for service in an emergency on the wire: posting, matching, answers, and who could come.

mod mutations;
mod queries;
mod types;

pub use mutations::{DemandInput, ResponseInput, ServiceDemandMutation, ServiceMatchInput};
pub use queries::ServiceDemandQuery;
pub use types::{DemandCandidates, DemandPeople, DemandStatus, ServiceDemand, ServiceDemandMatch};

use super::scalars::word_enum;

word_enum! {
    /// What a team or volunteer answers to a demand (响应).
    DemandAnswer of muster_domain::service_demand::words::DemandAnswer {
        /// They come (已接受).
        Accepted,
        /// They do not come (不能到场).
        Declined,
        /// They are there (已到场).
        Arrived,
    }
}

word_enum! {
    /// What became of a demand (结果).
    DemandOutcome of muster_domain::service_demand::words::DemandOutcome {
        /// Enough people came (已满足).
        Met,
        /// Some came (部分满足).
        PartlyMet,
        /// Nobody came (未满足).
        Unmet,
        /// It is not needed any more (已撤销).
        Withdrawn,
    }
}
