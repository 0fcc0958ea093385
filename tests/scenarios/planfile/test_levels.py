"""Levels, bounds of their nodes, over-assignment by level and numbers by hand reach the quotas of a plan."""

import numpy as np
import pytest

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.exceptions import InputError
from scenarios.changes import AddTerritories
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"
REPS = """\
territory,rep,country,latitude,longitude,region,district
R1,Ann,US,47.6,-122.3,Americas,1
R2,Bob,US,34.0,-118.0,Americas,2
R3,Cy,GB,51.5,0.1,Europe,3
"""
LEVELS = "  levels: [region, district]\n"


@pytest.fixture
def levelled(write, tmp_path):
    """Write the small plan with columns of levels and more keys of quotas; gives the path of the plan file."""

    def _write(more=LEVELS, reps=REPS):
        path = write({"plan.yaml": (HISTORY, HISTORY + more)})
        (tmp_path / "reps.csv").write_text(reps, encoding="utf-8")
        return path

    return _write


def by_node(path):
    """Node -> quota of today's alignment, currency units."""
    plan = read_plan(path)
    quotas = plan.quotas(incumbent_alignment(plan.instance))
    tree = quotas.hierarchy.quotas
    return dict(zip(tree.tree.labels, (tree.cents / 100).tolist(), strict=True))


def test_levels_come_from_columns_of_the_reps(levelled):
    """The company over two regions and three districts; numbers in a column are names."""
    told = by_node(levelled())
    assert told["company"] == 1_200
    assert (told["Americas"], told["Europe"]) == (700, 500)
    assert (told["1"], told["R1"], told["3"]) == (350, 350, 500)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("  level_bounds: {Europe: {cap: 400}}\n", {"Europe": 400, "R1": 400, "R2": 400}),
        ("  level_bounds: {Americas: {floor: 800, cap: 900}}\n", {"Americas": 800, "R3": 400}),
        ("  over_assignment: 10%\n", {"company": 1_200, "Americas": 770, "R1": 385, "R3": 550}),
        ("  over_assignment: {company: 10%, district: 10%}\n", {"Americas": 770, "1": 385, "R1": 424, "R3": 605}),
        ("  adjust: [{territory: R1, quota: 300, who: Eve, why: on leave}]\n", {"R1": 300, "R3": 500}),
    ],
)
def test_every_key_acts(levelled, more, expected):
    """Bounds of nodes, over-assignment of all or one level, a number by hand in its region."""
    levels = "  levels: [region]\n" if "adjust" in more else LEVELS
    told = by_node(levelled(levels + more))
    assert {name: told[name] for name in expected} == pytest.approx(expected, abs=0.51)


def test_numbers_by_hand_need_no_levels(levelled):
    """Without levels the others of the company make up for them."""
    told = by_node(levelled("  adjust: [{territory: R1, quota: 300, who: Eve, why: on leave}]\n"))
    assert told == pytest.approx({"company": 1200, "R1": 300, "R2": 370, "R3": 530}, abs=1)


def test_the_day_of_a_number_by_hand(levelled):
    """It is the one given."""
    entry = "  adjust: [{territory: R1, quota: 300, who: Eve, why: on leave, on: 2026-02-03}]\n"
    assert str(read_plan(levelled(entry)).quotas.levels.adjustments[0].on) == "2026-02-03"


def test_sums_are_exact_at_every_level_with_rounding(levelled):
    """Whatever the unit: children add up to their parent."""
    plan = read_plan(levelled(LEVELS + "  round_to: 100\n"))
    tree = plan.quotas(incumbent_alignment(plan.instance)).hierarchy.quotas
    sums = np.zeros(len(tree.tree), dtype=np.int64)
    below = tree.tree.parents >= 0
    np.add.at(sums, tree.tree.parents[below], tree.cents[below])
    has = np.bincount(tree.tree.parents[below], minlength=len(tree.tree)) > 0
    np.testing.assert_array_equal(sums[has], tree.cents[has])


def test_a_new_territory_lies_where_its_accounts_are_served_from(levelled):
    """A scenario adds a rep for an account of R3: it is in Europe."""
    plan = read_plan(levelled())
    wider, _ = AddTerritories(1, {"country": ["GB"]}).apply(plan.instance, plan.criteria)
    alignment = Alignment(wider, np.array([0, 0, 1, 1, 2, 3]), np.full(4, -1))
    tree = plan.quotas(alignment).hierarchy.quotas.tree
    assert tree.labels[tree.parents[tree.index_of("New 1")]] == "3"


@pytest.mark.parametrize(
    ("more", "column", "message"),
    [
        ("  levels: [regoin]\n", "quotas.levels[1]", "reps have no such column"),
        ("  levels: [region, region]\n", "quotas", "must be different columns"),
        ("  level_bounds: {Europe: {cap: 1}}\n", "quotas", "level_bounds need levels"),
        (LEVELS + "  level_bounds: {Asia: {cap: 1}}\n", "quotas.level_bounds.Asia", "no such territory or node"),
        (LEVELS + "  level_bounds: {Europe: {}}\n", "quotas.level_bounds.Europe", "a floor or a cap"),
        (LEVELS + "  level_bounds: {Europe: {floor: 2, cap: 1}}\n", "quotas.level_bounds.Europe", "above the cap"),
        (LEVELS + "  over_assignment: {team: 1%}\n", "quotas", "team, which is no level"),
        ("  over_assignment: {region: 1%}\n", "quotas", "region, which is no level"),
        ("  over_assignment: -1%\n", "quotas.over_assignment", "greater than or equal to 0"),
        ("  adjust: [{territory: R9, quota: 1, who: a, why: b}]\n", "quotas.adjust[1].territory", "no such territory"),
        ("  adjust: [{territory: R1, quota: 1, who: a}]\n", "quotas.adjust[1]", "'why' is missing"),
        ("  adjust: [{territory: R1, quote: 1, who: a, why: b}]\n", "quotas.adjust", ""),
    ],
)
def test_what_does_not_fit_is_told_at_its_key(levelled, more, column, message):
    """Every problem names its key and a remedy."""
    with pytest.raises(InputError) as caught:
        read_plan(levelled(more))
    found = caught.value.problems[0]
    assert str(found.column).startswith(column)
    assert message in found.message
    assert found.remedy


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("Europe,3", ",3", "there is no region"), ("Europe,3", "Europe,1", "two parents"), ("Europe", "R1", "two")],
)
def test_rows_that_make_no_tree_are_told(levelled, old, new, message):
    """A blank cell, a district in two regions, a region called like a territory."""
    with pytest.raises(InputError) as caught:
        read_plan(levelled(reps=REPS.replace(old, new)))
    assert message in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("more", "gap"),
    [
        ("  level_bounds: {Americas: {cap: 500}, Europe: {cap: 400}}\n", "impossible by 300.00"),
        ("  level_bounds: {Europe: {floor: 1_300}}\n", "impossible by 100.00"),
    ],
)
def test_bounds_that_cannot_hold_are_told_before_anything_is_solved(levelled, more, gap):
    """With the gap and who binds, at the line of the plan file, and once."""
    with pytest.raises(InputError) as error:
        read_plan(levelled(LEVELS + more))
    assert gap in str(error.value)
    assert "quotas.level_bounds" in str(error.value)
    assert len(error.value.problems) == 1
