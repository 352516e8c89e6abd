"""Other people's programs judge this one: on random inputs, on public vectors and on the demo's own files.

Nothing of this project's code is used, only what the formats say; beside each check stands a control that must fail.
Arguments: the program, the file that holds the JSON of `kms demo --json`, and the folder with handover records that the
example `handover_records` wrote. `KMS_LAB=whole` makes the random inputs
as many as they ever are, `KMS_LAB_SEED` repeats those of an earlier run. Exit status 1 where any check fails.
"""

import sys

import alone
import by_browser
import by_jose
import by_log
import by_openssl
import by_psec
import by_pycryptodome
import by_record
import demo
import public_vectors
from bench import Bench, Kms
from files import Demo

ON_VECTORS = (by_openssl, by_pycryptodome, by_psec, by_jose, by_log, public_vectors)
ON_THE_DEMO = (demo, by_jose, by_log, alone)


def main():
    bench, kms = Bench(), Kms(sys.argv[1])
    files = Demo(sys.argv[2], kms)
    try:
        for judge in ON_VECTORS:
            judge.judge(bench, kms)
        for judge in ON_THE_DEMO:
            judge.judge_demo(bench, files)
        by_record.judge_demo(bench, files)
        by_record.judge_records(bench, sys.argv[3])
        by_browser.judge_printed(bench, sys.argv[3], files)
    finally:
        print(f"judges: {bench.passed} passed, {bench.failed} failed, {len(bench.left_out)} not run")
    sys.exit(1 if bench.failed else 0)


if __name__ == "__main__":
    main()
