//! What every backend must do, whatever holds its keys. A new backend passes all of it or is none.

mod authority;
mod handover;
mod keys;

use hsm::x9143::unwrap;
use hsm::{Diversified, Hsm, Sealed, Sink, Step, StoredKey, TransportDescriptor, header_of};
use key_derivation::{
    Algorithm, Input, Kcv, KeyBytes, KeyDescriptor, Level, Origin, Scheme, check_value,
};
use quorum::Action;

use crate::fixtures::{approved, child_of, input_for, secret};

/// The keystore most tests act in, and one beside it.
pub const HERE: &str = "kms-ministry-000000-1";
pub const THERE: &str = "kms-province-410000-1";

/// Makes a backend with keys of its own for the keystore of this id.
pub type Make<'a> = &'a mut dyn FnMut(&str) -> Box<dyn Hsm>;

/// Runs the whole suite against the backends that `make_backend` makes.
pub fn run(make_backend: Make) {
    keys::run(make_backend);
    handover::run(make_backend);
    authority::run(make_backend);
}

/// Every algorithm under every scheme that it has.
pub const FAMILIES: [(Algorithm, Scheme); 6] = [
    (Algorithm::Aes128, Scheme::Sp800108Cmac),
    (Algorithm::Aes192, Scheme::Sp800108Cmac),
    (Algorithm::Aes256, Scheme::Sp800108Cmac),
    (Algorithm::Sm4, Scheme::Sp800108Cmac),
    (Algorithm::Sm4, Scheme::Pboc),
    (Algorithm::Tdes2, Scheme::Pboc),
];

/// The way down from the ministry: level, region, diversifier.
pub const WAY: [(Level, &str, &[u8]); 3] = [
    (Level::Province, "410000", b""),
    (Level::Municipality, "410100", b""),
    (
        Level::Card,
        "410100",
        &[0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88],
    ),
];

/// A descriptor with what a backend returned for it.
pub struct Held {
    pub descriptor: KeyDescriptor,
    pub sealed: Sealed,
}

impl Held {
    pub fn stored(&self) -> StoredKey<'_> {
        StoredKey {
            descriptor: &self.descriptor,
            blob: &self.sealed.blob,
            kcv: self.sealed.kcv,
        }
    }

    /// The steps and the descriptor of the child `depth` places further down the way.
    pub fn below(&self, depth: usize) -> (Vec<Step>, KeyDescriptor) {
        let start = usize::from(self.descriptor.level.number());
        let algorithm = self.descriptor.algorithm;
        let places = &WAY[start..start + depth];
        let input = |(level, code, diversifier): &(Level, &str, &[u8])| -> Input {
            input_for(&self.descriptor, *level, code, diversifier)
        };
        let steps: Vec<Step> = places
            .iter()
            .map(|place| Step {
                input: input(place),
                algorithm,
            })
            .collect();
        let (level, code, _) = places[depth - 1];
        let last = &steps[depth - 1].input;
        let taken = u8::try_from(depth).unwrap();
        let child = child_of(
            &self.descriptor,
            self.sealed.kcv,
            (level, code),
            last,
            taken,
        );
        (steps, child)
    }

    /// The steps down to the last region of the way, and the inputs of cards there.
    pub fn cards(&self, cards: &[&[u8]]) -> (Vec<Step>, Vec<Input>) {
        let (level, code, _) = WAY[2];
        let above = 2 - usize::from(self.descriptor.level.number());
        let steps = if above == 0 {
            vec![]
        } else {
            self.below(above).0
        };
        let input = |card: &&[u8]| input_for(&self.descriptor, level, code, card);
        (steps, cards.iter().map(input).collect())
    }

    /// Diversifies down to `depth` and keeps the child.
    pub fn keep(&self, hsm: &mut dyn Hsm, depth: usize) -> Held {
        let (steps, descriptor) = self.below(depth);
        let ok = approved(HERE, Action::KeyDerive);
        match hsm
            .diversify(&ok, &self.stored(), &steps, &descriptor, Sink::Keep)
            .unwrap()
        {
            Diversified::Kept(sealed) => Held { descriptor, sealed },
            other => panic!("asked to keep, got {other:?}"),
        }
    }

    /// The check value of the child at `depth`.
    pub fn kcv_below(&self, hsm: &mut dyn Hsm, depth: usize) -> Kcv {
        self.keep(hsm, depth).sealed.kcv
    }

    /// Diversifies down to `depth` into a key block under `way`.
    pub fn block_below(&self, hsm: &mut dyn Hsm, depth: usize, way: &Way) -> (String, Kcv) {
        let (steps, descriptor) = self.below(depth);
        let ok = approved(HERE, Action::PackageCreate);
        let sink = Sink::KeyBlock {
            transport: &way.descriptor,
            blob: &way.sealed.blob,
        };
        match hsm
            .diversify(&ok, &self.stored(), &steps, &descriptor, sink)
            .unwrap()
        {
            Diversified::KeyBlock { block, kcv } => (block, kcv),
            other => panic!("asked for a key block, got {other:?}"),
        }
    }
}

/// A transport key from here to there, and its components.
pub struct Way {
    pub descriptor: TransportDescriptor,
    pub sealed: Sealed,
    pub components: Vec<KeyBytes>,
}

impl Way {
    pub fn make(hsm: &mut dyn Hsm, parts: u8) -> Self {
        let descriptor = transport(HERE, THERE);
        let ok = approved(HERE, Action::PackageCreate);
        let sealed = hsm.make_transport(&ok, &descriptor, parts).unwrap();
        let components = hsm.components(&ok, &descriptor, &sealed.blob).unwrap();
        Self {
            descriptor,
            sealed,
            components,
        }
    }

    /// The transport key itself.
    pub fn key(&self) -> KeyBytes {
        let mut bytes = [0; 32];
        for component in &self.components {
            bytes
                .iter_mut()
                .zip(component.expose())
                .for_each(|(out, byte)| *out ^= byte);
        }
        secret(&bytes)
    }

    /// The key in a key block of this way.
    pub fn open(&self, block: &str) -> KeyBytes {
        unwrap(&self.key(), block).unwrap().1
    }
}

pub fn transport(from: &str, to: &str) -> TransportDescriptor {
    let id = "8f4e2f6e-6d0c-4f65-9a39-0d6d7c3e1a55".to_owned();
    TransportDescriptor {
        id,
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

pub fn generate(hsm: &mut dyn Hsm, descriptor: KeyDescriptor) -> Held {
    let sealed = hsm
        .generate(&approved(HERE, Action::KeyGenerate), &descriptor)
        .unwrap();
    Held { descriptor, sealed }
}

/// Brings a key of known value into the keystore `HERE`, through a key block made in this test.
pub fn plant(hsm: &mut dyn Hsm, descriptor: &KeyDescriptor, key: &KeyBytes) -> Held {
    let descriptor = KeyDescriptor {
        origin: Origin::Received,
        ..descriptor.clone()
    };
    let way = transport(THERE, HERE);
    let components = [secret(&[0x0F; 32]), secret(&[0x3C; 32])];
    let ok = approved(HERE, Action::TransportImport);
    let opened = hsm.open_transport(&ok, &way, &components).unwrap();
    let kcv = check_value(descriptor.algorithm, key).unwrap();
    let header = header_of(&descriptor, &kcv, &opened.kcv);
    let block = hsm::x9143::wrap(&secret(&[0x33; 32]), &header, key).unwrap();
    let ok = approved(HERE, Action::PackageImport);
    let sealed = hsm
        .import(&ok, &way, &opened.blob, &block, &descriptor)
        .unwrap();
    Held { descriptor, sealed }
}
