//! A registry made of a bundle (审计包导入): the whole log of another, under the same root.

use crate::app::{self, OpenFault, Place, Use};
use muster_eventstore::{
    carried_keys::{CarriedFault, CarriedKeys},
    seal::{Bundle, ImportFault, import},
    upcast::Upcasters,
    vault::KEY_FILE_NAME,
};
use muster_seal::{PublicKey, verify::Verified};
use std::path::{Path, PathBuf};

/// Why no registry is made of a bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleFault {
    /// The place does not open.
    #[error(transparent)]
    Open(#[from] OpenFault),
    /// The bundle is not taken in.
    #[error(transparent)]
    Import(#[from] ImportFault),
    /// The file of keys cannot be used.
    #[error(transparent)]
    Keys(#[from] CarriedFault),
    /// The key-encryption key is not at hand.
    #[error("put {KEY_FILE_NAME} of the registry that the keys are of into {} first, mode 0600", .folder.display())]
    KeyMissing {
        /// Where it should be.
        folder: PathBuf,
    },
}

/// Makes the registry of a place out of a bundle: with the keys of its people, or without any personal text.
///
/// # Errors
/// [`BundleFault`]; the place is as empty as it was.
pub async fn take_in(
    place: &Place,
    file: &Path,
    key: &PublicKey,
    keys: Option<&Path>,
) -> Result<Verified, BundleFault> {
    let keys = keys.map(CarriedKeys::open).transpose()?;
    if keys.is_some() && place.key_text.is_none() && !place.data_dir.join(KEY_FILE_NAME).exists() {
        return Err(BundleFault::KeyMissing { folder: place.data_dir.clone() });
    }
    let (cluster, options) = app::reach(place, Use::Supervise).await?;
    let work = async {
        app::prepare(&options).await?;
        let kek = app::key_encryption_key(place, &options).await?;
        let bundle = Bundle { file, key, keys: keys.as_ref() };
        Ok(import(&options, &kek, Upcasters::default(), bundle).await?)
    };
    let outcome = work.await;
    if let Some(cluster) = cluster {
        cluster.stop().await.map_err(OpenFault::from)?;
    }
    outcome
}
