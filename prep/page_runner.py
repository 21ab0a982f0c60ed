"""Started by `outputs` as a process of its own: runs blocks of code that share their names, and says what each printed.

Standard library alone; blocks come in and answers go out as JSON.
"""

import contextlib
import io
import json
import sys
import traceback


def run(blocks: list[str]) -> list[dict[str, object]]:
    names: dict[str, object] = {"__name__": "__main__"}
    done: list[dict[str, object]] = []
    for number, code in enumerate(blocks, start=1):
        printed, file = io.StringIO(), f"block {number}"
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(code, file, "exec"), names)  # noqa: S102  (our own library's code)
        except BaseException as problem:
            fault = "".join(traceback.format_exception_only(problem)).strip().splitlines()[-1]
            return [*done, {"text": printed.getvalue(), "fault": fault, "line": _line(problem, file)}]
        done.append({"text": printed.getvalue()})
    return done


def _line(problem: BaseException, file: str) -> int:
    """The line of the block at which it failed, wherever in a library the fault was raised."""
    lines = [frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == file]
    if isinstance(problem, SyntaxError) and problem.filename == file:
        lines.append(problem.lineno)
    return lines[-1] or 1 if lines else 1


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(json.load(sys.stdin))))
