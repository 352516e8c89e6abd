//! Which approved action permits which call. One table for every backend.

use quorum::{Action, Approved};

use crate::error::{Error, Result};

/// A guarded call of [`Hsm`](crate::Hsm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// [`Hsm::generate`](crate::Hsm::generate)
    Generate,
    /// [`Hsm::diversify`](crate::Hsm::diversify)
    Diversify,
    /// [`Hsm::diversify_devices`](crate::Hsm::diversify_devices)
    DiversifyDevices,
    /// [`Hsm::make_transport`](crate::Hsm::make_transport)
    MakeTransport,
    /// [`Hsm::components`](crate::Hsm::components)
    Components,
    /// [`Hsm::open_transport`](crate::Hsm::open_transport)
    OpenTransport,
    /// [`Hsm::import`](crate::Hsm::import)
    Import,
    /// [`Hsm::make_identity`](crate::Hsm::make_identity)
    MakeIdentity,
    /// [`Hsm::sign`](crate::Hsm::sign)
    Sign,
}

impl Call {
    /// The name of the call, as in the trait.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Generate => "generate",
            Self::Diversify => "diversify",
            Self::DiversifyDevices => "diversify_devices",
            Self::MakeTransport => "make_transport",
            Self::Components => "components",
            Self::OpenTransport => "open_transport",
            Self::Import => "import",
            Self::MakeIdentity => "make_identity",
            Self::Sign => "sign",
        }
    }

    /// Whether an approval of `action` permits this call. `Recover` finishes what an approved and
    /// recorded operation left open: it hands out components again, and neither makes nor signs anything.
    #[must_use]
    pub fn is_permitted_by(self, action: Action) -> bool {
        use Action as A;
        match self {
            Self::Generate => matches!(action, A::KeyGenerate | A::KeyRotate),
            Self::Diversify => {
                matches!(action, A::KeyDerive | A::PackageCreate | A::PackageReissue)
            }
            Self::DiversifyDevices => matches!(action, A::KeyDerive),
            Self::MakeTransport => matches!(
                action,
                A::TransportCreate | A::PackageCreate | A::PackageReissue
            ),
            Self::Components => matches!(
                action,
                A::TransportCreate | A::PackageCreate | A::PackageReissue | A::Recover
            ),
            Self::OpenTransport => matches!(action, A::TransportImport),
            Self::Import => matches!(action, A::PackageImport),
            Self::MakeIdentity => matches!(action, A::Init),
            Self::Sign => matches!(
                action,
                A::Init | A::PackageCreate | A::PackageReissue | A::PackageImport
            ),
        }
    }
}

/// Refuses a call that `ok` does not permit, or that was approved for another keystore. Every guarded call
/// needs a quorum, also under an action that one officer may approve for what needs no backend.
///
/// # Errors
/// [`Error::NotApproved`], [`Error::Keystore`].
pub fn authorise(ok: &Approved, call: Call, keystore: &str) -> Result<()> {
    let action = ok.action();
    if !call.is_permitted_by(action) || !ok.by_quorum() {
        return Err(Error::NotApproved {
            call: call.name(),
            action: action.name(),
        });
    }
    same_keystore(keystore, &ok.request().keystore)
}

/// Refuses what is meant for another keystore than this backend's.
pub(crate) fn same_keystore(expected: &str, found: &str) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::Keystore {
        expected: expected.to_owned(),
        found: found.to_owned(),
    })
}
