//! What a computation with secrets leaves on the stack: a value that is moved leaves a copy where it was, and no type
//! can wipe that.

use std::hint::black_box;

use zeroize::Zeroize;

/// Words of stack that are overwritten: several times what the ciphers and hashes here use of it.
const WORDS: usize = 8 * 1024;

/// Does `work`, and then overwrites the stack that it used. What it returns must hold secrets on the heap, or none.
#[inline(never)]
pub fn wiping_stack<T>(work: impl FnOnce() -> T) -> T {
    let done = apart(work);
    overwrite();
    done
}

/// Its frame, and those of whatever it calls, begin where the one of [`overwrite`] does.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
fn overwrite() {
    let mut below = [0_u64; WORDS];
    below.zeroize();
    black_box(&mut below);
}
