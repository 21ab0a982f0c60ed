"""The line of every key, whatever stands around it."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from content.compiler.lines import Lines

SOURCE = '''\
# title = 'not this one'
title = """
title = 'nor this one'
[objectives]
"""
'quoted.key' = 'one' # title = 3
"escaped\\u0041" = ''
list = [
  'a',   # ]
  "]", ['b',
    'c'],
]
at = 1979-05-27 07:32:00
inline = { one = 1, 'two' = [2] }

[objectives]
title = \'\'\'it''s\'\'\'\'
  [ a . "b" ]
c.d = 4
[[many]]
x = 1
[[many]]
x = 2
'''


def test_keys_in_tables_lists_and_after_texts_that_look_like_keys():
    tomllib.loads(SOURCE)
    assert Lines(SOURCE).of == {
        ("title",): 2,
        ("quoted.key",): 6,
        ("escapedA",): 7,
        ("list",): 8,
        ("list", 0): 9,
        ("list", 1): 10,
        ("list", 2): 10,
        ("list", 2, 0): 10,
        ("list", 2, 1): 11,
        ("at",): 13,
        ("inline",): 14,
        ("inline", "one"): 14,
        ("inline", "two"): 14,
        ("inline", "two", 0): 14,
        ("objectives",): 16,
        ("objectives", "title"): 17,
        ("a",): 18,
        ("a", "b"): 18,
        ("a", "b", "c"): 19,
        ("a", "b", "c", "d"): 19,
        ("many",): 20,
        ("many", 0): 20,
        ("many", 0, "x"): 21,
        ("many", 1): 22,
        ("many", 1, "x"): 23,
    }


def test_what_has_no_line_has_the_one_around_it():
    lines = Lines("\n[objectives]\nx = 1\n")
    assert [lines.at("objectives", "y"), lines.at("missing"), lines.at()] == [2, 1, 1]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="'\"\\"), max_size=12)
VALUES = st.one_of(
    TEXTS.map(lambda text: f"'{text}'"),
    TEXTS.map(lambda text: f"'''\n{text}\nkey0 = [\n# '\n'''"),
    TEXTS.map(lambda text: f'"""{text}\n\\" key1 = \\"""\n"""'),
    st.integers().map(str),
    st.just("[\n 'a', # ,]\n\n { b = [1,\n 2] } ,\n]"),
)
BETWEEN = st.sampled_from(["", "\n", "# key0 = 'x'\n", "  # '''\n\n", "\t"])


@given(st.lists(st.tuples(BETWEEN, VALUES), max_size=8), st.integers(0, 8))
def test_every_key_is_found_on_the_line_on_which_it_was_written(pairs, table_at):
    source, written = "", {}
    for number, (between, value) in enumerate(pairs):
        table = ("table",) if number >= table_at else ()
        source += between.rstrip("\t") + ("[table]\n" if number == table_at else "")
        written[(*table, f"key{number}")] = source.count("\n") + 1
        source += f"{between if between == chr(9) else ''}key{number} = {value}\n"
    tomllib.loads(source)
    assert {steps: Lines(source).of[steps] for steps in written} == written
