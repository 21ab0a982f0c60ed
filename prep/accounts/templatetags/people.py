"""What a page says of somebody."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django import template

from prep.accounts.mine import belongings
from prep.accounts.models import User

register = template.Library()


@register.simple_tag
def work_of(learner: User) -> list[tuple[str, int]]:
    return belongings.work_of(learner)


@register.filter
def in_words(work: Sequence[tuple[str, int]]) -> str:
    """“3 runs, 12 answers and 1 sitting”."""
    *others, last = [f"{count} {name}" for name, count in work] or ["nothing"]
    return f"{', '.join(others)} and {last}" if others else last


@register.filter
def has_confirmed_email(learner: User) -> bool:
    return EmailAddress.objects.filter(user=learner, email=learner.email, verified=True).exists()
