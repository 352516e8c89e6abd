//! The arithmetic underneath, by itself and without the rules around it: for recomputing the answers that standards
//! publish, and for nothing else. These are the functions that envelopes, sharing and approvals call.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};

use crate::sharing::recover;
use crate::{Cost, Error, Result, envelope};

pub use crate::secret::is_signature;

/// The inputs of Argon2id that RFC 9106 §3.1 names.
pub struct Argon2id<'a> {
    /// Password P.
    pub password: &'a [u8],
    /// Salt S, at least 8 bytes.
    pub salt: &'a [u8],
    /// Secret value K; envelopes have none.
    pub secret: &'a [u8],
    /// Associated data X, at most 32 bytes; envelopes have none.
    pub associated_data: &'a [u8],
    /// Memory, passes and lanes: at most [`Cost::CAP`], and with no floor.
    pub cost: Cost,
}

/// Argon2id version 1.3 (RFC 9106) into `out`, 4 to 1024 bytes.
///
/// # Errors
/// [`Error::Cost`] for what the standard forbids or the cap excludes, [`Error::PasswordHash`].
pub fn argon2id(inputs: &Argon2id, out: &mut [u8]) -> Result<()> {
    let Cost { m_kib, t, p } = inputs.cost;
    let refused = Error::Cost { m_kib, t, p };
    let cap = Cost::CAP;
    if m_kib > cap.m_kib || t > cap.t || p > cap.p || out.len() > 1024 {
        return Err(refused);
    }
    let data = AssociatedData::new(inputs.associated_data).map_err(|_| Error::PasswordHash)?;
    let params = ParamsBuilder::new()
        .m_cost(m_kib)
        .t_cost(t)
        .p_cost(p.into())
        .output_len(out.len())
        .data(data)
        .build()
        .map_err(|_| refused)?;
    let argon2 =
        Argon2::new_with_secret(inputs.secret, Algorithm::Argon2id, Version::V0x13, params)
            .map_err(|_| Error::PasswordHash)?;
    envelope::hash(&argon2, inputs.password, inputs.salt, out)
}

/// What shares of SLIP-39 combine to: `out` is as long as each of them, 16 bytes or more.
///
/// # Errors
/// As [`combine`](crate::combine); [`Error::ShareLength`].
pub fn combine(shares: &[(u8, &[u8])], k: usize, out: &mut [u8]) -> Result<()> {
    recover(shares, k, out)
}
