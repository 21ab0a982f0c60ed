"""What experiments claim, they show at their defaults, whichever seed is drawn."""

import pytest

from sandbox.experiments.registry import EXPERIMENTS


@pytest.mark.once
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("key", EXPERIMENTS)
def test_the_verdict_at_the_default_settings_holds(key, seed, at_defaults):
    verdict = at_defaults(key, seed).verdict
    assert verdict.held is True, verdict.sentence
