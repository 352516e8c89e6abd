"""The files that `kms demo --json` leaves behind, read as a stranger would."""

import json
from pathlib import Path

MINISTRY, PROVINCE, CITY = "000000", "410000", "410100"


class Demo:
    def __init__(self, path, kms):
        """`path`: the file that holds the demo's JSON; `kms`: the program that made it."""
        self.kms = kms
        demo = json.loads(Path(path).read_text())
        self.folder = Path(demo["folder"])
        self.keys = demo["keys"]
        self.keystores = {keystore["region"]: keystore for keystore in demo["keystores"]}
        self.packages = {(files["from"], files["to"]): files for files in demo["packages"]}
        self.handovers = [(Path(one["record"]), Path(one["page"])) for one in demo["handovers"]]
        self.receipts = {Path(path).name[:6]: Path(path).read_bytes() for path in demo["receipts"]}

    def export(self, region):
        """The exported audit log of `region`: its verifier key, entries as they were logged, and checkpoints."""
        lines = (self.folder / f"{region}.audit.jsonl").read_text().splitlines()
        lines = [json.loads(line) for line in lines]
        (log_key,) = [line["key"]["log"] for line in lines if "log" in line.get("key", {})]
        entries = [line["entry"] for line in lines if "entry" in line]
        return log_key, entries, [line["checkpoint"] for line in lines if "checkpoint" in line]

    def cosigned(self, region):
        """The last checkpoint of `region` with the cosignature of the keystore below it."""
        return (self.folder / f"{region}.cosigned").read_text()

    def identity(self, region):
        """The identity of `region` as the keystore above enrolled it."""
        _, entries, _ = self.export(PROVINCE)
        events = [entry["event"] for entry in entries if entry["event"]["type"] == "region.enrolled"]
        (body,) = [event["body"] for event in events if event["body"]["region"] == region]
        return body | {"suite": 1}

    def identity_key(self, region):
        """From the first entry of the region's own log; of one without an export, from its enrolment above."""
        exported = (self.folder / f"{region}.audit.jsonl").exists()
        wanted = "keystore.created" if exported else "region.enrolled"
        _, entries, _ = self.export(region if exported else PROVINCE)
        events = [entry["event"] for entry in entries if entry["event"]["type"] == wanted]
        (body,) = [event["body"] for event in events if event["body"]["region"] == region]
        return bytes.fromhex(body["identity_key"])
