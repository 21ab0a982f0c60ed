"""What somebody asks of the page that compares: runs by the numbers of their Results, or one by a link to its page."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from prep.accounts.models import User
from sandbox import form, queries
from sandbox.comparison import Comparison, Incomparable, compare
from sandbox.experiments.contract import Experiment
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result

LONGEST_LINK = 2000
GONE = "There is no such run any more, or it isn’t done yet."
ELSEWHERE = "This link leads to no experiment of the lab."
NOT_RUN = "What this link asks for hasn’t been run yet. Open it, press Run, and come back."


@dataclass(frozen=True)
class Asked:
    """`address` is where the same is asked by numbers alone; otherwise a comparison, or what is missing for one."""

    first: Result | None = None
    comparison: Comparison | None = None
    address: str = ""
    link: str = ""
    problem: str = ""

    @property
    def experiment(self) -> Experiment | None:
        return EXPERIMENTS[self.first.experiment] if self.first else None

    @property
    def first_address(self) -> str:
        return form.permalink(EXPERIMENTS[self.first.experiment], self.first.parameters, self.first.seed)


def address(*results: int) -> str:
    return f"{reverse('sandbox:compare')}?{urlencode([('run', result) for result in results])}"


def read(said: QueryDict, learner: User | None) -> Asked:
    numbers = [int(one) for one in said.getlist("run") if one.isascii() and one.isdecimal() and len(one) < 19]
    known = queries.readable().filter(state=Result.State.DONE).in_bulk(numbers[:3])
    found = [known[number] for number in dict.fromkeys(numbers) if number in known]
    link = said.get("link", "").strip()[:LONGEST_LINK]
    if len(numbers) != len(said.getlist("run")) or len(found) < len(set(numbers[:3])):
        return Asked(next(iter(found), None), link=link, problem=GONE)
    if len(found) > 2:
        return Asked(found[0], problem="Two runs at a time can be compared. Choose one to compare this one with.")
    if len(found) == 1 and len(numbers) > 1:
        return Asked(found[0], problem="Both are the same run. Choose another one to compare it with.")
    if not found:
        return Asked()
    if link:
        return _by_link(found[0], link, learner)
    if len(found) == 1:
        return Asked(found[0])
    try:
        return Asked(found[0], compare(*found))
    except Incomparable as problem:
        return Asked(found[0], problem=str(problem))


def _by_link(first: Result, link: str, learner: User | None) -> Asked:
    try:
        parts = urlsplit(link)
        match = resolve(parts.path)
    except (Resolver404, ValueError):
        return Asked(first, link=link, problem=ELSEWHERE)
    experiment = EXPERIMENTS.get(match.kwargs.get("key", ""))
    if match.view_name != "sandbox:experiment" or experiment is None:
        return Asked(first, link=link, problem=ELSEWHERE)
    asked = form.read(experiment, dict(parse_qsl(parts.query)))
    other = queries.same_request(experiment, asked.values, asked.seed, learner) if asked.sound else None
    if other is None or other.state != Result.State.DONE:
        return Asked(first, link=link, problem=NOT_RUN)
    return Asked(first, address=address(first.pk, other.pk))
