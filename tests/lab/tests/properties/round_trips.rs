//! decode(encode(x)) = x, for any x of each format.

use audit_log::export::{Key, Line, Lines};
use audit_log::{
    Approval, Checkpoint, Entry, Event, LogKey, canonical, cosign, open_checkpoint,
    sign_checkpoint, verify_cosignature,
};
use key_derivation::{
    Algorithm, Kcv, KeyDescriptor, KeyId, KeyVersion, KindCode, Level, Origin, RegionCode, Scheme,
};
use kms::identity::Identity;
use lab::plan;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use quorum::{Action, Officer, Request, Rules, SigningKey};
use serde_json::{Value, json};

/// Runs `holds` on values that the plan's seed decides.
fn for_any<S: Strategy>(
    name: &str,
    strategy: S,
    holds: impl Fn(S::Value) -> Result<(), TestCaseError>,
) -> Result<(), TestError<S::Value>> {
    let plan = plan(&format!("any {name}"), 64, 10_000);
    let config = Config {
        cases: plan.count as u32,
        failure_persistence: None,
        ..Config::default()
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&plan.seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    TestRunner::new_with_rng(config, rng).run(&strategy, holds)
}

fn region() -> impl Strategy<Value = RegionCode> {
    (0..=999_999_u32).prop_map(|number| format!("{number:06}").parse().unwrap())
}

fn kcv() -> impl Strategy<Value = Kcv> {
    prop_oneof![
        any::<[u8; 5]>().prop_map(Kcv::Cmac),
        any::<[u8; 3]>().prop_map(Kcv::ZeroBlock)
    ]
}

fn uuid() -> impl Strategy<Value = String> {
    (1..=u128::MAX).prop_map(|bits| uuid::Uuid::from_u128(bits).to_string())
}

fn time() -> impl Strategy<Value = String> {
    (2000..2100_u32, 1..=12_u32, 1..=28_u32, 0..86_400_u32).prop_map(
        |(year, month, day, second)| {
            let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
            format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
        },
    )
}

prop_compose! {
    fn descriptor()(
        key_id in any::<[u8; 16]>(),
        level in select(&Level::ALL[..]),
        (region, owner) in (region(), region()),
        origin in select(&[Origin::Generated, Origin::Derived, Origin::Received][..]),
        kind in 1..=u16::MAX,
        algorithm in select(&Algorithm::ALL[..]),
        version in 1..=99_u16,
        scheme in select(&Scheme::ALL[..]),
        levels_left in 0..=3_u8,
        parent in proptest::option::of((any::<[u8; 16]>(), kcv())),
        context in vec(any::<u8>(), 0..45),
    ) -> KeyDescriptor {
        KeyDescriptor {
            key_id: KeyId::from_bytes(key_id),
            level,
            region,
            owner,
            origin,
            kind: KindCode::new(kind).unwrap(),
            algorithm,
            version: KeyVersion::new(version).unwrap(),
            scheme,
            levels_left,
            parent: parent.map(|(id, _)| KeyId::from_bytes(id)),
            parent_kcv: parent.map(|(_, kcv)| kcv),
            context: context.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

#[test]
fn a_key_descriptor() {
    let held = for_any("key descriptor", descriptor(), |descriptor| {
        let bytes = canonical::to_vec(&descriptor).unwrap();
        let back: KeyDescriptor = canonical::from_slice(&bytes, bytes.len()).unwrap();
        prop_assert_eq!(back, descriptor);
        Ok(())
    });
    assert_eq!(held, Ok(()));
}

fn member() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        (0..1_u64 << 53).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        vec(any::<String>(), 0..3).prop_map(Value::from),
    ]
}

prop_compose! {
    fn request()(
        keystore in "[!-~]{1,128}",
        op in 1..=u128::MAX,
        expires in time(),
        action in select(Action::ALL),
        subject in btree_map("[b-z_]{1,12}", member(), 0..5),
    ) -> Request {
        Request {
            keystore,
            op: uuid::Uuid::from_u128(op),
            expires,
            action,
            subject: subject.into_iter().collect(),
        }
    }
}

#[test]
fn a_request() {
    let held = for_any("request", request(), |request| {
        let bytes = canonical::to_vec(&request.to_value().unwrap()).unwrap();
        let value: Value = canonical::from_slice(&bytes, bytes.len()).unwrap();
        prop_assert_eq!(Request::from_value(&value).unwrap(), request);
        Ok(())
    });
    assert_eq!(held, Ok(()));
}

#[test]
fn a_checkpoint_and_its_cosignature() {
    let checkpoint = (
        "[a-z]{1,9}/[0-9]{6}/[0-9a-f-]{36}",
        any::<u64>(),
        any::<[u8; 32]>(),
    );
    let any = (checkpoint, any::<[u8; 32]>(), 0..1_u64 << 63);
    let held = for_any("checkpoint", any, |((origin, size, root), seed, time)| {
        let checkpoint = Checkpoint { origin, size, root };
        let key = LogKey::from_seed(&seed);
        prop_assert_eq!(&Checkpoint::parse(&checkpoint.body()).unwrap(), &checkpoint);
        let note = sign_checkpoint(&checkpoint, &key).unwrap();
        let verifier = key.verifier(&checkpoint.origin).unwrap();
        prop_assert_eq!(&open_checkpoint(&note, &verifier).unwrap(), &checkpoint);
        prop_assert_eq!(&verifier.to_string().parse().ok(), &Some(verifier));
        let witness = key.verifier("witness").unwrap();
        let line = cosign(&note, &key, "witness", time).unwrap();
        prop_assert_eq!(
            verify_cosignature(&checkpoint.body(), &line, &witness).unwrap(),
            time
        );
        Ok(())
    });
    assert!(held.is_ok(), "{held:?}");
}

prop_compose! {
    fn entry()(
        seq in 1..1_u64 << 53,
        time in time(),
        keystore in "[!-~]{1,128}",
        request in proptest::option::of(btree_map(any::<String>(), member(), 0..4)),
        approvals in vec(("[A-Za-z0-9._-]{1,32}", any::<[u8; 32]>(), vec(any::<u8>(), 64)), 0..4),
        event in ("[a-z0-9._-]{1,64}", 1..=u16::MAX, member()),
    ) -> Entry {
        let approval = |(officer, digest, signature): (String, [u8; 32], Vec<u8>)| {
            Approval::new(&officer, &digest, &signature.try_into().unwrap())
        };
        Entry {
            seq,
            time,
            keystore,
            request: request.map(|members| Value::Object(members.into_iter().collect())),
            approvals: approvals.into_iter().map(approval).collect(),
            event: Event { r#type: event.0, version: event.1, body: event.2 },
        }
    }
}

#[test]
fn an_export_of_entries() {
    let held = for_any("export", vec(entry(), 1..5), |entries| {
        let verifier = LogKey::from_seed(&[7; 32]).verifier("log").unwrap();
        let officer = Line::Key(Key::Officer(json!({"id": "zhang"})));
        let mut lines = vec![Line::Key(Key::Log(verifier)), officer];
        lines.extend(entries.into_iter().map(Line::Entry));
        lines.push(Line::Checkpoint("any text".to_owned()));
        let mut bytes = Vec::new();
        for line in &lines {
            line.write_to(&mut bytes).unwrap();
        }
        let back: Result<Vec<Line>, _> = Lines::new(&bytes[..]).collect();
        prop_assert_eq!(back.unwrap(), lines);
        Ok(())
    });
    assert_eq!(held, Ok(()));
}

#[test]
fn an_identity() {
    let office = (
        select(&["ministry", "province", "municipality"][..]),
        region(),
        uuid(),
    );
    let any = (office, any::<bool>(), 2..=16_u8, any::<u8>());
    let held = for_any(
        "identity",
        any,
        |((level, region, keystore), rehearsal, n, more)| {
            let officer = |number: u8| Officer {
                id: format!("officer-{number}").parse().unwrap(),
                public_key: SigningKey::init(|seed| seed.fill(number.wrapping_add(more))).public(),
                share_index: number,
            };
            let officers: Vec<Officer> = (0..n).map(officer).collect();
            let k = 2 + more % (n - 1);
            let rules = Rules::new(k, officers.clone()).unwrap();
            let log_key = LogKey::from_seed(&[n; 32]);
            let log_key = log_key
                .verifier(&format!("kms/{level}/{region}/{keystore}"))
                .unwrap();
            let members = json!({
                "type": "kms-identity", "version": 1, "suite": 1, "level": level, "region": region,
                "keystore": keystore, "rehearsal": rehearsal, "log_key": log_key, "k": rules.k(),
                "identity_key": "ab".repeat(32), "officers": officers,
            });
            let bytes = canonical::to_vec(&members).unwrap();
            let identity = Identity::parse(&bytes).unwrap();
            prop_assert_eq!((identity.k, &identity.officers), (k, &officers));
            prop_assert_eq!(
                (&identity.party.keystore, identity.rehearsal),
                (&keystore, rehearsal)
            );
            prop_assert_eq!(identity.to_bytes().unwrap(), bytes);
            Ok(())
        },
    );
    assert_eq!(held, Ok(()));
}
