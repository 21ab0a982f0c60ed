"""A process that must not outlive its parent, not even when the parent is killed with SIGKILL."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform.startswith("linux") else None


def die_with_parent(parent: int, by: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel for a signal when the *thread* that spawned this process ends (Linux; elsewhere a no-op).

    `parent` is the pid that the caller believes in: if it is gone before the kernel was asked, the signal comes now.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), by)
