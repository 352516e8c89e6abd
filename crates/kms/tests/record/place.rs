//! One test's office.

use handover_record::Mark;
use kms::Error;
use kms::identity::Identity;
use kms::record::{self, Record, Report};
use tempfile::TempDir;

use crate::office::{Office, Texts};

/// An office in a folder of its own.
pub struct Place {
    pub office: Office,
    /// Removed with it.
    pub folder: TempDir,
}

impl Place {
    pub fn found() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::found(&folder.path().join("office.kms"), true);
        Self { office, folder }
    }

    /// With a handover of two carriers that is over.
    pub fn with_whole() -> (Self, Mark) {
        let mut place = Self::found();
        let handover = place.office.whole("H-1", "1", 2, &Texts::default());
        (place, handover)
    }

    pub fn issue(&mut self, handover: &Mark) -> Record {
        record::issue(&mut self.office.session, handover).unwrap()
    }

    pub fn identity(&self) -> Identity {
        Identity::of(self.office.session.state())
    }

    /// Issues a record that verifies.
    pub fn verified(&mut self, handover: &Mark) -> Report {
        let record = self.issue(handover);
        record::verify(&record.bytes, Some(&self.identity())).unwrap()
    }
}

/// The stable code of a refusal.
pub fn code<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => panic!("this must be refused"),
        Err(error) => error.code(),
    }
}
