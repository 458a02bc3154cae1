//! Errors as GraphQL carries them: code and figures in `extensions`; a fault goes out without a code and is masked.

use crate::edge::{EdgeError, Refused};
use async_graphql::{Error, ErrorExtensions as _, Value};

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::new(refused.message.clone()).extend_with(|_, extensions| {
            extensions.set("code", refused.code.clone());
            for (name, value) in &refused.figures {
                extensions.set(name.clone(), Value::from_json(value.clone()).unwrap_or_default());
            }
        })
    }
}

impl From<EdgeError> for Error {
    fn from(error: EdgeError) -> Self {
        match error {
            EdgeError::Refused(refused) => refused.into(),
            EdgeError::Store(fault) => Self::new_with_source(fault),
            EdgeError::View(fault) => Self::new_with_source(fault),
        }
    }
}
