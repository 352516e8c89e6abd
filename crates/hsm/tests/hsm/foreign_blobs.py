"""Makes foreign_blobs.txt: what the software backend seals, sealed by another implementation.

Run with `pip install cryptography`; the committed file was made with cryptography 50.0.2. The root secret is 32
bytes 01, the nonce 00 to 0b; the descriptors are those of tests/hsm/software.rs.
"""

import json
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE, THERE = "kms-ministry-000000-1", "kms-province-410000-1"
NONCE = bytes(range(12))


def seal(purpose, bound_to, secret):
    label = f"kms/v1/{purpose}-blob".encode()
    key = HKDF(SHA256(), 32, HERE.encode(), label).derive(bytes([1]) * 32)
    bound_to = {"format": f"kms-{purpose}-blob/1", "suite": 1, "keystore": HERE, **bound_to}
    aad = json.dumps(bound_to, sort_keys=True, separators=(",", ":")).encode()
    return (b"\x01" + NONCE + AESGCMSIV(key).encrypt(NONCE, secret, aad)).hex()


def check_value(key):
    mac = CMAC(AES(key))
    mac.update(bytes(16))
    return mac.finalize()[:5].hex().upper()


key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
descriptor = {
    "key_id": str(UUID(bytes=bytes([1] * 6 + [0x41, 1, 0x81] + [1] * 7))),
    "owner": "000000",
    "region": "000000",
    "level": "ministry",
    "kind": "0101",
    "algorithm": "AES-128",
    "version": 1,
    "scheme": "sp800-108-cmac",
    "levels_left": 3,
    "parent": None,
    "context": "",
}
print("key", seal("key", descriptor, key))
print("key-kcv", check_value(key))

way = {"id": "8f4e2f6e-6d0c-4f65-9a39-0d6d7c3e1a55", "from": HERE, "to": THERE}
print("transport", seal("transport", way, bytes([0x0F]) * 32 + bytes([0x3C]) * 32))

seed = bytes(range(32))
print("identity", seal("identity", {}, seed))
print("identity-signature", Ed25519PrivateKey.from_private_bytes(seed).sign(b"message").hex())
