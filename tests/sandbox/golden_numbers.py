"""What each experiment shows at cheap parameters, kept in `golden_numbers.json` beside the version that showed it.

`python -m tests.sandbox.golden_numbers` writes down what is new: an experiment, or one whose version was raised. It
keeps what an entry says of "parameters" (else the defaults are run) and of "within", how far the numbers of another
processor may be off: for a training more than for the rest, because it makes more of what rounding adds.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from pathlib import Path
from typing import Any

from sandbox.experiments.contract import Experiment, Outcome, as_json
from sandbox.experiments.registry import EXPERIMENTS

FILE = Path(__file__).with_suffix(".json")
COMMAND = "python -m tests.sandbox.golden_numbers"
SEED = 1
WITHIN = 1e-6
POINTS = 6  # of each series
REPEATABLE = {key: experiment for key, experiment in EXPERIMENTS.items() if not experiment.measures_time}
DIGITS = re.compile(r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹]")


def kept() -> dict[str, Any]:
    return json.loads(FILE.read_text())


def shown(experiment: Experiment, parameters: Mapping[str, Any]) -> dict[str, Any]:
    outcome = experiment.run(parameters, SEED, lambda *told: None)
    numbers = {number.name: [_rounded(number.value), number.text] for number in outcome.numbers}
    prediction = experiment.prediction
    return {
        "held": outcome.verdict.held,
        "choices": [choice.key for choice in prediction.choices],
        "right": next(
            choice.key for choice in prediction.choices if prediction.in_hindsight(choice.key, as_json(outcome)).right
        ),
        "numbers": numbers,
        "drawn": {name: _points(values) for name, values in _drawn(outcome)},
    }


def _drawn(outcome: Outcome) -> Iterator[tuple[str, Sequence[Any]]]:
    for plot in outcome.plots:
        yield f"{plot.name}: x", plot.x
        for series in plot.series:
            yield f"{plot.name}: {series.name}", series.values
    for heatmap in outcome.heatmaps:
        yield heatmap.name, [value for row in heatmap.values for value in row]
    for table in outcome.tables:
        yield table.name, [cell for row in table.rows for cell in row]
    for passages in outcome.passages:
        yield passages.name, [text for line in passages.lines for text in line]
    for melody in outcome.melodies:
        yield melody.name, [value for note in melody.notes for value in (note.start, note.steps, note.pitch)]


def _points(values: Sequence[Any]) -> list[Any]:
    """How many there are; and of them the first, the last and some between."""
    last = len(values) - 1
    chosen = sorted({round(last * at / (POINTS - 1)) for at in range(POINTS)}) if values else []
    return [len(values), *(_rounded(values[at]) for at in chosen)]


def _rounded(value: Any) -> Any:
    return float(f"{value:.10g}") if isinstance(value, float) else value


def differences(kept: Any, found: Any, within: float, where: str = "") -> Iterator[str]:
    """What is another number, or another kind of text: a last digit may fall otherwise on another processor."""
    if isinstance(kept, dict) and isinstance(found, dict) and kept.keys() == found.keys():
        for name in kept:
            yield from differences(kept[name], found[name], within, f"{where}{name} / ")
    elif isinstance(kept, list) and isinstance(found, list) and len(kept) == len(found):
        for one, other in zip(kept, found, strict=True):
            yield from differences(one, other, within, where)
    elif not _same(kept, found, within):
        yield f"{where.removesuffix(' / ')}: {kept} became {found}"


def _same(kept: Any, found: Any, within: float) -> bool:
    if type(kept) is float and type(found) in (int, float):
        return isclose(kept, found, rel_tol=within, abs_tol=within)
    if isinstance(kept, str) and isinstance(found, str):
        return DIGITS.sub("0", kept) == DIGITS.sub("0", found)
    return type(kept) is type(found) and kept == found


def changes(experiment: Experiment, entry: Mapping[str, Any]) -> list[str]:
    """What the experiment shows otherwise than it is kept."""
    found = shown(experiment, {**experiment.defaults, **entry["parameters"]})
    return list(differences({name: entry[name] for name in found}, found, entry["within"]))


def complaint(experiment: Experiment, entry: Mapping[str, Any] | None) -> str:
    """What is wrong, and what to do about it; or nothing."""
    if entry is None or "version" not in entry:
        return f"Nothing is kept of {experiment.key} yet: `{COMMAND}` writes it down."
    if entry["version"] != experiment.version:
        return (
            f"{experiment.key} is at version {experiment.version}, and what is kept is of version {entry['version']}: "
            f"`{COMMAND}` renews it."
        )
    changed = changes(experiment, entry)
    if not changed:
        return ""
    return "\n  ".join(
        [
            f"{experiment.key} shows something else than its version {experiment.version} did, whose results are "
            f"stored: raise its version, then `{COMMAND}`. (If no version {experiment.version} was ever released, "
            f"remove the version from its entry in {FILE.name} instead.)",
            *changed,
        ]
    )


def main() -> None:
    entries, refused = kept(), []
    for key, experiment in REPEATABLE.items():
        entry = entries.get(key, {})
        if entry.get("version") == experiment.version:
            refused += filter(None, [complaint(experiment, entry)])
            continue
        parameters = {**experiment.defaults, **entry.get("parameters", {})}
        entries[key] = {
            "version": experiment.version,
            "parameters": {name: parameters[name] for name in experiment.defaults},
            "within": entry.get("within", WITHIN),
            **shown(experiment, parameters),
        }
    FILE.write_text(_laid_out({key: entries[key] for key in sorted(REPEATABLE)}) + "\n")
    sys.exit("\n".join(refused) or None)


def _laid_out(value: Any, indent: str = "") -> str:
    """JSON with a line for each thing that has a name."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    deeper = f"{indent}  "
    lines = (
        f"{deeper}{json.dumps(name, ensure_ascii=False)}: {_laid_out(each, deeper)}" for name, each in value.items()
    )
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


if __name__ == "__main__":
    main()
