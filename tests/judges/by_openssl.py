"""The openssl command on random inputs: KBKDF in counter mode with CMAC, and CMAC itself."""

import subprocess

from bench import plan, reproduces

LABEL = b"KMS/region-kdf/v1"
CIPHERS = {"AES-128": "AES-128-CBC", "AES-192": "AES-192-CBC", "AES-256": "AES-256-CBC", "SM4": "SM4-CBC"}
KEY_LEN = {"AES-128": 16, "AES-192": 24, "AES-256": 32, "SM4": 16}
CODES = {"AES-128": b"A1", "AES-192": b"A2", "AES-256": b"A3", "SM4": b"S4"}
STRENGTH = {"AES-128": 128, "AES-192": 192, "AES-256": 256, "SM4": 128}


def kbkdf(algorithm, key, label, context, length):
    """SP 800-108 in counter mode. The counter's 32 bits are openssl's default; 3.0 does not know how to be told."""
    options = ["mac:CMAC", f"cipher:{CIPHERS[algorithm]}", f"hexkey:{key.hex()}", f"hexsalt:{label.hex()}"]
    options.append(f"hexinfo:{context.hex()}")
    command = ["openssl", "kdf", "-keylen", str(length), "-binary"]
    command += [word for option in options for word in ("-kdfopt", option)]
    return subprocess.run([*command, "KBKDF"], check=True, capture_output=True).stdout


def cmac(algorithm, key, message):
    command = ["openssl", "mac", "-cipher", CIPHERS[algorithm], "-macopt", f"hexkey:{key.hex()}", "-binary"]
    return subprocess.run([*command, "CMAC"], input=message, check=True, capture_output=True).stdout


def any_context(dice, parent):
    """Any child of scheme 1 that is no stronger than its parent: the encoded context and the child's length."""
    level = dice.randint(1, 4)
    place = f"{dice.randint(11, 65)}" + ("0000" if level == 1 else f"{dice.randint(1, 9999):04}")
    child = dice.choice([name for name in CODES if STRENGTH[name] <= STRENGTH[parent]])
    diversifier = dice.randbytes(dice.randint(1, 16)) if level > 2 else b""
    kind, version = dice.randint(1, 0xFFFF), dice.randint(1, 99)
    numbers = [value.to_bytes(2, "big") for value in (1, kind, version)]
    fields = [numbers[0], bytes([level]), place.encode(), numbers[1], CODES[child], numbers[2], diversifier]
    encoded = b"".join(bytes([tag, len(value)]) + value for tag, value in enumerate(fields, 1))
    return encoded, KEY_LEN[child]


def scheme_1(dice):
    """One key of scheme 1: with the label, and a context as the format has it."""
    parent = dice.choice(list(CIPHERS))
    key = dice.randbytes(KEY_LEN[parent])
    context, length = any_context(dice, parent)
    return {
        "algorithm": f"PROFILE-KBKDF-CTR-CMAC-{CIPHERS[parent]}",
        "inputs": {"kin": key.hex(), "label": LABEL.decode(), "context": context.hex(), "l_bits": length * 8},
        "output": kbkdf(parent, key, LABEL, context, length).hex(),
    }


def any_kdf(dice):
    """The function below it, with any label, any context and any length."""
    parent = dice.choice(["AES-128", "AES-192", "AES-256"])
    key, length = dice.randbytes(KEY_LEN[parent]), dice.randint(1, 200)
    label, context = dice.randbytes(dice.randint(1, 40)), dice.randbytes(dice.randint(1, 60))
    fixed = label + b"\0" + context + (length * 8).to_bytes(4, "big")
    numbers = {"rlen_bits": 32, "l_bits": length * 8, "ctr_location": "before_fixed"}
    return {
        "algorithm": f"SP800-108-CTR-CMAC_{parent.replace('-', '')}",
        "inputs": numbers | {"ki": key.hex(), "fixed_input": fixed.hex()},
        "output": kbkdf(parent, key, label, context, length).hex(),
    }


def any_mac(dice):
    algorithm = dice.choice(list(CIPHERS))
    key, message = dice.randbytes(KEY_LEN[algorithm]), dice.randbytes(dice.randint(0, 100))
    return {
        "algorithm": "SM4-CMAC" if algorithm == "SM4" else "AES-CMAC",
        "inputs": {"key": key.hex(), "message": message.hex()},
        "output": cmac(algorithm, key, message).hex(),
    }


def judge(bench, kms):
    version = subprocess.run(["openssl", "version"], check=True, capture_output=True, text=True).stdout
    print(version.strip())
    for what, one in [
        ("scheme 1 (openssl kdf)", scheme_1),
        ("SP 800-108 counter mode (openssl kdf)", any_kdf),
        ("CMAC (openssl mac)", any_mac),
    ]:
        count, dice = plan(what, 200, 10_000)
        reproduces(bench, kms, what, [one(dice) for _ in range(count)])
