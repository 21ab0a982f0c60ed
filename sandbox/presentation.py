"""What a page shows of a Result, and how a request reads in words. Reads; what it looks like is the templates'."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from prep.accounts.models import User
from sandbox import form, queries
from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import Parameter, Selection, Value
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.experiments.words import shown
from sandbox.models import Result


def _standing(result: Result, learner: User | None) -> dict[str, Any]:
    """What a queued Result waits for: its turn, or another of this learner's."""
    own = queries.pending_of(learner) if learner else Result.objects.none()
    waits_for_own = result in own and own.filter(state=Result.State.RUNNING).exists()
    return {"place": queries.place_in_queue(result), "waits_for_own": waits_for_own}


SOON = timedelta(seconds=0.4)


def of_result(result: Result | None, *, learner: User | None, now: datetime) -> dict[str, Any]:
    """The Result as it stands, with the learner's own Run of it: nobody sees what another predicted."""
    if result is None:
        return {"result": None}
    experiment = EXPERIMENTS[result.experiment]
    return {
        "result": result,
        "look_again_ms": _look_again_ms(result, now),
        "own_run": queries.latest_run(learner, result) if learner else None,
        "address": form.permalink(experiment, result.parameters, result.seed),
        **(_standing(result, learner) if result.state == Result.State.QUEUED else {}),
        "seconds": int((now - result.started_at).total_seconds()) if result.state == Result.State.RUNNING else None,
        "found": result.outcome or result.partial,
    }


def _look_again_ms(result: Result, now: datetime) -> int:
    """Soon at first, because a light run is done by then; later at the pace in which a run can tell something new."""
    return 50 if now - result.queued_at < SOON else 210


def invitation(learner: User | None, *, seed: int) -> form.Form | None:
    """The first preset that this learner has not run, as a form to be sent; None when they have run them all."""
    if learner is None:
        first = next(iter(EXPERIMENTS.values()))
        return _form(first, first.presets[0].parameters if first.presets else {}, seed)
    found = queries.first_preset_not_run(learner)
    return _form(found[0], found[1].parameters, seed) if found else None


def _form(experiment: Experiment, parameters: Mapping[str, Value], seed: int) -> form.Form:
    return form.read(experiment, form.spoken(experiment, parameters, seed))


def in_words(experiment: Experiment, parameters: Mapping[str, Value]) -> str:
    """What differs from the defaults: Spectral norm of the recurrent weights = 1.5, input scale = 3."""
    changed = [
        _phrase(parameter, parameters[parameter.name])
        for parameter in experiment.parameters
        if parameters.get(parameter.name, parameter.default) != parameter.default
    ]
    if not changed:
        return "The default parameters"
    first, *others = changed
    return ", ".join([first, *(other[:1].lower() + other[1:] for other in others)])


def _phrase(parameter: Parameter, value: Value) -> str:
    if isinstance(parameter, Selection):
        return f"{parameter.label}: {parameter.said(value)}"
    unit = "" if parameter.label.lower().endswith(parameter.unit) else f" {parameter.unit}"
    return f"{parameter.label} = {shown(value)}{unit}"
