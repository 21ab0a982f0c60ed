"""Static files with their digest in their name, so that a browser may keep them for ever."""

from django.contrib.staticfiles.apps import StaticFilesConfig
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
