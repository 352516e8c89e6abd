//! Looks for secrets in bytes: in a file, in a process's memory, in what a program printed.

use std::collections::{BTreeMap, HashMap};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Bytes of the shortest piece of a secret that counts as found. Two equal pieces by chance: less than 2⁻³⁰ in a
/// gigabyte.
const RAW: usize = 8;
/// Characters of the shortest piece of a secret's hex or Base64 form: as many bits.
const TEXT: usize = 16;

/// Secrets, cut into every piece of one length.
struct Pieces {
    len: usize,
    whose: HashMap<u128, usize>,
    /// Whether any piece begins with these two bytes: most places are passed over without a look at the rest.
    begins: Vec<bool>,
}

impl Pieces {
    fn new(len: usize) -> Self {
        Self {
            len,
            whose: HashMap::new(),
            begins: vec![false; 1 << 16],
        }
    }

    fn add(&mut self, owner: usize, bytes: &[u8]) {
        for piece in bytes.windows(self.len) {
            self.begins[beginning(piece)] = true;
            self.whose.entry(number(piece)).or_insert(owner);
        }
    }

    fn find(&self, bytes: &[u8], mut found: impl FnMut(usize)) {
        for piece in bytes.windows(self.len) {
            if self.begins[beginning(piece)]
                && let Some(owner) = self.whose.get(&number(piece))
            {
                found(*owner);
            }
        }
    }
}

fn beginning(piece: &[u8]) -> usize {
    usize::from(piece[0]) << 8 | usize::from(piece[1])
}

fn number(piece: &[u8]) -> u128 {
    piece
        .iter()
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// What is looked for.
pub struct Needles {
    names: Vec<String>,
    pieces: Vec<Pieces>,
}

/// What was found: the names of the secrets, each with the number of pieces that were there.
pub type Found = BTreeMap<String, usize>;

impl Needles {
    /// Secrets to be found as they are, by any 8 bytes, and in hex or Base64, by any 16 characters.
    pub fn secrets() -> Self {
        Self {
            names: Vec::new(),
            pieces: vec![Pieces::new(RAW), Pieces::new(TEXT)],
        }
    }

    /// Sealed bytes, to be found by any 16 bytes.
    pub fn sealed() -> Self {
        Self {
            names: Vec::new(),
            pieces: vec![Pieces::new(16)],
        }
    }

    /// Adds bytes that are to be found as they are.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        let owner = self.names.len();
        self.names.push(name.to_owned());
        self.pieces[0].add(owner, bytes);
    }

    /// Adds a secret and its printed forms.
    pub fn add_secret(&mut self, name: &str, secret: &[u8]) {
        self.add(name, secret);
        let owner = self.names.len();
        self.names.push(format!("{name}, printed"));
        self.pieces[1].add(owner, hex::encode(secret).as_bytes());
        self.pieces[1].add(owner, hex::encode_upper(secret).as_bytes());
        for start in 0..3.min(secret.len()) {
            // Without the last group, which depends on what follows.
            let whole = (secret.len() - start) / 3 * 3;
            let text = STANDARD_NO_PAD.encode(&secret[start..start + whole]);
            self.pieces[1].add(owner, text.as_bytes());
            let url = text.replace('+', "-").replace('/', "_");
            self.pieces[1].add(owner, url.as_bytes());
        }
    }

    /// How many secrets and forms of secrets are looked for.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// What of them is in `bytes`.
    pub fn find(&self, bytes: &[u8]) -> Found {
        let mut found = Found::new();
        for pieces in &self.pieces {
            pieces.find(bytes, |owner| {
                *found.entry(self.names[owner].clone()).or_default() += 1;
            });
        }
        found
    }
}
