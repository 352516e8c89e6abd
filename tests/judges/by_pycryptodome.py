"""pycryptodome on random inputs: PBOC chains from the province to the card, session keys, MACs and check values.

SM4 is not in pycryptodome; its block is gmssl's, which shares nothing with OpenSSL or with this program.
"""

from bench import plan, reproduces
from Crypto.Cipher import AES, DES, DES3
from Crypto.Hash import CMAC
from Crypto.Util.Padding import pad
from Crypto.Util.strxor import strxor
from gmssl.sm4 import SM4_ENCRYPT, CryptSM4

# --- blocks -----------------------------------------------------------------------------------------


def tdes(key, block):
    return DES3.new(key, DES3.MODE_ECB).encrypt(block)


def sm4(key, block):
    cipher = CryptSM4()
    cipher.set_key(key, SM4_ENCRYPT)
    return bytes(cipher.one_round(cipher.sk, list(block)))


def inverted(data):
    return strxor(data, b"\xff" * len(data))


def zero_block(key):
    """What 3DES makes of a zero block, the check value of its keys."""
    return tdes(key, bytes(8))


# --- what PBOC cards do with keys ---------------------------------------------------------------------


def tdes_child(key, factor):
    return tdes(key, factor) + tdes(key, inverted(factor))


def sm4_child(key, factor):
    return sm4(key, factor + inverted(factor))


def tdes_mac(key, initial, message):
    """ISO/IEC 9797-1 algorithm 3 with padding method 2; of a key of 8 bytes, algorithm 1."""
    message = pad(message, 8, "iso7816")
    last = DES.new(key[:8], DES.MODE_CBC, initial).encrypt(message)[-8:]
    if len(key) == 16:
        inner = DES.new(key[8:], DES.MODE_ECB).decrypt(last)
        last = DES.new(key[:8], DES.MODE_ECB).encrypt(inner)
    return last[:4]


def sm4_mac(key, initial, message):
    message, state = pad(message, 16, "iso7816"), initial
    for start in range(0, len(message), 16):
        state = sm4(key, strxor(state, message[start : start + 16]))
    return state[:4]


# --- one random vector of each ------------------------------------------------------------------------


def chain(dice, name, child):
    """A master's key for a province, a city of it and a card of that: three factors."""
    master, province = dice.randbytes(16), dice.randint(11, 65)
    kind = dice.choice([b"sh", b"px", b"ab"])
    factors = [f"{province}0000".encode() + kind, f"{province}{dice.randint(1, 9999):04}".encode() + kind]
    factors.append(dice.randbytes(8))
    keys = [master]
    for factor in factors:
        keys.append(child(keys[-1], factor))
    inputs = {"master": master.hex(), "factors": [factor.hex() for factor in factors]}
    inputs["intermediate"] = [key.hex() for key in keys[1:-1]]
    return {"algorithm": f"PBOC-diversify-{name}", "inputs": inputs, "output": keys[-1].hex()}


def session(dice, name, derive):
    key, random = dice.randbytes(16), dice.randbytes(8)
    inputs = {"key": key.hex(), "random": random.hex()}
    return {"algorithm": f"PBOC-session-{name}", "inputs": inputs, "output": derive(key, random).hex()}


def mac_session(dice, name, length, mac, block):
    key, command = dice.randbytes(length), dice.randbytes(dice.randint(0, 60))
    inputs = {"session_key": key.hex(), "command": command.hex()}
    output = mac(key, bytes(block), command)
    return {"algorithm": f"PBOC-MAC-session-{name}", "inputs": inputs, "output": output.hex()}


def mac_challenge(dice, name, mac, block):
    key, challenge, command = dice.randbytes(16), dice.randbytes(4), dice.randbytes(dice.randint(0, 60))
    inputs = {"key": key.hex(), "challenge": challenge.hex(), "command": command.hex()}
    output = mac(key, challenge + bytes(block - 4), command)
    return {"algorithm": f"PBOC-MAC-challenge-{name}", "inputs": inputs, "output": output.hex()}


def option_a(dice):
    """EMV Book 2, A1.4.1: the same child with odd parity."""
    key, data = dice.randbytes(16), dice.randbytes(8)
    raw = tdes_child(key, data)
    inputs = {"imk": key.hex(), "y": data.hex(), "raw_no_parity": raw.hex()}
    return {"algorithm": "EMV-optionA-TDES", "inputs": inputs, "output": DES3.adjust_key_parity(raw).hex()}


def old_check_value(dice, name, lengths, encrypt, block):
    key = dice.randbytes(dice.choice(lengths))
    output = encrypt(key, bytes(block))[:3]
    return {"algorithm": f"KCV-ECB-{name}", "inputs": {"key": key.hex(), "alg": name}, "output": output.hex()}


def aes_check_value(dice):
    key = dice.randbytes(dice.choice([16, 24, 32]))
    output = CMAC.new(key, bytes(16), ciphermod=AES).digest()[:5]
    return {"algorithm": "KCV-CMAC", "inputs": {"key": key.hex(), "alg": "AES"}, "output": output.hex()}


def aes(key, block):
    return AES.new(key, AES.MODE_ECB).encrypt(block)


def of_each(dice):
    return [
        chain(dice, "TDES", tdes_child),
        chain(dice, "SM4", sm4_child),
        session(dice, "TDES", tdes),
        session(dice, "SM4", sm4_child),
        mac_session(dice, "TDES", 8, tdes_mac, 8),
        mac_session(dice, "SM4", 16, sm4_mac, 16),
        mac_challenge(dice, "TDES", tdes_mac, 8),
        mac_challenge(dice, "SM4", sm4_mac, 16),
        option_a(dice),
        old_check_value(dice, "TDES", [16], tdes, 8),
        old_check_value(dice, "AES", [16, 24, 32], aes, 16),
        old_check_value(dice, "SM4", [16], sm4, 16),
        aes_check_value(dice),
    ]


def judge(bench, kms):
    what = "PBOC chains, sessions, MACs and check values (pycryptodome, gmssl)"
    count, dice = plan(f"{what}, each of 13 kinds", 40, 1_000)
    reproduces(bench, kms, what, [vector for _ in range(count) for vector in of_each(dice)])
