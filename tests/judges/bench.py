"""What the judges share: verdicts and their count, seeded choices, the program under judgement, and plain encodings."""

import base64
import json
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path


# Vectors in one file for the program, which takes files of 16 MiB.
BATCH = 1_000


class Bench:
    """Runs checks and counts them."""

    def __init__(self):
        self.passed = self.failed = 0
        self.left_out = []

    def check(self, what, action, *arguments):
        """`action` must succeed; returns what it returned."""
        try:
            result = action(*arguments)
        except Exception as error:  # a judge gives a verdict, it does not crash
            self.verdict(False, f"{what}: {type(error).__name__} {error}")
            raise
        self.verdict(True, what)
        return result

    def refuse(self, what, refusal, action, *arguments):
        """`action` must fail, and with `refusal`: the proof that the check before it can fail."""
        try:
            action(*arguments)
        except refusal:
            self.verdict(True, f"{what}: refused")
        else:
            self.verdict(False, f"{what}: accepted")

    def refuse_each(self, what, refusal, action, cases):
        """`action` must fail with `refusal` on each of the cases, tuples of arguments."""
        accepted = 0
        for arguments in cases:
            try:
                action(*arguments)
                accepted += 1
            except refusal:
                pass
        self.verdict(cases and not accepted, f"{what}: {len(cases) - accepted} of {len(cases)} refused")

    def verdict(self, good, what):
        self.passed += bool(good)
        self.failed += not good
        print("ok  " if good else "FAIL", what, flush=True)

    def leave_out(self, what):
        """Something that cannot be judged here; it counts as neither passed nor failed."""
        self.left_out.append(what)
        print("not run:", what, flush=True)


def plan(name, sample, whole):
    """How often an experiment is done and its choices, decided and printed as the laboratory's `plan` does."""
    count = whole if os.environ.get("KMS_LAB") == "whole" else sample
    seed = int(os.environ.get("KMS_LAB_SEED") or time.time_ns())
    print(f"{name}: {count} of {whole}, KMS_LAB_SEED={seed}")
    return count, random.Random(f"{name} {seed}")


class Kms:
    """The program under judgement."""

    def __init__(self, path):
        self.path = Path(path)

    def run(self, *arguments):
        """Runs a command that must succeed."""
        subprocess.run([self.path, *arguments], check=True, capture_output=True)

    def self_test(self, vectors):
        """Exit code and report of `kms self-test --vectors` on a list of `{algorithm, inputs, output}`."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "vectors.json"
            file.write_text(json.dumps(vectors))
            command = [self.path, "self-test", "--vectors", file, "--json"]
            done = subprocess.run(command, capture_output=True)
        return done.returncode, json.loads(done.stdout or done.stderr)


def reproduces(bench, kms, what, vectors):
    """The program must compute each output that a judge computed; with one altered, must deny that one alone."""
    batches = [vectors[start : start + BATCH] for start in range(0, len(vectors), BATCH)]
    results = [kms.self_test(batch) for batch in batches]
    passed = sum(report.get("passed", 0) for _, report in results)
    good = passed == len(vectors) > 0 and all(code == 0 for code, _ in results)
    bench.verdict(good, f"{what}: {passed} of {len(vectors)} reproduced")
    altered, middle = [*batches[0]], len(batches[0]) // 2
    altered[middle] = altered[middle] | {"output": another(altered[middle]["output"])}
    code, report = kms.self_test(altered)
    denied = [failure["index"] for failure in report.get("failures", [])]
    good = code == 3 and denied == [middle] and report["passed"] == len(altered) - 1
    bench.verdict(good, f"{what}, one output altered: that one refused, no other")


def another(output):
    """Another output of the same form, one bit away where it is bytes or plain text."""
    if output in ("valid", "invalid"):
        return "invalid" if output == "valid" else "valid"
    middle = len(output) // 4
    try:
        return flip(bytes.fromhex(output), middle).hex()
    except ValueError:
        return flip(output.encode(), middle).decode()


def flip(data, position):
    """The same bytes with one bit turned over."""
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


def canonical(value):
    """RFC 8785, for the strings and small integers that occur here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def base64url(text):
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
