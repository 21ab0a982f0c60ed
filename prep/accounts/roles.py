"""What each role may do at the desk. Learners' own pages ask for no permission: they start from who asks.

An app says what a role may do with its models in its AppConfig: `grants = {"author": ["content.view_topic"]}`.
A role may do all that the roles before it may; an admin may do everything.
"""

from functools import cache

from django.apps import apps
from django.db import models


class Role(models.TextChoices):
    LEARNER = "learner", "Learner"
    AUTHOR = "author", "Author"
    REVIEWER = "reviewer", "Reviewer"
    ADMIN = "admin", "Admin"


@cache
def permissions_of(role: str) -> frozenset[str]:
    """By name, as Django spells them: "content.view_topic"."""
    rank = Role.values.index(role)
    return frozenset(
        permission
        for app in apps.get_app_configs()
        for lower in Role.values[: rank + 1]
        for permission in getattr(app, "grants", {}).get(lower, ())
    )
