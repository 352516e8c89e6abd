//! The main job from end to end, unattended, in rehearsal keystores: a ministry, Henan and Zhengzhou.
//! Only the operations that the commands call are called here.

mod application;
mod ceremony;
mod custody;
mod stand_ins;

use std::path::{Path, PathBuf};
use std::time::Instant;

use handover_record::Mark;
use key_derivation::{Algorithm, Catalogue, Kcv, Level, RegionCode, Sort};
use quorum::Cost;
use serde::Serialize;

use crate::identity::Identity;
use crate::package::{Order, PackageMade, Selection};
use crate::session::{Backend, Session};
use crate::{Artefact, Error, Result, audit, cards, files, identity, keys, package, transport};
use ceremony::{Site, found};

/// Algorithms that every kind of the demo is made in.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::Aes128, Algorithm::Sm4, Algorithm::Tdes2];
/// Live versions of every master key of the demo.
const VERSIONS: usize = 2;
/// Cards of Zhengzhou, by invented numbers.
const CARDS: [[u8; 8]; 3] = [*b"DEMO0001", *b"DEMO0002", *b"DEMO0003"];

/// A keystore that the demo made.
#[derive(Debug, Serialize)]
pub struct DemoKeystore {
    /// Level.
    pub level: Level,
    /// Home region.
    pub region: RegionCode,
    /// Its file.
    pub path: PathBuf,
    /// Passphrase files, `CUSTODIAN=PATH`, of as many custodians as make a quorum.
    pub passphrase_files: Vec<String>,
    /// Entries in its log.
    pub entries: u64,
}

/// A package that the demo made.
#[derive(Debug, Serialize)]
pub struct DemoPackage {
    /// Sender.
    pub from: RegionCode,
    /// Recipient.
    pub to: RegionCode,
    /// Package file.
    pub path: PathBuf,
    /// Component files.
    pub components: Vec<PathBuf>,
}

/// One key on its way down, by what may be known of it.
#[derive(Debug, Serialize)]
pub struct DemoKey {
    /// Where it is.
    pub region: RegionCode,
    /// Its code, `IRK/A1/v1`.
    pub key: String,
    /// The card whose key it is, upper-case hex; empty for a key that is kept.
    pub card: String,
    /// Check value.
    pub kcv: Kcv,
}

/// A handover that the demo carried out.
#[derive(Debug, Serialize)]
pub struct DemoHandover {
    /// Whose.
    pub region: RegionCode,
    /// Its id.
    pub handover: String,
    /// The code with which its approval was refused first, while something was missing.
    pub refused: String,
    /// Its signed record.
    pub record: PathBuf,
    /// The record's printed form, in Chinese.
    pub page: PathBuf,
}

/// An application that the demo carried through.
#[derive(Debug, Serialize)]
pub struct DemoApplication {
    /// Whose.
    pub region: RegionCode,
    /// Its id.
    pub application: String,
    /// The signed file that went to the level above.
    pub file: PathBuf,
    /// The package that answered it.
    pub package: String,
    /// The package's handover memorandum, in Chinese.
    pub memorandum: PathBuf,
}

/// What the demo made and what came of checking it.
#[derive(Debug, Serialize)]
pub struct Demo {
    /// Whether everything verifies: three keystores, two receipts, two exported logs.
    pub verified: bool,
    /// How long it took.
    pub elapsed_ms: u64,
    /// The keystores.
    pub keystores: Vec<DemoKeystore>,
    /// The packages.
    pub packages: Vec<DemoPackage>,
    /// The receipts.
    pub receipts: Vec<PathBuf>,
    /// One national key followed down to the cards.
    pub keys: Vec<DemoKey>,
    /// Cosigned checkpoints.
    pub cosigned: Vec<PathBuf>,
    /// Key applications.
    pub applications: Vec<DemoApplication>,
    /// Handovers to third parties.
    pub handovers: Vec<DemoHandover>,
    /// Folder that holds it all.
    pub folder: PathBuf,
}

/// Runs the demo in `folder`, which must be new or empty; `tell` hears about each step.
///
/// # Errors
/// [`Error::FileExists`] where the folder holds anything; whatever an operation refuses.
pub fn run(
    folder: &Path,
    cost: Cost,
    backend: Backend,
    tell: &mut dyn FnMut(Step),
) -> Result<Demo> {
    let begun = Instant::now();
    let folder = empty(folder)?;
    let catalogue = Catalogue::builtin();
    let mut demo = Demo {
        verified: false,
        elapsed_ms: 0,
        keystores: vec![],
        packages: vec![],
        receipts: vec![],
        keys: vec![],
        cosigned: vec![],
        applications: vec![],
        handovers: vec![],
        folder: folder.clone(),
    };
    let region = |code: &str| -> Result<RegionCode> { Ok(code.parse()?) };

    tell(Step::Ministry);
    let mut ministry = found(&folder, RegionCode::MINISTRY, cost, backend)?;
    generate_all(&mut ministry.session, &catalogue, Level::Ministry)?;
    tell(Step::Province);
    let mut henan = found(&folder, region("410000")?, cost, backend)?;
    tell(Step::MinistryPackages);
    ceremony::enrol_each_other(&mut ministry, &mut henan)?;
    hand_down(&mut ministry, &mut henan, &folder, None, &mut demo)?;
    tell(Step::Application);
    generate_all(&mut henan.session, &catalogue, Level::Province)?;
    let mut zhengzhou = found(&folder, region("410100")?, cost, backend)?;
    ceremony::enrol_each_other(&mut henan, &mut zhengzhou)?;
    let file = application::apply(&mut henan.session, &mut zhengzhou.session, &folder)?;
    let applied = custody::mark(application::APPLICATION)?;
    tell(Step::ProvincePackages);
    let answer = hand_down(
        &mut henan,
        &mut zhengzhou,
        &folder,
        Some(&applied),
        &mut demo,
    )?;
    application::close(&mut zhengzhou.session, &answer)?;
    demo.applications.push(DemoApplication {
        region: region("410100")?,
        application: applied.to_string(),
        memorandum: application::memorandum(&henan.session, &answer, &folder)?,
        package: answer,
        file,
    });

    tell(Step::Cards);
    let cards = issue(&mut zhengzhou.session, &catalogue)?;
    tell(Step::Handover);
    let handed_over = custody::hand_over(&mut zhengzhou.session, &folder)?;
    demo.handovers.push(DemoHandover {
        region: region("410100")?,
        handover: handed_over.handover.to_string(),
        refused: handed_over.refused,
        record: handed_over.record,
        page: handed_over.page,
    });
    tell(Step::Cosign);
    demo.cosigned.push(cosign(&mut henan, &ministry, &folder)?);
    demo.cosigned.push(cosign(&mut zhengzhou, &henan, &folder)?);
    tell(Step::Verify);
    let sites = [ministry, henan, zhengzhou];
    demo.keys = follow(&sites, &catalogue, cards)?;
    demo.verified = true;
    for site in sites {
        demo.verified &= keystore::verify(&site.path)?.is_clean();
        demo.keystores.push(site.describe());
    }
    demo.elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(demo)
}

/// The steps of the demo, for whoever tells people about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The ministry's keystore and its national keys.
    Ministry,
    /// Henan's keystore.
    Province,
    /// Packages for the 31 provinces; Henan receives its own.
    MinistryPackages,
    /// Henan's own keys; Zhengzhou applies for its keys, and Henan approves.
    Application,
    /// Henan's packages for its cities; Zhengzhou receives its own.
    ProvincePackages,
    /// Zhengzhou's own keys and cards.
    Cards,
    /// Zhengzhou hands a mother card to a card factory and gets it back.
    Handover,
    /// Each level cosigns the log of the one above.
    Cosign,
    /// Everything is verified.
    Verify,
}

fn empty(folder: &Path) -> Result<PathBuf> {
    let folder = files::ready_folder(folder)?;
    let unreadable = |source| Error::Unreadable {
        path: folder.clone(),
        source,
    };
    match std::fs::read_dir(&folder).map_err(unreadable)?.next() {
        None => Ok(folder),
        Some(_) => Err(Error::FileExists(folder)),
    }
}

/// Generates every kind whose master this level makes, except a city's, whose kinds are many.
fn generate_all(session: &mut Session, catalogue: &Catalogue, level: Level) -> Result<()> {
    for kind in catalogue.kinds().iter().filter(|kind| kind.root == level) {
        for algorithm in ALGORITHMS {
            for _ in 0..VERSIONS {
                generate(session, catalogue, kind.code, algorithm)?;
            }
        }
    }
    Ok(())
}

fn generate(
    session: &mut Session,
    catalogue: &Catalogue,
    kind: key_derivation::KindCode,
    algorithm: Algorithm,
) -> Result<key_derivation::KeyId> {
    let new = keys::NewKey {
        kind,
        algorithm,
        version: None,
        scheme: None,
        activate: true,
    };
    keys::generate(session, catalogue, &new)
}

/// Enrols everybody else below, packages for all of them, and takes one package the whole way: components, import,
/// receipt. That one answers the application, where there is one; its id.
fn hand_down(
    above: &mut Site,
    below: &mut Site,
    folder: &Path,
    applied: Option<&Mark>,
    demo: &mut Demo,
) -> Result<String> {
    let mut own_package = String::new();
    let own = below.session.state().home().region;
    let regions: Vec<_> = package::directly_under(above.session.state()).collect();
    for to in regions {
        if to != own {
            stand_ins::enrol(&mut above.session, to)?;
        }
        let order = order(to, folder);
        let made = match applied.filter(|_| to == own) {
            Some(application) => package::answer(&mut above.session, &order, application)?,
            None => package::create(&mut above.session, &order)?,
        };
        if to == own {
            own_package.clone_from(&made.package_id);
            let receipt = receive(below, &made, folder)?;
            let bytes = files::read(&receipt, Artefact::Receipt, package::MAX_RECEIPT)?;
            package::verify_receipt(&mut above.session, &bytes)?;
            demo.receipts.push(receipt);
        }
        let from = above.session.state().home().region;
        demo.packages.push(DemoPackage {
            from,
            to,
            path: made.path,
            components: made.components,
        });
    }
    Ok(own_package)
}

fn order(to: RegionCode, folder: &Path) -> Order {
    Order {
        to,
        selection: Selection::default(),
        transport: None,
        component_folders: vec![folder.join("carrier-1"), folder.join("carrier-2")],
        folder: folder.join("packages"),
    }
}

fn receive(below: &mut Site, made: &PackageMade, folder: &Path) -> Result<PathBuf> {
    transport::import(&mut below.session, &made.components)?;
    let bytes = files::read(&made.path, Artefact::Package, package::MAX_PACKAGE)?;
    Ok(package::import(&mut below.session, &bytes, &folder.join("receipts"))?.receipt)
}

/// Generates one local and one extension-file key of the city, and diversifies some cards.
fn issue(session: &mut Session, catalogue: &Catalogue) -> Result<Vec<cards::CardKey>> {
    for sort in [Sort::Local, Sort::ExtensionFile] {
        let kind = catalogue
            .kinds()
            .iter()
            .find(|kind| kind.root == Level::Municipality && kind.sort == sort);
        let kind = kind.ok_or_else(|| Error::UnknownKind(String::new()))?.code;
        generate(session, catalogue, kind, Algorithm::Sm4)?;
    }
    let key_id = keys::find_key(session.state(), catalogue, "IRK/A1/v1")?;
    cards::derive(session, key_id, &CARDS.map(|card| card.to_vec()))
}

fn cosign(below: &mut Site, above: &Site, folder: &Path) -> Result<PathBuf> {
    let region = above.session.state().home().region;
    let mut export = Vec::new();
    audit::export(above.session.keystore(), &mut export)?;
    files::write(
        &folder.join(format!("{region}.audit.jsonl")),
        &export,
        files::Mode::Public,
    )?;
    let out = folder.join(format!("{region}.cosigned"));
    audit::cosign(&mut below.session, &export, &out)?;
    Ok(out)
}

/// Follows one national key from the ministry down to the cards.
fn follow(
    sites: &[Site],
    catalogue: &Catalogue,
    cards: Vec<cards::CardKey>,
) -> Result<Vec<DemoKey>> {
    let mut followed = Vec::new();
    for site in sites {
        let state = site.session.state();
        let key = keys::key(state, keys::find_key(state, catalogue, "IRK/A1/v1")?)?;
        let code = keys::key_code(catalogue, &key.descriptor);
        followed.push(DemoKey {
            region: key.descriptor.region,
            key: code,
            card: String::new(),
            kcv: key.kcv,
        });
    }
    let last = followed.last().map(|last| (last.region, last.key.clone()));
    if let Some((region, key)) = last {
        let of_card = |card: cards::CardKey| DemoKey {
            region,
            key: key.clone(),
            card: card.card,
            kcv: card.kcv,
        };
        followed.extend(cards.into_iter().map(of_card));
    }
    Ok(followed)
}

/// The identity of a session's keystore.
fn identity_of(session: &Session) -> Identity {
    Identity::of(session.state())
}

/// Enrols `other` as officers do after comparing the fingerprint.
fn enrol(session: &mut Session, other: &Identity) -> Result<()> {
    identity::enrol(session, other, &other.fingerprint()?, false).map(|_| ())
}
