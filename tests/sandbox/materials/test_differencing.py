"""Central differences of stacks, and how far off a gradient is."""

import numpy as np
import pytest

from sandbox.materials.measures.differencing import central_differences, relative_errors
from tests.sandbox.nn.differences import one_at_a_time


def cubes(stack):
    return (stack**3).sum(axis=(1, 2))


def test_of_a_cube_the_difference_is_the_slope_and_epsilon_squared():
    array = np.array([[1.0, -2.0, 0.5]])
    np.testing.assert_allclose(central_differences(cubes, array, 0.1), 3 * array**2 + 0.01, rtol=1e-12)


def test_more_numbers_than_a_stack_holds_come_out_in_their_places():
    array = np.random.default_rng(1).standard_normal((30, 20))
    np.testing.assert_allclose(central_differences(cubes, array, 1e-4), 3 * array**2, atol=1e-6)


def test_the_told_come_out_in_a_row_and_the_array_as_it_was():
    array = np.array([[1.0, -2.0, 0.5]])
    losses = one_at_a_time(lambda: float((array**3).sum()), array)
    assert central_differences(losses, array, 1e-5, [(0, 2), (0, 0)]) == pytest.approx([0.75, 3])
    assert central_differences(losses, array, 1e-5, []).tolist() == []
    assert array.tolist() == [[1.0, -2.0, 0.5]]


def test_an_error_is_relative_to_the_larger_but_to_a_thousandth_of_the_largest_at_least():
    analytic = {"W": np.array([10.0, 2.0, 1e-5, 0.0]), "b": np.array([1.0])}
    numeric = {"W": np.array([10.0, 4.0, 0.0, 0.0]), "b": np.array([-1.0])}
    errors = relative_errors(analytic, numeric)
    assert errors["W"] == pytest.approx([0, 0.5, 1e-5 / 0.01, 0])
    assert errors["b"] == pytest.approx([2])


def test_of_nothing_at_all_nothing_is_off():
    assert relative_errors({"W": np.zeros(2)}, {"W": np.zeros(2)})["W"].tolist() == [0, 0]
