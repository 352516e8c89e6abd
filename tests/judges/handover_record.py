"""Checks the record of a handover (kms-handover-record, version 1) with public libraries and nothing of the program.

Usage:   python3 handover_record.py RECORD [IDENTITY]
Needs:   pip install cryptography
Checks the officers' signatures over the record, the log's checkpoint, that each entry in the record stands in that log,
and that enough officers approved each. With IDENTITY, the file that the office exported, its keys are compared; without
it they are the record's own. What the rules of custody say, and that the record tells what its entries tell, is not
checked here: `kms handover verify` does that. The format is in crates/handover-record/RECORD.md.
Exit status: 0 all of it holds, 1 something does not, 2 wrong usage or a missing file.
"""
import base64, hashlib, json, pathlib, re, sys  # noqa: E401
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALL_K = ("handover.approved", "handover.extended", "handover.transferred", "application.accepted")
LEAST = {"custody.reported-lost": 1} | dict.fromkeys(ALL_K)  # other events of custody: 2

def need(holds, otherwise):
    if not holds:
        raise ValueError(otherwise)
def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def canonical(value):  # RFC 8785
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
def from_base64url(text):
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
def signed(whose, key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise ValueError(f"the signature of {whose} is wrong") from None
def thumbprint(key):  # RFC 7638
    x = base64.urlsafe_b64encode(key).rstrip(b"=").decode()
    return base64.urlsafe_b64encode(sha(canonical({"kty": "OKP", "crv": "Ed25519", "x": x}))).rstrip(b"=").decode()
def open_record(data):  # RFC 7515, general JSON; whose signatures, and the payload
    jws = json.loads(data)
    payload = from_base64url(jws["payload"])
    record = json.loads(payload)
    need(data == canonical(jws) and payload == canonical(record), "it is not canonical JSON")
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record["created"], re.A), "it was made at no time")
    need((record["type"], record["version"]) == ("kms-handover-record", 1), "it is no handover record of version 1")
    people = {officer["id"]: bytes.fromhex(officer["public_key"]) for officer in record["officers"]}
    names = {thumbprint(key): name for name, key in people.items()}
    signers = set()
    for one in jws["signatures"]:
        header = json.loads(from_base64url(one["protected"]))
        need((header["alg"], header["typ"]) == ("Ed25519", "kms-handover-record"), "it is signed as something else")
        need(header["kid"] in names, "somebody signed it who is no officer")
        message = f"{one['protected']}.{jws['payload']}".encode()
        signed(names[header["kid"]], people[names[header["kid"]]], from_base64url(one["signature"]), message)
        signers.add(names[header["kid"]])
    need(len(signers) >= 2, "fewer than two officers signed it")
    return record, payload, people, signers
def check_note(note, vkey):  # C2SP signed-note and tlog-checkpoint; how many entries, and their root
    (body, _, lines), (name, _, key) = note.partition("\n\n"), vkey.split("+", 2)
    origin, size, root = body.split("\n")
    need(origin == name, "the checkpoint is another log's")
    key = base64.b64decode(key)[1:]
    key_id = sha(name.encode(), b"\n\1", key)[:4]
    values = [base64.b64decode(line.split(" ")[2]) for line in lines.splitlines() if line.split(" ")[1] == name]
    (value,) = [value[4:] for value in values if value[:4] == key_id]
    signed("the checkpoint", key, value, f"{body}\n".encode())
    return int(size), base64.b64decode(root)
def root_of(leaf, index, size, proof):  # RFC 9162, 2.1.3.2
    node, last, found = index, size - 1, leaf
    for other in proof:
        need(last, "the proof is too long")
        if node % 2 or node == last:
            found = sha(b"\1", other, found)
            while node and not node % 2:
                node, last = node >> 1, last >> 1
        else:
            found = sha(b"\1", found, other)
        node, last = node >> 1, last >> 1
    need(not last, "the proof is too short")
    return found
def least(event, k):  # how many have to approve it
    if event["type"] != "custody.recorded":
        return k
    ((about, fact),) = event["body"]["what"].items()
    return LEAST.get(f"{about}.{fact['type']}", 2) or k
def check_approvals(entry, people, k):
    digest, count = sha(b"kms-request-v1\0", canonical(entry["request"])), least(entry["event"], k)
    need(len({one["officer"] for one in entry["approvals"]}) >= count, f"entry {entry['seq']}: too few approvals")
    for one in entry["approvals"]:
        whose = f"{one['officer']} in entry {entry['seq']}"
        signed(whose, people[one["officer"]], from_base64url(one["signature"]), digest)
    asked = entry["request"]["request"]
    body = {name: value for name, value in asked.items() if name not in ("action", "head", "seq")}
    same = body == entry["event"]["body"] and asked["seq"] == entry["seq"]
    need(same, f"entry {entry['seq']}: something else was approved")
def check_entries(record, people, size, root):
    numbers = [shown["seq"] for shown in record["entries"]]
    need(numbers[0] == 1 and numbers == sorted(set(numbers)), "the entries do not stand in order")
    for shown in record["entries"]:
        data, seq = from_base64url(shown["entry"]), shown["seq"]
        proof = [bytes.fromhex(node) for node in shown["proof"]]
        need(seq <= size, f"entry {seq} stands after the checkpoint")
        need(root_of(sha(b"\0", data), seq - 1, size, proof) == root, f"entry {seq} is not in the log")
        entry = json.loads(data)
        need(entry["seq"] == seq, f"entry {seq} says that it is {entry['seq']}")
        check_approvals(entry, people, record["k"])
        if entry["seq"] == 1:
            created = entry["event"]["body"]
            need(created["log_key"] == record["log_key"] and created["k"] == record["k"], "the log names another key")
            named = {one["id"]: bytes.fromhex(one["public_key"]) for one in created["custodians"]}
            need(named == people, "the log names other officers")
            need({one["officer"] for one in entry["approvals"]} == set(people), "not every officer founded the log")
        need(entry["time"] <= record["created"], f"the record is older than its entry {seq}")
def check(data, identity=None):
    record, payload, people, signers = open_record(data)
    if identity:
        own = {name: record[name] for name in ("suite", "rehearsal", "log_key", "k", "officers")} | record["keystore"]
        need(own == {name: identity[name] for name in own}, "the identity file is another office's")
    size, root = check_note(record["checkpoint"], record["log_key"])
    origin = "kms/{level}/{region}/{keystore}\n".format(**record["keystore"])
    need(record["checkpoint"].startswith(origin), "the checkpoint is another office's")
    check_entries(record, people, size, root)
    return record, sha(payload).hex(), size, signers
def main(file, identity=None):
    identity = identity and json.loads(pathlib.Path(identity).read_bytes())
    record, digest, size, signers = check(pathlib.Path(file).read_bytes(), identity)
    told = record["handover"]
    whom = "".join(one if one.isprintable() else "?" for one in told["organisation"])
    print(f"handover {told['handover']} to {whom}: {told['stage']}, {len(told['items'])} carriers")
    print(f"  signed by {', '.join(sorted(signers))}; sha256 {digest}")
    print(f"  {len(record['entries'])} entries, each approved, stand in the log of {size} entries")
    print("  keys: those of the identity file" if identity else "  keys: taken from the record itself; compare them")
if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(print(__doc__, file=sys.stderr) or 2)
    try:
        main(*sys.argv[1:])
    except FileNotFoundError as error:
        sys.exit(print(error, file=sys.stderr) or 2)
    except Exception as error:
        sys.exit(f"does not hold: {error or type(error).__name__}")
