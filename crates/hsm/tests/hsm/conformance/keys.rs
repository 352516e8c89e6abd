//! Keys: generated, diversified, checked; and what is not the key it claims to be.

use hsm::{Error, Field, Hsm, Kept, Sink, Step, StoredKey};
use key_derivation::{
    Algorithm, Input, Kcv, KeyDescriptor, KeyVersion, Level, Origin, Parent, Scheme, check_value,
};
use quorum::Action;

use super::{FAMILIES, HERE, Held, Make, WAY, Way, generate, plant};
use crate::fixtures::{approved, input_for, master, one_bit_flips, region, secret};

pub fn run(make: Make) {
    generated_keys_check_and_differ(&mut *make(HERE));
    generated_descriptors_have_no_parent(&mut *make(HERE));
    the_chain_is_that_of_key_derivation(&mut *make(HERE));
    steps_at_once_equal_single_steps(&mut *make(HERE));
    many_devices_at_once_equal_one_by_one(&mut *make(HERE));
    devices_are_the_last_of_their_line(&mut *make(HERE));
    levels_do_not_go_below_zero(&mut *make(HERE));
    a_child_is_only_what_its_steps_make(&mut *make(HERE));
    a_blob_serves_only_its_descriptor(&mut *make(HERE));
    a_damaged_blob_opens_nowhere(&mut *make(HERE));
    another_backend_does_not_open_it(make);
}

fn aes128() -> KeyDescriptor {
    master(Algorithm::Aes128, Scheme::Sp800108Cmac)
}

fn generated_keys_check_and_differ(hsm: &mut dyn Hsm) {
    for (algorithm, scheme) in FAMILIES {
        let one = generate(hsm, master(algorithm, scheme));
        let two = generate(hsm, master(algorithm, scheme));
        assert_ne!(one.sealed.kcv, two.sealed.kcv);
        hsm.check(&one.stored()).unwrap();
        let swapped = StoredKey {
            kcv: two.sealed.kcv,
            ..one.stored()
        };
        assert!(
            matches!(hsm.check(&swapped), Err(Error::CheckValue { expected, found })
            if expected == two.sealed.kcv && found == one.sealed.kcv)
        );
    }
}

fn generated_descriptors_have_no_parent(hsm: &mut dyn Hsm) {
    let held = generate(hsm, aes128());
    let child = held.below(1).1;
    let bad = [
        (
            Field::Origin,
            KeyDescriptor {
                origin: Origin::Derived,
                ..aes128()
            },
        ),
        (
            Field::Owner,
            KeyDescriptor {
                region: region("410000"),
                ..aes128()
            },
        ),
        (
            Field::Parent,
            KeyDescriptor {
                parent: child.parent,
                ..aes128()
            },
        ),
        (
            Field::ParentKcv,
            KeyDescriptor {
                parent_kcv: child.parent_kcv,
                ..aes128()
            },
        ),
        (
            Field::Context,
            KeyDescriptor {
                context: child.context,
                ..aes128()
            },
        ),
    ];
    for (field, descriptor) in bad {
        let refused = hsm.generate(&approved(HERE, Action::KeyGenerate), &descriptor);
        assert!(
            matches!(refused, Err(Error::Descriptor(named)) if named == field),
            "{field}"
        );
    }
}

fn the_chain_is_that_of_key_derivation(hsm: &mut dyn Hsm) {
    for (algorithm, scheme) in FAMILIES {
        let descriptor = master(algorithm, scheme);
        let bytes: Vec<u8> = (1..).take(algorithm.key_len()).collect();
        let mut expected = secret(&bytes);
        let mut held = plant(hsm, &descriptor, &expected);
        let way = Way::make(hsm, 2);
        for (level, code, diversifier) in WAY {
            let input = input_for(&descriptor, level, code, diversifier);
            expected = Parent::new(algorithm, &expected)
                .unwrap()
                .diversify(&input, algorithm)
                .unwrap();
            let kcv = check_value(algorithm, &expected).unwrap();

            assert_eq!(held.kcv_below(hsm, 1), kcv);
            let (block, block_kcv) = held.block_below(hsm, 1, &way);
            assert_eq!(block_kcv, kcv);
            assert!(way.open(&block).ct_eq(&expected));
            held = held.keep(hsm, 1);
            assert_eq!(held.sealed.kcv, kcv);
            hsm.check(&held.stored()).unwrap();
        }
        assert_eq!(held.descriptor.levels_left, 0);
    }
}

fn steps_at_once_equal_single_steps(hsm: &mut dyn Hsm) {
    for (algorithm, scheme) in FAMILIES {
        let top = generate(hsm, master(algorithm, scheme));
        let province = top.keep(hsm, 1);
        let city = province.keep(hsm, 1);
        let card = city.keep(hsm, 1);
        assert_eq!(top.kcv_below(hsm, 2), city.sealed.kcv);
        assert_eq!(top.keep(hsm, 3).sealed.kcv, card.sealed.kcv);
        assert_eq!(province.kcv_below(hsm, 2), card.sealed.kcv);
        assert_ne!(city.sealed.kcv, card.sealed.kcv);
    }
}

/// Known keys, so that the children can be computed beside the backend.
fn many_devices_at_once_equal_one_by_one(hsm: &mut dyn Hsm) {
    let ok = approved(HERE, Action::KeyDerive);
    for (algorithm, scheme) in FAMILIES {
        let bytes: Vec<u8> = (1..).take(algorithm.key_len()).collect();
        let top = plant(hsm, &master(algorithm, scheme), &secret(&bytes));
        let mut cards = vec![&b"a card 1"[..], b"a card 2", b"a card 1"];
        if scheme == Scheme::Sp800108Cmac {
            cards.splice(1..1, [&b"7 bytes"[..], b"all of 16 bytes."]);
        }
        let (above, inputs) = top.cards(&cards);
        let mut city = secret(&bytes);
        for step in &above {
            let parent = Parent::new(algorithm, &city).unwrap();
            city = parent.diversify(&step.input, algorithm).unwrap();
        }
        let parent = Parent::new(algorithm, &city).unwrap();
        let expected: Vec<Kcv> = inputs
            .iter()
            .map(|input| parent.diversify(input, algorithm).unwrap())
            .map(|card| check_value(algorithm, &card).unwrap())
            .collect();
        let found = hsm.diversify_devices(&ok, &top.stored(), &above, &inputs);
        assert_eq!(found.unwrap(), expected, "{algorithm} {scheme}");
    }
}

fn devices_are_the_last_of_their_line(hsm: &mut dyn Hsm) {
    let ok = approved(HERE, Action::KeyDerive);
    let top = generate(hsm, aes128());
    let (above, cards) = top.cards(&[b"a card 1"]);
    let mut refused = |above: &[Step], cards: &[Input]| {
        hsm.diversify_devices(&ok, &top.stored(), above, cards)
            .unwrap_err()
    };
    let error = refused(&above[..1], &cards);
    assert!(matches!(error, Error::Descriptor(Field::LevelsLeft)));
    let error = refused(&[&above[..], &above[..1]].concat(), &cards);
    assert!(matches!(
        error,
        Error::LevelsExhausted { left: 3, asked: 4 }
    ));
    let error = refused(&above, &[above[1].input.clone()]);
    assert!(matches!(error, Error::Descriptor(Field::Level)));
    let mut other = aes128();
    other.kind = "0102".parse().unwrap();
    let (level, code, diversifier) = WAY[2];
    let error = refused(&above, &[input_for(&other, level, code, diversifier)]);
    assert!(matches!(error, Error::Descriptor(Field::Context)));
    let factor = Input::Factor(*b"a card 1");
    let error = refused(&above, &[factor]);
    assert!(matches!(error, Error::Descriptor(Field::Scheme)));
}

fn levels_do_not_go_below_zero(hsm: &mut dyn Hsm) {
    let ok = approved(HERE, Action::KeyDerive);
    for levels_left in 0..3 {
        let top = generate(
            hsm,
            KeyDescriptor {
                levels_left,
                ..aes128()
            },
        );
        let roomy = Held {
            descriptor: KeyDescriptor {
                levels_left: 3,
                ..top.descriptor.clone()
            },
            sealed: top.sealed.clone(),
        };
        let asked = usize::from(levels_left) + 1;
        let (steps, child) = roomy.below(asked);
        let refused = hsm.diversify(&ok, &top.stored(), &steps, &child, Sink::Keep);
        assert!(
            matches!(refused, Err(Error::LevelsExhausted { left, asked: found })
            if left == levels_left && found == asked)
        );
        // Saying that more are left does not help: the blob is bound to what it was made with.
        let refused = hsm.diversify(&ok, &roomy.stored(), &steps, &child, Sink::Keep);
        assert!(matches!(refused, Err(Error::Sealed(Kept::Key))));
    }
    let top = generate(hsm, aes128());
    let child = top.below(1).1;
    let refused = hsm.diversify(&ok, &top.stored(), &[], &child, Sink::Keep);
    assert!(matches!(refused, Err(Error::NoSteps)));
}

fn a_child_is_only_what_its_steps_make(hsm: &mut dyn Hsm) {
    let ok = approved(HERE, Action::KeyDerive);
    for (algorithm, scheme) in [FAMILIES[0], FAMILIES[4]] {
        let top = generate(hsm, master(algorithm, scheme));
        let (steps, right) = top.below(1);
        hsm.diversify(&ok, &top.stored(), &steps, &right, Sink::Keep)
            .unwrap();
        for (field, change) in wrong_children() {
            let mut wrong = right.clone();
            change(&mut wrong);
            let refused = hsm.diversify(&ok, &top.stored(), &steps, &wrong, Sink::Keep);
            assert!(
                matches!(refused, Err(Error::Descriptor(named)) if named == field),
                "{field}"
            );
        }
        let other = if scheme == Scheme::Pboc {
            Scheme::Sp800108Cmac
        } else {
            Scheme::Pboc
        };
        let other = Held {
            descriptor: KeyDescriptor {
                scheme: other,
                algorithm: Algorithm::Sm4,
                ..top.descriptor.clone()
            },
            sealed: top.sealed.clone(),
        };
        let (steps, foreign) = other.below(1);
        let foreign = KeyDescriptor { scheme, ..foreign };
        let refused = hsm.diversify(&ok, &top.stored(), &steps, &foreign, Sink::Keep);
        assert!(matches!(refused, Err(Error::Descriptor(Field::Scheme))));
    }
    intermediate_steps_keep_to_the_line(hsm);
}

/// A step between may not pass through another kind or version.
fn intermediate_steps_keep_to_the_line(hsm: &mut dyn Hsm) {
    let top = generate(hsm, aes128());
    let (steps, child) = top.below(2);
    for change in [
        |d: &mut KeyDescriptor| d.kind = "0102".parse().unwrap(),
        |d: &mut KeyDescriptor| d.version = KeyVersion::new(2).unwrap(),
    ] {
        let mut other = aes128();
        change(&mut other);
        let mut crooked = steps.clone();
        crooked[0].input = input_for(&other, Level::Province, "410000", b"");
        let ok = approved(HERE, Action::KeyDerive);
        let refused = hsm.diversify(&ok, &top.stored(), &crooked, &child, Sink::Keep);
        assert!(matches!(refused, Err(Error::Descriptor(Field::Context))));
    }
}

type Change = fn(&mut KeyDescriptor);

fn wrong_children() -> Vec<(Field, Change)> {
    vec![
        (Field::Origin, |d| d.origin = Origin::Generated),
        (Field::Owner, |d| d.owner = region("410000")),
        (Field::Kind, |d| d.kind = "0102".parse().unwrap()),
        (Field::KeyVersion, |d| {
            d.version = KeyVersion::new(2).unwrap()
        }),
        (Field::LevelsLeft, |d| d.levels_left = 3),
        (Field::LevelsLeft, |d| d.levels_left = 1),
        (Field::Parent, |d| d.parent = Some(d.key_id)),
        (Field::Parent, |d| d.parent = None),
        (Field::ParentKcv, |d| d.parent_kcv = None),
        (Field::Algorithm, |d| d.algorithm = Algorithm::Aes256),
        (Field::Context, |d| d.context = String::new()),
        (Field::Context, |d| {
            d.context = d.context.to_uppercase() + "00"
        }),
        (Field::Region, |d| d.region = region("420000")),
    ]
}

fn a_blob_serves_only_its_descriptor(hsm: &mut dyn Hsm) {
    let top = generate(hsm, aes128());
    let held = top.keep(hsm, 1);
    hsm.check(&held.stored()).unwrap();
    let changes: [Change; 11] = [
        |d| d.key_id = d.parent.unwrap(),
        |d| d.level = Level::Municipality,
        |d| d.region = region("420000"),
        |d| d.owner = region("420000"),
        |d| d.kind = "0102".parse().unwrap(),
        |d| d.algorithm = Algorithm::Sm4,
        |d| d.version = KeyVersion::new(2).unwrap(),
        |d| d.scheme = Scheme::Pboc,
        |d| d.levels_left = 3,
        |d| d.parent = None,
        |d| d.context = String::new(),
    ];
    for change in changes {
        let mut other = held.descriptor.clone();
        change(&mut other);
        let refused = hsm.check(&StoredKey {
            descriptor: &other,
            ..held.stored()
        });
        assert!(
            matches!(refused, Err(Error::Sealed(Kept::Key))),
            "{other:?}"
        );
    }
}

fn a_damaged_blob_opens_nowhere(hsm: &mut dyn Hsm) {
    let held = generate(hsm, aes128());
    for flipped in one_bit_flips(&held.sealed.blob) {
        assert!(
            hsm.check(&StoredKey {
                blob: &flipped,
                ..held.stored()
            })
            .is_err()
        );
    }
    for end in 0..held.sealed.blob.len() {
        let cut = &held.sealed.blob[..end];
        assert!(
            hsm.check(&StoredKey {
                blob: cut,
                ..held.stored()
            })
            .is_err()
        );
    }
    let longer = [&held.sealed.blob[..], &[0]].concat();
    assert!(
        hsm.check(&StoredKey {
            blob: &longer,
            ..held.stored()
        })
        .is_err()
    );
}

fn another_backend_does_not_open_it(make: Make) {
    let held = generate(&mut *make(HERE), aes128());
    assert!(make(HERE).check(&held.stored()).is_err());
}
