"""What is loaded, for who loads, checks and counts it."""

from content.compiler.library import Known
from content.models import Edition, Topic


def edition() -> Edition | None:
    """What is taught now, as a whole."""
    return Edition.objects.defer("report").first()


def known() -> dict[str, Known]:
    """Every topic that is taught, by key, as it was compiled: one query."""
    rows = Topic.objects.filter(retired_at=None).values_list("key", "digest", "outline")
    return {key: Known(digest, outline) for key, digest, outline in rows}


def topics() -> int:
    return Topic.objects.filter(retired_at=None).count()
