"""Changes of the year in a plan file: who carries what from which day on, the sum never differing."""

from datetime import date

import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"
YEAR = ("criteria:\n", "plan_year: {start: 2026-01-01}\ncriteria:\n")


@pytest.fixture
def changing(write):
    """Write the small plan with changes; gives the plan."""

    def _write(changes, *, more="", year=YEAR):
        lines = "".join(f"    - {{{change}}}\n" for change in changes)
        path = write({"plan.yaml": (HISTORY, f"{HISTORY}{more}  changes:\n{lines}")})
        path.write_text(path.read_text(encoding="utf-8").replace(*year), encoding="utf-8")
        return read_plan(path)

    return _write


def ledger(plan):
    """Changes of the year on today's alignment: quotas of 350, 350 and 500."""
    return plan.quotas(incumbent_alignment(plan.instance)).changes


def test_an_account_takes_its_part_of_the_months_ahead(changing):
    """A1 has 200 of the 350 of R1: half a year of that goes to R2 on the first of July."""
    found = ledger(changing(["on: 2026-07-01, account: A1, to: R2, why: closer"])).ledger
    assert found.opening.sum() == found.quotas.sum() == 120_000
    assert found.quotas.sum(axis=1).tolist() == pytest.approx([25_000, 45_000, 50_000], abs=2)
    assert found.quotas_at(date(2026, 6, 30)).tolist() == found.opening.tolist()


def test_the_part_may_be_given(changing):
    """A tenth of what R1 has ahead, whatever the account's history."""
    found = ledger(changing(["on: 2026-01-01, account: A1, to: R2, part: 10%, why: closer"])).ledger
    assert found.quotas.sum(axis=1).tolist() == [31_500, 38_500, 50_000]


def test_who_leaves_leaves_all_that_is_ahead(changing):
    """Two take over by weight; changes are taken by date, whatever their order in the file."""
    changes = [
        "on: 2026-10-01, joins: New, from: {R1: 0.5}, why: hired",
        "on: 2026-07-01, leaves: R3, to: {R1: 1, R2: 3}, why: retires",
    ]
    found = ledger(changing(changes)).ledger
    assert [transfer.event.value for transfer in found.transfers] == ["leaves", "leaves", "joins"]
    assert found.holders == ("R1", "R2", "R3", "New")
    assert found.quotas.sum() == 120_000
    assert not found.quotas[2, 6:].any()


def test_an_account_may_move_twice(changing):
    """The second giver is who got it first."""
    changes = ["on: 2026-04-01, account: A1, to: R2, why: x", "on: 2026-07-01, account: A1, to: R3, why: y"]
    lines = ledger(changing(changes)).ledger.transfers
    assert [(line.giver, line.taker) for line in lines] == [("R1", "R2"), ("R2", "R3")]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("on: 2026-07-01, account: A3, to: R2, why: x", "A3 is with R2 already"),
        ("on: 2026-07-01, account: A1, to: Nobody, why: x", "Nobody is not in this plan"),
        ("on: 2026-07-01, joins: R2, from: {R1: 1}, why: x", "R2 is in this plan from the start"),
    ],
)
def test_what_does_not_concern_a_scenario_is_left_out(changing, change, why):
    """In one scenario the account is there already, in another the territory does not exist: said, not failed."""
    found = ledger(changing([change]))
    assert not found.ledger.transfers
    assert why in found.left_out[0]


def test_the_year_must_be_known(changing):
    """Without a start there is no first of July."""
    with pytest.raises(InputError, match=r"Add `plan_year: \{start"):
        changing(["on: 2026-07-01, account: A1, to: R2, why: x"], year=("", ""))


@pytest.mark.parametrize(
    ("change", "more", "message"),
    [
        ("on: 2027-07-01, account: A1, to: R2, why: x", "", "this day is not in the plan year"),
        ("on: 2026-07-01, account: A9, to: R2, why: x", "", "there is no such account"),
        ("on: 2026-07-01, account: A1, to: R2, why: x", "  periods: 5\n", "equal periods"),
    ],
)
def test_what_cannot_be_is_told(changing, change, more, message):
    """Days, accounts and periods are checked before anything is solved."""
    with pytest.raises(InputError, match=message):
        changing([change], more=more)


def test_unknown_territories_are_told_where_no_scenario_adds_any(changing):
    """A typing error is no territory of another scenario."""
    path = changing(["on: 2026-07-01, account: A1, to: R22, why: x"]).files[0]
    path.write_text(path.read_text(encoding="utf-8").split("scenarios:")[0], encoding="utf-8")
    with pytest.raises(InputError, match="no such territory"):
        read_plan(path)
