//! The audit log as a neighbour sees it: cosigned while it only grows, refused once it does not.

use std::fs;

use audit_log::export::{Key, Line};
use audit_log::{Checkpoint, Entry, Tree, leaf_hash, sign_checkpoint};
use key_derivation::Algorithm;
use keystore::Keystore;
use kms::audit::{check_export, cosign, export, verify_log};
use kms::{Artefact, Error, Flaw};

use quorum::{Action, Officer, OfficerId, Request, SigningKey, sign_request};
use serde_json::json;

use crate::insider::Insider;
use crate::place::{HENAN, MINISTRY, Place, Site, ZHENGZHOU, generate, is_refused, officer};

fn exported(site: &Site) -> Vec<u8> {
    let mut bytes = Vec::new();
    export(&Keystore::open_read_only(&site.path).unwrap(), &mut bytes).unwrap();
    bytes
}

/// Fails if a cosigner looks at less than everything it has seen of a log.
#[test]
fn a_forked_or_rolled_back_log_is_not_cosigned() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let old = place.copy(MINISTRY, "old.kms");
    generate(&mut ministry.open(), "IRK", Algorithm::Sm4);
    let genuine = exported(&ministry);
    let done = cosign(&mut henan.open_alone(), &genuine, &place.at("one")).unwrap();
    assert_eq!(done.size, ministry.before().entries);
    let out = place.at("two");
    let rolled_back = exported(&old);
    henan.refuses_in(henan.open_alone(), "log-export-continuity", 3, |s| {
        cosign(s, &rolled_back, &out)
    });
    // The copy goes on by itself: as long as the genuine one, then longer.
    for algorithm in [Algorithm::Aes256, Algorithm::Aes192] {
        generate(&mut old.open(), "IRK", algorithm);
        let forked = exported(&old);
        henan.refuses_in(henan.open_alone(), "log-export-continuity", 3, |s| {
            cosign(s, &forked, &out)
        });
    }
    assert!(!out.exists());
    // The genuine one goes on as well, and is still believed.
    generate(&mut ministry.open(), "IRK", Algorithm::Aes256);
    let grown = exported(&ministry);
    cosign(&mut henan.open_alone(), &grown, &out).unwrap();
    // What Henan cosigned finds the rollback at the ministry's own `verify`, too.
    let witness = fs::read_to_string(&out).unwrap();
    let report = keystore::verify_with(&old.path, &[witness]).unwrap();
    assert!(!report.is_clean());
}

/// Fails if an export is read loosely, or taken from anybody.
#[test]
fn an_export_is_whole_and_from_somebody_enrolled() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let bytes = exported(&ministry);
    let state = henan.state();
    assert!(verify_log(bytes.as_slice(), None).is_ok());
    is_refused(
        check_export(&place.site(ZHENGZHOU).state(), &bytes),
        "unknown-sender",
        4,
    );
    is_refused(check_export(&ministry.state(), &bytes), "unknown-sender", 4);
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let n = lines.len();
    let entries: Vec<usize> = (0..n)
        .filter(|i| lines[*i].starts_with(b"{\"entry\""))
        .collect();
    let last = entries[entries.len() - 1];
    let without = |gone: usize| -> Vec<u8> {
        let kept = (0..n).filter(|i| *i != gone);
        kept.flat_map(|i| lines[i].to_vec()).collect()
    };
    // Any one line left out but an old checkpoint: keys, officers, entries, the newest checkpoint.
    for gone in (0..=last).chain([n - 1]) {
        assert!(check_export(&state, &without(gone)).is_err(), "line {gone}");
    }
    let mut swapped = lines.clone();
    swapped.swap(entries[2], entries[3]);
    let swapped: Vec<u8> = swapped.concat();
    is_refused(check_export(&state, &swapped), "log-export-malformed", 3);
    let twice = [bytes.as_slice(), lines[n - 1]].concat();
    is_refused(check_export(&state, &twice), "log-export-malformed", 3);
    for end in [&b"\n"[..], b"{}", b"\0"] {
        let longer = [bytes.as_slice(), end].concat();
        assert!(check_export(&state, &longer).is_err());
    }
    assert!(check_export(&state, &bytes[..bytes.len() - 1]).is_err());
}

/// Fails if the authority of an exported entry is not checked: here one officer, who holds the log key,
/// adds an entry by himself and signs a checkpoint over it.
#[test]
fn one_officer_with_the_log_key_cannot_write_history() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let insider = Insider::of(&ministry);
    let keystore = Keystore::open_read_only(&ministry.path).unwrap();
    let last = Entry::decode(&keystore.entry(keystore.head().size).unwrap()).unwrap();
    assert_eq!(last.event.r#type, "key.generated");
    let forge = |change: &dyn Fn(&mut Entry)| {
        let mut entry = last.clone();
        entry.seq += 1;
        change(&mut entry);
        let mut lines: Vec<Vec<u8>> = exported(&ministry)
            .split_inclusive(|byte| *byte == b'\n')
            .filter(|line| !line.starts_with(b"{\"checkpoint\""))
            .map(<[u8]>::to_vec)
            .collect();
        let mut tree = Tree::new();
        for seq in 1..entry.seq {
            tree.push(leaf_hash(&keystore.entry(seq).unwrap()));
        }
        tree.push(leaf_hash(&entry.encode().unwrap()));
        let checkpoint = Checkpoint {
            origin: insider.state.origin(),
            size: tree.size(),
            root: tree.root(),
        };
        let note = sign_checkpoint(&checkpoint, &insider.log_key).unwrap();
        for line in [Line::Entry(entry), Line::Checkpoint(note)] {
            let mut bytes = Vec::new();
            line.write_to(&mut bytes).unwrap();
            lines.push(bytes);
        }
        lines.concat()
    };
    let state = henan.state();
    // A quorum signed, but for something else than what is written down.
    let other_request = || {
        let mut request = Request::from_value(last.request.as_ref().unwrap()).unwrap();
        request.op = uuid::Uuid::new_v4();
        request
            .subject
            .insert("state".into(), json!("pre-activation"));
        let mut approvals = insider.approvals(&request);
        approvals.sort_by(|a, b| a.officer.cmp(&b.officer));
        (Some(request.to_value().unwrap()), approvals)
    };
    let changes: [&dyn Fn(&mut Entry); 6] = [
        &|entry| (entry.request, entry.approvals) = other_request(),
        // The same request once more.
        &|_| (),
        &|entry| entry.approvals.clear(),
        &|entry| entry.approvals.truncate(1),
        &|entry| entry.request = None,
        &|entry| entry.event.body["state"] = json!("pre-activation"),
    ];
    for change in changes {
        let error = check_export(&state, &forge(change)).unwrap_err();
        let authority = matches!(error, Error::Artefact(Artefact::LogExport, Flaw::Authority));
        assert!(authority, "{error}");
    }
    // The tools are good: an attempt needs nobody, and passes.
    let attempt = forge(&|entry| {
        entry.request = None;
        entry.approvals.clear();
        entry.event.r#type = "attempt".into();
        entry.event.body = json!({"command": "test", "officers": ["li"]});
    });
    assert!(check_export(&state, &attempt).is_ok());
}

/// Fails if an export may bring its own officers: one officer has the log key and can sign a whole log,
/// from the first entry on, by people whom he invented.
#[test]
fn a_log_with_invented_officers_is_not_cosigned() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let insider = Insider::of(&ministry);
    let genuine = Keystore::open_read_only(&ministry.path).unwrap();
    let first = Entry::decode(&genuine.entry(1).unwrap()).unwrap();
    let keys: Vec<(OfficerId, SigningKey)> = ["a", "b"]
        .iter()
        .map(|n| (officer(n), SigningKey::random().unwrap()))
        .collect();
    let mut entry = first.clone();
    let custodians: Vec<_> = (0u8..)
        .zip(&keys)
        .map(|(index, (id, key))| {
            json!({
        "id": id.as_str(), "public_key": hex::encode(key.public()), "share_index": index,
        "person": format!("{index}").repeat(64), "envelope": format!("{}", index + 5).repeat(64)})
        })
        .collect();
    entry.event.body["custodians"] = custodians.into();
    let request = Request {
        keystore: insider.state.home().keystore.clone(),
        op: uuid::Uuid::new_v4(),
        expires: "2099-01-01T00:00:00Z".into(),
        action: Action::Init,
        subject: keystore::Event::from_log(&entry.event)
            .unwrap()
            .subject(&keystore::Head::empty(), 1)
            .unwrap(),
    };
    entry.request = Some(request.to_value().unwrap());
    entry.approvals = keys
        .iter()
        .map(|(id, key)| sign_request(id, key, &request).unwrap())
        .collect();
    entry.approvals.sort_by(|a, b| a.officer.cmp(&b.officer));
    let mut tree = Tree::new();
    tree.push(leaf_hash(&entry.encode().unwrap()));
    let note = sign_checkpoint(
        &Checkpoint {
            origin: insider.state.origin(),
            size: 1,
            root: tree.root(),
        },
        &insider.log_key,
    )
    .unwrap();
    let mut out = Vec::new();
    Line::Key(Key::Log(insider.state.created.log_key.clone()))
        .write_to(&mut out)
        .unwrap();
    for (index, (id, key)) in (0u8..).zip(&keys) {
        let one = Officer {
            id: id.clone(),
            public_key: key.public(),
            share_index: index,
        };
        Line::Key(Key::Officer(json!({"k": 2, "officer": one})))
            .write_to(&mut out)
            .unwrap();
    }
    Line::Entry(entry).write_to(&mut out).unwrap();
    Line::Checkpoint(note).write_to(&mut out).unwrap();
    // By itself the log holds; what it lacks is the officers whom Henan has enrolled.
    assert!(verify_log(out.as_slice(), None).is_ok());
    is_refused(
        check_export(&henan.state(), &out),
        "log-export-authority",
        3,
    );
}
