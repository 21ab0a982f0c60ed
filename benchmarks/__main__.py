"""`python -m benchmarks`: everything; `python -m benchmarks pages`: one of pages, library, search, cells,
adaptive and practice; `--tiny`: in seconds, to see that it runs."""

import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass

from benchmarks import generated, library, pages, search, site
from benchmarks.measuring import Row, table

BESIDE = ("cells", "adaptive")  # a peer that is no dependency: the Python that has it runs them
ALONE = ("practice",)  # with a library of its own, and therefore a process
WHAT = ("pages", "library", "search", *BESIDE, *ALONE)


@dataclass(frozen=True)
class Sizes:
    few: int = 10
    topics: int = 1000
    rounds: int = 7
    requests: int = 2000


TINY = Sizes(few=1, topics=3, rounds=1, requests=8)


def main() -> None:
    asked = ArgumentParser(prog="python -m benchmarks", description="How fast it is, against a named peer.")
    asked.add_argument("what", nargs="*", choices=[*WHAT, []], help="all of them, unless said")
    asked.add_argument("--tiny", action="store_true", help="in seconds, to see that it runs")
    asked.add_argument("--python", default=sys.executable, help="one that has NumPy, and PyTorch or catsim")
    said = asked.parse_args()
    what = set(said.what) or set(WHAT)
    if what - {*BESIDE, *ALONE}:
        print("\n".join(table(rows(what, TINY if said.tiny else Sizes()))), flush=True)
    for other in (*BESIDE, *ALONE):
        if other in what:
            python = said.python if other in BESIDE else sys.executable
            command = [python, "-m", f"benchmarks.{other}", *(["--tiny"] if said.tiny else [])]
            if failed := subprocess.run(command).returncode:
                sys.exit(failed)


def rows(what: set[str], sizes: Sizes) -> list[Row]:
    found = []
    with site.standing() as folder:
        generated.write(folder / "few", topics=sizes.few)
        site.load(folder / "few")
        if "pages" in what:
            found += pages.rows(rounds=sizes.rounds, requests=sizes.requests)
        few = search.taken(rounds=sizes.rounds) if "search" in what else 0
        if what & {"library", "search"}:
            loaded = library.rows(folder / "many", topics=sizes.topics, rounds=sizes.rounds)
            found += loaded if "library" in what else []
        if "search" in what:
            many = search.taken(rounds=sizes.rounds)
            sections = f"{sizes.topics * generated.SECTIONS:,} sections: a query"
            found.append(Row(f"Search in {sections}", many, f"among {sizes.few * generated.SECTIONS}", few, rate=False))
    return found


if __name__ == "__main__":
    main()
