"""Whether a few runs of each of two things tell them apart: every way to deal the results is looked at."""

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.materials.measures.seeds import dealt_anew, doubled_ranks

results = st.integers(1, 9)
groups = st.integers(2, 4).flatmap(
    lambda n: st.tuples(st.lists(results, min_size=n, max_size=n), st.lists(results, min_size=n, max_size=n))
)


def test_ranks_begin_at_1_and_ties_share_theirs():
    assert (doubled_ranks([30, 10, 20, 20]) / 2).tolist() == [4, 1, 2.5, 2.5]


def test_of_five_and_five_without_an_overlap_two_deals_in_252_are_as_far_apart():
    deals = dealt_anew([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])
    assert (deals.as_far, deals.all, deals.first_is_lower, deals.told) == (2, 252, True, True)
    assert deals.in_words == "2 of 252"


def test_who_is_mixed_is_not_told_apart():
    assert not dealt_anew([1, 4, 5, 8, 9], [2, 3, 6, 7, 10]).told


@pytest.mark.parametrize(("each", "told"), [(3, False), (4, True)])
def test_with_three_each_no_result_can_be_told_from_luck(each, told):
    assert dealt_anew(range(each), range(10, 10 + each)).told is told


@given(groups)
def test_deals_are_those_that_counting_finds_one_by_one(both):
    first, second = both
    everything = [*first, *second]

    def apart(chosen):
        ranks = [sum(b < a for b in everything) + (sum(b == a for b in everything) + 1) / 2 for a in everything]
        return abs(sum(ranks[i] for i in chosen) - sum(ranks) / 2)

    seen = apart(range(len(first)))
    as_far = sum(apart(chosen) >= seen for chosen in combinations(range(len(everything)), len(first)))
    deals = dealt_anew(first, second)
    assert (deals.as_far, deals.all) == (as_far, comb(len(everything), len(first)))


@given(groups)
def test_whoever_is_called_the_first_the_same_is_told(both):
    one, other = dealt_anew(*both), dealt_anew(*reversed(both))
    assert (one.as_far, one.told) == (other.as_far, other.told)
