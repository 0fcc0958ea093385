"""Figures are shown as what they are."""

import pandas as pd
import pytest

from scenarios.publish.excel.columns import amount_kind, kind_of, measures_of, quota_table
from scenarios.publish.excel.sheet import Kind


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("gap", [0.1, None], Kind.SHARE),
        ("deviation_x", [0.1], Kind.SHARE),
        ("violations", [1.0, 2.0], Kind.COUNT),
        ("seconds", [0.5], Kind.AMOUNT),
        ("objective", [1234.5], Kind.COUNT),
        ("failure", ["solve: x"], Kind.TEXT),
        ("feasible", [True, False], Kind.FLAG),
    ],
)
def test_kinds(name, cells, kind):
    """By name where that says it, by value elsewhere."""
    assert kind_of(name, pd.Series(cells)) is kind


def test_amounts_without_any():
    """A column without a number is whole."""
    assert amount_kind(pd.Series([None, None], dtype=float)) is Kind.COUNT


def test_quotas_are_wide_in_order(results):
    """Territories in the order of the plan, months in order, the year their sum."""
    frame, columns = quota_table(results)
    assert [column.name for column in columns] == ["scenario", "territory", "rep", "2027-01", "2027-02", "year"]
    assert frame["territory"].tolist() == ["North-West", "North West", "7 =Lakes"] * 2
    assert (frame["2027-01"] + frame["2027-02"] == frame["year"]).all()
    assert measures_of(results) == ("potential",)
