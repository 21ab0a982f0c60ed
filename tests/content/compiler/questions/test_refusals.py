"""What is wrong with any question is said with its line, whatever kind of question it is."""

import pytest

from tests.content.compiler.questions.written import WHY, problems, written

HEADINGS = [
    (
        written(heading="Is it?"),
        ["1: this question has no key (such as ## Which gate keeps the cell? {#which-gate-keeps})"],
    ),
    (
        written(heading="Is it? {#Is_It}"),
        ["1: `Is_It` is no key of a question (small letters, digits and single hyphens; 60 at most)"],
    ),
    (
        written(heading="{#is-it}"),
        ["1: a question without words (such as ## Which gate keeps the cell? {#which-gate-keeps})"],
    ),
    (
        written(heading='Is it? {#is-it wsa="it"}'),
        ["1: there is no attribute `wsa` of a question (did you mean `was`?)"],
    ),
    (
        written(heading='Is it? {#is-it was="It"}'),
        ["1: `It` is no key of a question (small letters, digits and single hyphens; 60 at most)"],
    ),
    (
        written(heading="Is it? {#is-it level=3}"),
        [
            (
                "1: the attributes of this heading can't be read (such as ## Which gate keeps the "
                "cell? {#which-gate-keeps})"
            )
        ],
    ),
    (written(heading="Is $\\foo$? {#is-it}"), ["1: KaTeX knows no `\\foo` (did you mean `\\rfloor`?)"]),
    (
        written(heading="Is [it](https://e.org)? {#is-it}"),
        ["1: a link in a question's heading (it can stand in the text below)"],
    ),
    (
        written(heading="a" * 241 + " {#is-it}"),
        ["1: a question of 241 characters in its heading (240 are the most; what leads to it stands below)"],
    ),
    (
        written(heading="Is {{H}}? {#is-it}"),
        [("1: {{…}} shows nothing in this question (only a numeric question has values; code stands between two `)")],
    ),
    (
        written(heading="Is <b>it</b>? {#is-it}"),
        [
            "1: HTML is not read: </b> (code stands between two `)",
            "1: HTML is not read: <b> (code stands between two `)",
        ],
    ),
    ("# A\n\n" + written(), ["1: a heading above the first question (## begins one, ### a part of it)"]),
    ("### A\n\n" + written(), ["1: a heading above the first question (## begins one, ### a part of it)"]),
    (written() + "\n#### A\n", ["14: a heading here (a question has ### Hint, ### Why and the like)"]),
    ("Notes\n", ["1: there is no question in this file (such as ## Which gate keeps the cell? {#which-gate-keeps})"]),
    (
        "```text\n" + written(),
        [
            "1: there is no question in this file (such as ## Which gate keeps the cell? {#which-gate-keeps})",
            "1: this code never ends (``` on a line of its own closes it)",
        ],
    ),
]

FIELDS = [
    (written(type="singel"), ["2: there is no kind of question `singel` (did you mean `single`?)"]),
    (written(type=None), ["1: the field `type` is missing (such as type: single)"]),
    (
        written(tests=None, level=None),
        [
            "1: the field `level` is missing (from 1, to recall it, to 5, to judge or derive it)",
            "1: the field `tests` is missing (such as tests: lstm.cell-update)",
        ],
    ),
    (written(level="six"), ["4: `level` is `six` (a whole number from 1 to 5)"]),
    (written(level="6"), ["4: `level` is `6` (a whole number from 1 to 5)"]),
    (written(seconds="1"), ["5: `seconds` is `1` (a whole number from 5 to 1800)"]),
    (
        written(tests="cell.state, cell.gates"),
        [("3: `cell.state,` in tests is no key of an objective (keys with spaces between them, without commas)")],
    ),
    (written(tests="cell"), ["3: `cell` in tests is no key of an objective (such as lstm.cell-update)"]),
    (written(tests="a.a a.b a.c a.d"), ["3: it tests 4 objectives (3 are the most; one is best)"]),
    (
        written(levle="3", level=None),
        [
            "1: the field `level` is missing",
            "4: there is no field `levle` of a question of the kind single (did you mean `level`?)",
        ],
    ),
    (
        written(colour="red"),
        [
            (
                "5: there is no field `colour` of a question of the kind single (there is type, "
                "tests, level, seconds, asked_at, demo, keep-order)"
            )
        ],
    ),
    (written(vars="H in 2"), ["5: there is no field `vars` of a question of the kind single (numeric has it)"]),
    (written(keep_order="maybe"), ["5: `keep-order` is `maybe` (yes or no)"]),
    (
        written("text", keep_order="yes"),
        ["5: there is no field `keep-order` of a question of the kind text (single and multi have it)"],
    ),
    (written(also="level: 2"), ["5: the field `level` again (first in line 4)"]),
    (written(demo="fading steps"), ["5: `steps` is no parameter of a demo (such as steps=100, without spaces)"]),
    (written(demo="Fading"), ["5: `Fading` is no key (such as ::demo vanishing-gradients steps=100)"]),
    (written(unit="", kind="numeric"), ["7: the field `unit` is empty (take it out, or say it)"]),
    (written(also="and words"), ["5: `and words` is no field (such as level: 3; an empty line ends the fields)"]),
    (
        written(also="- [x] A"),
        [
            "1: 2 of the options are right (single has one; multi may have several)",
            (
                "5: nothing says why this option is right (a quote under it does, two spaces from the "
                "margin: > Because …)"
            ),
            "5: this stands right behind the fields (an empty line ends them)",
        ],
    ),
    (written(asked_at="a" * 61), ["5: a name of 61 characters (60 are the most)"]),
]

ODD_PARTS = [
    (written(after=""), ["1: nothing explains the answer (### Why, and under it the explanation for all)"]),
    (written(after="### Why\n\n"), ["11: the part `Why` is empty (take it out, or say it)"]),
    (
        written(after="### Whi\nSo.\n"),
        [
            "1: nothing explains the answer (### Why, and under it the explanation for all)",
            "11: there is no part `Whi` of a question (did you mean `Why`?)",
        ],
    ),
    (written(after=WHY + WHY), ["13: a second part `Why` (first in line 11)"]),
    (
        written(after="### Rubric\n- (1) A\n\n" + WHY),
        ["11: `Rubric` of a question of the kind single (only text has it)"],
    ),
    (written(after="### Why {#why}\nSo.\n"), ["11: a question's part has no attributes (### Why)"]),
    (written(after="### Hint\nA.\n\n" * 7 + WHY), ["30: 7 hints (6 are the most)"]),
    (written(after="### Why\n" + "a" * 5001 + "\n"), ["12: a line of 5001 characters (4000 are the most)"]),
    (written(after="### Why\n```pyton\na\n```\n"), ["12: `pyton` is no language of code (did you mean `python`?)"]),
    (written(after="### Why\n```python\na\n"), ["12: this code never ends (``` on a line of its own closes it)"]),
    (written(after="### Why\n::figure cell\n"), ["12: a figure here (it stands under the question's heading)"]),
]

TEXTS = [
    (written("text", "> [!NOTE]\n> No.\n"), ["6: a callout [!NOTE] in a question (say it in words)"]),
    (written("text", "::demo fading\n"), ["6: `::demo` in a question (only ::figure can stand there)"]),
    (written("text", "::figure cell\n\n::figure cell\n"), ["8: the figure `cell` again (first in line 6)"]),
    (
        written("text", "> a\n>\n> ::figure cell\n>\n> # a\n"),
        [
            "8: a figure here (it stands under the question's heading)",
            "10: a heading here (a question has ### Hint, ### Why and the like)",
        ],
    ),
    (written("text", "$$\nx\n\\label{x}\n$$\n"), ["6: an equation with a number in a question (without its \\label)"]),
    (
        written("text", "[^a] and [b][c]\n\n[^a]: d\n\n[c]: https://e.org\n"),
        [
            "6: the footnote `a` in a question (say it in the text, or leave it)",
            "6: the reference `c` in a question ([text](address) is a link)",
            "8: the footnote `a` in a question (say it in the text, or leave it)",
            "10: the reference `c` in a question ([text](address) is a link)",
        ],
    ),
    (
        written("text", "[here](#place)\n"),
        ["6: `#place` is no place in a question (a place in a page is linked as ../topic/page.md#place)"],
    ),
    (written("text", "$\\eqref{a}$\n"), ["6: there is no equation `a` (a formula between $$ has it: \\label{a})"]),
    (
        written("text", "a $\n\n<b>\n"),
        [
            (
                "6: a $ without its partner (a formula stands between two, $…$, without a space "
                "inside; write \\$ for the sign)"
            ),
            "8: HTML is not read: <b> (code stands between two `)",
        ],
    ),
    (
        written("text", "a {{b}}\n"),
        [("6: {{…}} shows nothing in this question (only a numeric question has values; code stands between two `)")],
    ),
    (written("text", "a" * 6001), ["6: a line of 6001 characters (4000 are the most)"]),
    (written("text", "- [x] Yes\n"), ["6: an option of a question of the kind text (single and multi have options)"]),
    (written("text", "a\n\n" * 101), ["6: a question's text of 101 paragraphs, formulas and so on (100 are the most)"]),
]


@pytest.mark.parametrize(("source", "said"), HEADINGS)
def test_a_heading_that_cannot_be_read(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]


@pytest.mark.parametrize(("source", "said"), FIELDS)
def test_fields_that_cannot_be_read(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]


@pytest.mark.parametrize(("source", "said"), ODD_PARTS)
def test_parts_that_do_not_belong_there(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]


@pytest.mark.parametrize(("source", "said"), TEXTS)
def test_texts_that_cannot_be_read(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]
