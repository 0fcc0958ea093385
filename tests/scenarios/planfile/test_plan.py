"""A plan file becomes a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError
from optimizer.stop import MaxRuntime, TargetGap
from optimizer.travel import Quantity
from scenarios.changes import AddTerritories, KeepIncumbent
from scenarios.planfile import Plan, read_plan

COLUMNS = """\
columns:
  account: Id
  latitude: Lat
  reps: {territory: Nr, latitude: Home}
  bookings: {account: Customer, month: Period, amount: USD}
"""


@pytest.fixture
def plan(write) -> Plan:
    return read_plan(write({}))


def test_the_facts_are_those_of_the_tables(plan):
    """Accounts, reps, measures, tags, families and today's owners arrive under their names."""
    units = plan.instance.units
    assert list(units.ids) == ["A1", "A2", "A3", "A4", "A5", "A6"]
    assert units.names is not None
    assert units.names[4] == "Épsilon"
    assert plan.instance.measures == ("potential", "workload")
    assert plan.instance.amounts("potential").tolist() == [200, 150, 200, 150, 200, 300]
    assert plan.instance.amounts("workload").tolist() == [10, 20, 30, 15, 15, 15]
    assert units.incumbent.tolist() == [0, 0, 1, 1, 2, 2]
    assert units.family[0] == units.family[1]
    assert plan.instance.territories.reps == ("Ann", "Bob", "Cy")
    assert plan.instance.tags["country"].values == ("GB", "US")


def test_the_choices_are_those_of_the_file(plan):
    """Words and shares of the file become criteria."""
    criteria = plan.criteria
    assert criteria.balance == {"potential": 0.5, "workload": 0.5}
    assert criteria.disruption_at_most == 0.4
    assert criteria.disruption_weight == 1
    assert criteria.eligibility == ("country",)
    assert criteria.keep_together
    assert criteria.pins == {"A1": "R1"}
    assert criteria.forbidden == {("A3", "R1")}
    assert criteria.travel.by == "potential"


def test_a_scenario_replaces_only_what_it_names(plan):
    """Overrides are merged key by key, and nothing else of the criteria changes."""
    today, tighter, more = plan.scenarios
    assert [scenario.name for scenario in plan.scenarios] == ["today", "tighter", "one more"]
    assert today.changes == (KeepIncumbent(),)
    assert tighter.criteria.balance == {"potential": 0.3, "workload": 0.5}
    assert tighter.criteria.pins == plan.criteria.pins
    assert more.changes == (AddTerritories(1, {"country": ["US"]}),)
    facts, _ = more.build(plan.instance)
    assert facts.tags["country"].served[-1].tolist() == [False, True]


def test_effort_seed_and_files(plan):
    """The rest of the file is there too, and the files are listed for provenance."""
    assert plan.name == "Small"
    assert plan.stop == MaxRuntime(5) | TargetGap(0.01)
    assert plan.seed == 3
    assert [Path(file).name for file in plan.files] == [
        "plan.yaml",
        "accounts.csv",
        "reps.csv",
        "bookings.csv",
        "forbidden.csv",
    ]
    assert "potential: bookings from 2025-01 to 2025-12, 1,200 in all." in plan.notes


def test_the_smallest_plan(write):
    """Three lines do: measures, scenarios and effort have defaults."""
    path = write({"accounts.csv": ("hours", "workload")})
    path.write_text("plan: Least\ninputs:\n  accounts: accounts.csv\n  reps: reps.csv\n")
    plan = read_plan(path)
    assert plan.instance.measures == ("workload",)
    assert [scenario.name for scenario in plan.scenarios] == ["today", "rebalanced"]
    assert plan.scenarios[0].keeps_incumbent
    assert plan.quotas is None
    assert plan.criteria.travel.quantity is Quantity.DISTANCE


def test_new_territories_have_no_today(write):
    """With a count of territories owners play no part, and the plan says so."""
    path = write({})
    path.write_text(
        "plan: New\ninputs: {accounts: accounts.csv, territories: {count: 2}}\nmeasures: {workload: hours}\n"
    )
    plan = read_plan(path)
    assert plan.instance.num_territories == 2
    assert plan.instance.free_centres().all()
    assert [scenario.name for scenario in plan.scenarios] == ["rebalanced"]
    assert "Column 'owner' is not used: the territories are new." in plan.notes


def test_quotas_of_today(plan):
    """The quota rule is called with an alignment and splits over the year."""
    quotas = plan.quotas(incumbent_alignment(plan.instance))
    assert quotas.total == 1200
    assert [float(amount) for amount in quotas.amounts] == [350, 350, 500]
    split = plan.quotas.split(quotas)
    assert split.total == 1200
    assert split.periods == tuple(f"{month:02d}" for month in range(1, 13))


def test_missing_places_are_listed(write):
    """By default an account without coordinates stays outside and is named."""
    plan = read_plan(write({"accounts.csv": ("51.6,-0.2", ",")}))
    assert [item.unit for item in plan.instance.unplaced] == [5]
    assert "1 account stays outside every plan (no coordinates): A6." in plan.notes


def test_columns_may_have_other_names(write):
    """Names are mapped for all tables, and for reps and bookings apart."""
    path = write(
        {
            "accounts.csv": ("account,name,latitude", "Id,name,Lat"),
            "reps.csv": ("territory,rep,country,latitude", "Nr,rep,country,Home"),
            "bookings.csv": ("account,month,amount", "Customer,Period,USD"),
            "forbidden.csv": ("account,territory", "Id,territory"),
            "plan.yaml": (
                "measures:\n",
                COLUMNS + "measures:\n",
            ),
        }
    )
    plan = read_plan(path)
    assert list(plan.instance.territories.ids) == ["R1", "R2", "R3"]
    assert plan.instance.territories.centres[0].tolist() == [47.6, -122.3]
    assert plan.instance.amounts("potential").sum() == 1200


def test_labels_keep_zeros_and_norway(write):
    """Ids such as 007 and a country called NO are text in YAML and in tables."""
    path = write(
        {
            "accounts.csv": ("A5,Épsilon,51.5,-0.1,R3,15,shop,GB", "007,Épsilon,51.5,-0.1,R3,15,shop,NO"),
            "reps.csv": ("R3,Cy,GB", "R3,Cy,GB;NO"),
            "bookings.csv": ("A5,", "007,"),
            "plan.yaml": ("serves: {country: US}", "serves: {country: [NO, GB]}"),
        }
    )
    plan = read_plan(path)
    assert "007" in plan.instance.units.ids
    assert plan.instance.amounts("potential")[4] == 200
    assert plan.scenarios[2].changes[0].serves == {"country": ("NO", "GB")}


def test_wrong_tables_do_not_hide_what_is_wrong_with_the_plan(write):
    """An empty amount, a measure that is none and a level that is none are told at once."""
    path = write(
        {
            "accounts.csv": ("R1,20,shop", "R1,N/A,shop"),
            "plan.yaml": ("balance: {potential: 0.5, workload: 50%}", "balance: {potental: 0.5, workload: 50%}"),
        }
    )
    text = path.read_text(encoding="utf-8").replace(
        "  history: potential\n", "  history: potential\n  levels: [contry]\n"
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_plan(path)
    told = str(error.value)
    assert "the amount is missing" in told
    assert "default: 0" in told
    assert "Did you mean 'potential'" in told
    assert "Did you mean 'country'" in told
