//! A parent key, ready to make children.

use crate::cipher::Tdes;
use crate::{Algorithm, BlockCipher, Cmac, Error, Input, KeyBytes, Result, pboc, sp800_108};

/// A parent key whose schedules are set up once, to make many children; wiped
/// on drop.
pub struct Parent {
    algorithm: Algorithm,
    prepared: Prepared,
}

enum Prepared {
    Aes(Cmac),
    Sm4 { prf: Cmac, cipher: BlockCipher },
    Tdes(Tdes),
}

impl Parent {
    /// Prepares a parent key.
    ///
    /// # Errors
    /// [`Error::KeyLength`].
    pub fn new(algorithm: Algorithm, key: &KeyBytes) -> Result<Self> {
        let prepared = match algorithm {
            Algorithm::Aes128 | Algorithm::Aes192 | Algorithm::Aes256 => {
                Prepared::Aes(Cmac::new(algorithm, key)?)
            }
            Algorithm::Sm4 => Prepared::Sm4 {
                prf: Cmac::new(algorithm, key)?,
                cipher: BlockCipher::new(algorithm, key)?,
            },
            Algorithm::Tdes2 => Prepared::Tdes(Tdes::new(key)?),
        };
        Ok(Self {
            algorithm,
            prepared,
        })
    }

    /// Makes the child that `input` names, a key of `child_algorithm`.
    ///
    /// Whether this parent may have a child of that level and region is the
    /// caller's to judge; here they are only names.
    ///
    /// # Errors
    /// [`Error::AlgorithmInScheme`] where the parent cannot serve the input's
    /// scheme, [`Error::ChildAlgorithm`] where the input makes a key of
    /// another algorithm, [`Error::ChildStronger`],
    /// [`Error::DegenerateFactor`].
    pub fn diversify(&self, input: &Input, child_algorithm: Algorithm) -> Result<KeyBytes> {
        match (input, &self.prepared) {
            (Input::Context(context), Prepared::Aes(prf) | Prepared::Sm4 { prf, .. }) => {
                self.check_child(context.child().algorithm, child_algorithm)?;
                sp800_108::child(prf, context)
            }
            (Input::Factor(factor), Prepared::Sm4 { cipher, .. }) => {
                self.check_child(self.algorithm, child_algorithm)?;
                pboc::sm4_child(cipher, factor)
            }
            (Input::Factor(factor), Prepared::Tdes(cipher)) => {
                self.check_child(self.algorithm, child_algorithm)?;
                pboc::tdes_child(cipher, factor)
            }
            (Input::Context(_), Prepared::Tdes(_)) | (Input::Factor(_), Prepared::Aes(_)) => {
                Err(Error::AlgorithmInScheme {
                    scheme: input.scheme(),
                    algorithm: self.algorithm,
                })
            }
        }
    }

    /// The child asked for must be the one the input names, and no stronger
    /// than its parent.
    fn check_child(&self, named: Algorithm, asked: Algorithm) -> Result<()> {
        if named != asked {
            return Err(Error::ChildAlgorithm { named, asked });
        }
        check_strength(self.algorithm, named)
    }
}

/// Refuses a child that would be stronger than its parent.
pub(crate) fn check_strength(parent: Algorithm, child: Algorithm) -> Result<()> {
    if child.strength_bits() > parent.strength_bits() {
        return Err(Error::ChildStronger { parent, child });
    }
    Ok(())
}
