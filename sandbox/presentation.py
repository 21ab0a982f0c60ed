"""What a page shows of a Result, and how a request reads in words. Reads; what it looks like is the templates'."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from content import article
from content.models import Topic
from content.queries import demonstrations
from content.shelf import edition, lessons
from prep.accounts.models import User
from sandbox import form, queries
from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import SEED, Parameter, Selection, Value
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.experiments.words import about_seconds
from sandbox.models import Result


@dataclass(frozen=True)
class Offer:
    """An experiment in the catalogue. `also` are the other topics that it serves."""

    experiment: Experiment
    also: list[Topic]
    runs: int

    @property
    def takes(self) -> str:
        return about_seconds(self.experiment.seconds(self.experiment.defaults))


@dataclass(frozen=True)
class Shelf:
    """What the lab has for a topic, and what is announced for it; without a topic, what serves none."""

    topic: Topic | None
    offers: list[Offer]
    announced: list[str]


def catalogue(learner: User | None) -> list[Shelf]:
    """By topic, as on the path. What serves several topics stands with the first."""
    runs = queries.how_often_run(learner) if learner else {}
    served: dict[str, list[Topic]] = {}
    for taught in demonstrations.by_topic():
        for key in taught.experiments:
            served.setdefault(key, []).append(taught.topic)

    def shelf(topic: Topic | None, keys: Iterable[str]) -> Shelf:
        built = [EXPERIMENTS[key] for key in keys if key in EXPERIMENTS]
        offers = [Offer(each, served.get(each.key, [])[1:], runs.get(each.key, 0)) for each in built]
        to_come = [key for key in keys if key not in EXPERIMENTS and topic and key in topic.track.announced]
        return Shelf(topic, offers, [article.announced_title(key) for key in to_come])

    first = {topic: [key for key, topics in served.items() if topics[0] == topic] for topic, *_ in served.values()}
    shelves = [shelf(topic, keys) for topic, keys in first.items()]
    return [*shelves, shelf(None, [key for key in EXPERIMENTS if key not in served])]


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
        "figure": _figure(experiment, result),
    }


def _figure(experiment: Experiment, result: Result) -> object:
    """What the experiment's own drawing shows of a finished Result, if it has one and still draws this version."""
    if experiment.figure is None or not result.outcome or result.outdated:
        return None
    return experiment.figure(result.parameters, result.outcome)


def _look_again_ms(result: Result, now: datetime) -> int:
    """Soon at first, because a light run is done by then; later at the pace in which a run can tell something new."""
    return 25 if now - result.queued_at < SOON else 210


def shown_by(experiment: Experiment) -> dict[str, Any]:
    """What the library says of an experiment: what it shows, and the other experiments of the same topics."""
    found = lessons(experiment.key, edition())
    return {
        "lessons": found.lessons,
        "beliefs": found.beliefs,
        "beside": [EXPERIMENTS[key] for key in found.beside if key in EXPERIMENTS],
    }


def whats_next(result: Result, learner: User | None) -> dict[str, Any]:
    """Where to go on from a result."""
    experiment = EXPERIMENTS[result.experiment]
    preset = queries.preset_not_run(learner, result)
    address = form.permalink(experiment, preset.parameters, int(SEED.default)) if preset else ""
    return {"preset": preset, "address": address, **shown_by(experiment)}


def invitation(learner: User | None, *, seed: int) -> form.Form | None:
    """The first preset that this learner has not run, as a form to be sent; None when they have run them all."""
    if learner is None:
        first = next(iter(EXPERIMENTS.values()))
        return _form(first, first.presets[0].parameters if first.presets else {}, seed)
    found = queries.first_preset_not_run(learner)
    return _form(found[0], found[1].parameters, seed) if found else None


def _form(experiment: Experiment, parameters: Mapping[str, Value], seed: int) -> form.Form:
    return form.read(experiment, form.spoken(experiment, parameters, seed))


def asked_in_words(result: Result) -> str:
    """What differs from the defaults, and the seed where there is one."""
    experiment = EXPERIMENTS[result.experiment]
    words = in_words(experiment, result.parameters)
    return f"{words}, seed {result.seed}" if experiment.draws else words


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
    sign = ":" if isinstance(parameter, Selection) else " ="
    return f"{parameter.label}{sign} {parameter.said(value)}"
