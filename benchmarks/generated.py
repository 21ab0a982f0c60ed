"""A library as large as one likes, as authors write it: each topic a page of sections with text, formulas and code."""

import random
from pathlib import Path

VOCABULARY = """
the a of to in is that it for as with state cell gate gradient memory sequence step time weight matrix vector
network output input forget update reset hidden layer loss training learning rate norm eigenvalue product
chain rule derivative vanishing exploding saturates activation sigmoid tanh linear attention query key value
context token position encoder decoder teacher forcing truncated backpropagation batch mask padding long short
term dependency highway residual initialisation orthogonal clipping regularisation dropout variance estimate
interview question answer because therefore never always often between before after small large first last
same other each every
"""
WORDS = VOCABULARY.split()
FORMULA = "$$\n\\mathbf h_t = \\tanh(\\mathbf W_{hh}\\mathbf h_{t-1} + \\mathbf W_{xh}\\mathbf x_t)\n$$"
SECTIONS = 10
CODE = "```python\nimport numpy as np\nh = np.tanh(W @ h + U @ x)\n```"


def write(folder: Path, *, topics: int, sections: int = SECTIONS, words: int = 2900) -> None:
    draw = random.Random(2026)
    names = [f"topic-{number}" for number in range(1, topics + 1)]
    track = folder / "generated"
    track.mkdir(parents=True, exist_ok=True)
    (track / "track.toml").write_text(f"title = 'Generated'\nsummary = 'Many topics.'\ntopics = {names}\n")
    for before, name in zip([None, *names], names, strict=False):
        keys = [f"section-{number}" for number in range(1, sections + 1)]
        topic = track / name
        topic.mkdir(exist_ok=True)
        (topic / "topic.toml").write_text(
            f"title = 'The {name}'\nsummary = '{_sentence(draw)}'\n"
            f"prerequisites = {[before] if before else []}\n\n[objectives]\n"
            + "".join(f"'{name}.{key}' = '{_sentence(draw)}'\n" for key in keys)
        )
        told = [
            f'## {_sentence(draw, 5)} {{#{key} teaches="{name}.{key}"}}\n\n{_text(draw, words // sections)}'
            for key in keys
        ]
        (topic / "page.md").write_text(f"{_paragraph(draw, 40)}\n\n" + "\n\n".join(told) + "\n")


def edit(folder: Path) -> None:
    """One page says something else."""
    page = folder / "generated" / "topic-1" / "page.md"
    page.write_text(page.read_text() + f"\nOne more sentence, the {page.stat().st_size}th.\n")


def _text(draw: random.Random, words: int) -> str:
    half = [_paragraph(draw, words // 4) for _ in range(2)]
    return "\n\n".join([*half, FORMULA, CODE, *half])


def _paragraph(draw: random.Random, words: int) -> str:
    return " ".join(_sentence(draw) for _ in range(max(1, words // 12)))


def _sentence(draw: random.Random, length: int = 12) -> str:
    return f"{' '.join(draw.choices(WORDS, k=length)).capitalize()}{'.' if length > 5 else ''}"
