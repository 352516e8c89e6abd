//! A record and its page as files: there when the log says that they were issued, and not before.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use handover_record::Mark;
use key_derivation::Catalogue;
use kms::Result;
use kms::record::{self, Language, Written};

use crate::place::{Place, code};

fn write(place: &mut Place, handover: &Mark, folder: &Path) -> Result<Written> {
    let session = &mut place.office.session;
    let (language, catalogue) = (Language::Chinese, Catalogue::builtin());
    record::write(session, handover, folder, language, &catalogue)
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn what_cannot_be_written_is_not_issued() {
    let (mut place, handover) = Place::with_whole();
    let folder = place.folder.path().join("records");
    for name in [".H-1.kmsrecord.partial", ".H-1.html.partial"] {
        // Where a folder stands, no file can be written.
        fs::create_dir_all(folder.join(name)).unwrap();
        let before = place.office.session.keystore().head();
        assert_eq!(code(write(&mut place, &handover, &folder)), "unwritable");
        assert_eq!(place.office.session.keystore().head(), before, "{name}");
        fs::remove_dir(folder.join(name)).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{name}");
    }
    write(&mut place, &handover, &folder).unwrap();
}

#[test]
fn what_was_cut_off_is_done_again() {
    let (mut place, handover) = Place::with_whole();
    let folder = place.folder.path().join("records");
    fs::create_dir(&folder).unwrap();
    // As they are left where it is cut off between the log and their names.
    fs::write(folder.join(".H-1.kmsrecord.partial"), "a record").unwrap();
    fs::write(folder.join(".H-1.html.partial"), "a page").unwrap();
    let written = write(&mut place, &handover, &folder).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    let bytes = fs::read(&written.record).unwrap();
    let report = record::verify(&bytes, Some(&place.identity())).unwrap();
    assert_eq!(report.digest, written.digest);
    // The page has names on it.
    assert_eq!((mode(&written.record), mode(&written.page)), (0o644, 0o600));
    let page = fs::read_to_string(&written.page).unwrap();
    assert!(page.contains("王小明 (zhang)") && page.contains("演练代表 (R-1)"));
    assert_eq!(code(write(&mut place, &handover, &folder)), "file-exists");
}
