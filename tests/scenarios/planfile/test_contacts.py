"""Contacts of a plan file: borders of areas, neighbours, bridges and barriers, up to connected territories."""

from __future__ import annotations

import geopandas
import pandas as pd
import pytest
from shapely.geometry import box

from optimizer import MaxIterations, solve
from optimizer.adjacency import pieces_of
from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

PLAN = """\
plan: counties
inputs:
  accounts: accounts.csv
  territories: 2
  {areas}
measures: {{potential: {{column: potential}}}}
{more}
criteria:
  balance: {{potential: 0.5}}
  contiguous: true
scenarios: [connected]
"""


@pytest.fixture
def grid(tmp_path):
    """Six square areas in a row of four and, over the water, two more; accounts have no coordinates."""
    names = ["A", "B", "C", "D", "E", "F"]
    west = [0.0, 0.1, 0.2, 0.3, 0.6, 0.7]
    squares = [box(x, 40.0, x + 0.1, 40.1) for x in west]
    shapes = geopandas.GeoDataFrame({"county": names[::-1], "geometry": squares[::-1]}, crs="EPSG:4326")
    shapes.to_file(tmp_path / "counties.gpkg", driver="GPKG")
    pd.DataFrame({"account": names, "potential": [1, 1, 1, 1, 1, 1]}).to_csv(tmp_path / "accounts.csv", index=False)

    def _write(areas: str = "areas: {file: counties.gpkg, id: county}", more: str = ""):
        path = tmp_path / "plan.yaml"
        path.write_text(PLAN.format(areas=areas, more=more))
        return path

    return _write


def _named(instance, pairs):
    return {tuple(instance.units.ids[unit] for unit in pair) for pair in pairs.tolist()}


def test_areas_give_contacts_places_and_bridges(grid):
    """Borders become contacts, the shortest way over water a bridge that is told, accounts stand in their area."""
    plan = read_plan(grid())
    adjacency = plan.instance.adjacency
    assert _named(plan.instance, adjacency.pairs) == {("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F")}
    assert _named(plan.instance, adjacency.pairs[adjacency.bridge]) == {("D", "E")}
    assert plan.instance.units.places[0] == pytest.approx([40.05, 0.05])
    assert any("bridges join them: D - E" in note for note in plan.notes)
    assert any("6 accounts stand at a point inside their area" in note for note in plan.notes)


def test_a_plan_carries_the_shape_of_each_account(grid, tmp_path):
    """In the order of the accounts, not of the file, and read-only; an account without an area has none."""
    rows = {"account": [*"ABCDEF", "G"], "potential": 1, "latitude": 40.0, "longitude": 0.0}
    pd.DataFrame(rows).to_csv(tmp_path / "accounts.csv", index=False)
    path = grid()
    path.write_text(path.read_text().replace("contiguous: true", "contiguous: false"))
    areas = read_plan(path).areas
    assert [shape.bounds[0] for shape in areas[:6]] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.6, 0.7])
    assert areas[6] is None
    assert not areas.flags.writeable
    path = grid(areas="")
    path.write_text(path.read_text().replace("contiguous: true", "contiguous: false"))
    assert read_plan(path).areas is None


def test_territories_are_solved_in_one_piece(grid):
    """What the plan file asks for is what the assessment checks."""
    plan = read_plan(grid())
    scenario = plan.scenarios[-1]
    result = solve(*scenario.build(plan.instance), MaxIterations(200))
    assert result.feasible
    assert (pieces_of(plan.instance.adjacency, result.alignment.territory_of, 2) == 1).all()


def test_barriers_and_no_bridges(grid):
    """A contact that is forbidden is none; without bridges the pieces stay apart, and it is told."""
    plan = read_plan(grid(more="contacts: {bridges: false, forbid: [[C, B]]}"))
    assert _named(plan.instance, plan.instance.adjacency.pairs) == {("A", "B"), ("C", "D"), ("E", "F")}
    assert any("3 pieces" in note and "without bridges" in note for note in plan.notes)


def test_without_areas_neighbours_touch(grid, tmp_path):
    """Accounts with coordinates need no areas: those with nothing between them are neighbours."""
    table = {"account": ["A", "B", "C"], "potential": 1, "latitude": 40.0, "longitude": [0.0, 0.1, 0.3]}
    pd.DataFrame(table).to_csv(tmp_path / "accounts.csv", index=False)
    plan = read_plan(grid(areas=""))
    assert _named(plan.instance, plan.instance.adjacency.pairs) == {("A", "B"), ("B", "C")}


def test_no_rule_no_contacts(grid):
    """Where nothing asks for territories in one piece, nothing is computed."""
    path = grid()
    path.write_text(path.read_text().replace("contiguous: true", "contiguous: false"))
    assert read_plan(path).instance.adjacency is None


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        ("areas: {file: counties.gpkg, id: state}", "no column 'state'"),
        ("areas: {file: counties.gpkg}", "no column 'account'"),
        ("areas: {file: accounts.csv, id: account}", "holds no shapes"),
        ("areas: {file: nowhere.gpkg, id: county}", "no such file"),
    ],
)
def test_areas_that_do_not_fit(grid, areas, message):
    """Each says what is missing."""
    with pytest.raises(InputError) as caught:
        read_plan(grid(areas=areas))
    assert message in str(caught.value)


def test_accounts_without_area_are_named(grid, tmp_path):
    """One account too many: it is told with what to do, and nothing else is lost."""
    rows = {"account": [*"ABCDEF", "G"], "potential": 1, "latitude": 40.0, "longitude": 0.0}
    pd.DataFrame(rows).to_csv(tmp_path / "accounts.csv", index=False)
    with pytest.raises(InputError) as caught:
        read_plan(grid())
    assert "1 accounts have no area in counties.gpkg" in str(caught.value)
    assert ": G" in str(caught.value)
