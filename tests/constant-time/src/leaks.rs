//! What valgrind must report: the listed exceptions of SECURITY.md, and leaks put in on purpose.

use std::hint::black_box;

use key_derivation::{Algorithm, Scheme};

use crate::Path;
use crate::paths::{check_values, derive};
use crate::secrets::{conceal, publish};

pub const EXCEPTIONS: &[Path] = &[
    Path::reported("exception: SM4's tables, scheme 1", || {
        derive(Scheme::Sp800108Cmac, Algorithm::Sm4);
    }),
    Path::reported("exception: SM4's tables, scheme 2", || {
        derive(Scheme::Pboc, Algorithm::Sm4);
    }),
    Path::reported("exception: DES's tables, scheme 2", || {
        derive(Scheme::Pboc, Algorithm::Tdes2);
    }),
    Path::reported("exception: SM4's tables, check value", || {
        check_values(Algorithm::Sm4);
    }),
    Path::reported("exception: DES's tables, check value", || {
        check_values(Algorithm::Tdes2);
    }),
];

pub const CONTROLS: &[Path] = &[
    Path::reported(
        "control: a comparison that stops at the first difference",
        early_exit,
    ),
    Path::reported("control: an index that is a secret", secret_index),
    Path::reported("control: a branch on one bit of a secret", secret_branch),
    Path::silent("control: the same three on what is published", published),
];

fn secret() -> [u8; 32] {
    let mut bytes = [0; 32];
    conceal(&mut bytes);
    bytes
}

fn early_exit() {
    compare(&secret(), &secret());
}

fn secret_index() {
    look_up(&secret());
}

fn secret_branch() {
    branch(&secret());
}

fn published() {
    let mut bytes = secret();
    publish(&mut bytes);
    compare(&bytes, &bytes);
    look_up(&bytes);
    branch(&bytes);
}

#[inline(never)]
fn compare(one: &[u8; 32], other: &[u8; 32]) {
    for (a, b) in one.iter().zip(other) {
        if black_box(a) != black_box(b) {
            break;
        }
    }
}

#[inline(never)]
fn look_up(bytes: &[u8; 32]) {
    static SQUARES: [u8; 256] = {
        let mut table = [0; 256];
        let mut at = 0;
        while at < table.len() {
            table[at] = (at as u8).wrapping_mul(at as u8);
            at += 1;
        }
        table
    };
    black_box(black_box(&SQUARES)[usize::from(bytes[7])]);
}

#[inline(never)]
fn branch(bytes: &[u8; 32]) {
    if bytes[0] & 1 == 1 {
        black_box(bytes);
    }
}
