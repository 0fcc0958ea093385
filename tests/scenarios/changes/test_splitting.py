"""A territory becomes several."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.quotas import FixedShares, QuotaBounds
from optimizer.travel import TravelMatrix
from scenarios.changes import SplitTerritory

PLAN = np.array([0, 0, 0, 1, 3, 3, 2, 2, 2])
"""T1, T2 and its part, T3."""


def test_parts_share_the_target(trio):
    """The first keeps what it has; the new one serves the same and has a free centre."""
    facts, _ = SplitTerritory("T2").apply(trio, Criteria())
    assert list(facts.territories.ids) == ["T1", "T2", "T3", "T2 b"]
    assert facts.territories.shares[:, 0].tolist() == [1.0, 1.0, 1.0, 1.0]
    assert facts.free_centres().tolist() == [False, False, False, True]
    assert facts.tags["area"].served[3].tolist() == [True, True]
    assert facts.units.incumbent.tolist() == trio.units.incumbent.tolist()
    assert (
        SplitTerritory("T2").sentence(trio) == "splits T2 into T2, T2 b; the 3 accounts of today count as those of T2"
    )


@pytest.mark.parametrize(
    ("owner", "expected", "told"),
    [
        ("Bob", 1, "count as those of Bob"),
        ("South", 3, "count as those of South"),
        (None, -1, "have no territory of today"),
    ],
)
def test_any_part_may_have_the_accounts(trio, owner, expected, told):
    """The old one, a new one, or none, so that no move counts."""
    change = SplitTerritory("Bob", 2, names=("South",), shares=(0.6, 0.4), incumbent=owner)
    facts, _ = change.apply(trio, Criteria())
    assert facts.units.incumbent[3:6].tolist() == [expected] * 3
    assert facts.territories.shares[[1, 3], 0] == pytest.approx([1.2, 0.8])
    assert change.sentence(trio).startswith("splits T2 into T2, South, 60% / 40% of the target; ")
    assert change.sentence(trio).endswith(told)


def test_amounts_are_divided(trio, levelled):
    """Floor and share by the parts of the target; both parts lie in the region of the territory."""
    shares = FixedShares({"T1": 0.5, "T2": 0.2, "T3": 0.3})
    given = replace(levelled, bounds=QuotaBounds(floor={"T2": 100}), method=shares)
    change = SplitTerritory("T2", 2, shares=(0.6, 0.4), incumbent=None)
    after = change.apply_quotas(given, trio)
    assert after.bounds.floor == pytest.approx({"T2": 60, "T2 b": 40})
    assert after.method.shares == pytest.approx({"T1": 0.5, "T2": 0.12, "T3": 0.3, "T2 b": 0.08})
    quotas = after(Alignment(change.apply(trio, Criteria())[0], PLAN, np.full(4, -1)))
    assert [float(amount) for amount in quotas.amounts] == pytest.approx([660, 158.4, 396, 105.6])
    assert after.levels.chains["T2 b"] == ("East",)


def test_new_people_are_in_the_region(trio, team):
    """Also where their accounts are served from nowhere today."""
    change = SplitTerritory("T2", incumbent=None)
    plan = Alignment(change.apply(trio, Criteria())[0], PLAN, np.full(4, -1))
    people = change.apply_team(team, trio).on(plan, joining_day=np.datetime64("2027-02-01"))
    assert people.regions == ("West", "East", "East", "East")


def test_default_names_are_free(trio):
    """Splitting twice goes on with the next letter."""
    facts, _ = SplitTerritory("T2").apply(trio, Criteria())
    again, _ = SplitTerritory("T2", 3).apply(facts, Criteria())
    assert list(again.territories.ids)[-3:] == ["T2 b", "T2 c", "T2 d"]


def test_misfits_are_told(trio):
    """Names taken, parts that are none, a matrix: at once."""
    given = replace(trio, travel=TravelMatrix(np.ones((9, 3))))
    with pytest.raises(InputError) as caught:
        SplitTerritory("T2", names=("T3",), incumbent="T1").apply(given, Criteria())
    assert {problem.column for problem in caught.value.problems} == {None, "names", "incumbent"}
    twice = replace(trio, territories=replace(trio.territories, reps=("Ann", "Bob", "Bob")))
    with pytest.raises(InputError, match="this rep has T2, T3"):
        SplitTerritory("Bob").sentence(twice)


@pytest.mark.parametrize(
    ("into", "options"),
    [
        (1, {}),
        (27, {}),
        (2, {"names": ("a", "b")}),
        (3, {"names": ("a", "a")}),
        (2, {"shares": (0.5,)}),
        (2, {"shares": (1.0, 0.0)}),
    ],
)
def test_nonsense_is_refused(into, options):
    """Before any facts are seen."""
    with pytest.raises(ValueError, match="given"):
        SplitTerritory("T2", into, **options)
