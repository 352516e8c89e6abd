//! Officers and rules.

use quorum::{Error, Needs, Officer, OfficerId, Rules};

use crate::{key, officer, rules};

fn officers(n: u8) -> Vec<Officer> {
    (0..n).map(officer).collect()
}

#[test]
fn staff_codes() {
    for good in ["a", "A.b_c-9", &"x".repeat(32)] {
        assert_eq!(good.parse::<OfficerId>().unwrap().to_string(), good);
    }
    for bad in ["", " ", "a b", "a/b", "王", "a\n", "é", &"x".repeat(33)] {
        assert!(matches!(bad.parse::<OfficerId>(), Err(Error::OfficerId)));
        assert!(serde_json::from_value::<OfficerId>(bad.into()).is_err());
    }
}

#[test]
fn thresholds() {
    for (k, n) in [(2, 2), (2, 3), (3, 5), (16, 16)] {
        let rules = Rules::new(k, officers(n)).unwrap();
        assert_eq!(rules.needed(Needs::Quorum), usize::from(k));
        assert_eq!(rules.needed(Needs::One), 1);
    }
    for (k, n) in [(0, 0), (0, 2), (1, 1), (1, 2), (3, 2), (2, 0)] {
        assert!(matches!(
            Rules::new(k, officers(n)),
            Err(Error::Threshold { .. })
        ));
    }
    let mut seventeen = officers(16);
    seventeen.push(Officer {
        share_index: 0,
        ..officer(40)
    });
    assert!(matches!(
        Rules::new(2, seventeen),
        Err(Error::Threshold { k: 2, n: 17 })
    ));
}

#[test]
fn one_person_cannot_be_enrolled_as_two() {
    let with = |changed: Officer| Rules::new(2, vec![officer(0), officer(1), changed]);
    let same_id = Officer {
        id: officer(0).id,
        ..officer(2)
    };
    assert!(matches!(with(same_id), Err(Error::DuplicateOfficer(_))));
    let other_case = Officer {
        id: "OPS-00".parse().unwrap(),
        ..officer(2)
    };
    assert!(matches!(with(other_case), Err(Error::DuplicateOfficer(_))));
    let same_key = Officer {
        public_key: key(1).public(),
        ..officer(2)
    };
    assert!(matches!(with(same_key), Err(Error::DuplicateKey(_))));
    let same_share = Officer {
        share_index: 1,
        ..officer(2)
    };
    assert!(matches!(with(same_share), Err(Error::DuplicateShare(1))));
    let no_such_share = Officer {
        share_index: 16,
        ..officer(2)
    };
    assert!(matches!(with(no_such_share), Err(Error::ShareIndex(16))));
}

#[test]
fn unsound_keys_are_refused() {
    // The neutral element, for which anybody can make signatures; then a y that is not below 2^255-19; then no point.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut not_reduced = [0xff; 32];
    not_reduced[0] = 0xf0;
    not_reduced[31] = 0x7f;
    let mut no_point = [0; 32];
    no_point[0] = 2;
    for public_key in [neutral, not_reduced, no_point, [0; 32]] {
        let unsound = Officer {
            public_key,
            ..officer(1)
        };
        assert!(matches!(
            Rules::new(2, vec![officer(0), unsound]),
            Err(Error::PublicKey(_))
        ));
    }
}

#[test]
fn rules_read_from_json_are_checked_too() {
    let json = serde_json::to_value(rules(2, 3)).unwrap();
    assert_eq!(
        serde_json::from_value::<Rules>(json.clone()).unwrap(),
        rules(2, 3)
    );
    assert_eq!(
        json["officers"][0]["public_key"],
        hex::encode(key(0).public())
    );

    let mut duplicate = json.clone();
    duplicate["officers"][1]["public_key"] = json["officers"][0]["public_key"].clone();
    let mut alone = json.clone();
    alone["k"] = 1.into();
    let mut surplus = json.clone();
    surplus["note"] = "".into();
    let mut upper_case = json.clone();
    upper_case["officers"][0]["public_key"] =
        hex::encode(key(0).public()).to_ascii_uppercase().into();
    for bad in [duplicate, alone, surplus, upper_case] {
        assert!(serde_json::from_value::<Rules>(bad).is_err());
    }
}
