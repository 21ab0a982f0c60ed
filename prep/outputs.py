"""Runs the code of the library's pages and questions, and compares what it prints with what they show."""

import json
import os
import subprocess
import sys
import tempfile
from bisect import bisect
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from content.compiler import runnable, text
from content.compiler.findings import Findings
from content.compiler.folders import PAGE_FILE, QUESTIONS_FILE
from content.compiler.lexer import lex
from content.compiler.problems import Problem
from content.compiler.questions import reader
from content.compiler.runnable import Runnable
from content.compiler.sources import read
from content.compiler.tokens import Heading

READ = {PAGE_FILE: text.MOST_BYTES, QUESTIONS_FILE: reader.MOST_BYTES}
RUNNER = Path(__file__).with_name("page_runner.py")
SECONDS = 60
# One thread, so that sums come out alike everywhere and pages can be run beside one another.
ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"),
    "PYTHONHASHSEED": "0",
    "PYTHONIOENCODING": "utf-8",
}


@dataclass(frozen=True)
class Page:
    """A page, or a file of questions, with code to run, or one that can't be read: its file, and how problems call
    it. `together` are the blocks that share their names."""

    file: Path
    path: str
    source: str
    together: tuple[tuple[Runnable, ...], ...]
    faults: tuple[Problem, ...] = ()
    fault: Problem | None = None

    @property
    def blocks(self) -> tuple[Runnable, ...]:
        return tuple(block for blocks in self.together for block in blocks)


@dataclass(frozen=True)
class Printed:
    """What a block printed; or why and in which of its lines it failed, and then those behind it weren't run."""

    text: str
    fault: str = ""
    line: int = 1


def pages(root: Path, topics: Collection[str] | None = None) -> Iterator[Page]:
    """Of these topics, or of all."""
    sources = read(root)
    for track, topic in sources.topics:
        for name, most in READ.items():
            inside = f"{track}/{topic}/{name}"
            if (topics is None or topic in topics) and inside in sources.files:
                findings = Findings(sources.path(inside))
                if text.read(sources.files[inside], findings, most) is None:
                    yield Page(root / inside, findings.path, "", (), tuple(findings.problems))
                    continue
                source = sources.files[inside].decode()
                if together := _together(name, source):
                    yield Page(root / inside, findings.path, source, together)


def _together(name: str, source: str) -> tuple[tuple[Runnable, ...], ...]:
    """All of a page, and each question by itself: nobody sees it beside the one before."""
    blocks = runnable.blocks(source)
    if name == PAGE_FILE:
        return (blocks,) if blocks else ()
    headings = [token.line for token in lex(source) if isinstance(token, Heading) and token.level == 2]
    grouped = groupby(blocks, key=lambda block: bisect(headings, block.line))
    return tuple(tuple(group) for _, group in grouped)


def problems(page: Page, *, write: bool = False) -> Iterator[Problem]:
    """Where a page doesn't show what its code prints; `write` makes it show that, and leaves only code that fails."""
    if page.faults:
        yield from page.faults
        return
    printed = [done for blocks in page.together for done in run([block.code for block in blocks])]
    for block, done in zip(page.blocks, printed, strict=False):
        if done.fault:
            yield Problem(page.path, block.line + done.line - 1, f"the code fails: {done.fault}")
            return
        if sign := text.CONTROL.search(runnable.normal(done.text)):
            said = f"the code prints a control character, U+{ord(sign[0]):04X}"
            yield Problem(page.path, block.line, said, "a page shows text alone")
            return
    outputs = [runnable.normal(done.text) for done in printed]
    if write:
        made = runnable.written(page.source, outputs)
        if made != page.source:
            page.file.write_bytes(made.encode())
        return
    for block, output in zip(page.blocks, outputs, strict=True):
        if output != runnable.normal(block.output or ""):
            yield _difference(page, block, output)


def run(blocks: Sequence[str]) -> list[Printed]:
    """One after another, in one process of its own, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-P", str(RUNNER)]
        environment = {**os.environ, **ENVIRONMENT}
        try:
            done = subprocess.run(
                command, input=json.dumps(blocks), capture_output=True, text=True, encoding="utf-8", cwd=folder,
                env=environment, timeout=SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [Printed("", f"a page's code has {SECONDS} seconds")]
    try:
        return [Printed(**each) for each in json.loads(done.stdout)]
    except ValueError:
        last = (done.stderr.strip() or f"it ended with status {done.returncode}").splitlines()[-1]
        return [Printed("", last)]


def _difference(page: Page, block: Runnable, output: str) -> Problem:
    shown = runnable.normal(block.output or "").splitlines()
    lines = output.splitlines()
    at = next(
        (at for at, pair in enumerate(zip(lines, shown, strict=False)) if pair[0] != pair[1]),
        min(len(lines), len(shown)),
    )
    if block.output is None:
        return Problem(
            page.path, block.shown, "the page doesn't show what this prints", "library outputs --write does it"
        )
    says = [f"`{side[at]}`" if at < len(side) else "nothing more" for side in (lines, shown)]
    return Problem(
        page.path,
        block.shown + at,
        f"the code prints {says[0]} and the page shows {says[1]}",
        "library outputs --write",
    )
