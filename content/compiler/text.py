"""Bytes → text that a person can have meant, within the limits of what is read."""

import re

from content.compiler.findings import Findings

MOST_BYTES = 100_000
LONGEST_LINE = 4_000
# Tabs may stand in code.
CONTROL = re.compile(r"[^\n\t\x20-\x7e\xa0-\ud7ff\uf900-\U000effff]")


def read(data: bytes, findings: Findings, most: int = MOST_BYTES) -> str | None:
    if len(data) > most:
        findings.refuse(1, f"this file has {len(data):,} bytes", f"{most:,} are the most; make it two topics")
        return None
    try:
        source = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        findings.refuse(data.count(b"\n", 0, problem.start) + 1, "this is not UTF-8 text", "save the file as UTF-8")
        return None
    lines = source.split("\n")
    refused = False
    for number, line in enumerate(lines, start=1):
        if sign := CONTROL.search(line):
            findings.refuse(number, f"a control character, U+{ord(sign[0]):04X}", "take it out")
            refused = True
        if len(line) > LONGEST_LINE:
            findings.refuse(number, f"a line of {len(line)} characters", f"{LONGEST_LINE} are the most")
            refused = True
    return None if refused else source
