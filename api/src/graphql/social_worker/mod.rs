//! Social workers on the wire: the register and the commands of a social worker.

mod mutations;

pub use mutations::{CertificateInput, PostInput, SocialWorkerInput, SocialWorkerMutation};
