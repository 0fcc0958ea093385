from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from optimizer.potential import AccountTraits, Blend, LapsedRemembered, LastTwelveMonths, ShrunkMean
from optimizer.potential.methods import FittedLastTwelveMonths
from optimizer.potential.selection import choose_method, comparable_origins, group_codes, wape


@dataclass(frozen=True)
class Times:
    """The last twelve months times a factor."""

    factor: float
    fallback = None

    @property
    def name(self) -> str:
        return f"times {self.factor}"

    def fit(self, now, past):  # noqa: ARG002 -- nothing is learnt
        return self

    def amounts(self, origin):
        return self.factor * FittedLastTwelveMonths().amounts(origin)


def choose(history, candidates, groups=None):
    return choose_method(history, AccountTraits.alike(history.num_accounts), groups=groups, candidates=candidates)


def test_the_better_method_is_chosen_and_its_errors_told(yearly):
    """Everything doubled: twice last year is right, and the verdict says by how much the simple one missed."""
    verdict = choose(yearly([[1, 2, 4]] * 4), [Times(1.0), Times(2.0)])
    assert verdict.method == Times(2.0)
    assert verdict.better
    assert dict(verdict.errors) == {"times 1.0": 0.5, "times 2.0": 0.0}
    assert verdict.origins == 1
    assert verdict.reason.startswith("times 2.0 is better")


@pytest.mark.parametrize("factor", [1.0, 1.009, 3.0])
def test_a_method_that_is_not_better_is_not_used(factor, yearly):
    """As good, better by less than two percent of the error, or worse: the simpler one stays."""
    verdict = choose(yearly([[1, 2, 4]] * 4), [Times(1.0 + 1e-9), Times(factor)])
    assert verdict.method == Times(1.0 + 1e-9)
    assert not verdict.better
    assert "the forecast is not better: the simpler one, times 1.000000001, is used" in verdict.reason


def test_the_simplest_of_equals_is_used(yearly):
    """A third candidate has to beat the second, not the first."""
    verdict = choose(yearly([[1, 2, 4]] * 4), [Times(1.0), Times(1.9), Times(1.901)])
    assert verdict.method == Times(1.9)


def test_sums_decide_and_not_accounts(yearly):
    """Errors that cancel out inside a group do not count against a method."""
    history = yearly([[1, 4, 0], [1, 0, 4]])
    together = choose(history, [Times(1.0)], groups=["x", "x"])
    apart = choose(history, [Times(1.0)], groups=["x", "y"])
    assert dict(together.errors) == {"times 1.0": 0.0}
    assert dict(apart.errors) == {"times 1.0": 2.0}


@pytest.mark.parametrize("months", [35, 24, 3])
def test_a_short_history_uses_the_simplest(months, yearly):
    """Nothing can be tested below 36 months, and the verdict says how many there are."""
    verdict = choose(yearly([[1, 2, 4]] * 4).until(months), [LastTwelveMonths(), ShrunkMean(), Blend()])
    assert verdict.method == LastTwelveMonths()
    assert (verdict.better, verdict.origins, dict(verdict.errors)) == (False, 0, {})
    assert f"there are {months}" in verdict.reason


def test_a_past_without_bookings_compares_nothing(yearly):
    """No error can be taken of nothing."""
    verdict = choose(yearly([[0, 0, 0]]), [LastTwelveMonths(), Blend()])
    assert not verdict.better
    assert "no past year of it has bookings" in verdict.reason


def test_where_size_lasts_and_months_are_noise_shrinkage_wins(company):
    """Sparse bookings of lasting sizes, compared at groups of like accounts."""
    history, traits = company(3, n=2_000)
    verdict = choose_method(history, traits, groups=np.arange(2_000) // 10)
    assert verdict.better


def test_where_the_last_year_is_the_next_it_stays(yearly):
    """Steady accounts: nothing beats flat."""
    rows = np.repeat(np.random.default_rng(1).lognormal(3, 1, (60, 1)), 4, axis=1)
    assert choose(yearly(rows), [LastTwelveMonths(), ShrunkMean(), Blend()]).method == LastTwelveMonths()


@pytest.mark.parametrize(("years", "columns"), [(2, ()), (3, (24,)), (4, (36, 33, 30, 27, 24))])
def test_origins_leave_a_year_to_fit_and_a_year_to_test(years, columns, yearly):
    """A quarter apart, the latest first."""
    assert comparable_origins(yearly([[1] * years])) == columns


def test_luck_with_the_total_is_not_enough(yearly):
    """A method nearer to the total that shares it out worse does not replace the simpler one."""

    class Equal(Times):
        """Double the total, the same for everybody."""

        def amounts(self, origin):
            flat = super().amounts(origin)
            return np.full(len(flat), flat.mean())

    history = yearly([[5, 10, 20], [6, 12, 24]])
    verdict = choose(history, [Times(1.0), Equal(2.0)], groups=["x", "y"])
    assert verdict.errors["times 2.0"] < verdict.errors["times 1.0"]
    assert verdict.method == Times(1.0)
    assert not verdict.better
    assert "nearer to the total" in verdict.reason


def test_lapsed_accounts_of_the_first_year_tested_are_judged_by_others(yearly):
    """In 36 months what lapsed accounts bring is learnt from one half of them and judged on the other."""
    rows = np.repeat(10.0 * (1 + np.arange(180))[:, None], 3, axis=1)
    rows[::3, 1] = 0.0
    rows[1::3, 2] = 0.0
    candidates = [LastTwelveMonths(), LapsedRemembered()]
    groups = np.arange(180) % 9
    assert choose(yearly(rows), candidates, groups).method == LapsedRemembered()
    # Nobody comes back: the simpler one stays.
    rows[::3, 2] = 0.0
    assert choose(yearly(rows), candidates, groups).method == LastTwelveMonths()


def test_groups():
    """Labels become codes, a missing one a group of its own; without labels lots of about fifty; lengths must agree."""
    assert group_codes(["b", "a", None, "b"], 4).tolist() == [0, 1, 2, 0]
    lots = np.bincount(group_codes(None, 1_030))
    assert 45 <= lots.min() <= lots.max() <= 55
    assert group_codes(None, 3).tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="groups of 2 accounts for a history of 3"):
        group_codes(["a", "b"], 3)


def test_wape_by_hand():
    """Sums first, then absolute differences over absolute actuals; None where nothing was booked."""
    codes = np.array([0, 0, 1])
    assert wape(np.array([1.0, 2.0, 5.0]), np.array([2.0, 3.0, -5.0]), codes) == (2 + 10) / (5 + 5)
    assert wape(np.ones(3), np.zeros(3), codes) is None


def test_misuse(yearly):
    """No candidate, or two of one name, is refused."""
    for candidates in ([], [Times(1.0), Times(1.0)]):
        with pytest.raises(ValueError, match="methods of different names"):
            choose(yearly([[1, 2, 3]]), candidates)
