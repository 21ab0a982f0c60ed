"""A linear recurrence: scans have the loop's states, and multiply as often as they say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.nn.scan import Doubling, Loop, Tree, compose


def drawn(T, W, seed):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (T, W)), rng.standard_normal((T, W))


class Counting(np.ndarray):
    """An array whose products are counted, number by number."""

    products = 0

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        plain = [np.asarray(array) for array in inputs]
        if out is not None:
            options["out"] = tuple(np.asarray(array) for array in out)
        made = getattr(ufunc, method)(*plain, **options)
        if ufunc is np.multiply:
            Counting.products += made.size
        return made.view(Counting)


@settings(max_examples=60, deadline=None)
@given(T=st.integers(1, 70), W=st.integers(1, 3), seed=st.integers(0, 2**32 - 1))
def test_the_scans_states_are_the_loop_s_and_its_are_those_of_the_formula(T, W, seed):
    a, b = drawn(T, W, seed)
    h, states = np.zeros(W), []
    for a_t, b_t in zip(a, b, strict=True):
        h = a_t * h + b_t
        states.append(h)
    for method in (Loop, Doubling, Tree):
        np.testing.assert_allclose(method(T, W)(a, b), states, atol=1e-12)


@pytest.mark.parametrize("method", [Loop, Doubling, Tree])
def test_what_is_given_is_left_alone_and_another_call_starts_anew(method):
    a, b = drawn(21, 2, 1)
    kept = a.copy(), b.copy()
    scan = method(21, 2)
    first = scan(a, b).copy()
    scan(b, a)
    assert scan(a, b).tolist() == first.tolist()
    assert [a.tolist(), b.tolist()] == [array.tolist() for array in kept]


def counted(made):
    """With all its arrays, in lists and pairs too, as arrays that count."""
    if isinstance(made, np.ndarray):
        return made.view(Counting)
    return type(made)(counted(part) for part in made) if isinstance(made, list | tuple) else made


@pytest.mark.parametrize("method", [Loop, Doubling, Tree])
@pytest.mark.parametrize("T", [1, 2, 3, 7, 8, 21, 64])
def test_it_multiplies_as_often_as_it_says(method, T):
    scan = method(T, 1)
    vars(scan).update({name: counted(made) for name, made in vars(scan).items()})
    Counting.products = 0
    scan(*map(counted, drawn(T, 1, 1)))
    assert Counting.products == scan.multiplications


def test_the_counts_of_the_page():
    counts = [(method(1024, 1).rounds, method(1024, 1).multiplications) for method in (Loop, Doubling, Tree)]
    assert counts == [(1023, 1023), (10, 2 * 9217), (19, 2 * 2036)]


def test_composing_is_associative_and_means_one_step_after_the_other():
    first, second = (0.5, 1.0), (2.0, 3.0)
    assert compose(second, first) == (1.0, 5.0)
    third = (-1.0, 0.25)
    assert compose(compose(third, second), first) == compose(third, compose(second, first))
