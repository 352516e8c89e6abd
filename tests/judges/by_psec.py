"""psec and this program open one another's X9.143 key blocks: random keys, every algorithm, every optional block."""

import json
import subprocess
import warnings

import psec
from bench import plan, reproduces
from cryptography.utils import CryptographyDeprecationWarning

# psec makes versions A to C with a class that cryptography is about to move.
warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning, module="psec")

# Key lengths in bytes by the algorithm's letter; 4 is this system's own, for SM4.
KEY_LENGTHS = {"A": (16, 24, 32), "T": (16, 24), "4": (16,), "D": (8,), "H": (20, 32)}
USAGES = ["B0", "B1", "B3", "C0", "D0", "E0", "E6", "K0", "K1", "M3", "M6", "P0", "V2", "10", "99"]
MODES = list("BCDEGNSTVXY1")
HEX, DIGITS, PRINTABLE = "0123456789ABCDEF", "0123456789", "".join(map(chr, range(0x20, 0x7F)))
# The optional blocks of X9.143:2021 but for the padding PB, which both programs make, and two of our own.
OPTIONAL = ["AL", "BI", "CT", "DA", "FL", "HM", "IK", "KC", "KP", "KS", "KV", "LB", "PK", "TC", "TS", "WP", "10", "ZZ"]


def characters(dice, choices, least, most):
    return "".join(dice.choice(choices) for _ in range(dice.randint(least, most)))


def data_of(dice, block_id):
    """Data of the form that the standard gives this optional block; of any form for our own."""
    if block_id in ("KC", "KP"):
        return "01" + characters(dice, HEX, 10, 10)
    if block_id in ("TC", "TS"):
        return f"20{characters(dice, DIGITS, 12, 12)}Z"
    if block_id in ("CT", "DA", "LB", "ZZ"):
        return characters(dice, PRINTABLE, 0, 400)
    return characters(dice, HEX, 2, 24)


def any_key(dice, algorithm):
    """What a block says: header, optional blocks and the key."""
    chosen = dice.sample(OPTIONAL, dice.randint(0, 6))
    return {
        "usage": dice.choice(USAGES),
        "algorithm": algorithm,
        "mode": dice.choice(MODES),
        "version": dice.choice(["00", "c1", characters(dice, DIGITS, 2, 2)]),
        "exportability": dice.choice("ENS"),
        "optional": [[block_id, data_of(dice, block_id)] for block_id in chosen],
        "key": dice.randbytes(dice.choice(KEY_LENGTHS[algorithm])).hex(),
    }


def wrapped_by_psec(kbpk, key, version="D"):
    fields = [key[name] for name in ("usage", "algorithm", "mode", "version", "exportability")]
    header = psec.tr31.Header(version, *fields)
    for block_id, data in key["optional"]:
        header.blocks[block_id] = data
    return psec.tr31.wrap(kbpk, header, bytes.fromhex(key["key"]))


def opened_by_psec(kbpk, block):
    header, key = psec.tr31.unwrap(kbpk, block)
    return {
        "usage": header.key_usage,
        "algorithm": header.algorithm,
        "mode": header.mode_of_use,
        "version": header.version_num,
        "exportability": header.exportability,
        "optional": [[block_id, data] for block_id, data in header.blocks.items()],
        "key": key.hex(),
    }


def another_digit(dice, block):
    """The block with one character of it, anywhere, another one of the same kind."""
    at = dice.randrange(len(block))
    choices = HEX if block[at] in HEX else PRINTABLE
    return block[:at] + dice.choice([one for one in choices if one != block[at]]) + block[at + 1 :]


class KeyBlocks:
    """The `key_blocks` example of the crate hsm."""

    def __init__(self, path):
        self.path = path

    def ask(self, questions):
        lines = "".join(json.dumps(question) + "\n" for question in questions)
        done = subprocess.run([self.path], input=lines, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


def judge_ours(bench, ours, count, dice):
    """What this program wraps, psec opens to the same."""
    keys = [any_key(dice, letter) for _ in range(count) for letter in KEY_LENGTHS]
    kbpks = [dice.randbytes(32) for _ in keys]
    answers = ours.ask([key | {"kbpk": kbpk.hex()} for key, kbpk in zip(keys, kbpks, strict=True)])
    blocks = [answer["key_block"] for answer in answers]
    same = sum(opened_by_psec(*pair) == key for *pair, key in zip(kbpks, blocks, keys, strict=True))
    bench.verdict(same == len(keys), f"our key blocks, opened by psec: {same} of {len(keys)} as they were")
    altered = [(kbpk, another_digit(dice, block)) for kbpk, block in zip(kbpks, blocks, strict=True)]
    bench.refuse_each("our key blocks with one character changed (psec)", ValueError, opened_by_psec, altered)
    letters = {(key["algorithm"], len(key["key"]) // 2) for key in keys}
    written = {block_id for key in keys for block_id, _ in key["optional"]}
    wanted = {(letter, length) for letter, lengths in KEY_LENGTHS.items() for length in lengths}
    bench.verdict(letters == wanted and written == set(OPTIONAL), "every algorithm, length and optional block occurred")


def judge_theirs(bench, kms, ours, count, dice):
    """What psec wraps, this program opens to the same, under protection keys of each length."""
    keys = [any_key(dice, letter) for _ in range(count) for letter in KEY_LENGTHS]
    kbpks = [dice.randbytes(dice.choice([16, 24, 32])) for _ in keys]
    blocks = [wrapped_by_psec(kbpk, key) for kbpk, key in zip(kbpks, keys, strict=True)]
    asked = [{"kbpk": kbpk.hex(), "key_block": block} for kbpk, block in zip(kbpks, blocks, strict=True)]
    same = sum(answer == key for answer, key in zip(ours.ask(asked), keys, strict=True))
    bench.verdict(same == len(keys), f"psec's key blocks, opened by us: {same} of {len(keys)} as they were")
    vectors = [{"algorithm": "TR31-D", "inputs": question, "output": key["key"]} for question, key in zip(asked, keys)]
    reproduces(bench, kms, "psec's key blocks (self-test)", vectors)
    altered = [question | {"key_block": another_digit(dice, question["key_block"])} for question in asked]
    refused(bench, ours, "psec's key blocks with one character changed", altered, "")
    judge_versions(bench, ours, keys, dice)


def judge_versions(bench, ours, keys, dice):
    """Versions A, B and C, of triple DES, are refused by name."""
    for version in "ABC":
        asked = []
        for key in keys:
            kbpk = dice.randbytes(dice.choice([16, 24]))
            asked.append({"kbpk": kbpk.hex(), "key_block": wrapped_by_psec(kbpk, key, version)})
        refused(bench, ours, f"psec's key blocks of version {version}", asked, f"BlockVersion('{version}')")


def refused(bench, ours, what, asked, reason):
    """All of these must be refused; where `reason` is given, for it or for a length that no version D has."""
    errors = [answer.get("error", "") for answer in ours.ask(asked)]
    allowed = (reason, "BlockSyntax(Size)") if reason else ()
    count = sum(error in allowed if reason else bool(error) for error in errors)
    named = f", {errors.count(reason)} by its version" if reason else ""
    good = count == len(asked) and (not reason or reason in errors)
    bench.verdict(good, f"{what}: {count} of {len(asked)} refused{named}")


def judge(bench, kms):
    ours = KeyBlocks(kms.path.parent / "examples" / "key_blocks")
    count, dice = plan("key blocks (psec), of each algorithm", 60, 2_000)
    judge_ours(bench, ours, count, dice)
    judge_theirs(bench, kms, ours, count, dice)
