"""What makes questions bad though nothing about them is wrong: advice for authors, which keeps nothing from loading."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from content.compiler.mathematics import showing
from content.compiler.problems import Problem
from content.compiler.questions.values import Choice, Question

STANDS_OUT = 1.25  # times as long as the longest other option
ALIKE = 0.5  # the share of their phrases that two questions have in common
PHRASE = 3  # words

FORMULA = re.compile(r"\$\$?(.+?)\$\$?", re.DOTALL)
SIGN = re.compile(r"\\(?!(?:math|bold|text|operator|tanh|log|exp|min|max))[A-Za-z]+ ?")
MARKS = re.compile(r"[`*_]|\[([^\]]*)\]\([^)]*\)")
WORD = re.compile(r"[\w{}^\\]+")
ASKS_WHICH = re.compile(r"\b(?:which|what)\b(?: (?:one|two|three))?(?: of)?", re.IGNORECASE)
NEGATION = re.compile(r"\b(?:not|never|cannot|incorrect|false|untrue|least)\b|n[’']t\b", re.IGNORECASE)
EXCEPT = re.compile(r"\bexcept\b", re.IGNORECASE)
SUBORDINATE = re.compile(
    r",|;|:|\b(?:that|who|whose|what|which|when|while|if|because|though|where|although)\b", re.IGNORECASE
)
ALL_OR_NONE = re.compile(
    r"^(?:all|none|both|neither|any|several) (?:of )?(?:the )?(?:above|below|others?|these|options|answers)\b",
    re.IGNORECASE,
)


def lint(questions: Iterable[Question]) -> Iterator[Problem]:
    questions = list(questions)
    for question in questions:
        yield from _negative(question)
        if isinstance(question.answer, Choice):
            yield from _options(question, question.answer)
    yield from _near_duplicates(questions)


def visible(source: str) -> str:
    """As long as a reader sees it: formulas without their commands, words without their marks."""
    return " ".join(MARKS.sub(r"\1", FORMULA.sub(_seen, source)).split())


def _seen(formula: re.Match[str]) -> str:
    """A sign for each command, and no scripts' marks."""
    return re.sub(r"[\s^]", "", showing.plain(SIGN.sub("·", formula[1])))


def lengths(answer: Choice) -> list[int]:
    return [len(visible(option.text.source)) for option in answer.options]


def right_of(answer: Choice) -> int:
    """The place of the one right option."""
    return next(place for place, option in enumerate(answer.options) if option.right)


def _negative(question: Question) -> Iterator[Problem]:
    """“Which is not …?” asks for what isn't so, and who overlooks a word is wrong who knows everything."""
    for sentence in re.split(r"(?<=[.?!]) ", visible(question.title.source)):
        asks = ASKS_WHICH.search(sentence)
        if not asks or not isinstance(question.answer, Choice):
            continue
        clause = SUBORDINATE.split(sentence[asks.end() :])[0]
        if found := NEGATION.search(clause) or EXCEPT.search(sentence):
            hint = "ask for what is so, or let options be claims to judge"
            yield _advice(question, f"the question is turned round by “{found[0]}”", hint)


def _options(question: Question, answer: Choice) -> Iterator[Problem]:
    for option in answer.options:
        if found := ALL_OR_NONE.search(visible(option.text.source)):
            yield _advice(question, f"an option that is about the others: “{found[0]}”", "say what it says by itself")
    if answer.several:
        return
    found_lengths = lengths(answer)
    right = found_lengths.pop(right_of(answer))
    if right >= STANDS_OUT * max(found_lengths):
        hint = f"{right} signs, and the longest other {max(found_lengths)}: give the wrong ones as much detail"
        yield _advice(question, "the right option is by far the longest", hint)


def _near_duplicates(questions: Sequence[Question]) -> Iterator[Problem]:
    phrases = [(question, _phrases(question)) for question in questions]
    for (first, said), (second, said_too) in combinations(phrases, 2):
        together = len(said | said_too)
        if together and len(said & said_too) / together >= ALIKE:
            hint = f"like `{first.key}`, {first.place.path}:{first.place.line}"
            yield _advice(second, "nearly the same question stands elsewhere", hint)


def _phrases(question: Question) -> frozenset[tuple[str, ...]]:
    """Of its line and its options, which is what one remembers it by."""
    options = question.answer.options if isinstance(question.answer, Choice) else ()
    said = [question.title.source, question.text.source, *(option.text.source for option in options)]
    words = [word.lower() for word in WORD.findall(" ".join(map(visible, said)))]
    return frozenset(zip(*(words[start:] for start in range(PHRASE)), strict=False))


def _advice(question: Question, message: str, hint: str) -> Problem:
    return Problem(question.place.path, question.place.line, f"`{question.key}`: {message}", hint)
