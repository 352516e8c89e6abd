"""Checks a deployment from its files alone, with public libraries and nothing of the program that made them.

Usage:   python3 from_packages_alone.py FOLDER PROVINCE CITY       for example: kms-demo 410000 410100
Needs:   pip install psec cryptography
FOLDER:  holds, at any depth and under the names that `kms demo` gives them, the packages to PROVINCE and to CITY
         (.kmspkg; the newest counts), their components (.component.json), and of each sender the log export
         (.audit.jsonl) and the cosigned checkpoint (.cosigned).
Exit status: 0 all of it holds, 1 something does not, 2 wrong usage or a missing file.
Compare each fingerprint printed with the one its officers read out: nothing in the files says whose keys they are.
The components join to keys in the clear. Run this on a rehearsal, or where the components may meet.
"""
import base64, hashlib, json, pathlib, sys  # noqa: E401
import psec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

ONE = {"suspended", "compromised", "receipt.verified", "log.cosigned", "refused", "custody.reported-lost"} | {
    f"{what}.written" for what in ("transport", "package", "receipt")
}
ALL_K = {"handover.approved", "handover.extended", "handover.transferred", "application.accepted"}  # of custody

def need(holds, otherwise):
    if not holds:
        raise ValueError(otherwise)
def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def canonical(value):  # RFC 8785
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
def signed(whose, key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise ValueError(f"the signature of {whose} is wrong") from None
def cmac(algorithm, key, data):
    mac = CMAC(algorithms.SM4(key) if algorithm == "SM4" else algorithms.AES(key))
    mac.update(data)
    return mac.finalize()
def encrypt(algorithm, key, data):
    cipher = algorithms.SM4(key) if algorithm == "SM4" else TripleDES(key + key[:8])
    return Cipher(cipher, modes.ECB()).encryptor().update(data)
def check_value(algorithm, key):  # ANSI X9.24-1
    value = encrypt(algorithm, key, bytes(8))[:3] if algorithm == "3DES" else cmac(algorithm, key, bytes(16))[:5]
    return value.hex().upper()
def derive(parent, algorithm, key):  # `algorithm` is the parent's
    context, size = bytes.fromhex(key["context"]), {"AES-192": 24, "AES-256": 32}.get(key["algorithm"], 16)
    if key["scheme"] == "pboc":  # E(K, F) ‖ E(K, ~F)
        return encrypt(algorithm, parent, context + bytes(byte ^ 255 for byte in context))
    fixed = b"KMS/region-kdf/v1\0" + context + (size * 8).to_bytes(4, "big")  # SP 800-108, counter mode with CMAC
    return b"".join(cmac(algorithm, parent, bytes([0, 0, 0, i]) + fixed) for i in (1, 2))[:size]
def root(leaves):  # RFC 6962, 2.1
    left = 1 << max(len(leaves) - 1, 0).bit_length() >> 1
    return sha(b"\1", root(leaves[:left]), root(leaves[left:])) if left else leaves[0]
def check_note(note, vkey, leaves, kind=1):  # C2SP signed-note and tlog-checkpoint; kind 4: tlog-cosignature
    (body, _, lines), (name, _, key) = note.partition("\n\n"), vkey.split("+", 2)
    size, stated = int(body.split("\n")[1]), base64.b64decode(body.split("\n")[2])
    need(len(leaves) >= size and stated == root(leaves[:size]), f"the export has another root at {size} entries")
    key = base64.b64decode(key)[1:]
    key_id = sha(name.encode(), b"\n", bytes([kind]), key)[:4]
    values = [base64.b64decode(line.split(" ")[2]) for line in lines.splitlines() if line.split(" ")[1] == name]
    (value,) = [value[4:] for value in values if value[:4] == key_id]
    time = f"cosignature/v1\ntime {int.from_bytes(value[:8], 'big')}\n" if kind == 4 else ""
    signed(f"{name} at {size} entries", key, value[-64:], f"{time}{body}\n".encode())
def least(log, event):  # how many have to approve it
    name, body = event["type"], event["body"]
    if name == "key.state":
        name = body["to"]
    elif name == "custody.recorded":
        ((about, fact),) = body["what"].items()
        name = f"{about}.{fact['type']}"
        if name not in ONE | ALL_K:
            return 2
    elif name == "handover.record-issued":
        return 2
    return 1 if name in ONE else log["k"]
def check_approvals(log, item, count):
    digest = sha(b"kms-request-v1\0", canonical(item["request"]))
    need(item["request"]["keystore"] == log["keystore"], "another keystore's approvals")
    need(len({one["officer"] for one in item["approvals"]}) >= count, f"fewer than {count} approvals")
    for one in item["approvals"]:
        signed(one["officer"], log["people"][one["officer"]], from_base64url(one["signature"]), digest)
def check_entry(log, seq, entry):
    if entry["event"]["type"] == "attempt":
        return  # that somebody tries a passphrase is logged before it is known whose
    check_approvals(log, entry, least(log, entry["event"]))
    asked = entry["request"]["request"]
    body, head = {name: asked[name] for name in asked if name not in ("action", "head", "seq")}, asked["head"]
    here = seq == entry["seq"] == asked["seq"] and head["size"] < seq
    after = not head["size"] or head["root"] == root(log["leaves"][: head["size"]]).hex()
    need(body == entry["event"]["body"] and here and after, f"entry {seq}: something else was approved")
def fingerprint(log, officers):  # what the officers read out: eight groups of five digits
    names = ("suite", "keystore", "level", "region", "rehearsal", "identity_key", "log_key", "k")
    identity = {name: log[name] for name in names} | {"type": "kms-identity", "version": 1, "officers": officers}
    digest = sha(canonical(identity))
    return " ".join(f"{int.from_bytes(digest[at : at + 4], 'big') % 100_000:05}" for at in range(0, 32, 4))
def read_log(find, region):
    print(f"log of {region}:")
    lines = [json.loads(line) for line in find(f"{region}.audit.jsonl").read_text("utf-8").splitlines()]
    entries = [line["entry"] for line in lines if "entry" in line]
    events = [(entry["event"]["type"], entry["event"]["body"]) for entry in entries]
    log, leaves = dict(events)["keystore.created"], [sha(b"\0", canonical(entry)) for entry in entries]
    officers = [{name: one[name] for name in ("id", "public_key", "share_index")} for one in log["custodians"]]
    people = {one["id"]: bytes.fromhex(one["public_key"]) for one in officers}
    log = log | {"leaves": leaves, "people": people, "digests": [body.get("digest") for _, body in events]}
    for seq, entry in enumerate(entries, 1):
        check_entry(log, seq, entry)
    notes = [line["checkpoint"] for line in lines if "checkpoint" in line]
    cosigned = find(f"{region}.cosigned").read_text("utf-8")
    for note in [*notes, cosigned]:
        check_note(note, log["log_key"], leaves)
    witness = cosigned.splitlines()[-1].split(" ")[1]
    vkeys = [body["log_key"] for kind, body in events if kind == "region.enrolled"]
    check_note(cosigned, [vkey for vkey in vkeys if vkey.startswith(witness + "+")][-1], leaves, kind=4)
    print(f"  {len(entries)} entries, each approved, give the roots of {len(notes)} checkpoints; cosigned by {witness}")
    print(f"  fingerprint {fingerprint(log, officers)}")
    return log
def open_package(find, log, region):
    print(f"package to {region}:")
    file = find(f"{region}-*.kmspkg").read_bytes()
    jws = json.loads(file)
    (signature,) = jws["signatures"]  # RFC 7515, general JSON
    message = f"{signature['protected']}.{jws['payload']}".encode()
    signed("its sender", bytes.fromhex(log["identity_key"]), from_base64url(signature["signature"]), message)
    package = json.loads(from_base64url(jws["payload"]))
    need(package["to"]["region"] == region, f"the package is to {package['to']['region']}")
    need(sha(file).hex() in log["digests"], "the sender's log does not name the package")
    content = sha(canonical(package | {"request": None, "approvals": []})).hex()
    need(package["request"]["request"]["payload"] == content, "the officers approved another content")
    check_approvals(log, package, log["k"])
    check_note(package["checkpoint"], log["log_key"], log["leaves"])
    transport, joined = package["transport"], bytes(32)
    for number, check in enumerate(transport["components"], 1):
        image = json.loads(find(f"{region}-{transport['id'][:8]}-{number}of*.component.json").read_text("utf-8"))
        need(image.pop("check") == check == sha(canonical(image)).hex(), f"component {number} was altered")
        joined = bytes(a ^ b for a, b in zip(joined, bytes.fromhex(image["component"]), strict=True))
    need(check_value("AES-256", joined) == transport["kcv"], "the components join to another transport key")
    keys = {}
    for key in package["keys"]:
        header, value = psec.tr31.unwrap(joined, key["key_block"])  # ANSI X9.143
        need(header.blocks["LB"] == f"{key['kind']}/{region}/v{key['version']}", f"{key['key_id']}: another label")
        need(check_value(key["algorithm"], value) == key["kcv"], f"{key['key_id']}: another check value")
        keys[key["key_id"]] = value, key
    print(f"  signed and logged by its sender, approved; {len(keys)} keys opened, their check values agree")
    return keys
def main(folder, province, city):
    def find(pattern):
        found = sorted(pathlib.Path(folder).rglob(pattern))
        return found[-1] if found else sys.exit(print(f"no {pattern} in {folder}", file=sys.stderr) or 2)
    sender = json.loads(from_base64url(json.loads(find(f"{province}-*.kmspkg").read_bytes())["payload"]))["from"]
    above = open_package(find, read_log(find, sender["region"]), province)
    below = open_package(find, read_log(find, province), city)
    derived = [(value, key) for value, key in below.values() if key["parent"] in above]
    for value, key in derived:
        parent, about = above[key["parent"]]
        need(derive(parent, about["algorithm"], key) == value, f"{key['key_id']}: does not come from its parent")
    need(derived, f"no key of {city} comes from one of {province}")
    print(f"  {len(derived)} of them recomputed from keys of {province}: all that have a parent there")
    print("all of it holds")
if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(print(__doc__, file=sys.stderr) or 2)
    try:
        main(*sys.argv[1:])
    except Exception as error:
        sys.exit(f"does not hold: {error or type(error).__name__}")
