"""What is somebody's: found by walking the foreign keys, so that a new model can't be forgotten.

A row is a learner's if deleting the learner deletes it: CASCADE keys lead from it to them. A row that only mentions
them (SET_NULL: the author of a text that stays) loses the name. Other ways to refer to people are refused: `problems`.
The walk is over models, not rows, so it costs no query; `User` may be another model for tests of the walk itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.db.models import CASCADE, SET_NULL, ForeignKey, ManyToOneRel, Model, Q, QuerySet

from prep.accounts.models import User

NO_WORK = {"account", "admin"}


@dataclass(frozen=True)
class Belonging:
    """A model, and the chains of foreign keys by which its rows lead to their learner; "" is the learner's own row."""

    model: type[Model]
    paths: tuple[str, ...]

    def of(self, learner: Model) -> QuerySet:
        """Each row once: keys are followed in their own direction, so that a join never multiplies."""
        whose = Q()
        for path in self.paths:
            whose |= Q(**{f"{path}__pk".removeprefix("__"): learner.pk})
        return self.model._base_manager.filter(whose)


def belongings(root: type[Model] = User) -> list[Belonging]:
    """Every model whose rows go when their learner goes, in a stable order."""
    return _gathered((model, path) for model, path, _ in _walk(root, "", (root,)))


def mentions(root: type[Model] = User) -> list[Belonging]:
    """Every model whose rows stay when a learner goes, and lose the name."""
    return _gathered((field.model, field.name) for field in references(root) if _on_delete(field) is SET_NULL)


def references(root: type[Model] = User) -> list[ForeignKey]:
    """Every foreign key that leads straight to a user, whatever happens to it at the end."""
    return [relation.field for relation in _relations(root)]


def work_of(learner: User) -> list[tuple[str, int]]:
    """What they did, to be told in words: ("runs", 3). Addresses and the desk's log are no work."""
    counted = [
        (belonging.model._meta, belonging.of(learner).count())
        for belonging in belongings()
        if belonging.model._meta.app_label not in NO_WORK
    ]
    return [
        (str(meta.verbose_name if count == 1 else meta.verbose_name_plural), count) for meta, count in counted if count
    ]


def problems(root: type[Model] = User) -> list[str]:
    """What the walk can't follow, or what would stop a deletion: nothing, or a test fails."""
    walked = list(_walk(root, "", (root,)))
    models = [root, *dict.fromkeys(model for model, _, _ in walked)]
    return sorted({*_bad_keys(models), *_circles(walked, root), *_unfollowed(models)})


def _bad_keys(models: list[type[Model]]) -> Iterator[str]:
    for model in models:
        for relation in _relations(model):
            if _on_delete(relation.field) not in (CASCADE, SET_NULL):
                yield (
                    f"{_name(relation.field)} would stop the deletion of a learner, or leave them in the row: "
                    "let on_delete be CASCADE if the row is theirs, SET_NULL if it only mentions them."
                )


def _circles(walked: list, root: type[Model]) -> Iterator[str]:
    """A chain as long as it likes is followed by no query, and may end at somebody else's rows."""
    for model, behind in [(root, (root,)), *[(model, behind) for model, _, behind in walked]]:
        for relation in _relations(model):
            if _on_delete(relation.field) is CASCADE and relation.related_model in behind:
                yield f"{_name(relation.field)} leads in a circle of CASCADE: let one key of it be SET_NULL."


def _unfollowed(models: list[type[Model]]) -> Iterator[str]:
    for model in models:
        if model._meta.parents:
            yield f"{model._meta.label} inherits from another table: the walk doesn't follow that."
        for field in model._meta.private_fields:
            if isinstance(field, GenericRelation):
                yield f"{_name(field)} is a generic relation: the walk doesn't follow those."
    for model in models[0]._meta.apps.get_models():
        for field in model._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                yield f"{_name(field)} could lead to a learner without a key: the walk doesn't follow those."


def _walk(
    model: type[Model], path: str, behind: tuple[type[Model], ...]
) -> Iterator[tuple[type[Model], str, tuple[type[Model], ...]]]:
    """Each model that goes with this one, the path from it to the root, and the models on that path."""
    for relation in _relations(model):
        found = relation.related_model
        if _on_delete(relation.field) is CASCADE and found not in behind:
            longer = f"{relation.field.name}__{path}" if path else relation.field.name
            yield found, longer, (*behind, found)
            yield from _walk(found, longer, (*behind, found))


def _relations(model: type[Model]) -> list[ManyToOneRel]:
    """The foreign keys that lead here; hidden ones are those without a related name, and many-to-many tables'."""
    return [field for field in model._meta.get_fields(include_hidden=True) if isinstance(field, ManyToOneRel)]


def _gathered(found: Iterator[tuple[type[Model], str]]) -> list[Belonging]:
    paths: dict[type[Model], list[str]] = {}
    for model, path in found:
        paths.setdefault(model, []).append(path)
    return [
        Belonging(model, tuple(sorted(paths[model]))) for model in sorted(paths, key=lambda model: model._meta.label)
    ]


def _on_delete(field: ForeignKey):
    return field.remote_field.on_delete


def _name(field) -> str:
    return f"{field.model._meta.label}.{field.name}"
