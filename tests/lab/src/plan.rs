//! How often an experiment is done, and from which seed.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

/// How often to do an experiment, and the seed of its choices.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many times.
    pub count: u64,
    /// Where its choices come from: the same seed makes the same choices.
    pub seed: u64,
    /// Whether it is the whole experiment and no sample.
    pub whole: bool,
}

/// Plans the experiment `name`: `sample` times, or `whole` times where `KMS_LAB=whole`. `KMS_LAB_SEED` gives the seed
/// of an earlier run. Prints what it decided.
#[must_use]
pub fn plan(name: &str, sample: u64, whole: u64) -> Plan {
    let is_whole = env::var("KMS_LAB").is_ok_and(|value| value == "whole");
    let count = if is_whole { whole } else { sample };
    let given = env::var("KMS_LAB_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(from_clock);
    println!("{name}: {count} of {whole}, KMS_LAB_SEED={seed}");
    Plan {
        count,
        seed,
        whole: is_whole,
    }
}

fn from_clock() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(1, |since| since.as_nanos() as u64)
}

/// Choices that a seed determines (SplitMix64). Not for secrets.
pub struct Dice(u64);

impl Dice {
    /// The choices of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is at least 1. The bias is below 2⁻³² for every count used here.
    pub fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// One of `choices`, which are not empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let index = self.below(choices.len() as u64) as usize;
        &choices[index]
    }
}
