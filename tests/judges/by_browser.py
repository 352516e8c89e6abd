"""The printed form of handover records: Chromium prints it, poppler counts and draws its pages, zbar reads its code."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench import base64url

PROGRAMS = ("chromium", "pdfinfo", "pdftoppm", "pdftotext", "zbarimg")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-default-apps --disable-extensions --no-pdf-header-footer"
).split()
LANGUAGES = {"zh": ("密钥载体交接记录", "签名", "盖章处", "保密协议"), "en": ("handover record", "Signature", "Seal", "agreement")}
# How many carriers, and how many pages that takes.
PAGES = {1: 1, 10: 1, 25: 2, 60: 2}


def run(*command):
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def to_pdf(page, work):
    pdf = work / f"{page.stem}.pdf"
    home = {"HOME": str(work), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    command = ["chromium", *FLAGS, f"--user-data-dir={work}/profile", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60, env=os.environ | home)
    return pdf


def code_says(record):
    """The five lines that the code on a record's paper must say."""
    payload = base64url(json.loads(record)["payload"])
    origin, size, root = json.loads(payload)["checkpoint"].split("\n")[:3]
    base64.b64decode(root, validate=True)
    return ["kms-handover-record 1", f"sha256 {hashlib.sha256(payload).hexdigest()}", origin, size, root]


def scan(pdf, work):
    """What a scanner reads from the paper's first page, at the resolution of an office printer."""
    run("pdftoppm", "-r", 150, "-f", 1, "-l", 1, "-png", "-singlefile", pdf, work / "page")
    return run("zbarimg", "-q", "--raw", work / "page.png").strip().split("\n")


def judge_paper(bench, what, page, record, language, work):
    """What holds of every record on paper; the PDF, and its text."""
    pdf = bench.check(what, to_pdf, page, work)
    text = run("pdftotext", "-layout", pdf, "-")
    bench.verdict(all(word in text for word in LANGUAGES[language]), f"{what}: title, signatures, seals, requirements")
    expected = code_says(record.read_bytes())
    bench.verdict(scan(pdf, work) == expected, f"{what}: its code names the record and its log (zbar)")
    return pdf, text


def judge_page(bench, folder, work, count, language):
    what = f"handover record of {count} carriers, printed ({language}, Chromium)"
    page, record = folder / f"{count}.{language}.html", folder / f"{count}.kmsrecord"
    pdf, text = judge_paper(bench, what, page, record, language, work)
    info = run("pdfinfo", pdf)
    pages = int(re.search(r"Pages:\s+(\d+)", info)[1])
    bench.verdict(pages == PAGES[count] and "(A4)" in info, f"{what}: {pages} pages of A4")
    serials = re.findall(r"^\s*\d+\s+(MC-\d{4})\s", text, re.MULTILINE)
    bench.verdict(len(set(serials)) == len(serials) == count, f"{what}: {len(serials)} rows, each whole on one page")
    heading = {"zh": "封签号", "en": "Serial"}[language]
    with_rows = [page for page in text.split("\f") if re.search(r"^\s*\d+\s+MC-\d{4}\s", page, re.MULTILINE)]
    bench.verdict(all(heading in page for page in with_rows), f"{what}: each page of rows has the heading")
    return pdf


def judge_printed(bench, folder, demo):
    """`folder`: what the example `handover_records` wrote."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing:
        bench.leave_out(f"handover records, printed: no {', '.join(missing)} here")
        return
    folder = Path(folder)
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        for record, page in demo.handovers:
            judge_paper(bench, "handover record of the demo, printed (zh, Chromium)", page, record, "zh", work)
        for count in PAGES:
            for language in LANGUAGES:
                pdf = judge_page(bench, folder, work, count, language)
        other = code_says((folder / "1.kmsrecord").read_bytes())
        bench.verdict(scan(pdf, work) != other, "the code on one paper is not another record's")
