"""The machine that computes, in words: what it measures of itself holds for it alone."""

import os
import platform
from functools import cache
from pathlib import Path

import numpy as np


@cache
def in_words() -> str:
    cores = os.cpu_count() or 1
    return (
        f"{_processor()}, {cores} core{'s' if cores > 1 else ''}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}"
    )[:200]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
