//! `Hold`: the right to change what stands at a place, for as long as somebody looks at it and then writes there.

use std::path::Path;

use super::temporary::Lock;
use super::{OutputError, Reason, Target};

/// Held until it is dropped; everybody else who asks for it is refused.
#[derive(Debug)]
pub struct Hold {
    _lock: Lock,
}

impl Hold {
    /// Takes it. The folder in which the place lies must be there; the place itself need not.
    ///
    /// # Errors
    /// Another run holds it, or what the system says.
    pub fn take(place: &Path) -> Result<Self, OutputError> {
        let target = Target::File(place.to_owned());
        match Lock::take(place) {
            Ok(Some(lock)) => Ok(Hold { _lock: lock }),
            Ok(None) => Err(OutputError { path: target.to_string(), reason: Reason::Held }),
            Err(error) => Err(OutputError::new(&target, &error)),
        }
    }
}
