"""jwcrypto and joserfc on signed files: packages and receipts of the demo, and files that joserfc signs.

Both know the algorithm name `Ed25519` of RFC 9864.
"""

import base64
import json
from pathlib import Path

from bench import base64url, canonical, flip, plan, reproduces
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws as joserfc_jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS, InvalidJWSSignature

ALGORITHM = "Ed25519"


def to_base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(public):
    return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(public)}


def thumbprint(public):
    """RFC 7638, by joserfc."""
    return OKPKey.import_key(jwk(public)).thumbprint()


def by_jwcrypto(data, public):
    """The payload of a JWS in the general JSON form, its one signature verified under the key that it names."""
    key, jws = JWK(**jwk(public)), JWS()
    jws.deserialize(data.decode())
    jws.allowed_algs = [ALGORITHM]
    jws.verify(key)
    (header,) = jws.jose_header
    assert header["kid"] == key.thumbprint(), "kid is not the key's thumbprint"
    return jws.payload


def by_joserfc(data, public):
    key = OKPKey.import_key(jwk(public))
    jws = joserfc_jws.deserialize_json(json.loads(data), key, algorithms=[ALGORITHM])
    (member,) = jws.members
    assert member.protected["kid"] == key.thumbprint(), "kid is not the key's thumbprint"
    return jws.payload


VERIFIERS = {"jwcrypto": (by_jwcrypto, InvalidJWSSignature), "joserfc": (by_joserfc, JoseError)}


def altered(data, member):
    """The file with one bit of its payload or signature flipped."""
    jws = json.loads(data)
    holder = jws if member == "payload" else jws["signatures"][0]
    holder[member] = to_base64url(flip(base64url(holder[member]), 20))
    return canonical(jws)


def judge_demo(bench, demo):
    """Each library verifies all packages and receipts, and refuses each with one bit flipped or under another key."""
    files = [(Path(files["path"]).read_bytes(), demo.identity_key(way[0])) for way, files in demo.packages.items()]
    files += [(data, demo.identity_key(region)) for region, data in demo.receipts.items()]
    stranger = base64url(OKPKey.generate_key("Ed25519").as_dict(private=False)["x"])
    for name, (verify, refusal) in VERIFIERS.items():
        what = f"{len(demo.packages)} packages and {len(demo.receipts)} receipts ({name})"

        def verify_all():
            for data, public in files:
                payload = verify(data, public)
                assert payload == canonical(json.loads(payload)), "payload is not canonical"

        bench.check(what, verify_all)
        for member in ("payload", "signature"):
            each = [(altered(data, member), public) for data, public in files]
            bench.refuse_each(f"{what}, one bit of the {member} flipped", refusal, verify, each)
        each = [(data, stranger) for data, _ in files]
        bench.refuse_each(f"{what}, under another key", refusal, verify, each)


# --- what joserfc signs, the program must sign alike: Ed25519 has one signature ------------------------


def signed_by_joserfc(dice):
    seed = dice.randbytes(32)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    private = OKPKey.import_key(jwk(public) | {"d": to_base64url(seed)})
    payload = canonical({"text": dice.randbytes(dice.randint(0, 200)).hex(), "number": dice.randint(0, 2**53)})
    header = {"alg": ALGORITHM, "kid": private.thumbprint(), "typ": "kms-package"}
    signed = joserfc_jws.serialize_json([{"protected": header}], payload, private, algorithms=[ALGORITHM])
    inputs = {"seed": seed.hex(), "public": public.hex(), "payload": payload.hex(), "typ": header["typ"]}
    return {"algorithm": "JWS-Ed25519-general-JSON", "inputs": inputs, "output": canonical(signed).decode()}


def judge(bench, kms):
    what = "signed files (joserfc)"
    count, dice = plan(what, 200, 10_000)
    reproduces(bench, kms, what, [signed_by_joserfc(dice) for _ in range(count)])
