"""The suite says what it skipped and why; where services are required, a skip is a failure."""

import os
import subprocess
import sys

import pytest

from tests.house import ROOT

pytestmark = pytest.mark.once
REASON = "no Redis at redis://127.0.0.1:1/0 (TEST_REDIS_URL names another)"


def suite(tmp_path, **settings: str) -> subprocess.CompletedProcess:
    """One test that needs Redis, run as `make test` runs it, on a machine that has none."""
    alone = {"TEST_REDIS_URL": "redis://127.0.0.1:1/0", "REQUIRE_SERVICES": "0", "VAR_DIR": str(tmp_path), **settings}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "tests/prep/test_caches.py", "-k", "with_its_server"],
        cwd=ROOT,
        env={**os.environ, **alone},
        capture_output=True,
        text=True,
        timeout=100,
    )


def test_what_is_skipped_is_said_with_its_reason(tmp_path):
    done = suite(tmp_path)
    section = done.stdout.split("not tested here, and why")[1]

    assert done.returncode == 0
    assert [line for line in section.splitlines() if line.startswith("- ")] == [f"- {REASON}"]


def test_where_services_are_required_a_skip_is_a_failure(tmp_path):
    done = suite(tmp_path, REQUIRE_SERVICES="1")

    assert done.returncode == 1
    assert f"REQUIRE_SERVICES=1 and this was skipped: Skipped: {REASON}" in done.stdout
