"""How often an item has been seen in assessments: one that everybody gets is soon known, and measures that."""

from collections.abc import Sequence

import numpy as np

from quizzes.adaptive.scale import Array

CAP = 0.25  # of all assessments may have an item
OF_BEST = 5  # among which chance decides
FEW = 20  # assessments, below which a share says nothing
LAST = 500  # assessments that are counted: what was asked years ago, of learners who are gone, is seen by nobody


def shares(times: Sequence[int] | Array, assessments: int) -> Array:
    """In which share of the assessments each item was. The first of them doesn't bar what it asked."""
    share: Array = np.asarray(times) / max(assessments, FEW)
    return share
