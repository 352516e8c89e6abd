"""Other people's programs check the files that `kms demo --json` leaves behind.

psec opens the X9.143 key blocks, the openssl command derives the city's keys again from the province's,
pyca/cryptography checks signatures and check values. Nothing of this project's code is used, only what
the formats say. Argument: the file that holds the demo's JSON. Exit status 1 where any check fails.
"""

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import psec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

MINISTRY, PROVINCE, CITY = "000000", "410000", "410100"
LABEL = b"KMS/region-kdf/v1"
CIPHERS = {"AES-128": algorithms.AES, "AES-192": algorithms.AES, "AES-256": algorithms.AES, "SM4": algorithms.SM4}


def canonical(value):
    """RFC 8785, for the strings and small integers that occur here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def base64url(text):
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)


def check_value(algorithm, key):
    """ANSI X9.24-1: five bytes of CMAC over a zero block; 3DES: three bytes of the enciphered zero block."""
    if algorithm == "3DES":
        return triple_des(key, bytes(8))[:3].hex().upper()
    mac = CMAC(CIPHERS[algorithm](key))
    mac.update(bytes(16))
    return mac.finalize()[:5].hex().upper()


def triple_des(key, block):
    return Cipher(TripleDES(key + key[:8]), modes.ECB()).encryptor().update(block)


# --- the signed files -----------------------------------------------------------------------------


def identity_key(folder, region):
    """The identity key that the first entry of the region's exported log names."""
    lines = (folder / f"{region}.audit.jsonl").read_text().splitlines()
    entries = (json.loads(line).get("entry") for line in lines)
    first = next(entry for entry in entries if entry)
    assert first["seq"] == 1 and first["event"]["type"] == "keystore.created"
    return bytes.fromhex(first["event"]["body"]["identity_key"])


def thumbprint(public):
    """RFC 7638 of an Ed25519 key (RFC 8037)."""
    x = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
    digest = hashlib.sha256(canonical({"crv": "Ed25519", "kty": "OKP", "x": x})).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def open_signed(data, public):
    """The payload of a JWS in the general JSON form (RFC 7515), once its signature is verified."""
    jws = json.loads(data)
    (signature,) = jws["signatures"]
    header = json.loads(base64url(signature["protected"]))
    assert header["alg"] == "Ed25519" and header["kid"] == thumbprint(public)
    signed = f"{signature['protected']}.{jws['payload']}".encode()
    Ed25519PublicKey.from_public_bytes(public).verify(base64url(signature["signature"]), signed)
    payload = base64url(jws["payload"])
    assert payload == canonical(json.loads(payload)), "payload is not canonical"
    return json.loads(payload)


# --- the transport key and the key blocks ---------------------------------------------------------


def join(images, transport):
    """XOR of the component images, each checked as its custodian could check it."""
    key = bytes(32)
    for image, expected in zip(images, transport["components"], strict=True):
        image = dict(image)
        check = image.pop("check")
        assert hashlib.sha256(canonical(image)).hexdigest() == check == expected, "component's check"
        component = bytes.fromhex(image["component"])
        assert check_value("AES-256", component) == image["kcv"], "component's check value"
        key = bytes(a ^ b for a, b in zip(key, component, strict=True))
    assert check_value("AES-256", key) == transport["kcv"], "transport key's check value"
    return key


def open_blocks(package, key):
    """Every key of a package, opened by psec; the block's header says the same as the package."""
    opened = {}
    for entry in package["keys"]:
        header, value = psec.tr31.unwrap(key, entry["key_block"])
        assert header.version_id == "D" and header.exportability == "N"
        assert (header.key_usage, header.mode_of_use) == ("B3", "X"), "demo keys diversify further"
        assert header.algorithm == {"AES-128": "A", "SM4": "4", "3DES": "T"}[entry["algorithm"]]
        assert int(header.version_num) == entry["version"]
        assert header.blocks["LB"] == f"{entry['kind']}/{entry['region']}/v{entry['version']}"
        assert header.blocks["KC"][2:] == entry["kcv"] == check_value(entry["algorithm"], value)
        assert header.blocks["KP"][2:] == package["transport"]["kcv"]
        opened[entry["key_id"]] = value
    return opened


# --- diversification ------------------------------------------------------------------------------


def by_openssl(parent, entry):
    """Scheme 1. The counter's 32 bits are openssl's default; 3.0 does not know how to be told."""
    cipher = {"AES-128": "AES-128-CBC", "SM4": "SM4-CBC"}[entry["algorithm"]]
    options = ["mac:CMAC", f"cipher:{cipher}", f"hexkey:{parent.hex()}", f"hexsalt:{LABEL.hex()}"]
    options.append(f"hexinfo:{entry['context']}")
    command = ["openssl", "kdf", "-keylen", "16", "-binary"]
    command += [word for option in options for word in ("-kdfopt", option)]
    return subprocess.run([*command, "KBKDF"], check=True, capture_output=True).stdout


def by_factor(parent, entry):
    """Scheme 2 in 3DES: 3DES(K, F) then 3DES(K, ~F)."""
    factor = bytes.fromhex(entry["context"])
    return triple_des(parent, factor) + triple_des(parent, bytes(byte ^ 0xFF for byte in factor))


def derive_again(algorithm, parents, package, children):
    """Derives each sub-key of the package whose parent is known; returns how many there were."""
    derive = by_factor if algorithm == "3DES" else by_openssl
    entries = [e for e in package["keys"] if e["algorithm"] == algorithm and e["parent"] in parents]
    for entry in entries:
        parent = parents[entry["parent"]]
        assert check_value(algorithm, parent) == entry["parent_kcv"], "parent's check value"
        assert derive(parent, entry) == children[entry["key_id"]], "another key comes out"
    assert entries, f"no {algorithm} key was followed down"
    return len(entries)


# --- the judgement --------------------------------------------------------------------------------


def flip(data, position):
    """The same bytes with one bit turned over."""
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


class Bench:
    """Runs checks and counts them."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, action, *arguments):
        """`action` must succeed; returns what it returned."""
        try:
            result = action(*arguments)
        except Exception as error:  # a judge gives a verdict, it does not crash
            self.verdict(False, f"{what}: {type(error).__name__} {error}")
            raise
        self.verdict(True, what)
        return result

    def refuse(self, what, refusal, action, *arguments):
        """`action` must fail, and with `refusal`: the proof that the check before it can fail."""
        try:
            action(*arguments)
        except refusal:
            self.verdict(True, f"{what}: refused")
        else:
            self.verdict(False, f"{what}: accepted")

    def verdict(self, good, what):
        self.passed += good
        self.failed += not good
        print("ok  " if good else "FAIL", what)


def judge_package(bench, files, public):
    """Returns a package's payload and its keys in the clear, by id."""
    data = Path(files["path"]).read_bytes()
    images = [json.loads(Path(path).read_bytes()) for path in files["components"]]
    name = f"package {files['from']} to {files['to']}"

    package = bench.check(f"{name}: signature (cryptography)", open_signed, data, public)
    altered = flip(data, data.index(b'"payload":"') + 40)
    bench.refuse(f"{name}, one bit flipped", InvalidSignature, open_signed, altered, public)

    transport = package["transport"]
    key = bench.check(f"{name}: components join", join, images, transport)
    component = flip(bytes.fromhex(images[0]["component"]), 7).hex()
    altered = [images[0] | {"component": component}, *images[1:]]
    bench.refuse(f"{name}, one component bit flipped", AssertionError, join, altered, transport)

    keys = bench.check(f"{name}: {len(package['keys'])} key blocks (psec)", open_blocks, package, key)
    refusal = psec.tr31.KeyBlockError
    bench.refuse(f"{name}, one transport key bit flipped", refusal, open_blocks, package, flip(key, 7))
    return package, keys


def judge_derivation(bench, algorithm, province_keys, city, city_keys):
    what = f"{algorithm} keys of {CITY}, derived again from those of {PROVINCE}"
    program = "cryptography" if algorithm == "3DES" else "openssl"
    bench.check(f"{what} ({program})", derive_again, algorithm, province_keys, city, city_keys)
    other = [entry | {"context": flip(bytes.fromhex(entry["context"]), 4).hex()} for entry in city["keys"]]
    altered = {"keys": other}
    bench.refuse(f"{what}, one bit of context flipped", AssertionError, derive_again, algorithm, province_keys, altered, city_keys)


def judge_receipt(bench, data, public, package_data, package):
    receipt = bench.check(f"receipt of {PROVINCE}: signature (cryptography)", open_signed, data, public)

    def answers(receipt):
        stored = {result["key_id"]: result["kcv"] for result in receipt["stored"]}
        assert stored == {entry["key_id"]: entry["kcv"] for entry in package["keys"]}
        assert receipt["package"] == hashlib.sha256(package_data).hexdigest()

    bench.check(f"receipt of {PROVINCE}: names the package and every key in it", answers, receipt)


def judge(bench, demo):
    folder = Path(demo["keystores"][0]["path"]).parent
    packages = {(files["from"], files["to"]): files for files in demo["packages"]}
    to_province, to_city = packages[MINISTRY, PROVINCE], packages[PROVINCE, CITY]
    package, province_keys = judge_package(bench, to_province, identity_key(folder, MINISTRY))
    city, city_keys = judge_package(bench, to_city, identity_key(folder, PROVINCE))
    for algorithm in ("AES-128", "SM4", "3DES"):
        judge_derivation(bench, algorithm, province_keys, city, city_keys)
    (receipt,) = (path for path in map(Path, demo["receipts"]) if path.name.startswith(PROVINCE))
    public, package_data = identity_key(folder, PROVINCE), Path(to_province["path"]).read_bytes()
    judge_receipt(bench, receipt.read_bytes(), public, package_data, package)


def main():
    bench = Bench()
    try:
        judge(bench, json.loads(Path(sys.argv[1]).read_text()))
    finally:
        print(f"judges: {bench.passed} passed, {bench.failed} failed")
    sys.exit(1 if bench.failed else 0)


if __name__ == "__main__":
    main()
