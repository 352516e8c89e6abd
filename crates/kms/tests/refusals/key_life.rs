//! The life of a key: which state follows which, what destroying erases, how many versions live.

use std::fs;

use key_derivation::{Algorithm, Catalogue, KeyId, KeyVersion};
use keystore::KeyState::{
    self, Active, Compromised, Deactivated, Destroyed, PreActivation, Suspended,
};
use kms::keys::{self, Confirmation, change_state, generate, key_code, plan_generate, plan_rotate};
use kms::{Error, Session, cards, package};

use crate::place::{HENAN, MINISTRY, Place, is_refused, new_key, refusal};

/// Every change of state that SP 800-57 and this system's stricter rule for destruction allow.
const LEGAL: [(KeyState, KeyState); 12] = [
    (PreActivation, Active),
    (PreActivation, Suspended),
    (PreActivation, Compromised),
    (Active, Suspended),
    (Active, Deactivated),
    (Active, Compromised),
    (Suspended, Active),
    (Suspended, Deactivated),
    (Suspended, Compromised),
    (Deactivated, Compromised),
    (Deactivated, Destroyed),
    (Compromised, Destroyed),
];

/// Brings a key into a state with whatever confirmation it takes.
fn bring(session: &mut Session, key: KeyId, to: KeyState) -> Result<(), Error> {
    let catalogue = Catalogue::builtin();
    let row = session.state().keys[&key].clone();
    let (code, kcv) = (key_code(&catalogue, &row.descriptor), row.kcv.to_string());
    let typed = Confirmation {
        code: &code,
        kcv: &kcv,
    };
    change_state(session, &catalogue, key, to, "按计划", Some(&typed))
}

/// A new key in this state. Kinds and algorithms are many enough that none gets a fifth live version.
fn key_in(session: &mut Session, state: KeyState, number: usize) -> KeyId {
    let kinds = ["IRK", "RK1DF03", "RK2DF03", "RK1DF04"];
    let algorithms = [
        Algorithm::Aes128,
        Algorithm::Aes192,
        Algorithm::Aes256,
        Algorithm::Sm4,
    ];
    let mut new = new_key(kinds[number % 4], algorithms[number / 4 % 4]);
    new.activate = state != PreActivation;
    let key = generate(session, &Catalogue::builtin(), &new).unwrap();
    match state {
        PreActivation | Active => {}
        Destroyed => {
            bring(session, key, Deactivated).unwrap();
            bring(session, key, Destroyed).unwrap();
        }
        other => bring(session, key, other).unwrap(),
    }
    key
}

/// Fails if the table of transitions differs from the one above by a single pair.
#[test]
fn every_pair_of_states_is_allowed_or_refused_as_the_standard_says() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let mut session = site.open();
    for (number, from) in KeyState::ALL.into_iter().enumerate() {
        let still = key_in(&mut session, from, number);
        for to in KeyState::ALL {
            if LEGAL.contains(&(from, to)) {
                continue;
            }
            let error = refusal(session.run(|s| bring(s, still, to)));
            assert!(
                matches!(error, Error::Transition { from: f, to: t } if (f, t) == (from, to)),
                "{from:?} to {to:?}: {error}"
            );
            assert_eq!(
                (error.code().as_str(), error.exit_code()),
                ("transition", 4)
            );
            assert_eq!(session.state().keys[&still].state, from);
        }
    }
    for (number, (from, to)) in LEGAL.into_iter().enumerate() {
        let key = key_in(&mut session, from, number + 6);
        bring(&mut session, key, to).unwrap();
        let row = &session.state().keys[&key];
        assert_eq!((row.state, row.reason.as_str()), (to, "按计划"));
    }
    drop(session);
    assert!(keystore::verify(&site.path).unwrap().is_clean());
}

/// Fails if a key that is not active still makes sub-keys or card keys.
#[test]
fn only_active_keys_work() {
    for state in [Suspended, Deactivated, Compromised, Destroyed] {
        let place = Place::founded();
        let site = place.site(MINISTRY);
        let mut session = site.open();
        let keys: Vec<_> = session.state().keys.keys().copied().collect();
        for key in keys {
            if state == Destroyed {
                bring(&mut session, key, Deactivated).unwrap();
            }
            bring(&mut session, key, state).unwrap();
        }
        drop(session);
        site.refuses("key-state", 4, |s| package::create(s, &place.order()));
        let key = *site.state().keys.keys().next().unwrap();
        site.refuses("key-state", 4, |s| cards::derive(s, key, &[vec![1; 8]]));
        assert!(!place.at("a").exists() || fs::read_dir(place.at("a")).unwrap().count() == 0);
    }
}

/// Fails if what cannot be undone is done on less than the key's code and its check value.
#[test]
fn what_cannot_be_undone_is_typed_exactly() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let catalogue = Catalogue::builtin();
    let state = site.state();
    let (key, row) = state.keys.iter().next().unwrap();
    let (_, other) = state.keys.iter().nth(1).unwrap();
    let code = key_code(&catalogue, &row.descriptor);
    let kcv = row.kcv.to_string();
    let (other_code, other_kcv) = (
        key_code(&catalogue, &other.descriptor),
        other.kcv.to_string(),
    );
    let part = &code[..code.len() - 3];
    let typed = [
        None,
        Some(("", "")),
        Some((code.as_str(), "")),
        Some(("", kcv.as_str())),
        Some((part, kcv.as_str())),
        Some((code.as_str(), &kcv[..4])),
        Some((other_code.as_str(), kcv.as_str())),
        Some((code.as_str(), other_kcv.as_str())),
        Some((kcv.as_str(), code.as_str())),
    ];
    for typed in typed {
        let typed = typed.map(|(code, kcv)| Confirmation { code, kcv });
        site.refuses("confirmation", 2, |s| {
            change_state(s, &catalogue, *key, Compromised, "试", typed.as_ref())
        });
    }
    bring(&mut site.open(), *key, Deactivated).unwrap();
    site.refuses("confirmation", 2, |s| {
        change_state(s, &catalogue, *key, Destroyed, "试", None)
    });
    // Upper and lower case and spaces around do not matter; people type it.
    let (code, kcv) = (format!(" {} ", code.to_lowercase()), kcv.to_lowercase());
    let typed = Confirmation {
        code: &code,
        kcv: &kcv,
    };
    let mut session = site.open();
    change_state(
        &mut session,
        &catalogue,
        *key,
        Destroyed,
        "试",
        Some(&typed),
    )
    .unwrap();
    is_refused(
        keys::find_key(session.state(), &catalogue, "IRK/A1/v9"),
        "no-key",
        7,
    );
}

/// Fails if a destroyed key's bytes stay anywhere: in a page, in the free list, in the write-ahead log.
#[test]
fn destroying_a_key_erases_its_bytes() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let mut session = site.open();
    let key = *session.state().keys.keys().next().unwrap();
    let digest = session.state().keys[&key].blob;
    let blob = session.keystore().attachment(&digest).unwrap();
    let holds = || {
        let mut files = fs::read_dir(place.folder.path()).unwrap();
        files.any(|file| {
            let path = file.unwrap().path();
            let bytes = if path.is_file() {
                fs::read(path).unwrap()
            } else {
                vec![]
            };
            // The middle of the sealed bytes: their first byte is a version, their ends could be split.
            bytes.windows(16).any(|window| window == &blob[14..30])
        })
    };
    assert!(holds(), "the key is there to begin with");
    bring(&mut session, key, Deactivated).unwrap();
    assert!(holds(), "and stays while it is only out of use");
    bring(&mut session, key, Destroyed).unwrap();
    assert!(!holds(), "while the session goes on");
    let gone = session.keystore().attachment(&digest);
    assert!(matches!(gone, Err(keystore::Error::Erased(_))));
    assert!(!session.erasure_pending());
    drop(session);
    assert!(!holds(), "and after it");
    assert!(keystore::verify(&site.path).unwrap().is_clean());
}

/// Fails if live versions are not counted, counted over algorithms, or a version number is used twice.
#[test]
fn two_to_four_versions_of_a_kind_live() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let catalogue = Catalogue::builtin();
    let new = new_key("IRK", Algorithm::Aes128);
    let mut session = site.open();
    for version in 2..=4 {
        let key = keys::rotate(&mut session, &catalogue, &new).unwrap();
        assert_eq!(
            session.state().keys[&key].descriptor.version.number(),
            version
        );
    }
    drop(session);
    site.refuses("too-many-versions", 4, |s| {
        keys::rotate(s, &catalogue, &new)
    });
    site.refuses("too-many-versions", 4, |s| generate(s, &catalogue, &new));
    // Another algorithm of the kind has versions of its own; a suspended one still counts.
    let sm4 = new_key("IRK", Algorithm::Sm4);
    is_refused(plan_rotate(&site.state(), &catalogue, &sm4), "no-key", 7);
    generate(&mut site.open(), &catalogue, &sm4).unwrap();
    let state = site.state();
    let first = *state.versions(new.kind, new.algorithm).next().unwrap().0;
    bring(&mut site.open(), first, Suspended).unwrap();
    is_refused(
        plan_rotate(&site.state(), &catalogue, &new),
        "too-many-versions",
        4,
    );
    bring(&mut site.open(), first, Deactivated).unwrap();
    let fifth = keys::rotate(&mut site.open(), &catalogue, &new).unwrap();
    assert_eq!(site.state().keys[&fifth].descriptor.version.number(), 5);
    // A number once given is never given again, not even a destroyed key's.
    bring(&mut site.open(), first, Destroyed).unwrap();
    let mut again = new;
    again.kind = sm4.kind;
    for number in 1..=5 {
        again.version = Some(KeyVersion::new(number).unwrap());
        let code = refusal(plan_generate(&site.state(), &catalogue, &again)).code();
        assert!(
            code == "version-exists" || code == "too-many-versions",
            "{code}"
        );
    }
    bring(&mut site.open(), fifth, Deactivated).unwrap();
    again.version = Some(KeyVersion::new(1).unwrap());
    site.refuses("version-exists", 8, |s| generate(s, &catalogue, &again));
    again.version = Some(KeyVersion::new(99).unwrap());
    let last = generate(&mut site.open(), &catalogue, &again).unwrap();
    bring(&mut site.open(), last, Deactivated).unwrap();
    again.version = None;
    site.refuses("no-version-left", 4, |s| {
        keys::rotate(s, &catalogue, &again)
    });
}

/// Fails if a received key cannot be stopped where it is used, or its kind made anew there.
#[test]
fn a_received_key_has_its_own_life() {
    let place = Place::received();
    let henan = place.site(HENAN);
    let state = henan.state();
    let (key, row) = state
        .keys
        .iter()
        .find(|(_, key)| key.descriptor.parent.is_some())
        .unwrap();
    assert_eq!(row.state, Active);
    let dependents = keys::dependents(&state, *key).unwrap();
    assert_eq!(dependents.parent, row.descriptor.parent);
    bring(&mut henan.open_alone(), *key, Suspended).unwrap();
    bring(&mut henan.open(), *key, Active).unwrap();
    bring(&mut henan.open_alone(), *key, Compromised).unwrap();
    bring(&mut henan.open(), *key, Destroyed).unwrap();
    let parent = place.site(MINISTRY).state();
    let parent = keys::dependents(&parent, row.descriptor.parent.unwrap()).unwrap();
    assert_eq!((parent.packages.len(), parent.open_packages.len()), (1, 1));
    assert_eq!(parent.regions.len(), 1);
}
