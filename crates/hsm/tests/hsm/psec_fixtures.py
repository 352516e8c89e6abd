"""Makes the key blocks in tests/vectors/hsm.json that say "psec" in their source.

A second implementation wraps, ours must open. Run with `pip install psec==1.3.0` and print to standard output:
a JSON list. The padding is random, so each run gives other blocks; the committed ones are one such run.
"""

import json
import sys

import psec
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

KBPK = bytes(range(0x40, 0x60))
KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
LONG = bytes(range(0xA0, 0xC0))


def check_value(algorithm, key):
    """X9.24-1 Annex A: CMAC of a zero block for AES and SM4, the encrypted zero block for 3DES."""
    if algorithm == "T":
        return "00" + Cipher(TripleDES(key), modes.ECB()).encryptor().update(bytes(8))[:3].hex().upper()
    mac = CMAC(algorithms.SM4(key) if algorithm == "4" else algorithms.AES(key))
    mac.update(bytes(16))
    return "01" + mac.finalize()[:5].hex().upper()


def header(usage, algorithm, mode, version, blocks):
    result = psec.tr31.Header("D", usage, algorithm, mode, version, "N")
    for block_id, data in blocks.items():
        result.blocks[block_id] = data
    return result


def entry(what, header, key):
    block = psec.tr31.KeyBlock(KBPK, header).wrap(key)
    return vector("TR31-D", f"generated, {what}", block, len(str(header)), key.hex())


def vector(algorithm, what, block, header_len, output):
    return {
        "algorithm": algorithm,
        "source": f"psec {psec.__version__} {what}",
        "inputs": {"kbpk": KBPK.hex(), "key_block": block, "header": block[:header_len]},
        "output": output,
        "verified_by": ["psec"],
    }


def ours(algorithm, key, label, usage="B3", mode="X", version="01"):
    blocks = {"KC": check_value(algorithm, key), "KP": check_value("A", KBPK), "LB": label}
    return header(usage, algorithm, mode, version, blocks)


def raw(bits, payload_tail):
    """A block that authenticates, but whose length field says `bits`."""
    block = psec.tr31.KeyBlock(KBPK, header("B3", "A", "X", "01", {}))
    text = f"D{16 + 2 * (2 + len(payload_tail)) + 32:04}B3AX01N0000"
    payload = bits.to_bytes(2, "big") + payload_tail
    encryption, authentication = block._d_derive()
    mac = block._d_generate_mac(authentication, text, payload)
    return text + psec.aes.encrypt_aes_cbc(encryption, mac, payload).hex().upper() + mac.hex().upper()


entries = [
    entry("AES-128 sub-key", ours("A", KEY, "0101/410000/v1"), KEY),
    entry("AES-256 sub-key", ours("A", LONG, "0102/419001/v99", version="99"), LONG),
    entry("SM4 sub-key", ours("4", KEY, "0101/410000/v2", version="02"), KEY),
    entry("3DES sub-key", ours("T", KEY, "0101/410000/v1"), KEY),
    entry("SM4 key with no levels left", ours("4", KEY, "0201/410100/v1", "10", "N"), KEY),
    entry("no optional block", header("B3", "A", "X", "01", {}), KEY),
    entry("label of 300 characters, long form of the length", header("B3", "A", "X", "01", {"LB": "L" * 300}), KEY),
]
refused = [
    ("no key", raw(0, bytes(14))),
    ("bits that are not bytes", raw(127, bytes(30))),
    ("a key longer than 32 bytes", raw(264, bytes(46))),
    ("a key longer than its payload", raw(128, bytes(14))),
]
for what, block in refused:
    what = f"primitives, authentic block with {what}"
    entries.append(vector("TR31-D-refused", what, block, 16, "malformed key length"))
json.dump(entries, sys.stdout, indent=1)
