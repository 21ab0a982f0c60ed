"""The tree on its own, with children that are one line long."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from tests.house import ROOT

pytestmark = [pytest.mark.processes, pytest.mark.once]

TREE = """
import sys
from prep.operations.process_tree import Child, Printer, ProcessTree
children = [Child(name, [sys.executable, "-u", "-c", code]) for name, code in {children!r}.items()]
tree = ProcessTree(children, Printer(list({children!r})), lambda: True)
tree.on_ready = lambda: tree.say("", "ready")
sys.exit(tree.run())
"""


@pytest.fixture
def tree():
    started = []

    def start(nohup: bool = False, **children: str) -> subprocess.Popen:
        code = TREE.format(children={name: textwrap.dedent(body) for name, body in children.items()})
        process = subprocess.Popen(
            [*(["nohup"] if nohup else []), sys.executable, "-u", "-c", code],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def read_until(process: subprocess.Popen, line: str) -> list[str]:
    lines = []
    for said in process.stdout:
        lines.append(said.rstrip("\n"))
        if lines[-1] == line:
            return lines
    raise AssertionError(f"never said {line!r}: {lines}")


SLEEPER = "import time; print('up'); time.sleep(60)"


def test_it_joins_the_output_line_by_line(tree):
    process = tree(web="print('one'); print('two'); print('and no end of line', end='')", worker=SLEEPER)
    said = read_until(process, "web stopped (exit status 0); starting it again.")

    assert [line for line in said if line.startswith("web    │ ")][:3] == [
        "web    │ one",
        "web    │ two",
        "web    │ and no end of line",
    ]


def test_what_dies_is_started_again(tree):
    process = tree(web=SLEEPER)
    read_until(process, "web │ up")
    child = psutil.Process(process.pid).children()[0]
    child.kill()

    assert read_until(process, "web │ up")[-2:] == ["web was killed by SIGKILL; starting it again.", "web │ up"]
    assert psutil.Process(process.pid).children() != [child]


def test_what_a_dead_child_left_behind_dies_too(tree):
    process = tree(
        web=f"""
        import subprocess, sys, time
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        {SLEEPER}
    """
    )
    read_until(process, "web │ up")
    child = psutil.Process(process.pid).children()[0]
    orphan = child.children()[0]
    child.kill()
    read_until(process, "web │ up")

    assert not psutil.pid_exists(orphan.pid) or orphan.status() == psutil.STATUS_ZOMBIE


def test_what_can_not_live_ends_the_tree_and_says_so(tree):
    process = tree(web="print('no such database'); raise SystemExit(3)", worker=SLEEPER)
    output, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert output.count("web    │ no such database") == 5
    assert "web stopped 5 times in a row as soon as it was started; its last words are above." in output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_of_it_in_order(tree, number):
    body = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit()));" + SLEEPER
    process = tree(web=body)
    read_until(process, "web │ up")
    process.send_signal(number)
    output, _ = process.communicate(timeout=10)

    assert (process.returncode, output.splitlines()[-1]) == (0, "web │ bye")


def test_a_second_signal_waits_for_nobody(tree):
    process = tree(web="import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEPER)
    read_until(process, "web │ up")
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    read_until(process, "Stopping: what is running may finish. (Again to stop at once.)")
    process.send_signal(signal.SIGINT)

    assert process.wait(10) == 0
    assert time.monotonic() - began < 5


def test_nohup_is_respected(tree):
    process = tree(web="import signal; signal.signal(signal.SIGTERM, signal.SIG_DFL);" + SLEEPER, nohup=True)
    read_until(process, "web │ up")
    process.send_signal(signal.SIGHUP)
    time.sleep(0.5)

    assert process.poll() is None


def test_killing_the_tree_kills_the_children(tree):
    process = tree(web=SLEEPER, worker=SLEEPER)
    read_until(process, "ready")
    children = psutil.Process(process.pid).children()
    os.kill(process.pid, signal.SIGKILL)
    gone, alive = psutil.wait_procs(children, timeout=5)

    assert (len(gone), alive) == (2, [])
