//! The operations of a working day, each chosen so that nothing refuses it.

use std::fs;
use std::path::PathBuf;

use handover_record::{Happening, Pair};
use key_derivation::{Algorithm, Catalogue, KeyId};
use keystore::{KeyState, State};
use kms::keys::{Confirmation, NewKey};
use kms::package::{Order, Selection};
use kms::recover::Open;
use kms::{Result, Session, cards, keys, package, recover, transport};

use super::{Site, custody, is_component_of};
use crate::plan::Dice;
use crate::world::OFFICERS;

const REASON: &str = "演练";
/// How many kinds of a level take part: few, so that keys get second versions.
const KINDS: usize = 3;

/// One operation with what it is done to.
#[derive(Debug)]
pub enum Task {
    /// A new key.
    Generate(NewKey),
    /// The next version of a key.
    Rotate(NewKey),
    /// A change of a key's state.
    Change(KeyId, KeyState),
    /// Keys of cards.
    Cards(KeyId, Vec<Vec<u8>>),
    /// A transport key alone.
    Transport(Order),
    /// A package with a transport key of its own.
    Package(Order),
    /// Cancelling this package.
    Cancel(String),
    /// Cancelling this package and sending its keys again.
    Reissue(String),
    /// Joining these components.
    Join(Vec<PathBuf>),
    /// Importing this package file.
    Import(PathBuf),
    /// Recording this of carriers, in one commit.
    Custody(Vec<Happening>),
    /// Finishing what is open.
    Recover,
}

/// Proposes a task of one sort; none where that one cannot be done now.
type Proposal = fn(&State, &Site, &mut Dice) -> Option<Task>;

/// The sorts of tasks that can be chosen.
const PROPOSALS: [Proposal; 11] = [
    |state, _, dice| {
        let new = new_key(state, dice)?;
        let fits = keys::plan_generate(state, &Catalogue::builtin(), &new).is_ok();
        fits.then_some(Task::Generate(new))
    },
    |state, _, dice| {
        let new = new_key(state, dice)?;
        let fits = keys::plan_rotate(state, &Catalogue::builtin(), &new).is_ok();
        fits.then_some(Task::Rotate(new))
    },
    |state, _, dice| {
        let (key_id, to) = (a_key(state, dice)?, *dice.pick(&KeyState::ALL));
        let fits = keys::plan_change(state, key_id, to, REASON).is_ok();
        fits.then_some(Task::Change(key_id, to))
    },
    |state, _, dice| {
        let key_id = a_key(state, dice)?;
        let cards = vec![dice.bits().to_be_bytes().to_vec()];
        let fits = cards::plan(state, key_id, &cards).is_ok();
        fits.then_some(Task::Cards(key_id, cards))
    },
    |state, site, dice| {
        let order = order(state, site, dice)?;
        let fits = transport::plan_create(state, order.to, 2).is_ok();
        fits.then_some(Task::Transport(order))
    },
    |state, site, dice| {
        let order = order(state, site, dice)?;
        let fits = package::plan(state, &order).is_ok();
        fits.then_some(Task::Package(order))
    },
    |state, _, dice| {
        let id = a_package(state, dice)?;
        let fits = package::plan_cancel(state, &id, REASON).is_ok();
        fits.then_some(Task::Cancel(id))
    },
    |state, _, dice| {
        let id = a_package(state, dice)?;
        let fits = package::plan_reissue(state, &id, REASON).is_ok();
        fits.then_some(Task::Reissue(id))
    },
    |state, site, _| {
        let is_new = |path: &PathBuf| !state.transports.keys().any(|id| is_component_of(path, id));
        let mut sets = site.deliveries().into_iter().map(|[a, b, _]| vec![a, b]);
        sets.find(|paths| is_new(&paths[0])).map(Task::Join)
    },
    |state, site, _| {
        let fits = |path: &PathBuf| package::check(state, &read(path)).is_ok();
        let mut files = site.deliveries().into_iter().map(|[_, _, path]| path);
        files.find(fits).map(Task::Import)
    },
    |state, _, dice| {
        let what = custody::next(state, &two()?, dice);
        let fits = kms::custody::plan(state, &what).is_ok();
        fits.then_some(Task::Custody(what))
    },
];

/// The officers who are at work.
fn two() -> Option<Pair> {
    let [one, other, _] = OFFICERS.map(str::parse);
    Some(Pair(one.ok()?, other.ok()?))
}

/// The events that an operation of this name may leave in the log, each list whole: after a crash in it, the log goes
/// on with one of them, or with nothing.
#[must_use]
pub fn outcomes(name: &str) -> &'static [&'static [&'static str]] {
    match name {
        // Whoever unlocks after others tried signs something, which ends the count of attempts.
        "unlock" => &[&["attempt"], &["attempt", "refused"]],
        "generate" | "rotate" => &[&["key.generated"]],
        "change-state" => &[&["key.state"]],
        "derive-cards" => &[&["cards.derived"]],
        "create-transport" => &[
            &["transport.created"],
            &["transport.created", "transport.written"],
        ],
        "create-package" => &[
            &["transport.created", "package.created"],
            &[
                "transport.created",
                "package.created",
                "transport.written",
                "package.written",
            ],
        ],
        "cancel-package" => &[&["package.cancelled"]],
        "reissue-package" => &[
            &["package.cancelled", "transport.created", "package.created"],
            &[
                "package.cancelled",
                "transport.created",
                "package.created",
                "transport.written",
                "package.written",
            ],
        ],
        "join-components" => &[&["transport.imported"]],
        "import-package" => &[
            &["package.imported"],
            &["package.imported", "receipt.issued"],
            &["package.imported", "receipt.issued", "receipt.written"],
        ],
        "register-carriers" => &[&["custody.recorded"; 4]],
        "record-custody" => &[&["custody.recorded"]],
        "recover" => &[
            &["transport.written"],
            &["transport.written", "package.written"],
            &["receipt.issued"],
            &["receipt.issued", "receipt.written"],
            &["receipt.written"],
        ],
        _ => &[],
    }
}

impl Task {
    /// One that can be done now; none where nothing can.
    #[must_use]
    pub fn choose(state: &State, site: &Site, dice: &mut Dice) -> Option<Self> {
        (0..1_000).find_map(|_| dice.pick(&PROPOSALS)(state, site, dice))
    }

    /// Its name, see [`outcomes`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Generate(_) => "generate",
            Self::Rotate(_) => "rotate",
            Self::Change(..) => "change-state",
            Self::Cards(..) => "derive-cards",
            Self::Transport(_) => "create-transport",
            Self::Package(_) => "create-package",
            Self::Cancel(_) => "cancel-package",
            Self::Reissue(_) => "reissue-package",
            Self::Join(_) => "join-components",
            Self::Import(_) => "import-package",
            Self::Custody(what) if what.len() > 1 => "register-carriers",
            Self::Custody(_) => "record-custody",
            Self::Recover => "recover",
        }
    }

    /// Does it.
    ///
    /// # Errors
    /// As the operation.
    pub fn perform(&self, session: &mut Session, site: &Site) -> Result<()> {
        let catalogue = Catalogue::builtin();
        match self {
            Self::Generate(new) => keys::generate(session, &catalogue, new).map(drop),
            Self::Rotate(new) => keys::rotate(session, &catalogue, new).map(drop),
            Self::Change(key_id, to) => change(session, &catalogue, *key_id, *to),
            Self::Cards(key_id, cards) => cards::derive(session, *key_id, cards).map(drop),
            Self::Transport(order) => {
                transport::create(session, order.to, &order.component_folders).map(drop)
            }
            Self::Package(order) => package::create(session, order).map(drop),
            Self::Cancel(id) => package::cancel(session, id, REASON),
            Self::Reissue(id) => {
                package::reissue(session, id, REASON, &site.out(), &site.carriers()).map(drop)
            }
            Self::Join(paths) => transport::import(session, paths).map(drop),
            Self::Import(path) => package::import(session, &read(path), &site.out()).map(drop),
            Self::Custody(what) => {
                let events = what.iter().cloned().map(kms::custody::now).collect();
                kms::custody::record(session, events, &[])
            }
            Self::Recover => finish(session, site),
        }
    }
}

fn new_key(state: &State, dice: &mut Dice) -> Option<NewKey> {
    let catalogue = Catalogue::builtin();
    let of_this_level = catalogue
        .kinds()
        .iter()
        .filter(|kind| kind.root == state.home().level);
    let kinds: Vec<_> = of_this_level.take(KINDS).collect();
    Some(NewKey {
        kind: kinds.get(dice.below(kinds.len() as u64) as usize)?.code,
        algorithm: *dice.pick(&[Algorithm::Aes128, Algorithm::Sm4, Algorithm::Tdes2]),
        version: None,
        scheme: None,
        activate: dice.below(2) == 0,
    })
}

fn a_key(state: &State, dice: &mut Dice) -> Option<KeyId> {
    let place = dice.below(state.keys.len().max(1) as u64) as usize;
    state.keys.keys().nth(place).copied()
}

fn a_package(state: &State, dice: &mut Dice) -> Option<String> {
    let place = dice.below(state.packages.len().max(1) as u64) as usize;
    state.packages.keys().nth(place).cloned()
}

/// One key for somebody who is enrolled.
fn order(state: &State, site: &Site, dice: &mut Dice) -> Option<Order> {
    let key = &state.keys.get(&a_key(state, dice)?)?.descriptor;
    Some(Order {
        to: *state.peers.keys().next()?,
        selection: Selection {
            kinds: vec![key.kind],
            algorithms: vec![key.algorithm],
            versions: vec![key.version],
        },
        transport: None,
        component_folders: site.carriers().to_vec(),
        folder: site.out(),
    })
}

fn change(session: &mut Session, catalogue: &Catalogue, key_id: KeyId, to: KeyState) -> Result<()> {
    let typed = session.state().keys.get(&key_id).map(|key| {
        let code = keys::key_code(catalogue, &key.descriptor);
        (code, key.kcv.to_string())
    });
    let confirmation = typed.as_ref().map(|(code, kcv)| Confirmation { code, kcv });
    keys::change_state(
        session,
        catalogue,
        key_id,
        to,
        REASON,
        confirmation.as_ref(),
    )
}

/// Finishes whatever is open, with everything that is at hand.
fn finish(session: &mut Session, site: &Site) -> Result<()> {
    let of_import = recover::open(session.state())
        .into_iter()
        .find_map(|open| match open {
            Open::Import { id } => session.state().imports.get(&id).map(|one| one.digest),
            _ => None,
        });
    let package = of_import.and_then(|digest| {
        let mut files = site
            .deliveries()
            .into_iter()
            .map(|[_, _, path]| read(&path));
        files.find(|bytes| keystore::Digest::of(bytes) == digest)
    });
    recover::recover(session, &site.out(), &site.carriers(), package.as_deref()).map(drop)
}

fn read(path: &PathBuf) -> Vec<u8> {
    fs::read(path).expect("a file that came")
}
