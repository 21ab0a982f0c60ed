"""Loading a large library: when nothing has changed, and when one page has, against compiling and loading all of it."""

from pathlib import Path

from benchmarks import generated, site
from benchmarks.measuring import Row, in_turns, seconds


def rows(root: Path, *, topics: int, rounds: int) -> list[Row]:
    """The library is written and loaded here for the first time, and stays."""
    from content import vocabulary
    from content.compiler.library import compile_folder
    from prep import library

    generated.write(root, topics=topics)
    whole = seconds(lambda: compile_folder(root, vocabulary.current()))
    loaded = seconds(lambda: site.load(root))

    def one_edit() -> float:
        generated.edit(root)
        return seconds(lambda: site.load(root))

    unchanged, edited = in_turns(rounds, lambda: seconds(lambda: library.compiled(root)), one_edit)
    of_them = f"{topics:,} topics"
    return [
        Row(f"{of_them}, nothing changed: look", unchanged, "compile all", whole, rate=False),
        Row(f"{of_them}, one page edited: compile and load", edited, "compile and load all", loaded, rate=False),
    ]
