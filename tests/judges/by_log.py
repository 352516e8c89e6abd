"""The audit log: RFC 6962 trees by tamperlog, signed notes by pyca/cryptography after the text of C2SP, and both by
Go's own packages where Go and Debian's golang-golang-x-mod-dev are there.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench import base64url, canonical, flip, plan, reproduces
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from files import MINISTRY, PROVINCE
from tamperlog import ProofError
from tamperlog.merkle import consistency_proof, inclusion_proof, leaf_hashes_for, merkle_root, verify_consistency

GO_PACKAGES = Path("/usr/share/gocode")


def b64(data):
    return base64.b64encode(data).decode()


# --- random trees and their proofs --------------------------------------------------------------------


def any_tree(dice):
    return leaf_hashes_for([dice.randbytes(dice.randint(0, 40)) for _ in range(dice.randint(1, 70))])


def any_root(dice):
    leaves = [dice.randbytes(dice.randint(0, 40)) for _ in range(dice.randint(0, 70))]
    output = merkle_root(leaf_hashes_for(leaves)).hex()
    return {"algorithm": "RFC6962-root", "inputs": {"leaves": [leaf.hex() for leaf in leaves]}, "output": output}


def spoilt(dice, proof, root):
    """The proof and the root, or one bit of them flipped or the last hash cut off, and whether they are right."""
    how = dice.randint(0, 3)
    if how == 1 and proof:
        at = dice.randrange(len(proof))
        return [*proof[:at], flip(proof[at], dice.randrange(32)), *proof[at + 1 :]], root, "invalid"
    if how == 2 and proof:
        return proof[:-1], root, "invalid"
    if how == 3:
        return proof, flip(root, dice.randrange(32)), "invalid"
    return proof, root, "valid"


def any_inclusion(dice):
    tree = any_tree(dice)
    index = dice.randrange(len(tree))
    proof, root, output = spoilt(dice, inclusion_proof(index, tree), merkle_root(tree))
    inputs = {"leafIdx": index, "treeSize": len(tree), "leafHash": b64(tree[index]), "root": b64(root)}
    inputs["proof"] = [b64(one) for one in proof]
    return {"algorithm": "RFC6962-inclusion", "inputs": inputs, "output": output}


def any_consistency(dice):
    tree = any_tree(dice)
    old = dice.randint(1, len(tree))
    proof, root, output = spoilt(dice, consistency_proof(old, tree), merkle_root(tree))
    inputs = {"size1": old, "size2": len(tree), "root1": b64(merkle_root(tree[:old])), "root2": b64(root)}
    inputs["proof"] = [b64(one) for one in proof]
    return {"algorithm": "RFC6962-consistency", "inputs": inputs, "output": output}


# --- random notes, after C2SP's signed-note, tlog-checkpoint and tlog-cosignature ------------------------


def key_id(name, kind, public):
    return hashlib.sha256(f"{name}\n".encode() + bytes([kind]) + public).digest()[:4]


def signature_line(name, kind, public, value):
    return f"— {name} {b64(key_id(name, kind, public) + value)}\n"


def any_name(dice):
    return f"kms/{dice.choice(['province', 'municipality'])}/{dice.randint(110000, 659999)}/{dice.randbytes(8).hex()}"


def any_checkpoint(dice):
    secret, origin = dice.randbytes(32), any_name(dice)
    size, root = dice.randint(0, 2**40), dice.randbytes(32)
    key = Ed25519PrivateKey.from_private_bytes(secret)
    body = f"{origin}\n{size}\n{b64(root)}\n"
    note = f"{body}\n{signature_line(origin, 1, key.public_key().public_bytes_raw(), key.sign(body.encode()))}"
    inputs = {"secret": secret.hex(), "origin": origin, "size": size, "root": root.hex()}
    return {"algorithm": "C2SP-tlog-checkpoint", "inputs": inputs, "output": note}


def any_cosignature(dice):
    secret, name, time = dice.randbytes(32), any_name(dice), dice.randint(1, 2**40)
    note = any_checkpoint(dice)["output"]
    key = Ed25519PrivateKey.from_private_bytes(secret)
    body = note.partition("\n\n")[0] + "\n"
    value = time.to_bytes(8, "big") + key.sign(f"cosignature/v1\ntime {time}\n{body}".encode())
    output = signature_line(name, 4, key.public_key().public_bytes_raw(), value)
    inputs = {"secret": secret.hex(), "name": name, "time": time, "note": note}
    return {"algorithm": "C2SP-tlog-cosignature", "inputs": inputs, "output": output}


def any_note(dice):
    """A checkpoint to be opened with its key, every other time with one character of its size or signature changed."""
    made = any_checkpoint(dice)
    secret, note, name = made["inputs"]["secret"], made["output"], made["inputs"]["origin"]
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw()
    vkey = f"{name}+{key_id(name, 1, public).hex()}+{b64(bytes([1]) + public)}"
    right = dice.randint(0, 1)
    if not right:
        at = dice.choice([note.index("\n") + 1, len(note) - dice.randint(10, 80)])
        note = note[:at] + ("8" if note[at] == "7" else "7") + note[at + 1 :]
    inputs = {"vkey": vkey, "note": note}
    return {"algorithm": "C2SP-signed-note", "inputs": inputs, "output": "valid" if right else "invalid"}


KINDS = {
    "RFC 6962 roots (tamperlog)": any_root,
    "RFC 6962 inclusion proofs, right and wrong (tamperlog)": any_inclusion,
    "RFC 6962 consistency proofs, right and wrong (tamperlog)": any_consistency,
    "checkpoints (C2SP by cryptography)": any_checkpoint,
    "cosignatures (C2SP by cryptography)": any_cosignature,
    "signed notes, right and wrong (C2SP by cryptography)": any_note,
}


def judge(bench, kms):
    for what, one in KINDS.items():
        count, dice = plan(what, 200, 10_000)
        reproduces(bench, kms, what, [one(dice) for _ in range(count)])


# --- the demo's logs ----------------------------------------------------------------------------------


def judge_roots(bench, demo, region):
    """The root at each checkpoint, from the exported entries."""
    _, entries, notes = demo.export(region)
    stated = [note.split("\n")[1:3] for note in [*notes, demo.cosigned(region)]]

    def check(entries):
        leaves = leaf_hashes_for([canonical(entry) for entry in entries])
        for size, root in stated:
            assert len(leaves) >= int(size), f"no {size} entries"
            assert b64(merkle_root(leaves[: int(size)])) == root, f"another root at {size}"

    what = f"log of {region}: the roots of {len(stated)} checkpoints (tamperlog)"
    bench.check(what, check, entries)
    middle = len(entries) // 2
    swapped = [*entries[:middle], entries[middle + 1], entries[middle], *entries[middle + 2 :]]
    bench.refuse(f"{what}, two entries swapped", AssertionError, check, swapped)
    bench.refuse(f"{what}, one entry cut off", AssertionError, check, entries[:-1])
    return leaf_hashes_for([canonical(entry) for entry in entries])


def judge_consistency(bench, demo, region, leaves):
    """The consistency proofs in the packages that this region sent."""
    cases = []
    for (sender, _), files in demo.packages.items():
        if sender == region:
            package = json.loads(base64url(json.loads(Path(files["path"]).read_bytes())["payload"]))
            size, root = package["checkpoint"].split("\n")[1:3]
            for one in package["consistency"]:
                proof = [bytes.fromhex(node) for node in one["proof"]]
                old = merkle_root(leaves[: one["size"]])
                cases.append((one["size"], old, int(size), base64.b64decode(root), proof))
    what = f"packages of {region}: {len(cases)} consistency proofs (tamperlog)"

    def check():
        assert cases, "no proof"
        for case in cases:
            verify_consistency(*case)

    bench.check(what, check)
    altered = [(*case[:3], flip(case[3], 9), case[4]) for case in cases]
    bench.refuse_each(f"{what}, one bit of the root flipped", ProofError, verify_consistency, altered)
    altered = [(*case[:4], [flip(case[4][0], 9), *case[4][1:]]) for case in cases if case[4]]
    bench.refuse_each(f"{what}, one bit of the proof flipped", ProofError, verify_consistency, altered)


def build_note(folder):
    """Compiles note.go with Debian's packages; nothing where they are not there."""
    if not shutil.which("go") or not (GO_PACKAGES / "src/golang.org/x/mod/sumdb/note").is_dir():
        return None
    program, source = Path(folder) / "note", Path(__file__).with_name("note.go")
    settings = {"GO111MODULE": "off", "GOPATH": str(GO_PACKAGES), "GOCACHE": str(Path(folder) / "cache")}
    subprocess.run(["go", "build", "-o", program, source], check=True, env=os.environ | settings)
    return program


def judge_by_go(bench, demo, region):
    """note.go on the region's export, and on the same with one bit flipped here and there."""
    what = f"log of {region} (golang.org/x/mod/sumdb)"
    name = demo.cosigned(region).splitlines()[-1].split(" ")[1]
    enrolled = [entry["event"]["body"].get("log_key", "") for entry in demo.export(region)[1]]
    (witness,) = [vkey for vkey in enrolled if vkey.startswith(f"{name}+")]
    with tempfile.TemporaryDirectory() as folder:
        program = build_note(folder)
        if not program:
            bench.leave_out(f"{what}: no Go with golang-golang-x-mod-dev here")
            return
        export, cosigned = Path(folder) / "export", Path(folder) / "cosigned"

        def check(data, note):
            export.write_bytes(data)
            cosigned.write_bytes(note)
            subprocess.run([program, export, cosigned, witness], check=True, capture_output=True)

        data = (demo.folder / f"{region}.audit.jsonl").read_bytes()
        note = demo.cosigned(region).encode()
        bench.check(what, check, data, note)
        entry, checkpoint = data.rindex(b'"version":') + 10, data.rindex(b'"checkpoint":"kms') + 16
        cases = [(flip(data, at), note) for at in (entry, checkpoint)]
        cases += [(data, flip(note, at)) for at in (note.index(b"\n") + 1, len(note) - 20, note.index(b" kms/") + 70)]
        bench.refuse_each(f"{what}, one bit flipped", subprocess.CalledProcessError, check, cases)


def judge_demo(bench, demo):
    for region in (MINISTRY, PROVINCE):
        leaves = judge_roots(bench, demo, region)
        judge_consistency(bench, demo, region, leaves)
        judge_by_go(bench, demo, region)
