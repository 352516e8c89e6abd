//! Handing down: transport keys, their components, key blocks, and taking a key in.

use hsm::x9143::{Header, wrap};
use hsm::{Error, Field, Hsm, Kept, Part, Sealed, Sink, TransportDescriptor, header_of};
use key_derivation::{Algorithm, KeyBytes, KeyDescriptor, Origin, Scheme, check_value};
use quorum::Action;

use super::{FAMILIES, HERE, Held, Make, THERE, Way, generate, transport};
use crate::fixtures::{approved, master, one_bit_flips, secret};

pub fn run(make: Make) {
    components_make_the_transport_key(&mut *make(HERE));
    a_transport_key_has_two_or_three_components(&mut *make(HERE));
    a_transport_blob_serves_only_its_way(&mut *make(HERE));
    wrong_components_are_refused_or_make_another_key(&mut *make(THERE));
    a_received_transport_key_is_not_given_out_again(&mut *make(THERE));
    a_transport_key_goes_one_way(&mut *make(HERE));
    a_sub_key_arrives_as_it_was_sent(make);
    a_damaged_key_block_does_not_arrive(make);
    a_header_says_what_the_descriptor_says(&mut *make(HERE));
}

fn receive(hsm: &mut dyn Hsm, way: &Way) -> Sealed {
    let ok = approved(THERE, Action::TransportImport);
    hsm.open_transport(&ok, &way.descriptor, &way.components)
        .unwrap()
}

fn components_make_the_transport_key(hsm: &mut dyn Hsm) {
    for parts in [2, 3] {
        let way = Way::make(hsm, parts);
        assert_eq!(way.components.len(), usize::from(parts));
        assert_eq!(
            check_value(Algorithm::Aes256, &way.key()).unwrap(),
            way.sealed.kcv
        );
        for part in &way.components {
            assert_eq!(part.len(), 32);
            assert!(!part.ct_eq(&way.key()));
        }
        // Asked again, for a lost carrier, they are the same.
        let ok = approved(HERE, Action::Recover);
        let again = hsm
            .components(&ok, &way.descriptor, &way.sealed.blob)
            .unwrap();
        assert!(again.iter().zip(&way.components).all(|(a, b)| a.ct_eq(b)));
    }
    assert_ne!(Way::make(hsm, 2).sealed.kcv, Way::make(hsm, 2).sealed.kcv);
}

fn a_transport_key_has_two_or_three_components(hsm: &mut dyn Hsm) {
    let ok = approved(HERE, Action::TransportCreate);
    for parts in [0, 1, 4, 255] {
        let refused = hsm.make_transport(&ok, &transport(HERE, THERE), parts);
        assert!(matches!(refused, Err(Error::ComponentCount(n)) if n == usize::from(parts)));
    }
    let refused = hsm.make_transport(&ok, &transport(THERE, HERE), 2);
    assert!(matches!(refused, Err(Error::Keystore { .. })));
}

fn a_transport_blob_serves_only_its_way(hsm: &mut dyn Hsm) {
    let ok = approved(HERE, Action::PackageCreate);
    let way = Way::make(hsm, 2);
    let mut asked =
        |descriptor: &TransportDescriptor, blob: &[u8]| hsm.components(&ok, descriptor, blob);
    assert!(asked(&way.descriptor, &way.sealed.blob).is_ok());
    let others = [
        TransportDescriptor {
            id: "another".to_owned(),
            ..way.descriptor.clone()
        },
        TransportDescriptor {
            from: THERE.to_owned(),
            ..way.descriptor.clone()
        },
        TransportDescriptor {
            to: HERE.to_owned(),
            ..way.descriptor.clone()
        },
    ];
    for other in others {
        let refused = asked(&other, &way.sealed.blob);
        assert!(matches!(refused, Err(Error::Sealed(Kept::Transport))));
    }
    for flipped in one_bit_flips(&way.sealed.blob) {
        assert!(asked(&way.descriptor, &flipped).is_err());
    }
}

fn wrong_components_are_refused_or_make_another_key(hsm: &mut dyn Hsm) {
    let ok = approved(THERE, Action::TransportImport);
    let way = transport(HERE, THERE);
    let part = |byte: u8| secret(&[byte; 32]);
    let mut open = |components: &[KeyBytes]| hsm.open_transport(&ok, &way, components);

    let whole = open(&[part(1), part(2), part(4)]).unwrap();
    assert_eq!(open(&[part(4), part(1), part(2)]).unwrap().kcv, whole.kcv);
    assert_ne!(open(&[part(1), part(2)]).unwrap().kcv, whole.kcv);
    assert_ne!(open(&[part(1), part(2), part(5)]).unwrap().kcv, whole.kcv);

    assert!(matches!(open(&[]), Err(Error::ComponentCount(0))));
    assert!(matches!(open(&[part(1)]), Err(Error::ComponentCount(1))));
    let four = [part(1), part(2), part(4), part(8)];
    assert!(matches!(open(&four), Err(Error::ComponentCount(4))));
    assert!(matches!(
        open(&[part(1), part(1)]),
        Err(Error::Component(2))
    ));
    assert!(matches!(
        open(&[part(1), part(2), part(1)]),
        Err(Error::Component(3))
    ));
    assert!(matches!(
        open(&[part(1), secret(&[2; 16])]),
        Err(Error::Component(2))
    ));
    let elsewhere = hsm.open_transport(&ok, &transport(THERE, HERE), &[part(1), part(2)]);
    assert!(matches!(elsewhere, Err(Error::Keystore { .. })));
}

fn a_received_transport_key_is_not_given_out_again(hsm: &mut dyn Hsm) {
    let way = transport(HERE, THERE);
    let parts = [secret(&[1; 32]), secret(&[2; 32])];
    let ok = approved(THERE, Action::TransportImport);
    let received = hsm.open_transport(&ok, &way, &parts).unwrap();
    let refused = hsm.components(&approved(THERE, Action::Recover), &way, &received.blob);
    assert!(matches!(refused, Err(Error::NoComponents)));
}

/// Whoever brought a transport key knows it: nothing may leave under it. And what was sent out does
/// not come back in by the same way.
fn a_transport_key_goes_one_way(hsm: &mut dyn Hsm) {
    let top = generate(hsm, master(Algorithm::Aes128, Scheme::Sp800108Cmac));
    let (steps, child) = top.below(1);
    let inward = transport(THERE, HERE);
    let parts = [secret(&[1; 32]), secret(&[2; 32])];
    let ok = approved(HERE, Action::TransportImport);
    let received = hsm.open_transport(&ok, &inward, &parts).unwrap();
    let sink = Sink::KeyBlock {
        transport: &inward,
        blob: &received.blob,
    };
    let ok = approved(HERE, Action::PackageCreate);
    let refused = hsm.diversify(&ok, &top.stored(), &steps, &child, sink);
    assert!(matches!(refused, Err(Error::Keystore { .. })));

    let outward = Way::make(hsm, 2);
    let (block, _) = top.block_below(hsm, 1, &outward);
    let descriptor = KeyDescriptor {
        origin: Origin::Received,
        ..child
    };
    let ok = approved(HERE, Action::PackageImport);
    let refused = hsm.import(
        &ok,
        &outward.descriptor,
        &outward.sealed.blob,
        &block,
        &descriptor,
    );
    assert!(matches!(refused, Err(Error::Keystore { .. })));
}

fn a_sub_key_arrives_as_it_was_sent(make: Make) {
    let (mut above, mut below) = (make(HERE), make(THERE));
    for (algorithm, scheme) in FAMILIES {
        let top = generate(&mut *above, master(algorithm, scheme));
        let way = Way::make(&mut *above, 3);
        let received = receive(&mut *below, &way);
        assert_eq!(received.kcv, way.sealed.kcv);
        for depth in 1..=3 {
            let (block, kcv) = top.block_below(&mut *above, depth, &way);
            let descriptor = KeyDescriptor {
                origin: Origin::Received,
                ..top.below(depth).1
            };
            let ok = approved(THERE, Action::PackageImport);
            let sealed = below
                .import(&ok, &way.descriptor, &received.blob, &block, &descriptor)
                .unwrap();
            assert_eq!(sealed.kcv, kcv);
            let held = Held { descriptor, sealed };
            below.check(&held.stored()).unwrap();
            // What is sealed there is of no use here.
            assert!(above.check(&held.stored()).is_err());
        }
    }
}

fn a_damaged_key_block_does_not_arrive(make: Make) {
    let (mut above, mut below) = (make(HERE), make(THERE));
    let top = generate(&mut *above, master(Algorithm::Sm4, Scheme::Sp800108Cmac));
    let way = Way::make(&mut *above, 2);
    let received = receive(&mut *below, &way);
    let (block, _) = top.block_below(&mut *above, 1, &way);
    let descriptor = KeyDescriptor {
        origin: Origin::Received,
        ..top.below(1).1
    };
    let ok = approved(THERE, Action::PackageImport);
    let mut import = |block: &str, descriptor: &KeyDescriptor| {
        below.import(&ok, &way.descriptor, &received.blob, block, descriptor)
    };
    for flipped in one_bit_flips(block.as_bytes()) {
        if let Ok(text) = String::from_utf8(flipped) {
            assert!(import(&text, &descriptor).is_err());
        }
    }
    assert!(import(&block, &descriptor).is_ok());
    let derived = KeyDescriptor {
        origin: Origin::Derived,
        ..descriptor
    };
    assert!(matches!(
        import(&block, &derived),
        Err(Error::Descriptor(Field::Origin))
    ));

    // The right block under another transport key of the same name.
    let other = Way::make(&mut *above, 2);
    let other = receive(&mut *below, &other);
    let refused = below.import(&ok, &way.descriptor, &other.blob, &block, &top.below(1).1);
    assert!(refused.is_err());
}

type Change = fn(&mut Header);

/// Every field that a sender could get wrong in an authentic block, with the name it is refused by.
fn wrong_headers() -> Vec<(Field, Change)> {
    fn set(header: &mut Header, id: &str, data: &str) {
        let block = header
            .optional
            .iter_mut()
            .find(|(known, _)| known == id)
            .unwrap();
        block.1 = data.to_owned();
    }
    vec![
        (Field::Usage, |h| h.usage = *b"10"),
        (Field::Usage, |h| h.usage = *b"D0"),
        (Field::Algorithm, |h| h.algorithm = b'T'),
        (Field::Algorithm, |h| h.algorithm = b'4'),
        (Field::Mode, |h| h.mode = b'N'),
        (Field::KeyVersion, |h| h.version = *b"02"),
        (Field::KeyVersion, |h| h.version = *b"00"),
        (Field::KeyVersion, |h| h.version = *b"c1"),
        (Field::Exportability, |h| h.exportability = b'E'),
        (Field::Label, |h| set(h, "LB", "0101/420000/v1")),
        (Field::Label, |h| set(h, "LB", "0102/000000/v1")),
        (Field::Label, |h| drop(h.optional.remove(2))),
        (Field::CheckValue, |h| set(h, "KC", "010000000000")),
        (Field::CheckValue, |h| {
            let legacy = h
                .optional("KC")
                .map(|kc| format!("00{}", &kc[2..]))
                .unwrap();
            set(h, "KC", &legacy);
        }),
        (Field::CheckValue, |h| drop(h.optional.remove(0))),
        (Field::ProtectionCheckValue, |h| {
            set(h, "KP", "010000000000")
        }),
        (Field::ProtectionCheckValue, |h| drop(h.optional.remove(1))),
        (Field::OptionalBlock, |h| {
            h.optional
                .push(("TS".to_owned(), "20260101T000000Z".to_owned()))
        }),
    ]
}

fn a_header_says_what_the_descriptor_says(hsm: &mut dyn Hsm) {
    let origin = Origin::Received;
    let descriptor = KeyDescriptor {
        origin,
        ..master(Algorithm::Aes128, Scheme::Sp800108Cmac)
    };
    let way = transport(THERE, HERE);
    let parts = [secret(&[1; 32]), secret(&[2; 32])];
    let received = hsm
        .open_transport(&approved(HERE, Action::TransportImport), &way, &parts)
        .unwrap();
    let ok = approved(HERE, Action::PackageImport);
    let mut import = |header: &Header, key: &KeyBytes| {
        let block = wrap(&secret(&[3; 32]), header, key).unwrap();
        hsm.import(&ok, &way, &received.blob, &block, &descriptor)
    };

    let key = secret(&[9; 16]);
    let kcv = check_value(Algorithm::Aes128, &key).unwrap();
    let right = header_of(&descriptor, &kcv, &received.kcv);
    assert_eq!(import(&right, &key).unwrap().kcv, kcv);
    for (field, change) in wrong_headers() {
        let mut wrong = right.clone();
        change(&mut wrong);
        let refused = import(&wrong, &key);
        assert!(
            matches!(refused, Err(Error::Header(named)) if named == field),
            "{field}"
        );
    }
    let other = import(&right, &secret(&[8; 16]));
    assert!(matches!(other, Err(Error::Header(Field::CheckValue))));
    for len in [15, 24, 32] {
        let refused = import(&right, &secret(&vec![9; len]));
        assert!(matches!(refused, Err(Error::Header(Field::KeyLength))));
    }
    let nonsense = hsm.import(&ok, &way, &received.blob, "D", &descriptor);
    assert!(matches!(nonsense, Err(Error::BlockSyntax(Part::Size))));
}
