//! The main job from end to end through the library: the demo itself, and what must be refused on the way.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says so by panicking"
)]

use hsm::{Hsm, Software};
use kms::demo;
use quorum::{Cost, RootSecret};

fn backend(root: RootSecret, keystore: &str) -> hsm::Result<Box<dyn Hsm>> {
    Ok(Box::new(Software::unlock(root, keystore)?))
}

#[test]
fn the_demo_does_the_main_job() {
    let folder = tempfile::tempdir().unwrap();
    let mut steps = Vec::new();
    let demo = demo::run(folder.path(), Cost::FLOOR, backend, &mut |step| {
        steps.push(step)
    })
    .unwrap();
    assert!(demo.verified);
    assert_eq!(demo.keystores.len(), 3);
    assert_eq!(demo.packages.len(), 31 + 18);
    assert_eq!(demo.receipts.len(), 2);
    assert_eq!(steps.len(), 9);
    assert_eq!(demo.applications.len(), 1);
    assert_eq!(demo.keys.len(), 3 + 3);
    println!("demo took {} ms", demo.elapsed_ms);
}
