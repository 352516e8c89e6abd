//! Names have one spelling, in text and in JSON.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use key_derivation::{
    Algorithm, Error, Kcv, KeyId, KeyVersion, KindCode, Level, Origin, RegionCode, Scheme,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The text is read, written back the same, and is also the JSON form.
fn one_spelling<T>(text: &str)
where
    T: FromStr<Err = Error> + Display + Debug + PartialEq + Serialize + DeserializeOwned,
{
    let value: T = text.parse().unwrap();
    assert_eq!(value.to_string(), text);
    assert_eq!(serde_json::to_value(&value).unwrap(), json!(text));
    assert_eq!(serde_json::from_value::<T>(json!(text)).unwrap(), value);
}

fn refused<T>(texts: &[&str], error: impl Fn(String) -> Error)
where
    T: FromStr<Err = Error> + Debug + PartialEq + DeserializeOwned,
{
    for text in texts {
        assert_eq!(text.parse::<T>(), Err(error((*text).to_owned())));
        assert!(serde_json::from_value::<T>(json!(text)).is_err());
    }
}

#[test]
fn regions_are_six_ascii_digits() {
    one_spelling::<RegionCode>("419001");
    one_spelling::<RegionCode>("000000");
    assert_eq!("000000".parse(), Ok(RegionCode::MINISTRY));
    let wrong = [
        "", "41000", "4100000", "41000a", " 41000", "+41000", "41000\0", "４１",
    ];
    refused::<RegionCode>(&wrong, Error::RegionCode);
    assert!(serde_json::from_value::<RegionCode>(json!(410_000)).is_err());
}

#[test]
fn kinds_are_four_upper_case_hexadecimal_digits() {
    one_spelling::<KindCode>("0001");
    one_spelling::<KindCode>("8A0F");
    let wrong = [
        "", "0000", "001", "00001", "8a0f", "+001", "-001", "0x01", "000G",
    ];
    refused::<KindCode>(&wrong, Error::KindCode);
    assert!(KindCode::new(0).is_err());
    assert!(KindCode::new(0x7FFF).unwrap().is_national_meaning());
    assert!(!KindCode::new(0x8000).unwrap().is_national_meaning());
}

#[test]
fn versions_are_numbers_from_1_to_99() {
    assert_eq!(
        serde_json::to_value(KeyVersion::new(7).unwrap()).unwrap(),
        json!(7)
    );
    assert_eq!(
        serde_json::from_value::<KeyVersion>(json!(99))
            .unwrap()
            .number(),
        99
    );
    for wrong in [
        json!(0),
        json!(100),
        json!(-1),
        json!(65537),
        json!("1"),
        json!(1.0),
    ] {
        assert!(serde_json::from_value::<KeyVersion>(wrong).is_err());
    }
}

#[test]
fn key_ids_are_version_4_uuids() {
    one_spelling::<KeyId>("8c3f6f0e-52f4-4d0b-9d1e-0a1b2c3d4e5f");
    let id = KeyId::from_bytes([0xFF; 16]);
    assert_eq!(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    let wrong = [
        "",
        "8C3F6F0E-52F4-4D0B-9D1E-0A1B2C3D4E5F",
        "8c3f6f0e52f44d0b9d1e0a1b2c3d4e5f",
        "{8c3f6f0e-52f4-4d0b-9d1e-0a1b2c3d4e5f}",
        "urn:uuid:8c3f6f0e-52f4-4d0b-9d1e-0a1b2c3d4e5f",
        "8c3f6f0e-52f4-1d0b-9d1e-0a1b2c3d4e5f",
        "8c3f6f0e-52f4-4d0b-cd1e-0a1b2c3d4e5f",
        "00000000-0000-0000-0000-000000000000",
    ];
    refused::<KeyId>(&wrong, Error::KeyId);
}

#[test]
fn check_values_are_3_or_5_bytes_in_upper_case() {
    one_spelling::<Kcv>("08793E25AB");
    one_spelling::<Kcv>("08D7B4");
    assert_eq!("000000".parse(), Ok(Kcv::ZeroBlock([0; 3])));
    assert_ne!("000000".parse::<Kcv>(), "0000000000".parse());
    let wrong = [
        "",
        "08d7b4",
        "08D7",
        "08D7B4AA",
        "08D7B",
        "08D7BG",
        "08793E25AB00",
    ];
    refused::<Kcv>(&wrong, Error::CheckValue);
}

#[test]
fn algorithms_have_a_name_and_a_code() {
    let names = ["AES-128", "AES-192", "AES-256", "SM4", "3DES"];
    let codes = ["A1", "A2", "A3", "S4", "T2"];
    for (algorithm, (name, code)) in Algorithm::ALL.into_iter().zip(names.into_iter().zip(codes)) {
        one_spelling::<Algorithm>(name);
        assert_eq!(algorithm.to_string(), name);
        assert_eq!(algorithm.code(), code);
        assert_eq!(Algorithm::from_code(code), Ok(algorithm));
    }
    refused::<Algorithm>(&["", "A1", "aes-128", "AES128", "sm4"], Error::Algorithm);
    assert!(Algorithm::from_code("a1").is_err());
    let by_strength = |algorithm: &Algorithm| algorithm.strength_bits();
    assert_eq!(
        Algorithm::ALL.into_iter().min_by_key(by_strength),
        Some(Algorithm::Tdes2)
    );
}

#[test]
fn levels_go_down_from_the_ministry() {
    let names = ["ministry", "province", "municipality", "card", "psam"];
    for ((level, name), number) in Level::ALL.into_iter().zip(names).zip(0..) {
        one_spelling::<Level>(name);
        assert_eq!(level.to_string(), name);
        assert_eq!(level.number(), number);
        assert_eq!(Level::from_number(number), Ok(level));
    }
    assert!(Level::ALL.is_sorted());
    refused::<Level>(&["", "Ministry", "city", "0"], Error::Level);
    assert_eq!(Level::from_number(5), Err(Error::Level("5".to_owned())));
}

#[test]
fn schemes_have_a_name_and_a_number() {
    one_spelling::<Scheme>("sp800-108-cmac");
    one_spelling::<Scheme>("pboc");
    assert_eq!(Scheme::ALL.map(Scheme::number), [1, 2]);
    refused::<Scheme>(&["", "1", "PBOC", "sp800-108"], Error::Scheme);
}

#[test]
fn origins_are_lower_case_words() {
    let origins = [Origin::Generated, Origin::Derived, Origin::Received];
    let words: Value = serde_json::to_value(origins).unwrap();
    assert_eq!(words, json!(["generated", "derived", "received"]));
}
