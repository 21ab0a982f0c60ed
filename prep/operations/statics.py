"""Are the static files collected, and are they those of this code?"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from prep import staticfiles


def collected() -> bool:
    return settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def stale() -> list[str]:
    """The files whose collected copy is missing or differs from the source."""
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    return sorted(
        path
        for finder in get_finders()
        for path, storage in finder.list(ignored)
        if not _same(_prefix(storage) + path, Path(storage.path(path)))
    )


def _prefix(storage) -> str:
    return f"{storage.prefix}/" if getattr(storage, "prefix", None) else ""


def _same(name: str, source: Path) -> bool:
    copy = Path(settings.STATIC_ROOT) / name
    return copy.exists() and copy.read_bytes() == staticfiles.collected(name, source.read_bytes())
