"""The library that we publish: whole, in order, and every formula of it readable."""

import html
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from io import StringIO
from math import ceil
from pathlib import Path

import pytest
from django.core.management import call_command

from content import vocabulary
from content.compiler.library import Compiled, compile_folder
from content.compiler.mathematics import showing
from content.compiler.questions.values import Cloze
from content.compiler.references import blocks, sections
from content.compiler.sources import LIBRARY
from content.compiler.values import DemoMention, FigureMention, Html, Page, Place, Topic
from content.shelf import WORDS_A_MINUTE
from prep import library
from tests.content.compiler.questions.written import texts_in

CURRICULUM = {
    "sequence-data": """
        seq.order seq.feedforward-limits seq.task-shapes seq.next-step seq.preprocessing""",
    "vanilla-rnn": """
        rnn.recurrence rnn.hidden-state rnn.parameter-sharing rnn.long-term-dependency rnn.analogy""",
    "gradients-through-time": """
        bptt.unroll bptt.jacobian-product grad.vanishing grad.exploding grad.consequence grad.clipping
        grad.init-and-activation bptt.truncated""",
    "lstm": """
        lstm.forget-gate lstm.input-gate lstm.candidate lstm.activations lstm.notation lstm.cell-update
        lstm.output-gate lstm.gradient-highway lstm.forget-bias lstm.learned-gates lstm.parameters lstm.history
        lstm.analogy""",
    "gru": """
        gru.update-gate gru.reset-gate gru.candidate gru.blend gru.single-state gru.parameters gru.history
        gru.analogy""",
    "lstm-or-gru": """
        choice.gru choice.lstm choice.tradeoff choice.table choice.scenario choice.counting choice.analogy""",
    "variants": """
        var.peephole var.bidirectional var.stacked var.encoder-decoder""",
    "training": """
        train.loop train.dropout train.overfitting train.long-sequences train.cost train.mistakes
        train.framework-code train.interpretability train.data-need train.teacher-forcing train.masking train.state
        train.layer-norm train.kernels eval.perplexity eval.leakage decode.search""",
    "attention-and-transformers": """
        att.over-rnn att.gradient-flow att.transformer att.cost att.when-lstm att.table att.today att.linear-scan""",
    "applications": """
        app.nlp app.speech app.time-series app.health app.music-video app.recsys""",
    "interview-practice": """
        int.walkthrough int.deep-question int.why-asked int.notes int.tip""",
}
COUNTS = {
    "sequence-data": 5,
    "vanilla-rnn": 5,
    "gradients-through-time": 8,
    "lstm": 13,
    "gru": 8,
    "lstm-or-gru": 7,
    "variants": 4,
    "training": 17,
    "attention-and-transformers": 8,
    "applications": 6,
    "interview-practice": 5,
}
KATEX = Path(__file__).parent / "render_formulas.js"


@cache
def compiled() -> Compiled:
    return compile_folder(LIBRARY, vocabulary.current())


def test_it_has_no_problems():
    assert [str(problem) for problem in compiled().problems] == []


def test_it_holds_the_objectives_of_the_curriculum_in_order():
    (track,) = compiled().library.tracks
    assert track.key == "sequence-models"
    assert [(topic.key, [each.key for each in topic.objectives]) for topic in track.topics] == [
        (topic, keys.split()) for topic, keys in CURRICULUM.items()
    ]


def test_it_counts_eleven_topics_and_eighty_six_objectives():
    (track,) = compiled().library.tracks
    assert {topic.key: len(topic.objectives) for topic in track.topics} == COUNTS
    assert (len(COUNTS), sum(COUNTS.values())) == (11, 86)


def test_every_topic_but_the_first_builds_on_another():
    (track,) = compiled().library.tracks
    assert [topic.key for topic in track.topics if not topic.prerequisites] == ["sequence-data"]


# What the pages have to draw, and where.
FIGURES = {
    "rnn-cell": "vanilla-rnn",
    "rnn-unrolled": "vanilla-rnn",
    "unrolled-gradient": "gradients-through-time",
    "jacobian-norms": "gradients-through-time",
    "truncation-windows": "gradients-through-time",
    "task-shapes": "sequence-data",
    "lstm-cell": "lstm",
    "conveyor-belt": "lstm",
    "gru-cell": "gru",
    "peephole-cell": "variants",
    "bidirectional-net": "variants",
    "stacked-layers": "variants",
    "encoder-decoder": "variants",
    "dropout-masks": "training",
    "attention-decoder": "attention-and-transformers",
    "recurrence-and-attention": "attention-and-transformers",
    "architecture-timeline": "attention-and-transformers",
}


def test_every_page_takes_eight_to_fifteen_minutes():
    (track,) = compiled().library.tracks
    minutes = {topic.key: ceil(topic.page.words / WORDS_A_MINUTE) for topic in track.topics if topic.page}
    assert list(minutes) == [topic.key for topic in track.topics]
    assert {key: taken for key, taken in minutes.items() if not 8 <= taken <= 15} == {}


def test_every_page_corrects_the_misconceptions_of_its_topic():
    (track,) = compiled().library.tracks
    assert {topic.key: missing for topic in track.topics if (missing := uncorrected(topic))} == {}


def uncorrected(topic: Topic) -> set[str]:
    corrected = {mention.key for mention in topic.page.misconceptions} if topic.page else set()
    return {misconception.key for misconception in topic.misconceptions} - corrected


def test_every_experiment_that_must_show_an_objective_stands_on_its_page():
    (track,) = compiled().library.tracks
    assert {topic.key: missing for topic in track.topics if (missing := unshown(topic))} == {}


def unshown(topic: Topic) -> set[str]:
    shown = (
        {block.experiment for block in blocks(topic.page) if isinstance(block, DemoMention)} if topic.page else set()
    )
    return {demo.key for objective in topic.objectives for demo in objective.demos} - shown


def test_what_has_to_be_drawn_is_drawn_and_stands_on_its_page():
    """And there is no figure that neither a page nor a question shows."""
    topics = compiled().library.tracks[0].topics
    drawn = {
        block.key: topic.key
        for topic in topics
        if topic.page
        for block in blocks(topic.page)
        if isinstance(block, FigureMention)
    }
    asked = {figure.key for topic in topics for question in topic.questions for figure in question.figures}
    assert {key: drawn.get(key) for key in FIGURES} == FIGURES
    assert set(drawn) | asked == {figure.key for topic in topics for figure in topic.figures}


@pytest.mark.django_db
def test_coverage_lacks_no_page_and_no_experiment():
    library.load(compiled(), now=datetime(2026, 3, 2, 9, tzinfo=UTC))
    call_command("coverage", "--require", "page,experiment", stdout=StringIO())


FORMULA = re.compile(r'<(?:span|div) class="arithmatex">(\\[(\[])(.*?)\\[)\]]</(?:span|div)>', re.DOTALL)


def texts() -> list[tuple[Place, str, str]]:
    """Everything that a reader sees, with its place and its source."""
    (track,) = compiled().library.tracks
    found = [(topic.place, "", topic.summary.html) for topic in track.topics]
    found += [(each.place, "", each.statement.html) for topic in track.topics for each in topic.objectives]
    for topic in track.topics:
        for each in topic.misconceptions:
            found += [(each.place, "", each.belief.html), (each.place, "", each.truth.html)]
        for figure in topic.figures:
            found.append((figure.place, "", figure.caption.html))
            found += [(figure.place, "", part.formula.html + part.says.html) for part in figure.parts]
        if topic.page:
            found += [(topic.page.place, topic.page.source, html) for html in html_of(topic.page)]
        for question in topic.questions or ():
            found += [(question.place, "", text.html) for text in texts_in(question)]
            gaps = question.answer.gaps if isinstance(question.answer, Cloze) else ()
            found += [(question.place, "", showing.in_line(gap.accepted[0])) for gap in gaps if gap.formula]
    return found


def html_of(page: Page) -> list[str]:
    everything = [(section.title.html, section.blocks) for section in sections(page)]
    return [
        html
        for title, blocks in [("", page.blocks), *everything]
        for html in (title, *(block.html for block in blocks if isinstance(block, Html)))
    ]


def formulas() -> list[dict[str, object]]:
    """As the browser will find them: the text of every formula's element, with the place it came from."""
    return [
        {
            "place": f"{place.path}:{line_of(html.unescape(tex), source, place.line)}",
            "tex": html.unescape(tex),
            "display": opening == r"\[",
        }
        for place, source, text in texts()
        for opening, tex in FORMULA.findall(text)
    ]


def line_of(tex: str, source: str, otherwise: int) -> int:
    at = source.find(tex.split("\n")[0])
    return source.count("\n", 0, at) + 1 if at >= 0 and source else otherwise


def render(found: list[dict[str, object]]) -> list[str]:
    beside_python = str(Path(sys.executable).parent)  # where the bootstrap puts it on a machine without one
    node = shutil.which("node") or shutil.which("node", path=beside_python)
    if node is None:
        pytest.skip("no Node.js on the PATH, so no KaTeX to try the formulas with")
    tried = subprocess.run(
        [node, str(KATEX)], input=json.dumps(found), capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(tried.stdout)


def written(source: str) -> list[str]:
    """The formulas between $ and between $$, but for code and for references to equations."""
    text = re.sub(r"^( *|> *)```.*?^( *|> *)```$|``[^`].*?``|`[^`]*`", "", source, flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"\$\$.*?\$\$|(?<!\\)\$[^$]+\$", text, re.DOTALL)
    return [formula for formula in found if not formula.startswith(r"$\eqref")]


@pytest.mark.once
def test_katex_renders_every_formula():
    statements = [each.statement for topic in compiled().library.tracks[0].topics for each in topic.objectives]
    dollars = sum(len(re.findall(r"\$[^$]+\$", statement.source)) for statement in statements)
    assert sum(len(FORMULA.findall(statement.html)) for statement in statements) == dollars
    pages = [topic.page for topic in compiled().library.tracks[0].topics if topic.page]
    shown = sum(len(FORMULA.findall(html)) for page in pages for html in html_of(page))
    assert shown == sum(len(written(page.source)) for page in pages)
    assert render(formulas()) == []


@pytest.mark.once
def test_a_formula_that_katex_cannot_read_would_be_named_with_its_place():
    (said,) = render([{"place": "a.toml:1", "tex": r"\frac{1}{2}"}, {"place": "a.toml:2", "tex": r"\frac{1"}])
    assert said.startswith(r"a.toml:2: \frac{1: KaTeX parse error")
