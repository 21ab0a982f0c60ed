"""One process tree: starts the site's processes, joins their output, restarts what dies, and takes all of it down.

One thread does everything, because the kernel ties a child's life to the *thread* that spawned it.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prep.parenthood import die_with_parent

STOP_WITHIN_SECONDS = 15
SETTLED_AFTER_SECONDS = 10
QUICK_DEATHS_ALLOWED = 5
LONGEST_PAUSE_SECONDS = 8.0


@dataclass
class Child:
    name: str
    command: Sequence[str]
    folder: Path | None = None
    keep_open: Sequence[int] = ()
    process: subprocess.Popen | None = None
    started: float = 0.0
    quick_deaths: int = 0
    start_after: float = 0.0
    told_to_stop: bool = False
    unfinished_line: bytes = field(default=b"", repr=False)

    def start(self, now: float) -> None:
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.keep_open,
            start_new_session=True,  # the terminal's Ctrl-C reaches us alone; we stop the rest in order
            preexec_fn=lambda: die_with_parent(parent),
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.started, self.told_to_stop = now, False

    def tell_to_stop(self) -> None:
        if not self.told_to_stop:
            self.told_to_stop = True
            self.process.send_signal(signal.SIGTERM)

    def kill_group(self) -> None:
        """The process and whatever it left behind."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class ProcessTree:
    """`say(name, line)` is called for every line that a child prints and for everything the tree itself has to tell."""

    def __init__(self, children: Sequence[Child], say: Callable[[str, str], None], is_ready: Callable[[], bool]):
        self.children = children
        self.say = say
        self.is_ready = is_ready
        self.on_ready: Callable[[], None] = lambda: None
        self.selector = selectors.DefaultSelector()
        self.signals_heard = 0
        self.stopping_since: float | None = None
        self.ready = False
        self.failed = False

    def run(self) -> int:
        """Until a signal or a child that can't live: 0 after an orderly stop, 1 otherwise."""
        self._listen_to_signals()
        try:
            while self.stopping_since is None or any(child.process is not None for child in self.children):
                self._turn()
        finally:
            for child in self.children:
                child.kill_group()
        return 1 if self.failed else 0

    def stop(self) -> None:
        if self.stopping_since is None:
            self.stopping_since = time.monotonic()
            self.say("", "Stopping: what is running may finish. (Again to stop at once.)")

    def _listen_to_signals(self) -> None:
        """The handler only counts; the next turn, which the signal wakes, acts on it."""
        reader, writer = os.pipe()
        for end in (reader, writer):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self.selector.register(reader, selectors.EVENT_READ, None)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means it
            signal.signal(signal.SIGHUP, self._hear)

    def _hear(self, number: int, frame: object) -> None:
        self.signals_heard += 1

    def _start(self, child: Child) -> None:
        child.start(time.monotonic())
        self.selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _turn(self) -> None:
        for key, _ in self.selector.select(timeout=0.2):
            if key.data is None:
                os.read(key.fd, 4096)
            else:
                self._read(key.data)
        if self.signals_heard:
            self.stop()
        now = time.monotonic()
        for child in self.children:
            self._look_after(child, now)
        if not self.ready and self.stopping_since is None and self.is_ready():
            self.ready = True
            self.on_ready()

    def _read(self, child: Child) -> bool:
        """Passes on what the child has said; False when there is nothing more for now."""
        try:
            text = os.read(child.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return False
        *lines, child.unfinished_line = (child.unfinished_line + text).split(b"\n")
        for line in lines:
            self.say(child.name, line.decode(errors="replace").rstrip("\r"))
        if not text:
            self._stop_listening(child)
        return bool(text)

    def _stop_listening(self, child: Child) -> None:
        with contextlib.suppress(KeyError):
            self.selector.unregister(child.process.stdout)

    def _look_after(self, child: Child, now: float) -> None:
        if child.process is None:
            if self.stopping_since is None and now >= child.start_after:
                self._start(child)
            return
        if child.process.poll() is None:
            if self.stopping_since is not None:
                child.tell_to_stop()
                if self.signals_heard > 1 or now - self.stopping_since > STOP_WITHIN_SECONDS:
                    child.kill_group()
            return
        self._bury(child, now)

    def _bury(self, child: Child, now: float) -> None:
        child.kill_group()
        while self._read(child):
            pass
        if child.unfinished_line:
            self.say(child.name, child.unfinished_line.decode(errors="replace"))
            child.unfinished_line = b""
        self._stop_listening(child)
        child.process.stdout.close()
        how, lived = child.process.returncode, now - child.started
        child.process = None
        if self.stopping_since is not None:
            return
        child.quick_deaths = child.quick_deaths + 1 if lived < SETTLED_AFTER_SECONDS else 0
        if child.quick_deaths >= QUICK_DEATHS_ALLOWED:
            self.failed = True
            self.say(
                "",
                f"{child.name} stopped {child.quick_deaths} times in a row as soon as it was started; "
                "its last words are above. Mend that and start again.",
            )
            self.stop()
            return
        pause = min(0.25 * 2**child.quick_deaths, LONGEST_PAUSE_SECONDS) if child.quick_deaths else 0.0
        child.start_after = now + pause
        self.say("", f"{child.name} {_ending(how)}; starting it again.")


def _ending(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"stopped (exit status {code})"


class Printer:
    """Prefixes each line with who said it, in a colour of its own on a terminal."""

    COLOURS = ("36", "33", "35", "32")

    def __init__(self, names: Sequence[str], stream=sys.stdout):
        self.width = max(len(name) for name in names)
        self.stream = stream
        self.colour = dict(zip(names, self.COLOURS, strict=False)) if stream.isatty() else {}

    def __call__(self, name: str, line: str) -> None:
        prefix = f"{name:<{self.width}} │ " if name else ""
        if name in self.colour:
            prefix = f"\x1b[{self.colour[name]}m{prefix}\x1b[0m"
        with contextlib.suppress(OSError):  # whoever read us, pipe or terminal, is gone; the site goes on
            print(f"{prefix}{line}", file=self.stream, flush=True)
