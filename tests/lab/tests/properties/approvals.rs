//! The order in which officers sign, and how often, leaves no trace: the same people give the same approval and the
//! same bytes in the log.

use audit_log::{Approval, Entry, Event, canonical};
use key_derivation::{Algorithm, Catalogue};
use kms::keys::{NewKey, generate};
use kms::{Credentials, Session};
use lab::{Dice, OFFICERS, backend, found, passphrase, plan};
use quorum::{Action, Approved, Needs, Officer, Request, Rules, SigningKey, sign_request};
use serde_json::{Map, Value, json};

const KEYSTORE: &str = "4904a8db-9023-4e13-8ed8-f5d320ef0d1d";
const NOW: &str = "2026-01-31T08:00:00Z";
const PEOPLE: u8 = 6;

/// Each order of `items`.
fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for (at, first) in items.iter().enumerate() {
        let rest: Vec<T> = [&items[..at], &items[at + 1..]].concat();
        all.extend(
            orders(&rest)
                .into_iter()
                .map(|rest| [vec![first.clone()], rest].concat()),
        );
    }
    all
}

fn key(number: u8) -> SigningKey {
    SigningKey::init(|seed| seed.fill(number + 1))
}

fn officer(number: u8) -> Officer {
    Officer {
        id: format!("officer-{number}").parse().unwrap(),
        public_key: key(number).public(),
        share_index: number,
    }
}

fn request(dice: &mut Dice) -> Request {
    let mut op = [0; 16];
    op[..8].copy_from_slice(&dice.bits().to_le_bytes());
    op[15] = 1;
    Request {
        keystore: KEYSTORE.to_owned(),
        op: uuid::Uuid::from_bytes(op),
        expires: "2030-01-01T00:00:00Z".to_owned(),
        action: *dice.pick(Action::ALL),
        subject: Map::from_iter([("count".to_owned(), Value::from(dice.below(1000)))]),
    }
}

/// The entry that would stand in the log.
fn entry(request: &Request, approvals: &[Approval]) -> Vec<u8> {
    let entry = Entry {
        seq: 7,
        time: NOW.to_owned(),
        keystore: KEYSTORE.to_owned(),
        request: Some(request.to_value().unwrap()),
        approvals: approvals.to_vec(),
        event: Event {
            r#type: "key.generated".to_owned(),
            version: 1,
            body: json!({}),
        },
    };
    entry.encode().unwrap()
}

#[test]
fn each_order_with_each_repetition_gives_the_same_entry() {
    let plan = plan("approvals in every order", 4, 400);
    let mut dice = Dice::new(plan.seed);
    let mut checked = 0_u64;
    for _ in 0..plan.count {
        let rules = Rules::new(4, (0..PEOPLE).map(officer).collect()).unwrap();
        let request = request(&mut dice);
        let sign = |number: u8| sign_request(&officer(number).id, &key(number), &request).unwrap();
        let mut people: Vec<u8> = (0..PEOPLE).collect();
        while people.len() > 4 {
            people.remove(dice.below(people.len() as u64) as usize);
        }
        let signatures: Vec<Approval> = people.iter().copied().map(sign).collect();
        let mut entries = std::collections::BTreeSet::new();
        for mut order in orders(&signatures) {
            for _ in 0..dice.below(4) {
                let again = dice.pick(&signatures).clone();
                order.insert(dice.below(order.len() as u64 + 1) as usize, again);
            }
            let approved = Approved::check(&rules, request.clone(), &order, NOW).unwrap();
            assert!(approved.by_quorum());
            entries.insert(entry(&request, approved.approvals()));
            checked += 1;
        }
        assert_eq!(entries.len(), 1, "{request:?}");
        // The same three of them, in any order and however often, are not enough.
        if request.action.needs() == Needs::Quorum {
            for order in orders(&signatures[1..]) {
                let order = [&order[..], &order[..]].concat();
                assert!(Approved::check(&rules, request.clone(), &order, NOW).is_err());
            }
        }
    }
    println!("{checked} orders checked");
}

/// Through the door: whoever unlocks first, the entries name the officers in one order.
#[test]
fn officers_who_unlock_in_any_order_sign_alike() {
    let folder = lab::folder();
    let path = folder.path().join("410100.kms");
    drop(found(&path, "410100", true).unwrap());
    let catalogue = Catalogue::builtin();
    let kind = catalogue.by_name("UKMF").unwrap().code;
    let algorithms = [Algorithm::Aes128, Algorithm::Sm4];
    for (number, order) in orders(&OFFICERS).into_iter().enumerate() {
        let credential = |name: &&str| Ok((name.parse()?, passphrase("410100", name)));
        let credentials: Credentials = order
            .iter()
            .map(credential)
            .collect::<kms::Result<_>>()
            .unwrap();
        let mut session =
            Session::unlock(&path, "key generate", credentials, Needs::Quorum, backend).unwrap();
        let new = NewKey {
            kind,
            algorithm: algorithms[number % 2],
            version: None,
            scheme: None,
            activate: true,
        };
        generate(&mut session, &catalogue, &new).unwrap();
        let keystore = session.keystore();
        let entry = Entry::decode(&keystore.entry(keystore.head().size).unwrap()).unwrap();
        let names: Vec<_> = entry
            .approvals
            .iter()
            .map(|one| one.officer.as_str())
            .collect();
        assert_eq!(names, ["li", "wang", "zhang"], "unlocked by {order:?}");
        assert_eq!(canonical::to_vec(&entry).unwrap(), entry.encode().unwrap());
    }
    assert!(keystore::verify(&path).unwrap().is_clean());
}
