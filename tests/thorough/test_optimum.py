"""What the bench of the optimum compares is what it says."""

import random

import pytest

from shared.contracts.vacancies import Profile
from tests.bench.optimum import Contest, alone, contest, decided, optimum

ONE, OTHER = (Profile(title=f"Oficio {n}", employer=f"Empresa {n}") for n in (1, 2))


@pytest.mark.parametrize("seed", range(8))
def test_no_decision_is_better_than_the_optimum(seed: int) -> None:
    one = contest(random.Random(seed))
    assert decided(one).value <= optimum(one).value
    assert optimum(one).filled <= sum(one.seats)


def test_without_contest_the_decision_is_the_optimum() -> None:
    apart = Contest((ONE, OTHER), (1, 1), ({"a": 700, "b": 600}, {"c": 500}))
    assert decided(apart) == optimum(apart)


@pytest.mark.parametrize("silent", [False, True])
def test_who_fits_both_is_left_to_the_one_that_has_nobody_else(silent: bool) -> None:
    contested = Contest((ONE, OTHER), (1, 1), ({"a": 700, "b": 690}, {"a": 800}))
    assert decided(contested, silent) == optimum(contested)
    assert (alone(contested).value, optimum(contested).value) == (700, 1490)
