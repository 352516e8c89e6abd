//! A backend that fails on demand: the nearest a test comes to pulling the plug between two commits.

use std::cell::Cell;

use hsm::{
    Capabilities, Diversified, Hsm, Sealed, Sink, Software, Step, StoredKey, TransportDescriptor,
};
use key_derivation::{Input, Kcv, KeyBytes, KeyDescriptor};
use quorum::{Approved, RootSecret};

/// The call that fails.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Signing with the identity key.
    Sign,
    /// Handing out components.
    Components,
}

thread_local! {
    /// Which call fails, and how many of it still succeed before. Each test has its own thread.
    static FAULT: Cell<Option<(Call, u32)>> = const { Cell::new(None) };
}

/// Lets `call` succeed `after` times and then fail once.
pub fn fail(call: Call, after: u32) {
    FAULT.set(Some((call, after)));
}

fn strike(call: Call) -> hsm::Result<()> {
    match FAULT.get() {
        Some((armed, 0)) if armed == call => {
            FAULT.set(None);
            Err(hsm::Error::Random)
        }
        Some((armed, left)) if armed == call => {
            FAULT.set(Some((armed, left - 1)));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The software backend with the faults that [`fail`] armed.
pub fn backend(root: RootSecret, keystore: &str) -> hsm::Result<Box<dyn Hsm>> {
    Ok(Box::new(Fragile(Software::unlock(root, keystore)?)))
}

struct Fragile(Software);

impl Hsm for Fragile {
    fn capabilities(&self) -> Capabilities {
        self.0.capabilities()
    }
    fn generate(&mut self, ok: &Approved, key: &KeyDescriptor) -> hsm::Result<Sealed> {
        self.0.generate(ok, key)
    }
    fn diversify(
        &mut self,
        ok: &Approved,
        parent: &StoredKey,
        steps: &[Step],
        child: &KeyDescriptor,
        sink: Sink,
    ) -> hsm::Result<Diversified> {
        self.0.diversify(ok, parent, steps, child, sink)
    }
    fn diversify_devices(
        &mut self,
        ok: &Approved,
        parent: &StoredKey,
        above: &[Step],
        devices: &[Input],
    ) -> hsm::Result<Vec<Kcv>> {
        self.0.diversify_devices(ok, parent, above, devices)
    }
    fn check(&mut self, key: &StoredKey) -> hsm::Result<()> {
        self.0.check(key)
    }
    fn make_transport(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        parts: u8,
    ) -> hsm::Result<Sealed> {
        self.0.make_transport(ok, transport, parts)
    }
    fn components(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        blob: &[u8],
    ) -> hsm::Result<Vec<KeyBytes>> {
        strike(Call::Components)?;
        self.0.components(ok, transport, blob)
    }
    fn open_transport(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        components: &[KeyBytes],
    ) -> hsm::Result<Sealed> {
        self.0.open_transport(ok, transport, components)
    }
    fn import(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        blob: &[u8],
        block: &str,
        key: &KeyDescriptor,
    ) -> hsm::Result<Sealed> {
        self.0.import(ok, transport, blob, block, key)
    }
    fn make_identity(&mut self, ok: &Approved) -> hsm::Result<([u8; 32], Vec<u8>)> {
        self.0.make_identity(ok)
    }
    fn sign(&mut self, ok: &Approved, blob: &[u8], message: &[u8]) -> hsm::Result<[u8; 64]> {
        strike(Call::Sign)?;
        self.0.sign(ok, blob, message)
    }
}
