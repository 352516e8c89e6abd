//! The descriptor in JSON, as events and sealed blobs carry it.

use key_derivation::{
    Algorithm, Error, Input, KeyDescriptor, KeyId, KeyVersion, Level, Origin, Scheme,
};
use serde_json::{Value, json};

use crate::{card, province};

fn sub_key() -> KeyDescriptor {
    let input = Input::for_child(Scheme::Sp800108Cmac, &province(Algorithm::Sm4)).unwrap();
    KeyDescriptor {
        key_id: KeyId::from_bytes([1; 16]),
        level: Level::Province,
        region: "440000".parse().unwrap(),
        owner: "000000".parse().unwrap(),
        origin: Origin::Derived,
        kind: "0001".parse().unwrap(),
        algorithm: Algorithm::Sm4,
        version: KeyVersion::FIRST,
        scheme: Scheme::Sp800108Cmac,
        levels_left: 2,
        parent: Some(KeyId::from_bytes([2; 16])),
        parent_kcv: Some("08793E25AB".parse().unwrap()),
        context: input.to_hex(),
    }
}

fn master() -> KeyDescriptor {
    KeyDescriptor {
        level: Level::Ministry,
        region: "000000".parse().unwrap(),
        origin: Origin::Generated,
        levels_left: 3,
        parent: None,
        parent_kcv: None,
        context: String::new(),
        ..sub_key()
    }
}

fn sub_key_json() -> Value {
    json!({
        "key_id": "01010101-0101-4101-8101-010101010101",
        "level": "province",
        "region": "440000",
        "owner": "000000",
        "origin": "derived",
        "kind": "0001",
        "algorithm": "SM4",
        "version": 1,
        "scheme": "sp800-108-cmac",
        "levels_left": 2,
        "parent": "02020202-0202-4202-8202-020202020202",
        "parent_kcv": "08793E25AB",
        "context": "0102000102010103063434303030300402000105025334060200010700",
    })
}

#[test]
fn the_json_form_never_changes() {
    assert_eq!(serde_json::to_value(sub_key()).unwrap(), sub_key_json());
    for key in [sub_key(), master()] {
        let json = serde_json::to_value(&key).unwrap();
        assert_eq!(serde_json::from_value::<KeyDescriptor>(json).unwrap(), key);
    }
}

#[test]
fn an_unknown_member_is_refused() {
    let mut json = sub_key_json();
    json["state"] = json!("active");
    assert!(serde_json::from_value::<KeyDescriptor>(json).is_err());
}

#[test]
fn the_associated_data_names_all_that_a_sealed_key_is_bound_to() {
    let mut wanted = sub_key_json();
    let members = wanted.as_object_mut().unwrap();
    members.retain(|name, _| name != "origin" && name != "parent_kcv");
    members.insert("format".to_owned(), json!("kms-key-blob/1"));
    members.insert("suite".to_owned(), json!(1));
    members.insert("keystore".to_owned(), json!("ks-1"));
    assert_eq!(sub_key().aad(1, "ks-1"), wanted);
    assert_eq!(master().aad(1, "ks-1")["parent"], Value::Null);
}

#[test]
fn any_change_of_what_a_key_is_changes_the_associated_data() {
    let good = sub_key();
    let others = [
        KeyDescriptor {
            key_id: KeyId::from_bytes([3; 16]),
            ..good.clone()
        },
        KeyDescriptor {
            level: Level::Municipality,
            ..good.clone()
        },
        KeyDescriptor {
            region: "410000".parse().unwrap(),
            ..good.clone()
        },
        KeyDescriptor {
            owner: "440000".parse().unwrap(),
            ..good.clone()
        },
        KeyDescriptor {
            kind: "0002".parse().unwrap(),
            ..good.clone()
        },
        KeyDescriptor {
            algorithm: Algorithm::Aes128,
            ..good.clone()
        },
        KeyDescriptor {
            version: KeyVersion::new(2).unwrap(),
            ..good.clone()
        },
        KeyDescriptor {
            scheme: Scheme::Pboc,
            ..good.clone()
        },
        KeyDescriptor {
            levels_left: 3,
            ..good.clone()
        },
        KeyDescriptor {
            parent: None,
            ..good.clone()
        },
        KeyDescriptor {
            context: String::new(),
            ..good.clone()
        },
    ];
    for other in others {
        assert_ne!(other.aad(1, "ks-1"), good.aad(1, "ks-1"));
    }
    assert_ne!(good.aad(2, "ks-1"), good.aad(1, "ks-1"));
    assert_ne!(good.aad(1, "ks-2"), good.aad(1, "ks-1"));
}

#[test]
fn the_recorded_input_reads_back() {
    assert_eq!(master().input(), Ok(None));
    for scheme in Scheme::ALL {
        let input = Input::for_child(scheme, &card(Algorithm::Sm4, &[9; 8])).unwrap();
        let key = KeyDescriptor {
            context: input.to_hex(),
            ..sub_key()
        };
        assert_eq!(key.input(), Ok(Some(input)));
    }
}

#[test]
fn a_recorded_input_that_is_altered_is_refused() {
    let input = |context: &str| {
        let context = context.to_owned();
        KeyDescriptor {
            context,
            ..sub_key()
        }
        .input()
    };
    assert_eq!(input("334A303030307368"), Err(Error::ContextHex));
    assert_eq!(input("33"), Err(Error::ContextField { tag: 1 }));
    assert_eq!(input("3"), Err(Error::ContextHex));
    assert_eq!(input("zz"), Err(Error::ContextHex));
}
