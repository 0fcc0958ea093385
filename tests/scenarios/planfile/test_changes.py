"""Changes of a plan file become objects, in order, and what does not fit is told at its key."""

from __future__ import annotations

from datetime import date

import pytest

from optimizer.capacity import PlanYear
from optimizer.exceptions import InputError
from scenarios.changes import (
    AddTerritories,
    CloseTerritories,
    FreeAccounts,
    Hire,
    MergeTerritories,
    MovesHome,
    PinAccounts,
    RepLeaves,
    RestrictTo,
    ScaleMeasure,
    Segment,
    SplitTerritory,
    StaysVacant,
    Times,
    relax,
    tighten,
)
from scenarios.planfile import read_plan

MORE = "  - {name: one more, add_territories: {count: 1, serves: {country: US}}}\n"
YEAR = "plan_year: {start: 2026-01-01, ramp: [0, 50%]}\n"


def scenario(write, lines, year=YEAR):
    path = write({"plan.yaml": (MORE, f"  - {lines}\n")})
    path.write_text(path.read_text().replace("quotas:\n", f"{year}quotas:\n", 1))
    return read_plan(path).scenarios[2]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("close_territories: R1", CloseTerritories("R1")),
        ("close_territories: [R1, Bob]", CloseTerritories("R1", "Bob")),
        ("leaves: Ann", RepLeaves("Ann")),
        ("leaves: {rep: Ann, on: 2026-03-01}", RepLeaves("Ann", date(2026, 3, 1))),
        ("leaves: {rep: Ann, on: 2026-03-01, vacant: true}", StaysVacant("Ann", date(2026, 3, 1))),
        (
            "leaves: {rep: Ann, on: 2026-03-01, replaced_on: 2026-05-01}",
            StaysVacant("Ann", date(2026, 3, 1), replaced_on=date(2026, 5, 1)),
        ),
        ("hires: Dana", Hire(rep="Dana", year=PlanYear(date(2026, 1, 1), 12, (0.0, 0.5)))),
        (
            "hires: {rep: Dana, on: 2026-06-01, territory: R4, serves: {country: US}, latitude: 40, longitude: -100}",
            Hire(
                rep="Dana",
                on=date(2026, 6, 1),
                territory="R4",
                serves={"country": "US"},
                year=PlanYear(date(2026, 1, 1), 12, (0.0, 0.5)),
                centre=(40.0, -100.0),
            ),
        ),
        ("moves_home: {rep: Ann, latitude: 45, longitude: -120}", MovesHome("Ann", (45.0, -120.0))),
        ("merge: {territories: [R1, R2], into: R2, rep: Eve}", MergeTerritories(("R1", "R2"), into="R2", rep="Eve")),
        ("split: {territory: R1}", SplitTerritory("R1")),
        (
            "split: {territory: R1, into: 3, names: [N, S], shares: [50%, 30%, 20%], incumbent: N}",
            SplitTerritory("R1", 3, names=("N", "S"), shares=(0.5, 0.3, 0.2), incumbent="N"),
        ),
        ("split: {territory: R1, incumbent: none}", SplitTerritory("R1", incumbent=None)),
        ("restrict_to: {where: {country: US}}", RestrictTo(Segment(tags={"country": "US"}))),
        (
            "restrict_to: {territories: [R1, R2], target_by: workload}",
            RestrictTo(Segment(territories=("R1", "R2")), target_by="workload"),
        ),
        ("scale: {measure: potential, by: 10%}", ScaleMeasure("potential", 1.1)),
        (
            "scale: {measure: workload, times: 0.5, where: {country: GB}}",
            ScaleMeasure("workload", 0.5, Segment(tags={"country": "GB"})),
        ),
        ("pin_accounts: [A4, A5]", PinAccounts(Segment(accounts=("A4", "A5")))),
        ("pin_accounts: {territories: Bob}", PinAccounts(Segment(territories="Bob"))),
        ("pin_accounts: {accounts: A4, to: R1}", PinAccounts(Segment(accounts=("A4",)), to="R1")),
        ("free_accounts: [A1]", FreeAccounts(Segment(accounts=("A1",)))),
        ("free_accounts: {}", FreeAccounts()),
        ("tighten: {balance: {potential: 5%}}", tighten(balance={"potential": 0.05})),
        (
            "relax: {disruption: {times: 1.5}, balance: {workload: {by: 10%}}}",
            relax(disruption=Times(1.5), balance={"workload": 0.1}),
        ),
        ("add_territories: 1", AddTerritories(1)),
    ],
)
def test_each_can_be_written(write, line, expected):
    """In its shortest form and with all there is to it."""
    assert scenario(write, f"{{name: x, {line}}}").changes == (expected,)


def test_keys_have_an_order_and_lists_come_behind(write):
    """Keys of one scenario as the page lists them; under `changes` as they are written."""
    found = scenario(
        write,
        """name: x
    add_territories: {count: 1, names: N}
    merge: {territories: [R1, R2]}
    changes:
      - pin_accounts: {accounts: A4, to: N}
      - {close_territories: R3, scale: {measure: potential, by: 5%}}
      - scale:
          - {measure: potential, by: 5%}
          - {measure: workload, by: -5%}
""",
    )
    assert [type(change).__name__ for change in found.changes] == [
        *("MergeTerritories", "AddTerritories", "PinAccounts"),
        *("CloseTerritories", "ScaleMeasure", "ScaleMeasure", "ScaleMeasure"),
    ]


def test_today_may_be_kept_where_it_is_still_there(write):
    """Merged, scaled, with other quotas; not with territories that come or go."""
    lines = (
        "{name: x, keep: incumbent, merge: {territories: [R1, R2]}, leaves: {rep: Cy, on: 2026-03-01, vacant: true}}"
    )
    assert scenario(write, lines).keeps_incumbent
    watched = scenario(write, "{name: x, keep: incumbent, tighten: {balance: {potential: 10%}}}")
    assert watched.asked(read_plan(write({})).instance).balance["potential"] == pytest.approx(0.4)
    for key in (
        "leaves: Cy",
        "close_territories: R3",
        "hires: Dana",
        "split: {territory: R1}",
        "changes: [{leaves: Cy}]",
    ):
        with pytest.raises(InputError, match="keeps those it has"):
            scenario(write, f"{{name: x, keep: incumbent, {key}}}")


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("close_territories: [R1, R9]", "close_territories", "no such territory or rep"),
        ("close_territories: {}", "close_territories", "either territories or where is needed"),
        ("close_territories: [R1, R2, R3]", "close_territories", "no territory would be left"),
        ("leaves: Ana", "leaves.rep", "no such territory or rep"),
        ("leaves: [Ann, Bo]", "leaves[2].rep", "no such territory or rep"),
        ("leaves: {rep: Ann, vacant: true}", "leaves", "from when on the territory is vacant is missing"),
        ("leaves: {rep: Ann, on: 2026-03-01, replaced_on: 2026-02-01}", "leaves", "before 2026-03-01"),
        ("leaves: {rep: Ann, on: March}", "leaves.on", "valid date"),
        ("hires: {rep: Dana, on: 2027-02-01}", "hires", "no capacity in the plan year"),
        ("hires: {rep: Dana, territory: R1}", "hires.territory", "there is a territory of this name"),
        ("hires: {rep: Dana, serves: {country: FR}}", "hires.serves.country", "no account has this value"),
        ("hires: {rep: Dana, latitude: 4}", "hires", "one coordinate is missing"),
        ("moves_home: {rep: Eve, latitude: 1, longitude: 1}", "moves_home.rep", "no such territory or rep"),
        ("moves_home: {rep: Ann, latitude: 1}", "moves_home", "'longitude' is missing"),
        ("merge: {territories: [R1]}", "merge", "one territory cannot be merged"),
        ("merge: {territories: [R1, R2], into: R3}", "merge", "none of the territories"),
        ("split: {territory: R1, into: 1}", "split.into", "greater than or equal to 2"),
        ("split: {territory: R1, names: [a, b]}", "split", "2 parts need 1 new and different names"),
        ("split: {territory: R1, shares: [1]}", "split", "as many shares that add up to 1"),
        ("split: {territory: R1, incumbent: R2}", "split.incumbent", "none of the parts"),
        ("restrict_to: {}", "restrict_to", "which accounts is missing"),
        ("restrict_to: {where: {country: US}, target_by: size}", "restrict_to.target_by", "no such measure"),
        ("scale: {measure: potential}", "scale", "either times or by is needed"),
        ("scale: {measure: size, by: 1%}", "scale.measure", "no such measure"),
        ("pin_accounts: {to: R1}", "pin_accounts", "which accounts is missing"),
        ("pin_accounts: {accounts: A1, to: R3}", "criteria.pin", "not eligible"),
        ("pin_accounts: [A1, B7]", "pin_accounts.accounts", "there is no such account"),
        ("tighten: {}", "tighten", "no limit is named"),
        ("tighten: {balance: {potential: 60%}}", "tighten.balance.potential", "cannot be tightened that far"),
        ("relax: {max_count: 2}", "relax.max_count", "there is no limit of the most accounts"),
        ("changes: [{merge: {territories: [R1, R9]}}]", "changes[1].merge.territories", "no such territory or rep"),
        ("changes: [{keep: incumbent}]", "changes[1].keep", "there is no such key"),
    ],
)
def test_what_cannot_be(write, line, column, message):
    """Each misfit is told at its key."""
    with pytest.raises(InputError) as caught:
        scenario(write, f"{{name: x, {line}}}")
    found = [problem for problem in caught.value.problems if message in problem.message]
    assert found, caught.value
    if not column.startswith("criteria"):
        assert found[0].column == f"scenarios[3].{column}"


def test_all_at_once(write):
    """Changes behind one that does not fit are looked at too, with those before it that do."""
    with pytest.raises(InputError) as caught:
        scenario(
            write, "{name: x, close_territories: R9, leaves: Eve, changes: [{close_territories: R3}, {leaves: Cy}]}"
        )
    columns = [problem.column for problem in caught.value.problems]
    assert columns == [f"scenarios[3].{key}" for key in ("close_territories", "leaves.rep", "changes[2].leaves.rep")]


def test_a_day_needs_a_plan_year(write):
    """Where quotas are to be counted in months."""
    with pytest.raises(InputError, match=r"key 'scenarios\[3\].leaves.on': what quotas a leaver carries"):
        scenario(write, "{name: x, leaves: {rep: Ann, on: 2026-03-01}}", year="")


def test_sweeps_address_changes(write):
    """Any key of a scenario, with what it needs beside it."""
    path = write({"plan.yaml": ("effort:", "sweep: {scale.measure: [potential], scale.by: [5%, -5%]}\neffort:")})
    swept = read_plan(path).scenarios[3:]
    assert [scenario.name for scenario in swept] == [
        "scale measure potential, scale by 5%",
        "scale measure potential, scale by -5%",
    ]
    assert [scenario.changes[0].times for scenario in swept] == [1.05, 0.95]
    path = write({"plan.yaml": ("effort:", "sweep: {leaves: [Ann, {rep: Bob}], close_territories: [[R3]]}\neffort:")})
    assert [scenario.name for scenario in read_plan(path).scenarios[3:]] == [
        "leaves Ann, close territories R3",
        "leaves rep Bob, close territories R3",
    ]


@pytest.mark.parametrize(
    ("sweep", "column", "message"),
    [
        ("{scale.by: [5%, 6%]}", "sweep", "'scale.measure' is missing"),
        ("{scale.by: [x], scale.measure: [potential]}", "sweep.scale.by", "a number is expected"),
        ("{leaves: [Ann, Eve]}", "sweep.leaves.rep", "no such territory or rep"),
        ("{scale.bye: [1]}", "sweep.scale.bye", "a scenario has no such key"),
    ],
)
def test_sweeps_that_cannot_be(write, sweep, column, message):
    """What is missing is told once, what is wrong at its key."""
    with pytest.raises(InputError) as caught:
        read_plan(write({"plan.yaml": ("effort:", f"sweep: {sweep}\neffort:")}))
    found = [problem.column for problem in caught.value.problems if message in problem.message]
    assert len(found) == 1, caught.value
    assert found[0].replace("[1]", "").replace("[2]", "") == column
