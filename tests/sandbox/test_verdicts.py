"""What experiments claim, they show at their defaults, whichever seed is drawn."""

from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from multiprocessing import get_context

import pytest

from sandbox.experiments.registry import EXPERIMENTS, akin
from tests.sandbox.defaults import outcome_at_defaults

pytestmark = pytest.mark.once  # pure: the same on every service

SEEDS = range(1, 6)


@pytest.fixture(scope="module")
def shown(request):
    """What an experiment shows, by key and seed: computed side by side, but for those that measure time."""
    wanted = [item.callspec.params for item in request.session.items if "shown" in getattr(item, "fixturenames", ())]
    with ProcessPoolExecutor(mp_context=get_context("forkserver")) as pool:
        asked = {
            (one["key"], one["seed"]): pool.submit(outcome_at_defaults, one["key"], one["seed"])
            for one in wanted
            if "seed" in one and not EXPERIMENTS[one["key"]].measures_time
        }
        yield lambda key, seed: asked[key, seed].result() if (key, seed) in asked else outcome_at_defaults(key, seed)
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("key", sorted(EXPERIMENTS, key=lambda key: EXPERIMENTS[key].measures_time))
def test_the_verdict_at_the_default_settings_holds(key, seed, shown):
    verdict = shown(key, seed).verdict
    assert verdict.held is True, verdict.sentence


def axes(plot):
    return plot.name, plot.y_label, plot.scale, plot.x_scale


KIN = [(one.key, other.key) for one, other in combinations(EXPERIMENTS.values(), 2) if other in akin(one)]


@pytest.mark.parametrize(("one", "other"), KIN)
def test_experiments_of_one_kind_draw_a_plot_of_the_same_name_and_axes(one, other, shown):
    plots = [{axes(plot) for plot in shown(key, 1).plots} for key in (one, other)]
    assert plots[0] & plots[1]
