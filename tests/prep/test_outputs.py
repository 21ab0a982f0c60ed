"""Code in pages is run: what a page shows is what its code prints."""

from pathlib import Path

import pytest

from content.compiler.sources import LIBRARY
from prep import outputs
from tests.content.authors import write

PAGE = """\
It begins.

```python run
import numpy as np
print(np.tanh(0.5).round(3))
```
```output
0.462
```

Names are shared by the blocks of a page, and what isn't marked isn't run.

```python
print(1 / 0)
```

> [!NOTE] In a callout
> ```python run
> for k in range(2):
>     print(k, np.array([k]))
> ```
> ```output
> 0 [0]
> 1 [1]
> ```
"""


def page(folder: Path, text: str) -> list[outputs.Page]:
    return list(outputs.pages(write(folder, **{"cells/lstm/page.md": text})))


def problems(folder: Path, text: str, **how: bool) -> list[str]:
    return [f"{each.line}: {each.message}" for found in page(folder, text) for each in outputs.problems(found, **how)]


@pytest.mark.once
@pytest.mark.parametrize(
    "page", list(outputs.pages(LIBRARY)), ids=lambda page: f"{page.file.parent.name}/{page.file.name}"
)
def test_every_page_shows_what_its_code_prints(page):
    assert list(outputs.problems(page)) == []


def test_a_page_that_shows_what_is_printed_has_no_problems(tmp_path):
    assert problems(tmp_path, PAGE) == []


def test_what_is_shown_and_not_printed_is_named_with_its_line(tmp_path):
    wrong = PAGE.replace("\n0.462", "\n0.463").replace("> 1 [1]", "> 1 [1]\n> 2 [2]")
    assert problems(tmp_path, wrong) == [
        "8: the code prints `0.462` and the page shows `0.463`",
        "25: the code prints nothing more and the page shows `2 [2]`",
    ]


def test_what_is_printed_and_not_shown_is_named(tmp_path):
    assert problems(tmp_path, PAGE.replace("```output\n0.462\n```\n", "")) == [
        "3: the page doesn't show what this prints"
    ]


@pytest.mark.parametrize("left", ["", "```output\n```\n", "```output\n0.47\nand more\n```\n"])
def test_outputs_are_written_where_they_belong_and_nothing_else_is_touched(tmp_path, left):
    (found,) = page(tmp_path, PAGE.replace("```output\n0.462\n```\n", left))
    assert list(outputs.problems(found, write=True)) == []
    assert found.file.read_text() == PAGE


def test_code_that_fails_is_named_with_its_own_line_and_nothing_is_written(tmp_path):
    wrong = PAGE.replace("    print(k, np.array([k]))", "    print(k / 0)").replace("\n0.462", "\n0.463")
    assert problems(tmp_path, wrong, write=True) == ["20: the code fails: ZeroDivisionError: division by zero"]
    assert (tmp_path / "cells/lstm/page.md").read_text() == wrong
    assert problems(tmp_path, PAGE.replace("import numpy as np", "import numpy as")) == [
        "4: the code fails: SyntaxError: invalid syntax"
    ]


def test_code_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "SECONDS", 0.5)
    assert problems(tmp_path, PAGE.replace("import numpy as np", "while True: pass")) == [
        "4: the code fails: a page's code has 0.5 seconds"
    ]


def test_code_that_takes_the_process_with_it_is_a_problem_too(tmp_path):
    assert problems(tmp_path, PAGE.replace("import numpy as np", "import os; os._exit(3)")) == [
        "4: the code fails: it ended with status 3"
    ]


def test_a_page_without_code_starts_nothing(tmp_path):
    assert page(tmp_path, "Only text.\n") == []


def test_a_page_that_cannot_be_read_is_named_and_left_as_it_is(tmp_path):
    folder = write(tmp_path, **{"cells/lstm/page.md": PAGE.replace("\n0.462", "\n0.463")})
    file = folder / "cells/lstm/page.md"
    file.write_bytes(before := file.read_bytes().replace(b"It begins", "Cel\u00e0".encode("latin-1")))
    said = [each for found in outputs.pages(folder) for each in outputs.problems(found, write=True)]
    assert [(each.line, each.message) for each in said] == [(1, "this is not UTF-8 text")]
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("printed", "sign"), [(r"\0", "U+0000"), (r"\x1b[31m", "U+001B"), (r"\ud800", "U+D800"), (r"a\rb", "U+000D")]
)
def test_what_no_page_can_show_is_not_written_into_one(tmp_path, printed, sign):
    wrong = PAGE.replace("print(np.tanh(0.5).round(3))", f"print('{printed}')")
    assert problems(tmp_path, wrong, write=True) == [f"4: the code prints a control character, {sign}"]
    assert (tmp_path / "cells/lstm/page.md").read_text() == wrong


@pytest.mark.parametrize("some", [0, 3, -1])
def test_every_line_keeps_its_ending(tmp_path, some):
    folder = write(tmp_path, **{"cells/lstm/page.md": PAGE.replace("\n0.462", "\n0.463")})
    file = folder / "cells/lstm/page.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n", some))
    (found,) = outputs.pages(folder)
    assert list(outputs.problems(found, write=True)) == []
    assert file.read_bytes() == PAGE.encode().replace(b"\n", b"\r\n", some)


QUESTIONS = """\
## What does it print? {#what}

```python run
x = 2
print(x)
```

- [x] This:

  ```python run
  print(x + 1)
  ```
  ```output
  4
  ```

## And here? {#and-here}

```python run
print("x" in globals())
```
"""


def test_the_code_of_a_question_is_run_apart_from_that_of_others(tmp_path):
    folder = write(tmp_path, **{"cells/lstm/questions.md": QUESTIONS})
    (found,) = outputs.pages(folder)
    assert [f"{each.line}: {each.message}" for each in outputs.problems(found)] == [
        "3: the page doesn't show what this prints",
        "14: the code prints `3` and the page shows `4`",
        "19: the page doesn't show what this prints",
    ]
    assert list(outputs.problems(found, write=True)) == []
    (written,) = outputs.pages(folder)
    assert [block.output for block in written.blocks] == ["2\n", "3\n", "False\n"]
    assert list(outputs.problems(written)) == []
