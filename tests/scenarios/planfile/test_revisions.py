"""Commitments and side constraints of a plan file reach its quotas, and what cannot be is told by name."""

import numpy as np
import pytest

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.exceptions import InputError, QuotaError
from scenarios.changes import AddTerritories
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"
REPS = """\
territory,rep,country,latitude,longitude,commitment
R1,Ann,US,47.6,-122.3,300
R2,Bob,US,34.0,-118.0,500
R3,Cy,GB,51.5,0.1,
"""


@pytest.fixture
def revised(write, tmp_path):
    """Write the small plan with more keys of quotas; gives the plan."""

    def _write(more, reps=REPS):
        path = write({"plan.yaml": (HISTORY, HISTORY + more)})
        (tmp_path / "reps.csv").write_text(reps, encoding="utf-8")
        return read_plan(path)

    return _write


def today(plan):
    """Quotas of today's alignment: 350, 350 and 500 before anything moves them."""
    return plan.quotas(incumbent_alignment(plan.instance))


def test_commitments_are_reconciled(revised):
    """Who commits to more gets more; the sum stays, and the waterfall says what moved."""
    plan = revised("  reconcile: {column: commitment}\n")
    quotas = today(plan)
    assert quotas.cents.sum() == 120_000
    assert quotas.cents[0] < 35_000 < quotas.cents[1]
    assert quotas.sides.bottom_up.tolist() == [130_000, 30_000, 50_000, 50_000]
    moved = quotas.waterfall.to_frame()["adjustment"]
    assert (moved * 100).tolist() == (quotas.cents - [35_000, 35_000, 50_000]).tolist()
    assert any("No commitment of R3" in note for note in plan.notes)


def test_pins_are_kept(revised):
    """What is pinned has its number, to the cent."""
    assert today(revised("  reconcile: {column: commitment, pin: {R1: 310}}\n")).cents[0] == 31_000


def test_both_sides_may_only_be_shown(revised):
    """With ``apply: false`` quotas stay as handed down."""
    quotas = today(revised("  reconcile: {column: commitment, apply: false}\n"))
    assert quotas.cents.tolist() == [35_000, 35_000, 50_000]
    assert quotas.sides.difference.tolist() == [10_000, -5_000, 15_000, 0]


def test_a_new_territory_commits_to_what_it_is_given(revised):
    """Territories that scenarios add are in no column."""
    plan = revised("  reconcile: {column: commitment}\n")
    wider, _ = AddTerritories(1).apply(plan.instance, plan.criteria)
    quotas = plan.quotas(Alignment(wider, np.array([0, 3, 1, 1, 2, 2]), np.full(4, -1)))
    assert quotas.cents.sum() == 120_000
    new = quotas.sides.tree.index_of("New 1")
    assert quotas.sides.difference[new] == 0 < quotas.sides.bottom_up[new]


def test_side_constraints_move_quota_between_territories(revised):
    """The United States carry 600 at most, so Great Britain carries the rest."""
    quotas = today(revised("  side_constraints: [{name: US, where: {country: US}, most: 600}]\n"))
    assert quotas.cents[2] == 60_000
    assert quotas.cents[:2].max() < 35_000
    assert quotas.coupled[0].to_frame()["carried"].tolist() == [600.0]
    assert quotas.total == 1_200


def test_rates_make_a_payout_budget(revised):
    """A tenth of what R1 and R2 carry and a fifth of R3's: 100 in all leave R3 nothing but its floor."""
    more = "  side_constraints: [{name: commission, rate: {each: 0.1, R3: 0.2}, most: 150}]\n"
    quotas = today(revised(more))
    assert float(quotas.cents @ [0.1, 0.1, 0.2]) <= 15_000.5
    assert quotas.cents[2] < 35_000


def test_what_gives_is_elastic(revised):
    """A hard constraint that cannot hold is an error with its name; an elastic one gives as little as it must."""
    more = "  side_constraints: [{{name: US, where: {{country: US}}, most: 100{}}}]\n"
    with pytest.raises(QuotaError, match="US by"):
        today(revised(more.format("")))
    gave = today(revised(more.format(", elastic: 1"))).coupled[0].gave
    assert dict(gave) == {"US": 250}  # growth may not be below -50 %


def test_side_constraints_on_products_keep_quotas(revised):
    """Product by region totals: territories and the company's products stay as they are."""
    more = """\
  products: {shares: {A: 0.5, B: 0.5}}
  side_constraints: [{name: A in the US, where: {country: US}, products: A, total: 300}]
"""
    quotas = today(revised(more))
    assert quotas.cents.tolist() == [35_000, 35_000, 50_000]
    assert quotas.products.cents.sum(axis=0).tolist() == [60_000, 60_000]
    assert quotas.products.cents[:2, 0].sum() == 30_000


def test_alternatives_are_not_revised(revised):
    """What quotas are held against is a method alone."""
    plan = revised("  reconcile: {column: commitment}\n")
    alignment = incumbent_alignment(plan.instance)
    assert plan.quotas.by(plan.quotas.method)(alignment).cents.tolist() == [35_000, 35_000, 50_000]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("  reconcile: {column: commitmen}\n", "Did you mean 'commitment'"),
        ("  reconcile: {column: commitment, pin: {R8: 5}}\n", "no such territory or node"),
        ("  side_constraints: [{name: a, where: {contry: US}, most: 5}]\n", "Did you mean 'country'"),
        ("  side_constraints: [{name: a, where: {country: FR}, most: 5}]\n", "no rep has the country 'FR'"),
        ("  side_constraints: [{name: a, territories: R9, most: 5}]\n", "there is no such territory"),
        ("  side_constraints: [{name: a, rate: {R9: 1}, most: 5}]\n", "there is no such territory"),
        ("  side_constraints: [{name: a, products: A, most: 5}]\n", "Quotas are not split by product"),
        ("  side_constraints: [{name: a, most: 5}, {name: a, least: 1}]\n", "two side constraints have one name"),
    ],
)
def test_what_is_not_there_is_told(revised, more, message):
    """Columns, values, territories and products are looked up, with what was meant."""
    with pytest.raises(InputError) as error:
        revised(more)
    assert message in str(error.value)


def test_a_commitment_below_nothing_is_told(revised):
    """With the row of the reps table."""
    with pytest.raises(InputError, match="a commitment is below 0"):
        revised("  reconcile: {column: commitment}\n", REPS.replace(",300", ",-3"))
