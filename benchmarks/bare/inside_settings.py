"""The site's own, with the bare view in it: behind the same middleware, asked by somebody it knows."""

from prep.settings import *  # noqa: F403
from prep.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "benchmarks.bare"]
ROOT_URLCONF = "benchmarks.bare.inside_urls"
