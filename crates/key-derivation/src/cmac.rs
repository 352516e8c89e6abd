//! CMAC (SP 800-38B, RFC 4493; for SM4 GB/T 15852.1), by the `cmac` crate.

use cmac::Mac;
use zeroize::Zeroizing;

use crate::cipher::{Block, keyed};
use crate::{Algorithm, Error, KeyBytes, Result};

/// CMAC with AES or SM4 under one key, whose schedule is set up once and wiped on drop.
///
/// The `cmac` crate works the two subkeys out again for each message: one block encryption more than
/// there must be.
pub struct Cmac(Box<Keyed>);

// Boxed as a whole, so that a moved CMAC leaves no second schedule behind.
#[derive(Clone)]
enum Keyed {
    Aes128(cmac::Cmac<aes::Aes128>),
    Aes192(cmac::Cmac<aes::Aes192>),
    Aes256(cmac::Cmac<aes::Aes256>),
    Sm4(cmac::Cmac<sm4::Sm4>),
}

impl Cmac {
    /// Sets up the key schedule.
    ///
    /// # Errors
    /// [`Error::BlockSize`](crate::Error::BlockSize) for 3DES;
    /// [`Error::KeyLength`](crate::Error::KeyLength).
    pub fn new(algorithm: Algorithm, key: &KeyBytes) -> Result<Self> {
        Ok(Self(Box::new(match algorithm {
            Algorithm::Aes128 => Keyed::Aes128(keyed(algorithm, key)?),
            Algorithm::Aes192 => Keyed::Aes192(keyed(algorithm, key)?),
            Algorithm::Aes256 => Keyed::Aes256(keyed(algorithm, key)?),
            Algorithm::Sm4 => Keyed::Sm4(keyed(algorithm, key)?),
            Algorithm::Tdes2 => return Err(Error::BlockSize(algorithm)),
        })))
    }

    /// The 16-byte tag of a message (SP 800-38B, 6.2). As a tag may be key
    /// material, it is wiped on drop.
    #[must_use]
    pub fn tag(&self, message: &[u8]) -> Zeroizing<Block> {
        match (*self.0).clone() {
            Keyed::Aes128(mac) => finish(mac, message),
            Keyed::Aes192(mac) => finish(mac, message),
            Keyed::Aes256(mac) => finish(mac, message),
            Keyed::Sm4(mac) => finish(mac, message),
        }
    }
}

fn finish<M: Mac<OutputSize = cipher::consts::U16>>(mac: M, message: &[u8]) -> Zeroizing<Block> {
    Zeroizing::new(mac.chain_update(message).finalize().into_bytes().into())
}
