"""Models that the site doesn't have, for tests of the walks. Only inside `isolate_apps(MODULE)`."""

from django.db import models

MODULE = "prep.accounts"


def model(name, base=models.Model, *, says=None, plural=None, **fields):
    """`says` is its docstring: Django writes one where there is none."""
    options = {"app_label": "accounts", **({"verbose_name_plural": plural} if plural else {})}
    return type(name, (base,), {"__module__": MODULE, "__doc__": says, "Meta": type("Meta", (), options), **fields})


def key(to, on_delete=models.CASCADE, **options):
    return models.ForeignKey(to, on_delete, related_name="+", **options)
