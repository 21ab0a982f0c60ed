"""One computation in a process of its own, so that whatever it does, the worker that asked for it stays well.

It can be stopped at any moment, even in the middle of one long product; it has a limit of time and one of memory; and
if it is killed, somebody is left to say so. The child only computes and tells: rows and messages are its parent's.
"""

import contextlib
import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from prep.parenthood import die_with_parent
from sandbox.experiments.contract import Heatmap, Melody, Outcome, Passages, Plot, Report, Table

FIRST_UPDATE_AFTER = 0.05  # seconds: what is done by then is told once, as a whole
UPDATE_EVERY = 0.2  # at most five updates a second
LISTEN_EVERY = 0.2  # seconds: so soon somebody who called it off is heard
GRACE = 5  # seconds from the soft limit, which the computation may hear, to the hard one, which it can't help but hear
MEGABYTE = 2**20
HEADER = struct.Struct("!Q")


@dataclass(frozen=True)
class Limits:
    seconds: float
    megabytes: int


@dataclass(frozen=True)
class News:
    """What there is so far."""

    progress: float = 0.0
    plots: tuple[Plot, ...] = ()
    heatmaps: tuple[Heatmap, ...] = ()
    tables: tuple[Table, ...] = ()
    passages: tuple[Passages, ...] = ()
    melodies: tuple[Melody, ...] = ()


class Stopped(Exception):
    """Nobody wants it any more."""


class OutOfTime(Exception):
    """It took longer than it may."""


class OutOfMemory(Exception):
    """It wanted more memory than it may have."""


class Killed(Exception):
    """Its process ended without a word."""


class Broken(Exception):
    """It raised something; the text is its traceback."""


Work = Callable[[Report], Outcome]
# Called at every piece of news, and with None when there was none for a while; False stops the computation.
Listen = Callable[[News | None], bool]


def confined(work: Work, *, listen: Listen, limits: Limits) -> Outcome:
    """What the work gives, or one of the exceptions above."""
    ours, theirs = os.pipe()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        os.close(ours)
        _live(work, os.fdopen(theirs, "wb", buffering=0), limits, parent)
    os.close(theirs)
    try:
        return _heard(_Pipe(ours), listen, time.monotonic() + limits.seconds + GRACE)
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


# --- The parent ------------------------------------------------------------------------------------------------------


@dataclass
class _Pipe:
    end: int
    unread: bytearray = field(default_factory=bytearray)

    def messages(self, seconds: float) -> list[Any] | None:
        """What arrived within that time; None when the other end is closed and all is read."""
        if not select.select([self.end], [], [], seconds)[0]:
            return []
        chunk = os.read(self.end, 2**20)
        if not chunk:
            return None
        self.unread += chunk
        return list(self._complete())

    def _complete(self) -> Any:
        while len(self.unread) >= HEADER.size:
            end = HEADER.size + HEADER.unpack_from(self.unread)[0]
            if len(self.unread) < end:
                return
            yield pickle.loads(self.unread[HEADER.size : end])  # noqa: S301 - our own child's words
            del self.unread[:end]


def _heard(pipe: _Pipe, listen: Listen, deadline: float) -> Outcome:
    listened = time.monotonic()
    while (messages := pipe.messages(LISTEN_EVERY)) is not None:
        for message in messages:
            if isinstance(message, Outcome):
                return message
            if isinstance(message, Exception):
                raise message
        now = time.monotonic()
        if now > deadline:
            raise OutOfTime
        if messages or now - listened >= LISTEN_EVERY:
            listened = now
            if not listen(messages[-1] if messages else None):
                raise Stopped
    raise Killed


# --- The child -------------------------------------------------------------------------------------------------------


def _live(work: Work, pipe: BinaryIO, limits: Limits, parent: int) -> NoReturn:
    try:
        _leave_the_parents_ways(parent)
        _limit(limits)
        _tell(pipe, work(_Reporter(pipe)))
    except OutOfTime as problem:
        _tell(pipe, problem)
    except MemoryError:
        _limit_memory(sys.maxsize)  # there is room again to say so
        _tell(pipe, OutOfMemory())
    except BaseException:
        _tell(pipe, Broken(traceback.format_exc()))
    finally:
        os._exit(0)  # whatever the parent has open (databases, sockets) is not the child's to close


def _leave_the_parents_ways(parent: int) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which may let the work finish
    die_with_parent(parent)


def _limit(limits: Limits) -> None:
    def out_of_time(number: int, frame: object) -> None:
        raise OutOfTime

    signal.signal(signal.SIGALRM, out_of_time)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    if sys.platform.startswith("linux"):
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        _limit_memory(held + limits.megabytes * MEGABYTE)


def _limit_memory(size: int) -> None:
    """As far as the worker itself may go: a limit that it was started with can't be lifted."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (size if most == resource.RLIM_INFINITY else min(size, most), most))


def _tell(pipe: BinaryIO, message: object) -> None:
    body = pickle.dumps(message)
    rest = memoryview(HEADER.pack(len(body)) + body)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})  # half a message would swallow the next
    while rest:
        rest = rest[pipe.write(rest) :]
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})


class _Reporter:
    def __init__(self, pipe: BinaryIO) -> None:
        self.pipe = pipe
        self.next_update = time.monotonic() + FIRST_UPDATE_AFTER

    def __call__(
        self,
        progress: float,
        plots: tuple[Plot, ...] = (),
        heatmaps: tuple[Heatmap, ...] = (),
        tables: tuple[Table, ...] = (),
        passages: tuple[Passages, ...] = (),
        melodies: tuple[Melody, ...] = (),
    ) -> None:
        now = time.monotonic()
        if now >= self.next_update:
            self.next_update = now + UPDATE_EVERY
            _tell(self.pipe, News(progress, plots, heatmaps, tables, passages, melodies))
