"""Capacity below that of a full rep, and where the number goes."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.quotas import EqualAttainment, FlatGrowth, Growth, Proportional, QuotaBounds, Relief, allocate_quotas
from optimizer.quotas.levels import equalise
from optimizer.quotas.linear import UnrealisedPotential
from optimizer.quotas.relief import Relieved, checked_capacity, relieved, year_capacity


def amounts(plan):
    return [float(amount) for amount in plan.amounts]


def test_the_year_is_the_mean_of_its_periods():
    """Equal weights, a season, and a season of each territory's own."""
    capacity = np.array([[0.0, 1.0], [0.5, 0.5]])
    assert year_capacity(capacity).tolist() == [0.5, 0.5]
    assert year_capacity(capacity, [1, 3]).tolist() == [0.75, 0.5]
    assert year_capacity(capacity, [[3, 1], [1, 1]]).tolist() == [0.25, 0.5]


@pytest.mark.parametrize("profile", [[1, 2, 3], [0, 0], [1, -1], [1, np.nan], [[1, 1], [1, 1], [1, 1]]])
def test_profiles_that_do_not_fit(profile):
    """Weights must be as many as the periods, and make sense."""
    with pytest.raises(ValueError, match="the profile needs 2 finite weights"):
        year_capacity(np.ones((2, 2)), profile)


@pytest.mark.parametrize("capacity", [[1], [1, -1], [1, np.inf], [[[1]], [[1]]], np.ones((2, 0))])
def test_capacities_that_do_not_fit(capacity):
    """One for each territory, finite and not negative."""
    with pytest.raises(ValueError, match="capacity needs 2 finite factors"):
        checked_capacity(capacity, 2)


def test_any_difficulty_can_be_relieved():
    """Shares stay shares; other amounts are scaled; nobody's capacity is worth nothing at any level."""
    factors = np.array([0.5, 0.0])
    assert relieved(Proportional(np.array([2.0, 4.0])), factors).weights.tolist() == [1, 0]
    assert relieved(Proportional(np.zeros(2)), factors).weights.tolist() == [0.5, 0]
    scaled = relieved(Growth(np.array([10.0, 10.0])), factors)
    assert isinstance(scaled, Relieved)
    assert scaled.amounts(np.zeros(2)).tolist() == [500, 0]
    with np.errstate(over="ignore"):
        assert scaled.amounts(np.full(2, 1.7e308)).tolist() == [np.inf, 0]
    with pytest.raises(ValueError, match="2 territories need as many capacities, given 3"):
        Relieved(Growth(np.ones(2)), np.ones(3))


def test_relief_to_others_is_carried_at_the_same_level(three_regions):
    """Half of North (sales 40, 40, 20) is re-spread over all: 20, 40, 20 share the target."""
    plan = allocate_quotas(three_regions, 800, method=FlatGrowth("sales"), capacity=[0.5, 1, 1], history="sales")
    assert amounts(plan) == [200, 400, 200]
    assert (plan.relieved, plan.pool, plan.relief) == (12_000, 0, Relief.OTHERS)
    assert plan.relief_note == "120.00 are relieved for ramp, leave, part time and dates; the others carry them"


def test_relief_to_the_pool_is_carried_by_nobody(three_regions):
    """The others keep their numbers; over-assignment covers what it can, and the plan says by how much."""
    choices = {"method": FlatGrowth("sales"), "capacity": [0.75, 1, 1], "relief": Relief.POOL}
    plan = allocate_quotas(three_regions, 1_000, over_assignment=0.2, **choices)
    assert amounts(plan) == [360, 480, 240]
    assert plan.pool == 12_000
    assert plan.relief_note.endswith("nobody carries them: the quotas are 80.00 above the target")
    short = allocate_quotas(three_regions, 1_000, **choices)
    assert float(short.total) == 900
    assert short.relief_note.endswith("nobody carries them: the quotas are 100.00 below the target")


def test_more_than_a_full_rep_takes_nothing_from_the_pool(three_regions):
    """A capacity above 1 carries more where relief is re-spread, and is full where it goes to the pool."""
    choices = {"method": FlatGrowth("sales"), "capacity": [1.5, 1, 1]}
    assert amounts(allocate_quotas(three_regions, 1_200, **choices)) == [600, 400, 200]
    plan = allocate_quotas(three_regions, 1_200, relief=Relief.POOL, **choices)
    assert (amounts(plan), plan.pool, plan.relief_note) == ([480, 480, 240], 0, None)


def test_full_reps_need_no_note(three_regions):
    """Capacity 1 for everybody changes nothing."""
    plan = allocate_quotas(three_regions, 1_000, capacity=np.ones((3, 12)))
    assert amounts(plan) == [500, 300, 200]
    assert plan.relief_note is None


def test_the_season_weighs_absence(three_regions):
    """Away in the stronger half counts for more, and the halves follow capacity."""
    capacity = [[1, 0], [1, 1], [1, 1]]
    plan = allocate_quotas(
        three_regions, 1_000, capacity=capacity, profile=[1, 3], relief=Relief.POOL, method=FlatGrowth("sales")
    )
    assert amounts(plan) == [100, 400, 200]
    halves = plan.split([1, 3])
    assert (halves.cents / 100).tolist() == [[100, 0], [100, 300], [50, 150]]
    assert plan.split().periods == ("1", "2")
    with pytest.raises(ValueError, match="capacity is known for 2 periods, 3 are asked for"):
        plan.split([1, 1, 1])


def test_limits_of_growth_leave_relief_alone(three_regions):
    """A floor of no growth is half as high for half a rep; a floor in money is not."""
    choices = {"method": FlatGrowth("sales"), "history": "sales", "capacity": [0.5, 1, 1], "relief": Relief.POOL}
    growth = allocate_quotas(three_regions, 100, bounds=QuotaBounds(growth_floor=0.0), **choices)
    assert amounts(growth) == [20, 40, 20]
    money = allocate_quotas(three_regions, 100, bounds=QuotaBounds(floor={"North": 30}), **choices)
    assert amounts(money)[0] == 30


def test_nobody_there_all_year_carries_nothing():
    """No capacity means no quota for any method, and the split of nothing is nothing."""
    scaled = relieved(EqualAttainment(np.ones((4, 2))), np.array([0.0, 1.0]))
    assert scaled.amounts(np.full(2, 3.0)).tolist() == [0, 300]


def test_who_has_no_capacity_gets_nothing_where_only_they_have_weight():
    """The only weight is that of somebody on leave: the capacities themselves share the target."""
    difficulty = relieved(Proportional(np.array([1.0, 0.0])), np.array([0.0, 1.0]))
    assert equalise(1_000, difficulty).amounts.tolist() == [0, 1_000]


@pytest.mark.parametrize(
    "whole",
    [
        Growth(np.array([70.0, 0.0, 0.0])),
        EqualAttainment(np.array([[40.0, 0.0, 0.0], [90.0, 0.0, 0.0]])),
        UnrealisedPotential(np.array([30.0, 0.0, 0.0]), np.array([90.0, 0.0, 0.0])),
    ],
    ids=["growth", "equal probability", "unrealised potential"],
)
def test_where_only_the_absent_have_history_the_others_share_by_capacity(whole):
    """The accounts of somebody on leave all year are all there is: nobody gets the number of the absent."""
    difficulty = relieved(whole, np.array([0.0, 1.0, 0.5]))
    assert equalise(3_000, difficulty).amounts.tolist() == [0, 2_000, 1_000]


def test_history_of_one_with_capacity_is_enough():
    """Whoever has history and capacity carries the number, as without relief."""
    difficulty = relieved(Growth(np.array([70.0, 5.0, 0.0])), np.array([0.0, 0.5, 1.0]))
    assert equalise(3_000, difficulty).amounts.tolist() == [0, 3_000, 0]
