//! Marking memory as secret, and as published.

use std::ffi::c_void;
use std::hint::black_box;

use crabgrind::memcheck::{MemState, mark_mem};
use key_derivation::KeyBytes;
use quorum::RootSecret;

/// Fills `bytes` with a pattern and makes them secret.
pub fn conceal(bytes: &mut [u8]) {
    for (number, byte) in (0_u8..).zip(bytes.iter_mut()) {
        *byte = number.wrapping_mul(37).wrapping_add(11);
    }
    mark(bytes, MemState::Undefined);
}

/// What is published: it may be looked at from here on.
pub fn publish<T: ?Sized>(value: &mut T) {
    mark(value, MemState::Defined);
}

/// A secret key.
pub fn key(len: usize) -> KeyBytes {
    KeyBytes::init(len, conceal).expect("the length of a key")
}

/// A secret root secret.
pub fn root() -> RootSecret {
    RootSecret::init(|bytes| conceal(bytes))
}

fn mark<T: ?Sized>(value: &mut T, state: MemState) {
    let address: *mut c_void = std::ptr::from_mut(value).cast();
    // The answer is no use: this version of the crate takes the one for success for a failure. The controls show that
    // the marks are made.
    let _ = mark_mem(address, size_of_val(value), state);
    black_box(value);
}
