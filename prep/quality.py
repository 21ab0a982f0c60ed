"""`make check`: every check that is not a test, all of them each time, and a line on each."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PYTHON = sys.executable

# As a real site has it: behind a proxy with TLS, on PostgreSQL and Redis (neither is asked).
DEPLOYED = {
    "SITE_URL": "https://prep.example.org",
    "TRUSTED_PROXIES": "1",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": "postgres://recurrent@database/recurrent",
    "REDIS_URL": "redis://redis:6379/0",
}


def manage(*arguments: str) -> list[str]:
    return [PYTHON, "manage.py", *arguments]


CHECKS = {
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "types": [PYTHON, "-m", "mypy"],
    "layers": [str(Path(PYTHON).parent / "lint-imports")],
    "template lint": [PYTHON, "-m", "djlint", "--quiet", "--lint", "templates"],
    "migrations": manage("makemigrations", "--check", "--dry-run"),
    "library": manage("library", "check"),
    "system": manage("check", "--database", "default"),
    "deployment": manage("check", "--deploy", "--fail-level", "WARNING"),
    "static files": manage("collectstatic", "--noinput", "--verbosity", "0"),
    "compose file": [PYTHON, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
}


def main() -> None:
    failed = []
    with tempfile.TemporaryDirectory() as var:
        for name, command in CHECKS.items():
            began = time.monotonic()
            settings = DEPLOYED if name == "deployment" else {}
            done = subprocess.run(
                command,
                cwd=HERE,
                env={**os.environ, "VAR_DIR": var, **settings},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            state = "ok" if done.returncode == 0 else "FAILED"
            print(f"{name:<14} {state} ({time.monotonic() - began:.1f} s)", flush=True)  # noqa: T201
            if done.returncode:
                failed.append(name)
                print(done.stdout.rstrip(), flush=True)  # noqa: T201
    if failed:
        sys.exit(f"To mend: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
