"""The best size and its band, against all sizes and against effort spent hour by hour."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from optimizer.capacity import SalesResponse


def response(*rows: tuple[float, float, float]) -> SalesResponse:
    base, gain, reach = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return SalesResponse(accounts=tuple(range(len(rows))), base=base, gain=gain, reach=reach)


def all_profits(facts: SalesResponse, hours_per_rep: float, cost: float, most: int) -> np.ndarray:
    """(most + 1,) profit of each headcount, its hours spent one small step after another where a step brings most."""
    step = 0.01
    hours = np.zeros(len(facts.base))
    profits = [float(facts.sales(hours).sum())]
    for headcount in range(1, most + 1):
        for _ in range(round(hours_per_rep / step)):
            hours[np.argmax(facts.gain / facts.reach * np.exp(-hours / facts.reach))] += step
        profits.append(float(facts.sales(hours).sum()) - cost * headcount)
    return np.array(profits)


def test_reach_is_where_63_percent_of_the_gain_is_made() -> None:
    """Sales rise from the base by 1 - 1/e of the gain at the reach."""
    facts = response((100, 50, 8))
    assert facts.sales([0]).tolist() == [100]
    assert facts.sales([8])[0] == pytest.approx(100 + 50 * (1 - np.exp(-1)))
    assert facts.sales([1e9])[0] == pytest.approx(150)


def test_three_answers_give_the_curve() -> None:
    """It passes through none, today and unlimited; an account that says the same three times does not respond."""
    facts = SalesResponse.from_judgement(["a", "b"], hours=[10, 0], sales=[80, 7], none=[50, 7], unlimited=[110, 7])
    assert facts.sales([10, 3]).tolist() == pytest.approx([80, 7])
    assert facts.sales([0, 0]).tolist() == [50, 7]
    assert facts.sales([1e9, 1e9]).tolist() == pytest.approx([110, 7])


@pytest.mark.parametrize(("hours", "sales"), [(0, 80), (10, 50), (10, 110), (10, 120)])
def test_answers_that_contradict_each_other_name_the_account(hours: float, sales: float) -> None:
    """Today lies strictly between none and unlimited, and takes time."""
    with pytest.raises(ValueError, match="account 'a' needs"):
        SalesResponse.from_judgement(["a"], hours=hours, sales=sales, none=50, unlimited=110)


def test_the_first_hours_go_where_they_bring_most() -> None:
    """One account is worth 10 an hour at first, the other 5: the second is served once the first is down to 5."""
    facts = response((0, 100, 10), (0, 50, 10))
    few, price = facts.best_hours(10 * np.log(2) / 2)
    assert few.tolist() == pytest.approx([10 * np.log(2) / 2, 0])
    assert price == pytest.approx(10 / np.sqrt(2))
    more, price = facts.best_hours(10 * np.log(2) + 4)
    assert more.tolist() == pytest.approx([10 * np.log(2) + 2, 2])
    assert price == pytest.approx(5 * np.exp(-0.2))


def test_twins_share_alike_and_the_inert_get_nothing() -> None:
    """Equal accounts get equal hours; who does not respond gets none, even if nobody does."""
    assert response((0, 9, 3), (5, 0, 1), (0, 9, 3)).best_hours(8)[0].tolist() == pytest.approx([4, 0, 4])
    assert response((5, 0, 1)).best_hours(8) == (pytest.approx([0]), 0.0)
    assert response((0, 12, 3)).best_hours(0)[1] == pytest.approx(4)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.just(1.0), st.floats(1, 1_000), st.floats(0.5, 50)), min_size=1, max_size=5),
    st.floats(0.1, 300),
)
def test_no_other_split_brings_more(rows: list[tuple[float, float, float]], total: float) -> None:
    """Hours add up, one price holds for all who are served, and a general solver finds no more."""
    facts = response(*rows)
    hours, price = facts.best_hours(total)
    assert hours.sum() == pytest.approx(total)
    marginal = facts.gain / facts.reach * np.exp(-hours / facts.reach)
    assert marginal[hours > 1e-9] == pytest.approx(np.full((hours > 1e-9).sum(), price))
    assert (marginal[hours <= 1e-9] <= price * (1 + 1e-9)).all()
    assert facts.hours_worth(price) == pytest.approx(total)
    other = minimize(
        lambda x: -facts.sales(np.maximum(x, 0)).sum(),
        np.full(len(rows), total / len(rows)),
        bounds=[(0, total)] * len(rows),
        constraints={"type": "eq", "fun": lambda x: x.sum() - total},
        method="SLSQP",
    )
    split = np.maximum(other.x, 0)
    split *= total / split.sum()
    assert facts.sales(hours).sum() >= facts.sales(split).sum() * (1 - 1e-9)


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 100, 10), (0, 50, 10), (0, 10, 30)],
        [(200, 100, 40)],
        [(5, 0, 1), (0, 300, 2), (0, 300, 2)],
        [(0, 1_000, 100), (10, 1, 1), (10, 1, 1)],
    ],
)
def test_the_band_is_that_of_all_sizes(rows: list[tuple[float, float, float]]) -> None:
    """Best, fewest and most agree with the profit of every headcount from 0 to 60, effort spent step by step."""
    facts, hours, cost = response(*rows), 4.0, 6.0
    profits = all_profits(facts, hours, cost, 60)
    band = facts.best_size(hours_per_rep=hours, cost_per_rep=cost)
    good = np.flatnonzero(profits >= profits.max() - 0.01 * abs(profits.max()))
    assert (band.low, band.best, band.high) == (good[0], profits.argmax(), good[-1])
    curve = band.to_frame()
    shown = curve[curve["headcount"] <= 60]
    assert shown["in_band"].tolist() == np.isin(shown["headcount"], good).tolist()
    assert shown["profit"].tolist() == pytest.approx(profits[shown["headcount"]].tolist(), rel=1e-4)


def test_an_hour_at_the_best_size_adds_what_it_costs() -> None:
    """With many reps the price of an hour is the cost of a rep over its hours."""
    facts = response(*[(0, 1_000 + 10 * number, 20) for number in range(100)])
    band = facts.best_size(hours_per_rep=1, cost_per_rep=10)
    assert band.price == pytest.approx(10, rel=0.01)
    assert str(band) == f"{band.best} reps; {band.low} to {band.high} are within 1% of the best profit"


def test_margins_may_differ_by_account() -> None:
    """An account without margin gets no hours, and halving the margin is doubling the cost."""
    facts = response((0, 100, 10), (0, 100, 10))
    band = facts.best_size(hours_per_rep=1, cost_per_rep=1, margin=[0.5, 0.0])
    alone = response((0, 100, 10)).best_size(hours_per_rep=1, cost_per_rep=2)
    assert band.hours.tolist() == pytest.approx([alone.hours[0], 0])
    assert (band.low, band.best, band.high) == (alone.low, alone.best, alone.high)


def test_where_nobody_pays_nobody_is_best() -> None:
    """A rep who costs more than the first hour brings, accounts that do not respond, and no accounts at all."""
    for facts in (response((10, 100, 10)), response((10, 0, 1)), response()):
        band = facts.best_size(hours_per_rep=1, cost_per_rep=11)
        assert (band.low, band.best, band.high) == (0, 0, 0)
        assert not band.hours.any()


def test_without_tolerance_the_band_is_the_best() -> None:
    """Only the best is as good as the best."""
    band = response((0, 100, 10)).best_size(hours_per_rep=1, cost_per_rep=1, tolerance=0)
    assert band.low == band.best == band.high


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"hours_per_rep": 0, "cost_per_rep": 1}, "hours_per_rep"),
        ({"hours_per_rep": 1, "cost_per_rep": 0}, "cost_per_rep"),
        ({"hours_per_rep": 1, "cost_per_rep": 1e-12}, "give it for a year"),
        ({"hours_per_rep": 1, "cost_per_rep": 1, "margin": 1.5}, "margin"),
        ({"hours_per_rep": 1, "cost_per_rep": 1, "tolerance": -0.1}, "tolerance"),
    ],
)
def test_numbers_that_make_no_sense(arguments: dict[str, float], word: str) -> None:
    """Misuse names the argument."""
    with pytest.raises(ValueError, match=word):
        response((0, 1, 1)).best_size(**arguments)


def test_responses_that_make_no_sense() -> None:
    """A reach of 0 is refused with the account, hours below 0 too."""
    with pytest.raises(ValueError, match="reach must be above 0 hours, given 0 for 1"):
        response((0, 1, 1), (0, 1, 0))
    with pytest.raises(ValueError, match="total"):
        response((0, 1, 1)).best_hours(-1)
