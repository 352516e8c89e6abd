//! A key never comes into a state that it may not have: random operations through the program's own door, each held
//! against a plain table of what may follow what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use key_derivation::{Algorithm, Catalogue, KeyId, KeyVersion, KindCode};
use keystore::KeyState;
use kms::keys::{Confirmation, NewKey, change_state, generate, key_code, rotate};
use kms::{Session, cards};
use lab::{Dice, found, plan, unlock};

const REGION: &str = "410100";

/// What may follow what, as NIST SP 800-57 part 1, section 7, has it, with destruction only of what is out of use.
/// What is destroyed stays so; what is compromised can only be destroyed.
const MAY_FOLLOW: [(&str, &[&str]); 6] = [
    ("pre-activation", &["active", "suspended", "compromised"]),
    ("active", &["suspended", "deactivated", "compromised"]),
    ("suspended", &["active", "deactivated", "compromised"]),
    ("deactivated", &["compromised", "destroyed"]),
    ("compromised", &["destroyed"]),
    ("destroyed", &[]),
];
const LIVE: [&str; 3] = ["pre-activation", "active", "suspended"];
const MOST_LIVE: usize = 4;
const LAST_VERSION: u16 = 99;

/// What the rules are held to be; the right ones, or wrong ones that a walk must find out.
#[derive(Clone, Copy)]
struct Book {
    may_follow: [(&'static str, &'static [&'static str]); 6],
    most_live: usize,
    works_when: &'static str,
}

const RIGHT: Book = Book {
    may_follow: MAY_FOLLOW,
    most_live: MOST_LIVE,
    works_when: "active",
};

/// A kind and algorithm, and a version of it.
type Name = (KindCode, &'static str, u16);

/// What should be so.
#[derive(Clone, Default)]
struct Model(BTreeMap<Name, &'static str>);

impl Model {
    fn versions(&self, kind: KindCode, algorithm: &'static str) -> BTreeMap<u16, &'static str> {
        let of_it = self
            .0
            .iter()
            .filter(|((k, a, _), _)| (*k, *a) == (kind, algorithm));
        of_it
            .map(|((_, _, version), state)| (*version, *state))
            .collect()
    }

    /// Whether a new version may be made, and which; it then is.
    fn make(&mut self, book: &Book, new: &NewKey, rotating: bool) -> bool {
        let algorithm = new.algorithm.code();
        let versions = self.versions(new.kind, algorithm);
        let live = versions
            .values()
            .filter(|state| LIVE.contains(state))
            .count();
        let next = versions.last_key_value().map_or(1, |(last, _)| last + 1);
        let version = new.version.map_or(next, KeyVersion::number);
        let allowed = live < book.most_live
            && version <= LAST_VERSION
            && !versions.contains_key(&version)
            && !(rotating && versions.is_empty());
        if allowed {
            let state = if new.activate {
                "active"
            } else {
                "pre-activation"
            };
            self.0.insert((new.kind, algorithm, version), state);
        }
        allowed
    }

    /// Whether a key may come into a state; it then does.
    fn change(&mut self, book: &Book, name: Name, to: &'static str, confirmed: bool) -> bool {
        let from = self.0[&name];
        let may_follow = book
            .may_follow
            .iter()
            .any(|(state, next)| *state == from && next.contains(&to));
        let allowed = may_follow && (confirmed || !["compromised", "destroyed"].contains(&to));
        if allowed {
            self.0.insert(name, to);
        }
        allowed
    }
}

/// A keystore, what should be in it, and where chance leads.
struct Walk {
    path: PathBuf,
    session: Session,
    catalogue: Catalogue,
    book: Book,
    model: Model,
    dice: Dice,
}

impl Walk {
    fn begin(path: &Path, book: Book, seed: u64) -> Self {
        Self {
            path: path.to_owned(),
            session: found(path, REGION, false).unwrap(),
            catalogue: Catalogue::builtin(),
            book,
            model: Model::default(),
            dice: Dice::new(seed),
        }
    }

    /// One operation: what was tried, whether the program did it, and whether the table says that it may.
    fn step(&mut self) -> (String, bool, bool) {
        match self.dice.below(20) {
            0..=3 => self.make(false),
            4..=5 => self.make(true),
            6..=7 => self.derive(),
            _ => self.change(),
        }
    }

    fn make(&mut self, rotating: bool) -> (String, bool, bool) {
        let version = match self.dice.below(4) {
            0 => KeyVersion::new(*self.dice.pick(&[1, 2, 3, 5, 98, 99])).ok(),
            _ => None,
        };
        let kind = *self.dice.pick(&["BK", "UK1DF01", "PUK"]);
        let new = NewKey {
            kind: self.catalogue.by_name(kind).unwrap().code,
            algorithm: *self.dice.pick(&[Algorithm::Aes128, Algorithm::Tdes2]),
            version,
            scheme: None,
            activate: self.dice.below(2) == 0,
        };
        let make = if rotating { rotate } else { generate };
        let done = make(&mut self.session, &self.catalogue, &new).is_ok();
        let allowed = self.model.make(&self.book, &new, rotating);
        (format!("make {new:?}, rotating: {rotating}"), done, allowed)
    }

    /// One of the keys there, if there is one.
    fn key(&mut self) -> Option<(KeyId, Name)> {
        let keys: Vec<_> = self
            .session
            .state()
            .keys
            .iter()
            .map(|(id, key)| (*id, name(key)))
            .collect();
        (!keys.is_empty()).then(|| *self.dice.pick(&keys))
    }

    fn change(&mut self) -> (String, bool, bool) {
        let Some((id, name)) = self.key() else {
            return self.make(false);
        };
        let to = *self.dice.pick(&KeyState::ALL);
        let key = self.session.state().keys[&id].clone();
        let (code, kcv) = (
            key_code(&self.catalogue, &key.descriptor),
            key.kcv.to_string(),
        );
        let typed = Confirmation {
            code: &code,
            kcv: &kcv,
        };
        let confirmed = self.dice.below(4) != 0;
        let typed = confirmed.then_some(&typed);
        let done =
            change_state(&mut self.session, &self.catalogue, id, to, "按计划", typed).is_ok();
        let allowed = self.model.change(&self.book, name, to.name(), confirmed);
        (
            format!("{name:?} from {} to {}", key.state.name(), to.name()),
            done,
            allowed,
        )
    }

    fn derive(&mut self) -> (String, bool, bool) {
        let Some((id, name)) = self.key() else {
            return self.make(false);
        };
        let card = self.dice.bits().max(1).to_be_bytes().to_vec();
        let done = cards::derive(&mut self.session, id, &[card]).is_ok();
        let state = self.model.0[&name];
        (
            format!("derive a card from {name:?}"),
            done,
            state == self.book.works_when,
        )
    }

    /// Where the keystore is not what it should be.
    fn difference(&self) -> Option<String> {
        let state = self.session.state();
        let found: BTreeMap<Name, &str> = state
            .keys
            .values()
            .map(|key| (name(key), key.state.name()))
            .collect();
        if found != self.model.0 {
            return Some(format!("{found:?} should be {:?}", self.model.0));
        }
        let keys = state.keys.values();
        let wrong = keys.into_iter().find(|key| {
            // Nothing is left of a key that is destroyed, and everything of one that is not.
            let there = self.session.keystore().attachment(&key.blob).is_ok();
            there == (key.state == KeyState::Destroyed)
        });
        wrong.map(|key| format!("the sealed bytes of {:?}", name(key)))
    }

    fn reopen(mut self) -> Result<Self, String> {
        drop(self.session);
        if !keystore::verify(&self.path).unwrap().is_clean() {
            return Err("the keystore does not verify".to_owned());
        }
        self.session = unlock(&self.path, REGION, "key list").unwrap();
        Ok(self)
    }
}

fn name(key: &keystore::Key) -> Name {
    let about = &key.descriptor;
    (about.kind, about.algorithm.code(), about.version.number())
}

/// Walks so many steps, in keystores of at most 400, and says where the program first differs from the book.
fn walk(book: Book, seed: u64, steps: u64) -> Result<BTreeMap<String, u64>, String> {
    let (mut left, mut done_and_refused) = (steps, BTreeMap::new());
    for number in 0.. {
        if left == 0 {
            break;
        }
        let here = left.min(400);
        left -= here;
        let folder = lab::folder();
        let mut walk = Walk::begin(
            &folder.path().join("410100.kms"),
            book,
            seed.wrapping_add(number),
        );
        for step in 0..here {
            let (what, done, allowed) = walk.step();
            if done != allowed {
                return Err(format!(
                    "step {step}: {what}: done {done}, allowed {allowed}"
                ));
            }
            if let Some(difference) = walk.difference() {
                return Err(format!("step {step}: {what}: {difference}"));
            }
            let outcome = if done { "done" } else { "refused" };
            *done_and_refused.entry(outcome.to_owned()).or_insert(0) += 1;
            if step % 100 == 99 {
                walk = walk.reopen()?;
                if let Some(difference) = walk.difference() {
                    return Err(format!("reopened after step {step}: {difference}"));
                }
            }
        }
    }
    Ok(done_and_refused)
}

#[test]
fn no_walk_leads_into_a_forbidden_state() {
    let plan = plan("operations on keys", 400, 20_000);
    match walk(RIGHT, plan.seed, plan.count) {
        Ok(outcomes) => println!("{outcomes:?}"),
        Err(difference) => panic!("{difference}"),
    }
}

/// A walk with a book that is wrong in one line comes to where it is wrong, and ends there. Which step that is differs
/// from run to run: the keys have random names.
#[test]
fn a_wrong_table_is_found_out() {
    let with = |state: &str, next: &'static [&'static str]| {
        let mut book = RIGHT;
        for line in &mut book.may_follow {
            if line.0 == state {
                line.1 = next;
            }
        }
        book
    };
    let wrong = [
        (
            "compromised back to active",
            with("compromised", &["active", "destroyed"]),
        ),
        (
            "destroyed is not the end",
            with("destroyed", &["compromised"]),
        ),
        (
            "active straight to destroyed",
            with(
                "active",
                &["suspended", "deactivated", "compromised", "destroyed"],
            ),
        ),
        (
            "a suspended key stays so",
            with("suspended", &["deactivated", "compromised"]),
        ),
        (
            "three live versions",
            Book {
                most_live: 3,
                ..RIGHT
            },
        ),
        (
            "five live versions",
            Book {
                most_live: 5,
                ..RIGHT
            },
        ),
        (
            "suspended keys derive",
            Book {
                works_when: "suspended",
                ..RIGHT
            },
        ),
    ];
    for (what, book) in wrong {
        assert!(walk(book, 1, 8_000).is_err(), "{what}");
    }
}
