"""Static files with their digest in their name, so that a browser may keep them for ever; our style is bare."""

import re

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """Leaves the other builds in the front-end packages' folders where they are."""

    ignore_patterns = (
        *StaticFilesConfig.ignore_patterns,
        *("ext", "contrib", "README.md", "*.d.ts", "*.gz", "*.mjs", "*.cjs.js", "*.amd.js", "*.esm.js"),
        *("katex.js", "katex.css", "katex-swap.*", "htmx.js", "uPlot.iife.js"),
    )


class Storage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File) -> str:
        content.seek(0)  # it was read for its digest
        return super()._save(name, ContentFile(collected(name, content.read())))


def collected(name: str, source: bytes) -> bytes:
    """What a file's collected copy holds."""
    ours = name.startswith("css/") and name.endswith(".css")
    return lean(source.decode()).encode() if ours else source


def lean(css: str) -> str:
    """Without what only its authors read: comments and indentation. No string of ours holds either."""
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).splitlines())
    return "\n".join(filter(None, lines))
