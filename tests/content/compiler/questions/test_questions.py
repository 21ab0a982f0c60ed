"""A questions.md: the golden one holds every kind; the rest are the finer points."""

import json

import pytest

from content.compiler.questions import reader
from content.compiler.questions.values import Choice, Cloze, Gap, InWords, Numeric, Order
from content.compiler.values import Place
from tests.content.compiler.questions.golden import SOURCE, STORED, made
from tests.content.compiler.questions.written import BODIES, problems, question, written


def test_the_golden_questions_compile_to_their_golden_json():
    assert made() == json.loads(STORED.read_text())


def test_every_question_knows_its_place_and_what_points_out_of_it():
    found, _ = reader.questions("questions.md", SOURCE.read_bytes())
    assert [each.place.line for each in found] == [3, 49, 72, 93, 112]
    first = found[0]
    assert [mention.place.line for mention in first.tests] == [6, 6]
    assert [(mention.key, mention.place) for mention in first.betrays] == [
        ("hidden-is-highway", Place("questions.md", 26))
    ]
    assert (first.demo.place.line, first.figures[0].place.line, first.links[0].place.line) == (10, 22, 13)


def test_a_file_that_cannot_be_read_is_none():
    assert reader.questions("q.md", b"\xff")[0] is None
    assert problems(b"\xff") == ["q.md:1: this is not UTF-8 text (save the file as UTF-8)"]


def test_a_question_with_problems_comes_back_as_far_as_it_can_be_read():
    found, _ = reader.questions("q.md", written(type="singel", level="9").encode())
    assert [(each.key, each.level, each.answer) for each in found] == [("is-it", 1, InWords(found[0].text, ()))]


@pytest.mark.parametrize(
    ("kind", "seconds"), [("single", 60), ("multi", 75), ("numeric", 90), ("order", 75), ("cloze", 60), ("text", 240)]
)
def test_every_kind_has_its_usual_time(kind, seconds):
    assert question(written(kind)).seconds == seconds
    assert question(written(kind, seconds="33")).seconds == 33


def test_fields_may_stand_right_under_the_heading_or_below_an_empty_line():
    source = written()
    apart = source.replace("type:", "\ntype:", 1)
    assert question(apart).answer == question(source).answer


def test_one_text_does_not_run_on_in_another():
    source = written(
        body="- a list\n\n  - [no list\n\n- [x] Yes](b)\n  > **It is\n- [ ] No**\n  > 1. It isn't.\n",
        after="### Why\n2. Two\n",
    )
    made = question(source.replace("](b)", "]"))
    options = made.answer.options
    assert made.text.html == "<ul>\n<li>\n<p>a list</p>\n<ul>\n<li>[no list</li>\n</ul>\n</li>\n</ul>"
    assert [option.text.html for option in options] == ["Yes]", "No**"]
    assert [option.says.html for option in options] == ["<p>**It is</p>", "<ol>\n<li>It isn't.</li>\n</ol>"]
    assert made.why.html == '<ol start="2">\n<li>Two</li>\n</ol>'


def test_an_option_may_hold_code_and_what_looks_like_an_option():
    body = "- [x] ```text\n  - [ ] no\n  > no\n  ```\n  > It is.\n* [ ] No,\nit isn't\n  > No.\n"
    yes, no = question(written(body=body)).answer.options
    assert (yes.text.html.count("- [ ] no\n&gt; no"), no.text.html) == (1, "No,\nit isn't")


def test_keep_order_says_that_options_have_one():
    assert [question(written(keep_order=said)).answer.fixed for said in ("yes", "no", None)] == [True, False, False]


def test_of_multi_several_are_right():
    answer = question(written("multi")).answer
    assert isinstance(answer, Choice)
    assert (answer.several, [option.right for option in answer.options]) == (True, [True, True, False])


@pytest.mark.parametrize(
    ("said", "within", "absolute"),
    [
        (None, 0.01, False), ("0", 0, False), ("2%", 0.02, False), ("0.05", 0.05, False), (".5%", 0.005, False),
        ("±0.05", 0.05, True), ("± 3", 3, True), ("+-1e-3", 0.001, True),
    ],
)  # fmt: skip
def test_how_near_an_answer_has_to_be(said, within, absolute):
    answer = question(written("numeric", within=said)).answer
    assert (answer.within, answer.absolute) == (pytest.approx(within), absolute)


def test_a_number_needs_no_variables():
    answer = question(written("numeric", "How many?\n", vars=None, answer="2**10")).answer
    assert answer == Numeric("2**10", 0.01)


def test_values_are_numbers_however_they_are_written():
    (variable,) = question(written("numeric", vars="H in 2**5, 1e-3, 1/4, -2, 7")).answer.variables
    assert variable.values == (32, 0.001, 0.25, -2, 7)


def test_what_is_shown_is_numbered_through_the_whole_question_and_the_same_once():
    source = written(
        "numeric", also="wrong: 4*H > Not {{H}}, {{ H * 2 }}.", heading="How many, {{H}}? {#is-it}",
        after="### Hint\n{{H+1}}\n\n### Why\n`{{H*2}}` and {{H * 2}}\n",
    )  # fmt: skip
    made = question(source)
    assert made.shown == ("H", "H * 2", "H*2", "H+1")
    assert made.title.html == "How many, {{0}}?"
    assert made.answer.foreseen[0].says.html == "<p>Not {{0}}, {{1}}.</p>"
    assert (made.why.html, made.hints[0].html) == ("<p><code>{{2}}</code> and {{1}}</p>", "<p>{{3}}</p>")


@pytest.mark.parametrize(
    ("written_so", "tex"),
    [
        ("$x_{{H}}$", r"\(x_{{{0}}}\)"),
        ("$x_{{{H}}}$", r"\(x_{{{{0}}}}\)"),
        (r"$\{{{H}}\}$", r"\(\{{{{0}}}\}\)"),
        ("$$\n-{{H}}^2\n$$", r"\[-{{{0}}}^2\]"),
    ],
)
def test_in_a_formula_a_value_has_braces_of_its_own(written_so, tex):
    made = question(written("numeric", f"{written_so}\n"))
    assert tex in made.text.html


def test_braces_that_show_nothing_are_no_placeholders():
    made = question(written("text", "`{{0}}` and $x_{{0}}$\n\n```text\n{{0}}\n```\n"))
    assert "{{" not in made.text.html
    assert made.text.html.count("{&#123;0}}") == 3


def test_the_steps_are_the_last_numbered_list():
    made = question(written("order", "1. a\n2. b\n\nThen:\n\n1. A\n2) B\n3. C\n   more\n"))
    assert isinstance(made.answer, Order)
    assert [step.html for step in made.answer.steps] == ["A", "B", "C\nmore"]
    assert made.text.html == "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<p>Then:</p>"


def test_gaps_stand_in_prose_and_in_formulas_but_in_no_code():
    body = "A [[gate | door]], `a[[0]]`, $\\mathbf[[[c,h]]]^2$\n\n$$\n[[ x ]]\n$$\n\n```python\na[[0]]\n```\n"
    made = question(written("cloze", body))
    assert made.answer == Cloze((Gap(("gate", "door"), False), Gap(("[c,h]",), True), Gap(("x",), True)))
    assert "A {{gap:1}}, <code>a[[0]]</code>" in made.text.html
    assert r"\(\mathbf{\boxed{\small 2}}^2\)" in made.text.html
    assert r"\[{\boxed{\small 3}}\]" in made.text.html


def test_a_rubric_has_points_and_keywords():
    source = written("text").replace("- (1) Says it", '- (1) Says $x$\n  {keywords="an  x | the x"}\n* (5) **More**')
    first, second = question(source).answer.rubric
    assert (first.points, first.says.source, first.keywords) == (1, "Says $x$", ("an x", "the x"))
    assert (second.points, second.says.html, second.keywords) == (5, "<strong>More</strong>", ())


def test_notes_above_the_first_question_are_nobodys():
    assert question("A note, with {{braces}} and $ signs.\n\n" + written()).key == "is-it"


def test_a_question_keeps_its_own_source():
    first, second = written(), written("order", heading="And? {#and}")
    found, _ = reader.questions("q.md", f"Notes.\n\n{first}\n\n{second}".encode())
    assert [each.source for each in found] == [first, second]
    assert [reader.questions("q.md", each.source.encode())[0][0] for each in found] == list(found)


def test_a_file_has_two_hundred_questions_at_most():
    many = "".join(f"{written(heading=f'Is it? {{#is-it-{number}}}')}\n" for number in range(201))
    assert problems(many) == ["q.md:1: 201 questions (200 are the most; make it two topics)"]


def test_all_bodies_are_good_ones():
    assert {kind: problems(written(kind)) for kind in BODIES} == {kind: [] for kind in BODIES}
