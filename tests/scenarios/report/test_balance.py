"""Every territory beside its target, what was allowed, and what is today."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from optimizer.mapping import FrozenMapping
from scenarios.report.balance import MOST_ROWS, balance_chart
from scenarios.report.words import share


def test_every_territory_has_its_figure(case, read):
    """With name, deviation and that of today; the measure with what was allowed."""
    page = read(balance_chart(case))
    for row in case.territories.to_dict("records"):
        assert share(row["deviation_potential"], signed=True) in page.text
        assert row["label"] in page.text
    assert "potential (within 50%)" in page.text
    assert "hours (" not in page.text, "measures nobody asked of are not drawn"
    assert "today" in page.text


def test_what_is_outside_is_red(case, read):
    """And the legend says so."""
    tables = dict(case.record.tables)
    territories = tables["territories"].assign(deviation_potential=[0.1, 0.2, -0.7] * 2)
    tables["territories"] = territories
    page = read(balance_chart(replace(case, record=replace(case.record, tables=FrozenMapping(tables)))))
    bad = [tag for tag, name, value in page.attributes if name == "class" and value == "bad"]
    assert bad == ["text"]
    assert "Red: outside." in page.text


def test_many_territories_take_several_drawings(unserved, read):
    """Each no taller than a sheet of paper, with every name once."""
    territories = unserved.record.tables["territories"]
    count = 2 * MOST_ROWS + 1
    many = pd.concat([territories.iloc[[0]]] * count, ignore_index=True)
    many = many.assign(territory=[f"T{row}" for row in range(count)], rep=[f"Rep {row}" for row in range(count)])
    tables = {**unserved.record.tables, "territories": many}
    page = read(balance_chart(replace(unserved, record=replace(unserved.record, tables=FrozenMapping(tables)))))
    assert page.tags.count("svg") == 3
    assert page.tags.count("figcaption") == 1
    assert sum(word.startswith("Rep ") and ":" not in word for word in page.words) == count


def test_territory_without_target_does_not_fail(case):
    """A deviation that does not exist is a dash."""
    tables = dict(case.record.tables)
    tables["territories"] = tables["territories"].assign(deviation_potential=np.nan)
    assert "\N{EN DASH}" in balance_chart(replace(case, record=replace(case.record, tables=FrozenMapping(tables))))
