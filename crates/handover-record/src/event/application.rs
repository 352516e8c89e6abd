//! What happens to key applications.

use key_derivation::RegionCode;
use serde::{Deserialize, Serialize};

use super::Pair;
use crate::{AskedKey, DocumentDigest, MachineNote, Mark, PackageId, Words};

/// What happens to a key application, in the region that applies or at the level above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ApplicationEvent {
    /// 41: this region drafted an application.
    Created {
        /// Its id.
        application: Mark,
        /// What it asks for.
        keys: Vec<AskedKey>,
        /// The machine that the keys are for.
        machine: Mark,
        /// SHA-256 of the attachment with the courier's name and ID number.
        courier: DocumentDigest,
    },
    /// 42: it was signed, and goes to the level above.
    Submitted {
        /// Which application.
        application: Mark,
        /// SHA-256 of the payload of the file.
        digest: DocumentDigest,
        /// Who submitted it.
        by: Pair,
    },
    /// 43: nothing more is to come of it.
    Ended {
        /// Which application.
        application: Mark,
        /// The package that answered it, where one did.
        package: Option<PackageId>,
        /// Who closed it.
        by: Pair,
    },
    /// 44: the application of a region below was approved.
    Accepted {
        /// Whose.
        from: RegionCode,
        /// Its id there.
        application: Mark,
        /// SHA-256 of the payload of the file.
        digest: DocumentDigest,
        /// What it asks for.
        keys: Vec<AskedKey>,
        /// The machine that the keys are for.
        machine: MachineNote,
        /// SHA-256 of the attachment with the courier's name and ID number.
        courier: DocumentDigest,
        /// Who approved it.
        by: Pair,
    },
    /// 44: it was refused. Who would have come is not kept.
    Refused {
        /// Whose.
        from: RegionCode,
        /// Its id there.
        application: Mark,
        /// SHA-256 of the payload of the file.
        digest: DocumentDigest,
        /// What it asks for.
        keys: Vec<AskedKey>,
        /// Why.
        reason: Words,
        /// Who refused it.
        by: Pair,
    },
    /// 45: a package answers it.
    Answered {
        /// Whose.
        from: RegionCode,
        /// Its id there.
        application: Mark,
        /// The package.
        package: PackageId,
    },
    /// 46: the attachment with the courier's name and ID number was erased.
    CourierErased {
        /// Whose application; this region's own where none is named.
        from: Option<RegionCode>,
        /// Its id there.
        application: Mark,
    },
}

impl ApplicationEvent {
    /// Whose application it happens to, this region's own where none is named, and its id.
    #[must_use]
    pub const fn application(&self) -> (Option<RegionCode>, &Mark) {
        match self {
            Self::Created { application, .. }
            | Self::Submitted { application, .. }
            | Self::Ended { application, .. } => (None, application),
            Self::Accepted {
                from, application, ..
            }
            | Self::Refused {
                from, application, ..
            }
            | Self::Answered {
                from, application, ..
            } => (Some(*from), application),
            Self::CourierErased { from, application } => (*from, application),
        }
    }

    /// The two officers, where the event has two.
    pub(crate) const fn pair(&self) -> Option<&Pair> {
        match self {
            Self::Submitted { by, .. }
            | Self::Ended { by, .. }
            | Self::Accepted { by, .. }
            | Self::Refused { by, .. } => Some(by),
            Self::Created { .. } | Self::Answered { .. } | Self::CourierErased { .. } => None,
        }
    }
}
