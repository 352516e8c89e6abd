//! Tests of the catalogue.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashSet;

use serde_json::{Value, json};

use super::*;

fn file(kinds: &[Value]) -> Vec<u8> {
    serde_json::to_vec(&json!({"format": FORMAT, "region": "410000", "kinds": kinds})).unwrap()
}

fn kind() -> Value {
    json!({"code": "8001", "name": "RK1EF20", "sort": "extension-file", "root": "province",
        "diversifications": 2, "psam_type": 7, "zh": "扩充文件读密钥", "en": "read key of file EF20"})
}

fn with(member: &str, value: impl Into<Value>) -> Value {
    let mut kind = kind();
    kind[member] = value.into();
    kind
}

fn refusal(file: &[u8]) -> Error {
    Catalogue::builtin().with_regional(file).unwrap_err()
}

#[test]
fn default_catalogue() {
    let catalogue = Catalogue::builtin();
    assert_eq!(catalogue.kinds().len(), 45);
    assert!(catalogue.kinds().is_sorted_by(|a, b| a.code < b.code));
    assert!(
        catalogue
            .kinds()
            .iter()
            .all(|k| k.code.is_national_meaning() && k.region.is_none())
    );
    let names = |root| -> Vec<_> {
        let of_root = catalogue.kinds().iter().filter(move |k| k.root == root);
        of_root.map(|k| k.name.as_str()).collect()
    };
    assert_eq!(
        names(Level::Ministry),
        ["IRK", "RK1DF03", "RK2DF03", "RK1DF04"]
    );
    assert_eq!(names(Level::Province), ["RKMFEF0C", "STK"]);
    let city = names(Level::Municipality);
    assert_eq!(city[..3], ["BK", "PUK", "UKMF"]);
    for df in 1..=4 {
        assert!((1..=8).all(|i| city.contains(&format!("UK{i}DF0{df}").as_str())));
        assert!(city.contains(&format!("LKDF0{df}").as_str()));
    }
    assert_eq!(city.len(), 3 + 4 * 9);
    let sorts: HashSet<_> = catalogue.kinds().iter().map(|k| k.sort).collect();
    assert_eq!(sorts.len(), 3);
}

#[test]
fn applications() {
    let catalogue = Catalogue::builtin();
    let aids: Vec<_> = catalogue
        .applications()
        .iter()
        .map(|a| a.aid.as_str())
        .collect();
    assert_eq!(aids[0], "7378312E73682EC9E7BBE1B1A3D5CF");
    assert_eq!(
        aids[1..6],
        [0, 1, 2, 3, 4].map(|n| format!("D1560000050{n}"))
    );
    assert_eq!(aids[6..], ["D15600000590"]);
}

#[test]
fn kinds_are_found_by_number_and_by_name() {
    let catalogue = Catalogue::builtin();
    let irk = catalogue.by_code("0101".parse().unwrap()).unwrap();
    assert_eq!(
        (irk.name.as_str(), irk.diversifications, irk.sort),
        ("IRK", 3, Sort::National)
    );
    assert_eq!(catalogue.by_name("irk"), Some(irk));
    assert_eq!(catalogue.by_name("IRK "), None);
    assert_eq!(catalogue.by_code("7FFF".parse().unwrap()), None);
}

#[test]
fn sorts_have_one_name() {
    for sort in [Sort::National, Sort::Local, Sort::ExtensionFile] {
        assert_eq!(json!(sort), sort.name());
    }
}

#[test]
fn digest_is_of_the_canonical_json() {
    // Computed apart from this code: the default file's members sorted,
    // `"region":null` added to each kind, no space, SHA-256.
    let catalogue = Catalogue::builtin();
    assert_eq!(
        hex::encode(catalogue.digest()),
        "8ddd02949d6a86a2fa582126c006c2865d3f8e26eb6c205913377198643629be"
    );
    let more = catalogue.with_regional(&file(&[kind()])).unwrap();
    assert_ne!(more.digest(), catalogue.digest());
    let pretty =
        serde_json::to_vec_pretty(&serde_json::from_slice::<Value>(&file(&[kind()])).unwrap());
    assert_eq!(
        catalogue.with_regional(&pretty.unwrap()).unwrap().digest(),
        more.digest()
    );
}

#[test]
fn a_region_adds_kinds() {
    let second = json!({"code": "8000", "name": "CITY-1", "sort": "local", "root": "municipality",
        "diversifications": 1, "psam_type": 0, "zh": "本地密钥", "en": "a local key"});
    let catalogue = Catalogue::builtin()
        .with_regional(&file(&[kind(), second]))
        .unwrap();
    assert_eq!(catalogue.kinds().len(), 47);
    assert!(catalogue.kinds().is_sorted_by(|a, b| a.code < b.code));
    let added = catalogue.by_name("rk1ef20").unwrap();
    assert_eq!(added.region, Some("410000".parse().unwrap()));
    // The same file again redefines.
    let again = catalogue.with_regional(&file(&[kind()])).unwrap_err();
    assert!(matches!(again, Error::KindRedefined { .. }));
}

#[test]
fn a_region_never_redefines() {
    for code in ["0101", "7FFF"] {
        assert_eq!(
            refusal(&file(&[with("code", code)])),
            Error::KindNational(code.parse().unwrap())
        );
    }
    let taken = |name: &str| Error::KindRedefined {
        code: "8001".parse().unwrap(),
        name: name.to_owned(),
    };
    assert_eq!(refusal(&file(&[with("name", "STK")])), taken("STK"));
    assert_eq!(
        refusal(&file(&[kind(), with("name", "OTHER")])),
        taken("OTHER")
    );
    assert_eq!(
        refusal(&file(&[kind(), with("code", "8002")])),
        Error::KindRedefined {
            code: "8002".parse().unwrap(),
            name: "RK1EF20".to_owned(),
        }
    );
}

#[test]
fn members_out_of_bounds() {
    for (member, value) in [
        ("name", json!("")),
        ("name", json!("rk")),
        ("name", json!("1RK")),
        ("name", json!("R K")),
        ("name", json!("RK\u{202E}")),
        ("name", json!("ＲＫ")),
        ("name", json!("A23456789012345678")),
        ("sort", json!("national")),
        ("root", json!("ministry")),
        ("root", json!("card")),
        ("diversifications", json!(1)),
        ("diversifications", json!(3)),
        ("psam_type", json!(9)),
        ("zh", json!("")),
        ("zh", json!("密\u{2067}钥")),
        ("en", json!("a\u{1b}[31m")),
        ("en", json!(" a")),
        ("en", json!("a".repeat(121))),
    ] {
        let refused = refusal(&file(&[with(member, value.clone())]));
        assert_eq!(
            refused,
            Error::KindMember {
                code: "8001".parse().unwrap(),
                member
            },
            "{value}"
        );
    }
}

#[test]
fn a_municipality_prescribes_nothing_to_its_province() {
    let text = String::from_utf8(file(&[kind()]))
        .unwrap()
        .replace("410000", "410100");
    assert_eq!(
        refusal(text.as_bytes()),
        Error::KindMember {
            code: "8001".parse().unwrap(),
            member: "root"
        }
    );
}

#[test]
fn the_region_must_be_one_that_keeps_keys() {
    for (code, error) in [
        ("000000", Error::RegionMinistry),
        ("419000", Error::RegionHeading("419000".parse().unwrap())),
        ("999999", Error::RegionUnknown("999999".parse().unwrap())),
    ] {
        let text = String::from_utf8(file(&[kind()]))
            .unwrap()
            .replace("410000", code);
        assert_eq!(refusal(text.as_bytes()), error);
    }
}

#[test]
fn the_frame_is_strict() {
    assert_eq!(refusal(&file(&[])), Error::CatalogueKinds(0));
    let many: Vec<_> = (0..=Catalogue::MAX_KINDS).map(|_| json!(kind())).collect();
    assert_eq!(refusal(&file(&many)), Error::CatalogueKinds(257));
    let large = vec![b' '; Catalogue::MAX_FILE + 1];
    assert_eq!(refusal(&large), Error::CatalogueSize(65537));
    let text = String::from_utf8(file(&[kind()])).unwrap();
    let other = text.replace("kms-catalogue/1", "kms-catalogue/2");
    assert_eq!(refusal(other.as_bytes()), Error::CatalogueFormat);
}

#[test]
fn other_json_is_refused() {
    let text = String::from_utf8(file(&[kind()])).unwrap();
    for (from, to) in [
        ("\"code\":", "\"more\":1,\"code\":"),
        ("\"code\":", "\"code\":\"8002\",\"code\":"),
        ("\"format\":", "\"more\":1,\"format\":"),
        ("\"region\":", "\"region\":\"410000\",\"region\":"),
        ("\"8001\"", "\"8aaa\""),
        ("\"8001\"", "32769"),
        ("\"410000\"", "\"41\""),
        ("\"psam_type\":7", "\"psam_type\":-1"),
        ("\"psam_type\":7", "\"psam_type\":7.0"),
        ("\"psam_type\":7,", ""),
        ("extension-file", "ExtensionFile"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert!(
            matches!(refusal(changed.as_bytes()), Error::CatalogueSyntax(_)),
            "{changed}"
        );
    }
    let array = format!(r#"["{FORMAT}","410000",[{}]]"#, kind());
    let inner = json!(["8001", "RK", "local", "province", 2, 7, "密钥", "key"]);
    for odd in [
        "",
        "{}",
        "null",
        &array,
        &format!("{text}{text}"),
        &format!("\u{feff}{text}"),
    ] {
        assert!(
            matches!(refusal(odd.as_bytes()), Error::CatalogueSyntax(_)),
            "{odd}"
        );
    }
    assert!(matches!(
        refusal(&file(&[inner])),
        Error::CatalogueSyntax(_)
    ));
}

#[test]
fn a_long_unknown_member_does_not_flood_the_message() {
    let text = format!(r#"{{"{}":1}}"#, "\u{202E}".repeat(5000));
    let message = refusal(text.as_bytes()).to_string();
    assert!(message.len() < 2000 && !message.contains('\u{202E}'));
}
