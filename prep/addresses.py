"""Where a view is: `reverse`, remembered. An address stays the same as long as a process lives, and to look one up
Django walks through its patterns: on the page of an answer, which has ten, that took a twentieth of its time."""

from functools import lru_cache

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

MOST = 20_000  # some megabytes; those of a quiz's questions come and go


@lru_cache(MOST, typed=True)
def address(name: str, *arguments: int | str) -> str:
    return reverse(name, args=arguments)


@lru_cache(MOST, typed=True)
def escaped(name: str, *arguments: int | str) -> SafeString:
    """As a template shows it."""
    return conditional_escape(reverse(name, args=arguments))
