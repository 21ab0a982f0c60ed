"""What texts may name of other apps: handed over when the site starts, because content knows none of them."""

from collections.abc import Callable, Mapping

from content.compiler.vocabulary import NO_WORDS, Vocabulary

Address = Callable[[str, Mapping[str, str]], str]


def hand(vocabulary: Vocabulary, address: Address) -> None:
    """Called once, by the site. `address` tells where the lab shows an experiment with these parameters."""
    _handed.update(vocabulary=vocabulary, address=address)


def current() -> Vocabulary:
    vocabulary: Vocabulary = _handed.get("vocabulary", NO_WORDS)
    return vocabulary


def address(experiment_key: str, parameters: Mapping[str, str]) -> str:
    found: str = _handed["address"](experiment_key, parameters)
    return found


_handed: dict = {}
