//! The demo's three keystores, each with three invented custodians.

use std::path::{Path, PathBuf};

use key_derivation::RegionCode;
use quorum::{Cost, Passphrase};
use zeroize::Zeroizing;

use super::{DemoKeystore, enrol, identity_of};
use crate::files::{self, Mode};
use crate::init::{NewCustodian, NewKeystore, init};
use crate::session::{Backend, Session};
use crate::{Error, Result};

/// Two of these three open each keystore of the demo.
const QUORUM: u8 = 2;
const CUSTODIANS: [(&str, &str); 3] = [("zhang", "张演练"), ("wang", "王演练"), ("li", "李演练")];

/// A keystore of the demo, open.
pub(super) struct Site {
    pub session: Session,
    pub path: PathBuf,
    passphrase_files: Vec<String>,
}

impl Site {
    /// What people are told about it.
    pub fn describe(self) -> DemoKeystore {
        let (level, region) = (
            self.session.state().home().level,
            self.session.state().home().region,
        );
        let entries = self.session.keystore().head().size;
        DemoKeystore {
            level,
            region,
            path: self.path,
            passphrase_files: self.passphrase_files,
            entries,
        }
    }
}

/// Creates the keystore of `region` with random passphrases, which are written into files beside it: a
/// rehearsal may, production must not.
pub(super) fn found(
    folder: &Path,
    region: RegionCode,
    cost: Cost,
    backend: Backend,
) -> Result<Site> {
    let secrets = files::ready_folder(&folder.join("passphrases"))?;
    let mut custodians = Vec::new();
    let mut passphrase_files = Vec::new();
    for (officer, name) in CUSTODIANS {
        let passphrase = random_passphrase()?;
        let file = secrets.join(format!("{region}-{officer}.txt"));
        files::write(&file, &passphrase, Mode::Private)?;
        passphrase_files.push(format!("{officer}={}", file.display()));
        let passphrase = Passphrase::new(passphrase.to_vec())?;
        custodians.push(NewCustodian {
            officer: officer.parse()?,
            name: name.into(),
            passphrase,
        });
    }
    passphrase_files.truncate(QUORUM.into());
    let path = folder.join(format!("{region}.kms"));
    let new = NewKeystore {
        region,
        k: QUORUM,
        custodians,
        rehearsal: true,
        cost,
        regional_catalogue: None,
    };
    let session = init(&path, new, backend)?;
    Ok(Site {
        session,
        path,
        passphrase_files,
    })
}

/// 128 random bits as hex.
fn random_passphrase() -> Result<Zeroizing<Vec<u8>>> {
    let mut random = Zeroizing::new([0; 16]);
    getrandom::fill(&mut *random).map_err(|_| Error::Randomness)?;
    let mut text = Zeroizing::new(vec![0; 32]);
    hex::encode_to_slice(*random, &mut text).map_err(|_| Error::Randomness)?;
    Ok(text)
}

/// Both sides enrol each other.
pub(super) fn enrol_each_other(above: &mut Site, below: &mut Site) -> Result<()> {
    enrol(&mut above.session, &identity_of(&below.session))?;
    enrol(&mut below.session, &identity_of(&above.session))
}
