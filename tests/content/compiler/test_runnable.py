"""Code that is run: found with what it is said to print, and that written back without touching anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compiler import runnable

SOURCE = """Words.

```python run
x = 1
print(x)
```
```output
2
```

```python
not run
```

- a list

  ```python run
  print("two")
  ```

> [!NOTE]
> ```python run
> print()
> ```
>
> ```output
> three
> ```
"""


def test_the_blocks_of_a_page_in_order_with_their_outputs_and_lines():
    found = [(block.code, block.output, block.line, block.shown) for block in runnable.blocks(SOURCE)]
    assert found == [
        ("x = 1\nprint(x)\n", "2\n", 4, 8),
        ('print("two")\n', None, 18, 17),
        ("print()\n", "three\n", 23, 27),
    ]


def test_outputs_are_written_where_they_stand():
    written = runnable.written(SOURCE, ["1\n", "two\n\nlines\n", ""])
    assert (
        written
        == """Words.

```python run
x = 1
print(x)
```
```output
1
```

```python
not run
```

- a list

  ```python run
  print("two")
  ```
  ```output
  two

  lines
  ```

> [!NOTE]
> ```python run
> print()
> ```
>
"""
    )


def test_what_says_so_already_is_left_as_it_is():
    source = "~~~~python run\nx\n~~~~\n\n~~~output\n1   \n\n~~~\n\n\n\nend"
    assert runnable.written(source, ["1\n"]) == source


def test_line_ends_stay_what_they_are():
    source = "```python run\r\nx\r\n```\r\nend"
    assert runnable.written(source, ["1\n"]) == "```python run\r\nx\r\n```\r\n```output\r\n1\r\n```\r\nend"


def test_output_may_hold_the_marks_of_code():
    (block,) = runnable.blocks(runnable.written("```python run\nx\n```\n", ["```\n````\n"]))
    assert block.output == "```\n````\n"


def test_code_that_never_ends_gets_no_output():
    assert runnable.written("```python run\nx", ["1"]) == "```python run\nx"


@pytest.mark.parametrize(("printed", "shown"), [("a  \nb\n\n\n", "a\nb\n"), ("", ""), ("\n", ""), ("\na", "\na\n")])
def test_what_is_printed_is_shown_without_blank_ends(printed, shown):
    assert runnable.normal(printed) == shown


PRINTED = st.text(st.sampled_from("ab `~>-\n#$"), max_size=12)


@given(st.tuples(PRINTED, PRINTED, PRINTED))
def test_what_was_written_is_found_and_written_no_second_time(outputs):
    written = runnable.written(SOURCE, outputs)
    assert [block.output or "" for block in runnable.blocks(written)] == [runnable.normal(each) for each in outputs]
    assert runnable.written(written, outputs) == written
