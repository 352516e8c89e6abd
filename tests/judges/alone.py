"""`from_packages_alone.py`, as a stranger runs it: on the demo's files, and on the same files tampered with."""

import contextlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import from_packages_alone
from bench import flip
from files import CITY, MINISTRY, PROVINCE

SCRIPT = Path(__file__).with_name("from_packages_alone.py")


def run(folder):
    done = subprocess.run([sys.executable, "-B", SCRIPT, folder, PROVINCE, CITY], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def changed(mark, offset):
    """Changes the character `offset` behind the last occurrence of `mark` to another one of base64 and hex."""

    def tamper(data):
        at = data.rindex(mark) + len(mark) + offset
        return data[:at] + (b"B" if data[at : at + 1] in b"Aa" else b"A") + data[at + 1 :]

    return tamper


def flipped(mark, offset):
    """Flips the lowest bit of the byte `offset` behind the last occurrence of `mark`."""
    return lambda data: flip(data, data.rindex(mark) + len(mark) + offset)


def line(change):
    """Changes the list of a log export's lines."""

    def tamper(data):
        lines = data.splitlines(keepends=True)
        change(lines)
        return b"".join(lines)

    return tamper


def without_last_entry(lines):
    del lines[max(index for index, text in enumerate(lines) if text.startswith(b'{"entry"'))]


def without_approvals_of_the_last(lines):
    index = max(index for index, text in enumerate(lines) if text.startswith(b'{"entry"'))
    last = json.loads(lines[index])
    last["entry"]["approvals"] = []
    lines[index] = json.dumps(last).encode() + b"\n"


def with_approvals_of_another(lines):
    """An entry that holds the request and the approvals of the one before it."""
    index = max(index for index, text in enumerate(lines) if text.startswith(b'{"entry"'))
    earlier, last = (json.loads(lines[at]) for at in (index - 1, index))
    for member in ("request", "approvals"):
        last["entry"][member] = earlier["entry"][member]
    lines[index] = json.dumps(last).encode() + b"\n"


def without_an_approval(lines):
    index = next(index for index, text in enumerate(lines) if text.startswith(b'{"entry"'))
    first = json.loads(lines[index])
    del first["entry"]["approvals"][1:]
    lines[index] = json.dumps(first).encode() + b"\n"


ANOTHER_CITY = "410200"
WITNESS = f" kms/municipality/{CITY}/".encode()  # then 36 characters of its id, a space, 16 of key id and time
TAMPERING = [
    ("package's payload", f"packages/{CITY}-0001.kmspkg", changed(b'"payload":"', 1000), "of its sender is wrong"),
    ("package's signature", f"packages/{PROVINCE}-*.kmspkg", changed(b'"signature":"', 7), "of its sender is wrong"),
    ("component", f"carrier-1/{CITY}-*1of2.component.json", changed(b'"component":"', 5), "component 1 was altered"),
    ("entry's event", f"{PROVINCE}.audit.jsonl", flipped(b'"event":{"body":{', 16), "something else was approved"),
    ("entry's time", f"{PROVINCE}.audit.jsonl", flipped(b'"time":"', 3), "has another root at"),
    ("entry's approval", f"{PROVINCE}.audit.jsonl", changed(b'"signature":"', 8), "is wrong"),
    ("entry's request", f"{MINISTRY}.audit.jsonl", flipped(b'"action":"', 0), "is wrong"),
    ("exported checkpoint's origin", f"{MINISTRY}.audit.jsonl", flipped(b'"checkpoint":"kms/', 0), "is wrong"),
    ("checkpoint's signature", f"{PROVINCE}.cosigned", changed(b" kms/province/", 60), f"kms/province/{PROVINCE}"),
    ("cosignature's time", f"{PROVINCE}.cosigned", changed(WITNESS, 37 + 14), f"kms/municipality/{CITY}"),
]


def judge_demo(bench, demo):
    name = SCRIPT.name
    code, said = run(demo.folder)
    bench.verdict(code == 0 and said.endswith("all of it holds\n"), f"{name}: {said.splitlines()[-1]}")
    for what, pattern, tamper, expected in TAMPERING:
        refuse(bench, demo, f"{what} changed", pattern, tamper, expected)
    refuse(bench, demo, "last entry cut off", f"{PROVINCE}.audit.jsonl", line(without_last_entry), "another root")
    refuse(bench, demo, "approvals taken away", f"{PROVINCE}.audit.jsonl", line(without_an_approval), "approvals")
    moved = line(with_approvals_of_another)
    refuse(bench, demo, "approvals of another entry", f"{PROVINCE}.audit.jsonl", moved, "something else was approved")
    other = Path(demo.packages[PROVINCE, ANOTHER_CITY]["path"]).read_bytes()
    refuse(bench, demo, "another city's package", f"packages/{CITY}-0001.kmspkg", lambda _: other, "is to 410200")
    judge_later(bench, demo)
    for function, expected in SPOILT.items():
        judge_spoilt(bench, demo, function, expected)


def judge_later(bench, demo):
    """The log as it goes on: one custodian, after a wrong passphrase, suspends a key. Then as if nobody had."""
    keystore = demo.keystores[PROVINCE]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(demo.folder, copy, dirs_exist_ok=True)
        name, right = keystore["passphrase_files"][0].split("=")
        wrong = copy / "wrong.txt"
        wrong.touch(0o600)
        wrong.write_text("seven tall cranes fly home\n")
        suspend = ["--keystore", copy / f"{PROVINCE}.kms", "key", "suspend", "IRK/A1/v1", "--reason", "exercise"]
        tried = [*suspend, "--passphrase-file", f"{name}={wrong}"]
        bench.refuse("a wrong passphrase", subprocess.CalledProcessError, demo.kms.run, *tried)
        demo.kms.run(*suspend, "--passphrase-file", f"{name}={right}")
        lose_a_carrier(demo.kms, copy, keystore["passphrase_files"])
        export = copy / f"{PROVINCE}.audit.jsonl"
        export.unlink()
        demo.kms.run("--keystore", copy / f"{PROVINCE}.kms", "audit", "export", "--out", export)
        code, said = run(copy)
        data = export.read_bytes()
        good = code == 0 and all(what in data for what in (b'"attempt"', b'"key.suspend"', b'"reported-lost"'))
        what = f"{SCRIPT.name}, after a wrong passphrase and a key suspended and a carrier lost by one"
        bench.verdict(good, f"{what}: {said.splitlines()[-1]}")
        export.write_bytes(line(without_approvals_of_the_last)(data))
        code, said = run(copy)
        good = code == 1 and "fewer than 1 approvals" in said
        bench.verdict(good, f"{SCRIPT.name}, as if nobody had approved it: {said.splitlines()[-1]}")


def lose_a_carrier(kms, folder, passphrase_files):
    """Two officers take a carrier into the register, one reports it lost."""
    notice = folder / "notice.txt"
    notice.write_text("notice\n")
    serials = ["--prefix", "MC-", "--digits", "1", "--first", "1", "--last", "1"]
    lot = ["lot", "LOT-1", "--kind", "wash-mother-card", *serials, "--notice", notice]
    register = ["register", "MC-1", "--lot", "LOT-1", "--place", "A", "--custodian", passphrase_files[0].split("=")[0]]
    lost = ["report-lost", "MC-1", "--confirm", "MC-1"]
    for count, command in (2, lot), (2, register), (1, lost):
        signed = [word for file in passphrase_files[:count] for word in ("--passphrase-file", file)]
        kms.run("--keystore", folder / f"{PROVINCE}.kms", "carrier", *command, *signed)


# A sender who signs what does not fit together cannot be had from the demo. So each computation of the script gives
# another result, one at a time, and the script must notice.
SPOILT = {
    "derive": "does not come from its parent",
    "check_value": "another transport key",
    "root": "something else was approved",
}


def judge_spoilt(bench, demo, function, expected):
    def spoilt(*arguments):
        result = right(*arguments)
        return flip(result, 2) if isinstance(result, bytes) else result[::-1]

    right = getattr(from_packages_alone, function)
    setattr(from_packages_alone, function, spoilt)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            from_packages_alone.main(demo.folder, PROVINCE, CITY)
        told = "nothing noticed"
    except ValueError as error:
        told = str(error)
    finally:
        setattr(from_packages_alone, function, right)
    bench.verdict(expected in told, f"{SCRIPT.name}, {function} gives another result: {told}")


def refuse(bench, demo, what, pattern, tamper, expected):
    """The script must end with 1 and say why, on a copy with one file tampered with."""
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(demo.folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.kms", "passphrases"))
        (path,) = Path(copy).glob(pattern)
        path.write_bytes(tamper(path.read_bytes()))
        code, said = run(copy)
    told = said.splitlines()[-1]
    good = code == 1 and told.startswith("does not hold:") and expected in told
    bench.verdict(good, f"{SCRIPT.name}, {what}: {told.removeprefix('does not hold: ')}")
