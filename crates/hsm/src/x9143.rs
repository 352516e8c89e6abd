//! Key blocks of X9.143, version D (the former TR-31): AES, key derivation binding method.
//!
//! A block is ASCII: header ‖ hex(encrypted payload) ‖ hex(MAC). Two keys come from the block
//! protection key by CMAC in counter mode (TR-31:2018, 5.3.2.3), one to encrypt and one to
//! authenticate. The MAC is a CMAC over the header and the *plaintext* payload, and the initial
//! vector of the payload's AES-CBC, so it binds every character of the header to the key.
//! Payload = length of the key in bits (2 bytes) ‖ key ‖ random padding; [`wrap`] always pads as for
//! a 32-byte key, so that the length of the block does not tell that of the key.

mod header;

use aes::{Aes128, Aes192, Aes256};
use cbc::{Decryptor, Encryptor};
use cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, BlockSizeUser, KeyIvInit, consts::U16};
use cmac::{Cmac, KeyInit, Mac};
use key_derivation::KeyBytes;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

pub use header::Header;

use crate::error::{Error, Part, Result};

/// Bytes of the MAC.
const MAC: usize = 16;
/// Bytes of the longest key that a block carries here.
const LONGEST_KEY: usize = 32;
/// Bytes of the payload that [`wrap`] makes: length, the longest key, up to the next cipher block.
const PAYLOAD: usize = 48;

/// Wraps `key` in a key block of version D under a 32-byte AES protection key.
///
/// An AES-256 protection key is at least as strong as every key it may carry.
///
/// # Errors
/// [`Error::ProtectionKey`] for a protection key that is not 32 bytes, [`Error::BlockSyntax`] for a
/// header that has no text form, [`Error::Random`].
pub fn wrap(kbpk: &KeyBytes, header: &Header, key: &KeyBytes) -> Result<String> {
    if kbpk.len() != LONGEST_KEY {
        return Err(Error::ProtectionKey(kbpk.len()));
    }
    let secret = key.expose();
    if secret.len() > LONGEST_KEY {
        return Err(Error::BlockSyntax(Part::KeyLength));
    }
    let mut payload = Zeroizing::new([0u8; PAYLOAD]);
    getrandom::fill(&mut payload[..]).map_err(|_| Error::Random)?;
    let bits = u16::try_from(secret.len() * 8).map_err(|_| Error::BlockSyntax(Part::KeyLength))?;
    payload[..2].copy_from_slice(&bits.to_be_bytes());
    payload[2..2 + secret.len()].copy_from_slice(secret);

    let keys = BlockKeys::derive(kbpk)?;
    let text = header.encode(2 * (PAYLOAD + MAC))?;
    let mac = keys.mac(text.as_bytes(), &payload[..])?;
    keys.encrypt(&mac, &mut payload[..])?;
    Ok(text + &hex::encode_upper(&payload[..]) + &hex::encode_upper(mac))
}

/// Opens a key block of version D; the protection key has 16, 24 or 32 bytes.
///
/// What the header says is then known to be what the sender said; whether it fits is for the caller.
///
/// # Errors
/// [`Error::BlockVersion`], [`Error::BlockSyntax`] for text that is no key block, [`Error::BlockMac`]
/// for one that was altered or made under another key, [`Error::ProtectionKey`] for other sizes.
pub fn unwrap(kbpk: &KeyBytes, block: &str) -> Result<(Header, KeyBytes)> {
    let (header, len) = Header::parse(block)?;
    let (text, tail) = block.split_at(len);
    let tail = upper_hex(tail).ok_or(Error::BlockSyntax(Part::Payload))?;
    if tail.len() < 2 * MAC {
        return Err(Error::BlockSyntax(Part::Size));
    }
    let (encrypted, mac) = tail.split_at(tail.len() - MAC);
    let mac: [u8; MAC] = mac
        .try_into()
        .map_err(|_| Error::BlockSyntax(Part::Payload))?;

    let keys = BlockKeys::derive(kbpk)?;
    let mut payload = Zeroizing::new(encrypted.to_vec());
    keys.decrypt(&mac, &mut payload)?;
    let computed = keys.mac(text.as_bytes(), &payload)?;
    if !is_right(&computed, &mac) {
        return Err(Error::BlockMac);
    }
    Ok((header, key_in(&payload)?))
}

/// Whether a MAC is the one computed. How much of it is wrong, time does not tell.
fn is_right(computed: &[u8; MAC], given: &[u8; MAC]) -> bool {
    computed.ct_eq(given).into()
}

/// The key in an authenticated payload.
fn key_in(payload: &[u8]) -> Result<KeyBytes> {
    let malformed = Error::BlockSyntax(Part::KeyLength);
    let [high, low, rest @ ..] = payload else {
        return Err(malformed);
    };
    let bits = usize::from(u16::from_be_bytes([*high, *low]));
    let len = bits / 8;
    if !bits.is_multiple_of(8) || len == 0 || len > LONGEST_KEY || len > rest.len() {
        return Err(malformed);
    }
    Ok(KeyBytes::init(len, |out| {
        out.copy_from_slice(&rest[..len])
    })?)
}

/// Bytes of an upper-case hexadecimal text; a block has one spelling only.
fn upper_hex(text: &str) -> Option<Vec<u8>> {
    let upper = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    if upper { hex::decode(text).ok() } else { None }
}

/// The two keys of a block: one encrypts the payload, the other authenticates.
struct BlockKeys {
    encryption: KeyBytes,
    authentication: KeyBytes,
}

impl BlockKeys {
    fn derive(kbpk: &KeyBytes) -> Result<Self> {
        Ok(Self {
            encryption: block_key(kbpk, 0)?,
            authentication: block_key(kbpk, 1)?,
        })
    }

    fn mac(&self, header: &[u8], payload: &[u8]) -> Result<[u8; MAC]> {
        cmac(&self.authentication, &[header, payload])
    }

    fn encrypt(&self, iv: &[u8; MAC], payload: &mut [u8]) -> Result<()> {
        let key = self.encryption.expose();
        match key.len() {
            16 => encrypt_with::<Encryptor<Aes128>>(key, iv, payload),
            24 => encrypt_with::<Encryptor<Aes192>>(key, iv, payload),
            32 => encrypt_with::<Encryptor<Aes256>>(key, iv, payload),
            other => Err(Error::ProtectionKey(other)),
        }
    }

    fn decrypt(&self, iv: &[u8; MAC], payload: &mut [u8]) -> Result<()> {
        let key = self.encryption.expose();
        match key.len() {
            16 => decrypt_with::<Decryptor<Aes128>>(key, iv, payload),
            24 => decrypt_with::<Decryptor<Aes192>>(key, iv, payload),
            32 => decrypt_with::<Decryptor<Aes256>>(key, iv, payload),
            other => Err(Error::ProtectionKey(other)),
        }
    }
}

/// Derives one block key: CMAC over counter ‖ usage ‖ 00 ‖ algorithm ‖ length in bits, as long as the
/// protection key itself (TR-31:2018, 5.3.2.3, table 2). `usage` is 0 to encrypt, 1 to authenticate.
fn block_key(kbpk: &KeyBytes, usage: u8) -> Result<KeyBytes> {
    let len = kbpk.len();
    let (algorithm, bits) = match len {
        16 => (2, [0x00, 0x80]),
        24 => (3, [0x00, 0xC0]),
        32 => (4, [0x01, 0x00]),
        other => return Err(Error::ProtectionKey(other)),
    };
    KeyBytes::try_init(len, |out| {
        for (counter, part) in (1u8..).zip(out.chunks_mut(MAC)) {
            let input = [
                counter, 0x00, usage, 0x00, 0x00, algorithm, bits[0], bits[1],
            ];
            let block = Zeroizing::new(cmac(kbpk, &[&input])?);
            part.copy_from_slice(&block[..part.len()]);
        }
        Ok(())
    })
}

fn cmac(key: &KeyBytes, parts: &[&[u8]]) -> Result<[u8; MAC]> {
    let key = key.expose();
    match key.len() {
        16 => mac_with::<Cmac<Aes128>>(key, parts),
        24 => mac_with::<Cmac<Aes192>>(key, parts),
        32 => mac_with::<Cmac<Aes256>>(key, parts),
        other => Err(Error::ProtectionKey(other)),
    }
}

fn mac_with<M>(key: &[u8], parts: &[&[u8]]) -> Result<[u8; MAC]>
where
    M: Mac<OutputSize = U16> + KeyInit,
{
    let mut mac =
        <M as KeyInit>::new_from_slice(key).map_err(|_| Error::ProtectionKey(key.len()))?;
    for part in parts {
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().into())
}

fn encrypt_with<C>(key: &[u8], iv: &[u8; MAC], payload: &mut [u8]) -> Result<()>
where
    C: KeyIvInit + BlockModeEncrypt + BlockSizeUser<BlockSize = U16>,
{
    let mut mode = C::new_from_slices(key, iv).map_err(|_| Error::ProtectionKey(key.len()))?;
    mode.encrypt_blocks(whole_blocks(payload)?);
    Ok(())
}

fn decrypt_with<C>(key: &[u8], iv: &[u8; MAC], payload: &mut [u8]) -> Result<()>
where
    C: KeyIvInit + BlockModeDecrypt + BlockSizeUser<BlockSize = U16>,
{
    let mut mode = C::new_from_slices(key, iv).map_err(|_| Error::ProtectionKey(key.len()))?;
    mode.decrypt_blocks(whole_blocks(payload)?);
    Ok(())
}

fn whole_blocks(payload: &mut [u8]) -> Result<&mut [Array<u8, U16>]> {
    match Array::slice_as_chunks_mut(payload) {
        (blocks, []) => Ok(blocks),
        _ => Err(Error::BlockSyntax(Part::Size)),
    }
}
