"""`{% import_map %}`, and nothing else that a page needs to load its modules."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from prep.importmap import import_map as current_import_map

register = template.Library()


@register.simple_tag
def import_map() -> SafeString:
    # Our own JSON: file names, with "<" escaped.
    return mark_safe(f'<script type="importmap">{current_import_map()[0]}</script>')  # noqa: S308
