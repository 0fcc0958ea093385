"""A plan as Salesforce should have it: nodes, levels, months, owners."""

from dataclasses import replace

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.salesforce.settings import QuotaOf, SalesforceSettings
from scenarios.publish.salesforce.wanted import first_of_month, read_wanted

SETTINGS = SalesforceSettings(forecasting_type="T")


def wanted(results, settings=SETTINGS, home=None):
    """Read the solved scenario."""
    return read_wanted(results, "nearest", settings, home=home, taken=frozenset())


def test_without_a_hierarchy_all_are_at_the_top(results):
    """Territories keep their labels, have no parents, and their reps."""
    nodes = wanted(results).nodes
    assert {node.label: (node.level, node.parent, node.rep) for node in nodes.values()} == {
        "North-West": (1, None, "Ann Ray"),
        "North West": (1, None, "Bob Ox"),
        "7 =Lakes": (1, None, "Cy Lee"),
    }
    assert wanted(results).unserved == ("A6",)
    assert wanted(results).model == "FY27_10"


def test_quotas_of_a_rep_with_two_territories_are_one_by_user(results):
    """By user, the amounts of a rep's territories add up to the cent; by territory they stay apart."""
    quotas = results.tables["quotas"].assign(rep="Ann Ray")
    one = replace(results, tables={**results.tables, "quotas": quotas})
    by_user = wanted(one, replace(SETTINGS, quota_of=QuotaOf.USER)).quotas
    assert [quota.start for quota in by_user] == ["2027-01-01", "2027-02-01"]
    assert sum(int(quota.amount.replace(".", "")) for quota in by_user) == 100_001
    assert len(wanted(one).quotas) == 6


def test_quotas_nobody_carries(results):
    """Quotas without a rep, or without a forecast type, are not written, and that is said."""
    quotas = results.tables["quotas"].assign(rep="")
    nobody = wanted(replace(results, tables={**results.tables, "quotas": quotas}))
    assert nobody.quotas == ()
    assert "6 quotas of territories without a rep" in nobody.notes[0]
    assert "forecasting_type" in wanted(results, SalesforceSettings()).notes[0]


@pytest.mark.parametrize(("period", "year", "start"), [("2027-03", 0, "2027-03-01"), ("03", 2027, "2027-03-01")])
def test_months(period, year, start):
    """Months of a year, and bare months of the year of the settings."""
    assert first_of_month(period, year) == start


@pytest.mark.parametrize(("period", "year"), [("03", 0), ("Q1", 2027), ("2027-13", 0)])
def test_what_is_no_month(period, year):
    """Anything else is told with what to do."""
    with pytest.raises(InputError, match="no month of a year"):
        first_of_month(period, year)


def test_a_hierarchy_of_strangers_is_told(results, tmp_path):
    """A leaf the plan does not have, and a column that is missing."""
    settings = replace(SETTINGS, hierarchy="tree.csv")
    (tmp_path / "tree.csv").write_text("territory,parent\nNorth-Wst,West\n")
    with pytest.raises(InputError, match="Did you mean 'North-West'"):
        wanted(results, settings, tmp_path)
    (tmp_path / "tree.csv").write_text("territory,above\nNorth-West,West\n")
    with pytest.raises(InputError, match="'parent': this column is missing"):
        wanted(results, settings, tmp_path)
