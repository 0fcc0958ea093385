"""Every account gets one sentence that follows from facts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.instance import Instance, Tag, Territories, Units
from optimizer.travel import GreatCircle, TravelMatrix
from scenarios.changes import AddTerritories
from scenarios.reasons import explain

FIXED = np.array([-1, -1])


def plan(instance, territory_of):
    """Make a plan with fixed centres."""
    return Alignment(instance, np.array(territory_of), np.full(instance.num_territories, -1))


def test_tells_near_and_full(line, criteria):
    """Accounts near their rep stay for it; those that move come from a book above target."""
    told = explain(plan(line, [0, 0, 0, 0, 1, 1, 1, 1]), criteria)
    assert told[0] == "stays: nearest rep (minutes away)"
    assert told[3] == "stays: nearest rep (0.4 h)"
    assert told[4] == "moved from Ann: the book was 50% above target in potential; closer by 10 km"
    assert told[7] == "stays: nearest rep (minutes away)"


def test_tells_closer_where_nothing_is_asked(line):
    """Without balance, distance speaks."""
    told = explain(plan(line, [0, 0, 0, 1, 1, 1, 1, 1]), Criteria())
    assert told[5] == "moved: closer by 30 km"
    assert told[3] == "moved: shortens the plan as a whole; farther by 10 km"


def test_tells_why_it_stays_far(line):
    """An account that stays with the farther rep says why: no room at the nearer one, or not worth a move."""
    today = line.units.incumbent
    assert explain(plan(line, today), Criteria(max_count=2))[5] == "stays: the nearest rep, Bob, has no room"
    assert explain(plan(line, today), Criteria(min_count=6))[5] == "stays: the target of Ann needs it"
    assert explain(plan(line, today), Criteria(disruption_weight=1.0))[5] == "stays: moving it would not pay"


def test_tells_pins_and_eligibility(line):
    """Rules come before distances."""
    tag = replace(line.tags["language"], served=np.array([[True, False], [False, True]]))
    strict = replace(line, tags={"language": tag})
    told = explain(plan(strict, [0, 0, 0, 0, 1, 1, 1, 1]), Criteria(pins={"a0": "west"}))
    assert told[0] == "stays: pinned to Ann"
    assert told[1] == "stays: Ann is the only eligible rep"
    assert told[4] == "moved: Bob is the only eligible rep"
    three, _ = AddTerritories(1, centre=(35.0, 0.0)).apply(strict, Criteria())
    told = explain(plan(three, [0, 0, 0, 0, 1, 1, 1, 1]), Criteria())
    assert told[4] == "moved: Ann may not serve it"
    told = explain(plan(line, [0, 0, 0, 0, 1, 1, 1, 1]), Criteria(forbidden=frozenset({("a4", "west")})))
    assert told[4] == "moved: Bob is the only eligible rep"


def test_tells_new_territories_and_limits(line):
    """Moves into an empty territory, and away from a rep too far, say so."""
    three, _ = AddTerritories(1, centre=(35.0, 0.0)).apply(line, Criteria())
    told = explain(plan(three, [0, 0, 2, 2, 2, 2, 1, 1]), Criteria())
    assert told[3] == "moved to New 1: starts a new territory; closer by 25 km"
    told = explain(plan(line, [0, 0, 0, 0, 0, 1, 1, 1]), Criteria(max_travel=45.0))
    assert told[5] == "moved: Ann is farther than 45 km"


def test_tells_short_books_and_exchanges(line):
    """A book below target draws accounts; what neither side explains is an exchange."""
    uneven = replace(line, units=replace(line.units, incumbent=np.array([0, 0, 0, 0, 0, 1, 1, 1], dtype=np.int32)))
    larger = replace(uneven.territories, shares=np.array([[1.1, 1.0], [0.9, 1.0]]))
    told = explain(
        plan(replace(uneven, territories=larger), [0, 0, 0, 1, 0, 1, 1, 1]), Criteria(balance={"potential": 0.15})
    )
    assert told[3] == "moved to Bob: the book was 17% below target in potential; farther by 10 km"
    told = explain(plan(uneven, [0, 0, 0, 1, 0, 1, 1, 1]), Criteria(balance={"potential": 0.9}))
    assert told[3] == "moved: part of an exchange that evens out the books; farther by 10 km"


def test_tells_families(line):
    """An account that follows its family says so."""
    family = np.array([0, 1, 2, 3, 4, 5, 0, 7], dtype=np.int32)
    together = replace(line, units=replace(line.units, family=family))
    told = explain(plan(together, [1, 0, 0, 0, 0, 0, 1, 1]), Criteria(keep_together=True))
    assert told[0] == "moved together with its family"
    told = explain(plan(together, [0, 0, 0, 0, 0, 0, 0, 1]), Criteria(keep_together=True))
    assert told[6] == "moved together with its family"


def test_tells_new_accounts(line):
    """Accounts nobody has today are placed near, or where there is room."""
    fresh = replace(line, units=replace(line.units, incumbent=np.full(8, -1, dtype=np.int32)))
    told = explain(plan(fresh, [0, 0, 0, 0, 0, 1, 1, 1]), Criteria(max_count=3))
    assert told[0] == "new: nearest rep (minutes away)"
    assert told[4] == "new: the nearest rep, Bob, has no room"
    assert explain(plan(fresh, [0, 0, 0, 0, 0, 1, 1, 1]), Criteria())[4] == "new: evens out the books"


def test_tells_what_has_no_plan(line):
    """Accounts nobody serves are told with the reason, and a kept plan is told as such."""
    tag = replace(line.tags["language"], served=np.array([[True, False], [True, False]]))
    told = explain(plan(replace(line, tags={"language": tag}), [0, 0, 0, -1, -1, -1, -1, -1]), Criteria())
    assert told[3] == "has no territory"
    assert told[4] == "cannot be planned: no territory serves language=fr"
    assert set(explain(plan(line, line.units.incumbent), Criteria(), kept=True)) == {"stays: today's plan is kept"}


def test_free_centres_and_matrices(line):
    """Centres to be placed and given matrices work as fixed places do; without hours, kilometres are told."""
    way = np.abs(np.arange(8.0)[:, None] - np.arange(8.0)) * 10
    free = replace(line, travel=TravelMatrix(way, between_units=True))
    told = explain(Alignment(free, np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([1, 6])), Criteria())
    assert told[0] == "stays: nearest rep (10 km)"
    nowhere = replace(line.territories, centres=np.full((2, 2), np.nan))
    placed = replace(line, territories=nowhere)
    told = explain(Alignment(placed, np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([1, 6])), Criteria())
    assert told[0] == "stays: nearest rep (0.1 h)"


def test_an_equally_near_rep_is_the_nearest(line):
    """Reps at the same place are both nearest."""
    same = Territories(pd.Index(["west", "east"]), ("Ann", "Bob"), np.zeros((2, 2)), np.ones((2, 2)))
    told = explain(plan(replace(line, territories=same), line.units.incumbent), Criteria())
    assert all(text.startswith("stays: nearest rep") for text in told)


def test_every_account_of_a_large_plan_has_a_sentence():
    """Random plans, rules and gaps leave no account without a sentence."""
    generator = np.random.default_rng(3)
    n, k = 5_000, 20
    units = Units(
        ids=pd.Index(np.arange(n)),
        places=np.column_stack([generator.uniform(30, 45, n), generator.uniform(-120, -75, n)]),
        activity=generator.uniform(0, 10, (n, 1)),
        incumbent=generator.integers(-1, k, n).astype(np.int32),
        family=generator.integers(0, n // 2, n).astype(np.int32),
    )
    centres = np.column_stack([generator.uniform(30, 45, k), generator.uniform(-120, -75, k)])
    reps = tuple(f"Rep {i}" for i in range(k))
    tag = Tag(("a", "b"), generator.integers(-1, 2, n).astype(np.int32), generator.random((k, 2)) < 0.7)
    instance = Instance(
        units, Territories(pd.Index(reps), reps, centres, np.ones((k, 1))), ("size",), {"t": tag}, GreatCircle()
    )
    forbidden = frozenset((int(unit), "Rep 3") for unit in generator.integers(0, n, 50))
    told = explain(
        plan(instance, generator.integers(-1, k, n)),
        Criteria(balance={"size": 0.1}, forbidden=forbidden, keep_together=True, max_travel=3_000.0),
    )
    assert all(isinstance(text, str) and text for text in told)


@pytest.mark.parametrize("criteria", [Criteria(), Criteria(balance={"potential": 0.1})])
def test_same_facts_same_sentences(line, criteria):
    """Sentences do not depend on anything but the facts."""
    first, second = (explain(plan(line, [1, 0, 0, 0, 1, 1, 0, 1]), criteria) for _ in range(2))
    assert first.tolist() == second.tolist()
