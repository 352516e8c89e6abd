"""The files that `kms demo --json` leaves behind, checked by other people's programs.

psec opens the X9.143 key blocks, the openssl command and pycryptodome derive the city's and the cards' keys again,
pyca/cryptography checks signatures and check values. Nothing of this project's code is used, only what the formats
say.
"""

import hashlib
import json
from pathlib import Path

import psec
from bench import base64url, canonical, flip
from by_jose import thumbprint
from by_openssl import LABEL, kbkdf
from by_pycryptodome import tdes_child, zero_block
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC
from files import CITY, MINISTRY, PROVINCE

CIPHERS = {"AES-128": algorithms.AES, "AES-192": algorithms.AES, "AES-256": algorithms.AES, "SM4": algorithms.SM4}


def check_value(algorithm, key):
    """ANSI X9.24-1: five bytes of CMAC over a zero block; 3DES: three bytes of the enciphered zero block."""
    if algorithm == "3DES":
        return zero_block(key)[:3].hex().upper()
    mac = CMAC(CIPHERS[algorithm](key))
    mac.update(bytes(16))
    return mac.finalize()[:5].hex().upper()


# --- the signed files -----------------------------------------------------------------------------


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


def by_scheme_1(parent, entry):
    return kbkdf(entry["algorithm"], parent, LABEL, bytes.fromhex(entry["context"]), 16)


def by_scheme_2(parent, entry):
    return tdes_child(parent, bytes.fromhex(entry["context"]))


def derive_again(algorithm, parents, package, children):
    """Derives each sub-key of the package whose parent is known; returns how many there were."""
    derive = by_scheme_2 if algorithm == "3DES" else by_scheme_1
    entries = [e for e in package["keys"] if e["algorithm"] == algorithm and e["parent"] in parents]
    for entry in entries:
        parent = parents[entry["parent"]]
        assert check_value(algorithm, parent) == entry["parent_kcv"], "parent's check value"
        assert derive(parent, entry) == children[entry["key_id"]], "another key comes out"
    assert entries, f"no {algorithm} key was followed down"
    return len(entries)


# --- the judgement --------------------------------------------------------------------------------


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
    program = "pycryptodome" if algorithm == "3DES" else "openssl"
    bench.check(f"{what} ({program})", derive_again, algorithm, province_keys, city, city_keys)
    other = [entry | {"context": flip(bytes.fromhex(entry["context"]), 4).hex()} for entry in city["keys"]]
    arguments = algorithm, province_keys, {"keys": other}, city_keys
    bench.refuse(f"{what}, one bit of context flipped", AssertionError, derive_again, *arguments)


def judge_receipt(bench, data, public, package_data, package):
    receipt = bench.check(f"receipt of {PROVINCE}: signature (cryptography)", open_signed, data, public)

    def answers(receipt, package_data):
        stored = {result["key_id"]: result["kcv"] for result in receipt["stored"]}
        assert stored == {entry["key_id"]: entry["kcv"] for entry in package["keys"]}
        assert receipt["package"] == hashlib.sha256(package_data).hexdigest()

    bench.check(f"receipt of {PROVINCE}: names the package and every key in it", answers, receipt, package_data)
    altered = flip(package_data, 40)
    bench.refuse(f"receipt of {PROVINCE}, one bit of the package flipped", AssertionError, answers, receipt, altered)


def judge_cards(bench, demo, city_keys, city):
    """The demo's cards: derived from the city's key by openssl, they have the check values that the demo shows."""
    (root,) = [e for e in city["keys"] if (e["kind"], e["algorithm"], e["version"]) == ("0101", "AES-128", 1)]
    cards = [key for key in demo.keys if key["card"]]

    def derive(cards):
        for card in cards:
            number = bytes.fromhex(card["card"])
            level = bytes.fromhex(root["context"]).replace(b"\x02\x01\x02", b"\x02\x01\x03", 1)
            context = level[:-1] + bytes([len(number)]) + number
            key = kbkdf("AES-128", city_keys[root["key_id"]], LABEL, context, 16)
            assert check_value("AES-128", key) == card["kcv"], "another check value"

    assert cards, "the demo shows no card"
    what = f"{len(cards)} cards of {CITY}, derived again"
    bench.check(f"{what} (openssl)", derive, cards)
    altered = [cards[0] | {"card": flip(bytes.fromhex(cards[0]["card"]), 3).hex()}]
    bench.refuse(f"{what}, one bit of a card's number flipped", AssertionError, derive, altered)


def judge_demo(bench, demo):
    to_province, to_city = demo.packages[MINISTRY, PROVINCE], demo.packages[PROVINCE, CITY]
    package, province_keys = judge_package(bench, to_province, demo.identity_key(MINISTRY))
    city, city_keys = judge_package(bench, to_city, demo.identity_key(PROVINCE))
    for algorithm in ("AES-128", "SM4", "3DES"):
        judge_derivation(bench, algorithm, province_keys, city, city_keys)
    judge_cards(bench, demo, city_keys, city)
    public, package_data = demo.identity_key(PROVINCE), Path(to_province["path"]).read_bytes()
    judge_receipt(bench, demo.receipts[PROVINCE], public, package_data, package)
