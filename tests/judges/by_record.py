"""Records of handovers: jwcrypto and joserfc on the officers' signatures, tamperlog on the proofs of inclusion, and
`handover_record.py`, which checks a record as a stranger would.
"""

import base64
import json
from pathlib import Path

import handover_record
from bench import base64url, canonical, flip
from by_jose import ALGORITHM, jwk, to_base64url
from files import CITY, PROVINCE
from joserfc import jws as joserfc_jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS, InvalidJWSSignature
from tamperlog import ProofError
from tamperlog.merkle import leaf_hashes_for, verify_inclusion

MAX_RECORD = 64 << 20
FILES = ("1.kmsrecord", "10.kmsrecord", "25.kmsrecord")


def by_jwcrypto(data, publics):
    """Every signature alone, since jwcrypto is content with one good one."""
    whole, keys = json.loads(data), {JWK(**jwk(public)).thumbprint(): JWK(**jwk(public)) for public in publics}
    for one in whole["signatures"]:
        alone, kid = JWS(), json.loads(base64url(one["protected"]))["kid"]
        alone.deserialize(json.dumps({"payload": whole["payload"], "signatures": [one]}))
        alone.allowed_algs = [ALGORITHM]
        alone.verify(keys[kid])
    return base64url(whole["payload"])


def by_joserfc(data, publics):
    keys = [OKPKey.import_key(jwk(public)) for public in publics]
    keys = KeySet([OKPKey.import_key(jwk(public) | {"kid": key.thumbprint()}) for public, key in zip(publics, keys)])
    registry = joserfc_jws.JWSRegistry(algorithms=[ALGORITHM])
    registry.max_payload_length = MAX_RECORD  # 128,000 bytes otherwise
    return joserfc_jws.deserialize_json(json.loads(data), keys, registry=registry).payload


VERIFIERS = {"jwcrypto": (by_jwcrypto, InvalidJWSSignature), "joserfc": (by_joserfc, JoseError)}


def altered(data, change):
    """The record with something changed in its outer JSON."""
    jws = json.loads(data)
    change(jws)
    return canonical(jws)


def flip_payload(jws):
    jws["payload"] = to_base64url(flip(base64url(jws["payload"]), 20))


def flip_signature(number):
    def change(jws):
        one = jws["signatures"][number]
        one["signature"] = to_base64url(flip(base64url(one["signature"]), 20))

    return change


def judge_signatures(bench, records, publics, whose=""):
    for name, (verify, refusal) in VERIFIERS.items():
        what = f"{len(records)} handover records{whose} ({name})"

        def verify_all():
            for data in records:
                payload = verify(data, publics)
                assert payload == canonical(json.loads(payload)), "payload is not canonical"

        bench.check(what, verify_all)
        cases = [(altered(data, flip_payload), publics) for data in records]
        bench.refuse_each(f"{what}, one bit of the payload flipped", refusal, verify, cases)
        signed = [(data, at) for data in records for at in range(len(json.loads(data)["signatures"]))]
        cases = [(altered(data, flip_signature(at)), publics) for data, at in signed]
        bench.refuse_each(f"{what}, one bit of each signature flipped", refusal, verify, cases)


def judge_inclusion(bench, records):
    cases = []
    for data in records:
        record = json.loads(base64url(json.loads(data)["payload"]))
        size, root = record["checkpoint"].split("\n")[1:3]
        for shown in record["entries"]:
            (leaf,) = leaf_hashes_for([base64url(shown["entry"])])
            proof = [bytes.fromhex(node) for node in shown["proof"]]
            cases.append((shown["seq"] - 1, int(size), leaf, proof, base64.b64decode(root)))
    what = f"{len(cases)} entries of handover records stand in their logs (tamperlog)"

    def check():
        assert cases, "no entry"
        for case in cases:
            verify_inclusion(*case)

    bench.check(what, check)
    bent = [(*case[:2], flip(case[2], 9), *case[3:]) for case in cases]
    bench.refuse_each(f"{what}, one bit of the entry flipped", ProofError, verify_inclusion, bent)
    bent = [(*case[:3], [flip(case[3][0], 9), *case[3][1:]], case[4]) for case in cases if case[3]]
    bench.refuse_each(f"{what}, one bit of the proof flipped", ProofError, verify_inclusion, bent)


def judge_alone(bench, records, identity):
    """The script that a stranger runs, and what it must refuse."""
    what = f"{len(records)} handover records (handover_record.py)"

    def check():
        for data in records:
            assert handover_record.check(data, identity) and handover_record.check(data)

    bench.check(what, check)
    first = records[0]
    one_left = altered(first, lambda jws: jws["signatures"].__delitem__(slice(1, None)))
    others = {**identity, "officers": identity["officers"][:2]}
    cases = [(altered(first, change), identity) for change in (flip_payload, flip_signature(0), flip_signature(1))]
    bench.refuse_each(f"{what}, bits flipped", ValueError, handover_record.check, cases)
    cases = [(one_left, identity), (first, others), (first, {**identity, "keystore": "x"})]
    bench.refuse_each(f"{what}, one signature, other identities", ValueError, handover_record.check, cases)
    record, _, people, _ = handover_record.open_record(first)
    size, root = handover_record.check_note(record["checkpoint"], record["log_key"])

    def entries(change):
        bent = json.loads(json.dumps(record))
        change(bent["entries"])
        handover_record.check_entries(bent, people, size, root)

    bench.check(f"{what}, its entries taken apart", entries, lambda shown: None)
    changes = [
        lambda shown: shown.reverse(),
        lambda shown: shown.pop(0),
        lambda shown: shown[3].update(seq=shown[3]["seq"] + 1),
        lambda shown: shown[3]["proof"].pop(),
        lambda shown: shown[3]["proof"].append("00" * 32),
        lambda shown: shown[3].update(entry=shown[4]["entry"]),
    ]
    cases = [(change,) for change in changes]
    bench.refuse_each(f"{what}, entries bent", ValueError, entries, cases)
    note = record["checkpoint"]
    at = note.index("\n") + 1
    cases = [(note[:at] + "9" + note[at:], record["log_key"]), (note.replace("kms/", "kns/"), record["log_key"])]
    bench.refuse_each(f"{what}, checkpoint bent", ValueError, handover_record.check_note, cases)


def judge_demo(bench, demo):
    """The demo's own record, by the keys that the keystore above enrolled."""
    records, identity = [record.read_bytes() for record, _ in demo.handovers], demo.identity(CITY)
    publics = [bytes.fromhex(officer["public_key"]) for officer in identity["officers"]]
    judge_signatures(bench, records, publics, " of the demo")

    def check(identity):
        assert records, "no record"
        for data in records:
            handover_record.check(data, identity)

    what = f"{len(records)} handover records of the demo (handover_record.py, keys as {PROVINCE} enrolled them)"
    bench.check(what, check, identity)
    other = demo.identity(CITY) | {"log_key": demo.export(PROVINCE)[0]}
    bench.refuse(f"{what}, another log's key", ValueError, check, other)


def judge_records(bench, folder):
    """`folder`: what the example `handover_records` wrote."""
    records = [(Path(folder) / name).read_bytes() for name in FILES]
    identity = json.loads((Path(folder) / "identity.json").read_bytes())
    publics = [bytes.fromhex(officer["public_key"]) for officer in identity["officers"]]
    judge_signatures(bench, records, publics)
    judge_inclusion(bench, records)
    judge_alone(bench, records, identity)
