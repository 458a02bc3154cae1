//! Social workers on the wire: the register and the commands of a social worker.

mod mutations;
mod queries;
mod types;

pub use mutations::{CertificateInput, PostInput, SocialWorkerInput, SocialWorkerMutation};
pub use queries::{SocialWorkerFilterInput, SocialWorkerQuery};
pub use types::{Certificate, Post, SocialWorker};
