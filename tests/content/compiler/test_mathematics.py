"""Formulas: what an author is told about one that KaTeX would refuse, and that KaTeX itself agrees."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from content.compiler.lexer import lex
from content.compiler.mathematics import faults, height, known, showing
from content.compiler.sources import LIBRARY
from content.compiler.tokens import Display

HERE = Path(__file__).parent
KNOWN = Path(known.__file__).with_name("katex.json")
# How much KaTeX makes of it: an error's words, or the height in em.
ASK = """
const katex = require("katex");
console.warn = () => {};
const ask = (tex) => {
  try {
    const html = katex.renderToString(tex, { displayMode: true, strict: "error", trust: false, maxExpand: 1000 });
    return Math.max(...[...html.matchAll(/katex-strut" style="height:([\\d.]+)em/g)].map((match) => Number(match[1])));
  } catch (error) {
    return error.message;
  }
};
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map(ask)));
"""
PIECES = r"""
\frac{a}{b} \frac \tfrac12 x 1 = ( ) [ ] ^ ^2 _ _{t-1} ' { } & \\ \\[0.5em] ~ | < ≤ é % # \% \, \; \foo \bar \bar\ x
\mathbf\ h \mathbf{W} \left( \right) \left \left. \middle| \begin{aligned} \end{aligned} \begin \end \hline \limits
\begin{pmatrix}1&2\\3&4\end{pmatrix} \begin{cases}a&b\\c\end{cases} \begin{align} \text \text{a\ b} \text{a_b} \text{é}
\sqrt[3]{x} \sqrt \sum_{t=1}^T \tanh \bigl( \bigr) \big \odot \operatorname{diag} \hat{\mathbf\ y} \underbrace{a}_{b}
\overset{a}{b} \stackrel \xrightarrow[a]{b} \lvert \Vert \{ \} \| \prime \dots \mathbb \bm \substack{a\\b} \over \not
\color{red} \rule{1em}{1em} \hspace{1em} \smash{x} \boxed{x} \phantom{x}
"""


def node(script: list[str], given: object = None) -> str:
    beside_python = str(Path(sys.executable).parent)
    found = shutil.which("node") or shutil.which("node", path=beside_python)
    if found is None:
        pytest.skip("no Node.js on the PATH, so no KaTeX to ask")
    said = subprocess.run(
        [found, *script], input=json.dumps(given), capture_output=True, text=True, check=True, timeout=60
    )
    return said.stdout


def katex(formulas: list[str]) -> list[str | float]:
    return json.loads(node(["-e", ASK], formulas))


def test_what_we_think_katex_knows_is_what_it_says_it_knows():
    assert KNOWN.read_text() == node([str(HERE / "katex_commands.js")])


@pytest.mark.parametrize(
    "tex",
    [
        r"\mathbf h_t=\tanh(\mathbf W_{hh}\mathbf h_{t-1}+\mathbf b_h)",
        r"\frac12\tfrac{a}b x'^2 x''_i {a^b}^c \sqrt[3]{x}",
        r"\left(\frac{a}{b}\middle|c\right]",
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}\text{ if } 50\,\%",
        r"\underbrace{a}_{\text{b – c}}\xrightarrow[x]{y}\substack{a\\b}\bigl(x\bigr)",
    ],
)
def test_a_formula_without_faults(tex):
    assert list(faults.inline(tex)) == []


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\apha", r"KaTeX knows no `\apha` (did you mean `\alpha`?)"),
        (r"\mathbf{x", r"a { without its } (the sign itself is \{)"),
        ("x}", r"a } without its { (the sign itself is \})"),
        (r"\left(x", r"a \left without its \right (\right. closes without a sign)"),
        (r"{\left(x}\right)", r"a \left without its \right, and } comes first (\right. closes without a sign)"),
        (r"x\right)", r"a \right without its \left (or \bigr, which needs none)"),
        (r"\left x\right)", r"\left before x, which is no bracket (such as \left()"),
        (r"\begin{pmatrix}1", r"\begin{pmatrix} without its \end"),
        (r"\begin{pmatrix}1\end{bmatrix}", r"\end{bmatrix} closes \begin{pmatrix}"),
        (r"\begin{algined}1\end{algined}", "KaTeX knows no environment `algined` (did you mean `aligned`?)"),
        (
            r"\begin{align}1\end{align}",
            "the environment `align` makes a line of its own"
            r" (write aligned; a number comes from \label, and \eqref refers to it)",
        ),
        ("a&b", r"an & outside of an environment (\begin{aligned} … \end{aligned} around it)"),
        ("a^b^c", "two scripts above one sign (braces say what belongs to what: {a^b}^c)"),
        ("a_", "nothing behind _ (such as x_{t-1})"),
        (r"x^\bar y", r"\bar right behind ^ (^{\bar …})"),
        (r"\frac{1}", r"\frac without its second part (such as \frac{a}{b})"),
        (r"\bar\hat x", r"\bar right before \hat (\bar{\hat …})"),
        ("50%", r"a % would make the rest a comment (the sign itself is \%)"),
        ("é", r"the sign é in a formula (words stand in \text{…})"),
        (r"\text{a_b}", r"_ in \text (the sign itself is \_)"),
        (r"\tag{1}", r"`\tag` is not used here (a number comes from \label, and \eqref refers to it)"),
        (r"\href{https://example.org}{x}", r"`\href` is not used here (a formula leads nowhere)"),
        (r"\label{a}", r"a \label in a line of text (it stands in a formula between $$)"),
        (r"x=\eqref{a}", r"\eqref in a formula with something else ($\eqref{name}$ is a formula of its own)"),
        ("x" * 1501, "a formula of 1501 characters (1500 are the most)"),
        ("{" * 50 + "}" * 50, "a formula more than 40 deep"),
    ],
)
def test_a_fault_is_said_in_words(tex, said):
    (_, message, hint) = next(faults.inline(tex))
    assert message + (f" ({hint})" if hint else "") == said


def test_a_fault_has_its_line():
    lines = "\\begin{aligned}\n\\label{a}\na &= \\foo \\\\\nb &= \\baz\n\\end{aligned}"
    assert [line for line, _, _ in faults.display(lines)] == [2, 3]


def test_we_refuse_nothing_that_katex_takes_and_miss_little_that_it_refuses():
    pick = random.Random(7)
    pieces = [piece.replace("\\ ", " ") for piece in PIECES.split()]
    formulas = [" ".join(pick.choices(pieces, k=pick.randint(1, 5))) for _ in range(1500)]
    ours = {known.OURS, *known.REFUSED.values()}
    false_alarms, missed = [], []
    for tex, said in zip(formulas, katex(formulas), strict=True):
        found = [fault for fault in faults.inline(tex) if not any(reason in fault[2] for reason in ours)]
        if isinstance(said, str) and not list(faults.inline(tex)):
            missed.append(tex)
        elif found and not isinstance(said, str):
            false_alarms.append((tex, found))
    assert false_alarms == []
    assert len(missed) < len(formulas) * 0.03


def test_the_room_kept_for_a_formula_is_about_what_it_takes():
    sources = [page.read_text() for page in sorted(LIBRARY.rglob("page.md"))]
    formulas = [
        showing.LABEL.sub("", token.tex) for source in sources for token in lex(source) if isinstance(token, Display)
    ]
    off = [
        (tex, lines)
        for tex, em in zip(formulas, katex(formulas), strict=True)
        if isinstance(em, float) and abs((lines := height.lines(tex)) - em * height.EM) > 1
    ]
    assert off == []


def test_a_formula_is_shown_with_its_number_and_without_its_label():
    assert showing.display("a < b \\\\ c\n\\label{ab}", "ab", 3) == (
        '<div class="equation lines-2" id="eq-ab"><div class="arithmatex">\\[a &lt; b \\\\ c\\]</div>'
        '<a class="number" href="#eq-ab" aria-label="Equation 3">(3)</a></div>'
    )
    assert showing.display("x") == '<div class="equation lines-1"><div class="arithmatex">\\[x\\]</div></div>'


@pytest.mark.parametrize(
    ("tex", "plain"),
    [(r"\mathbf h_t", "h_t"), (r"\tanh(\mathbf{W}_{hh})", "tanh(W_hh)"), (r"\operatorname{diag}", "diag")],
)
def test_a_formula_can_be_read_without_mathematics(tex, plain):
    assert showing.plain(tex) == plain
