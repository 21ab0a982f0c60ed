"""Writes what the golden page compiles to. Run it with PYTHONPATH=. and read the difference."""

import json
from pathlib import Path

from content.compiler import pages

HERE = Path(__file__).parent

page, problems = pages.page("page.md", (HERE / "page.md").read_bytes(), topic="lstm")
(HERE / "page.json").write_text(json.dumps(pages.stored(page), indent=1, ensure_ascii=False) + "\n")
