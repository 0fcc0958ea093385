"""The model builder: what it makes of good tables, and every problem it finds in bad ones."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.adjacency import adjacency_from_pairs
from optimizer.build import build_instance
from optimizer.capacity import PlanYear
from optimizer.exceptions import InputError, Problem
from optimizer.instance import Instance
from optimizer.places import MissingPlace
from optimizer.tables import Columns
from optimizer.travel import Planar, TravelMatrix

Change = Callable[[pd.DataFrame, pd.DataFrame], object]


def four_accounts() -> pd.DataFrame:
    """Give four accounts of two reps: two in New York, two in Boston."""
    return pd.DataFrame(
        {
            "account": ["A1", "A2", "A3", "A4"],
            "name": ["Ada", None, "Cy", "Di"],
            "latitude": [40.7, 40.8, 42.3, 42.4],
            "longitude": [-74.0, -73.9, -71.1, -71.0],
            "potential": [10.0, 20.0, 30.0, 40.0],
            "workload": [1.0, 2.0, 3.0, 4.0],
            "owner": ["east", "east", "Bob", None],
            "segment": ["SMB", "ENT", "SMB", None],
            "parent": [None, "P", "P", None],
        }
    )


def two_territories() -> pd.DataFrame:
    """Give two territories, one rep with a home and one without."""
    return pd.DataFrame(
        {
            "territory": ["east", "north"],
            "rep": ["Ann", "Bob"],
            "latitude": [40.75, np.nan],
            "longitude": [-73.95, np.nan],
            "fte": [1.0, 0.5],
            "start_date": ["2026-01-01", "2027-02-01"],
            "end_date": [None, None],
            "segment": ["SMB;ENT", "*"],
        }
    )


def problems_of(accounts: pd.DataFrame, territories: pd.DataFrame | int, **options: object) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        build_instance(accounts, territories, **options)  # type: ignore[arg-type]
    return list(caught.value.problems)


def build_all(**changes: object) -> Instance:
    options: dict[str, object] = {"incumbent": "owner", "family": "parent", "tags": ["segment"], **changes}
    return build_instance(four_accounts(), two_territories(), **options)  # type: ignore[arg-type]


def test_every_part_of_the_instance_comes_from_its_column() -> None:
    """Ids, names, places, measures, incumbent, families, tags and shares land where they belong, in row order."""
    instance = build_all()
    assert list(instance.units.ids) == ["A1", "A2", "A3", "A4"]
    assert list(instance.units.names) == ["Ada", "A2", "Cy", "Di"]
    assert instance.units.places.tolist()[0] == [40.7, -74.0]
    assert instance.measures == ("potential", "workload")
    assert instance.amounts("workload").tolist() == [1, 2, 3, 4]
    assert instance.units.incumbent.tolist() == [0, 0, 1, -1]
    assert instance.units.family[1] == instance.units.family[2]
    assert sorted(instance.units.family.tolist()) == [0, 0, 1, 2]
    assert list(instance.territories.ids) == ["east", "north"]
    assert instance.territories.reps == ("Ann", "Bob")
    assert instance.territories.shares.tolist() == [[1.0, 1.0], [0.5, 0.5]]
    assert instance.tags["segment"].values == ("ENT", "SMB")
    assert instance.tags["segment"].of_unit.tolist() == [1, 0, 1, -1]
    assert instance.tags["segment"].served.all()


def test_a_rep_without_a_place_gets_one_and_a_note_says_so() -> None:
    """The home of the only homeless rep is its one account, and the note counts it."""
    instance = build_all()
    assert instance.territories.centres[1] == pytest.approx([42.3, -71.1])
    assert instance.territories.centres[0] == pytest.approx([40.75, -73.95])
    assert "home of Bob estimated from its 1 account of today" in instance.notes


def test_centres_stay_free_on_request() -> None:
    """Without estimates a rep without a place has a free centre."""
    assert build_all(estimate_homes=False).free_centres().tolist() == [False, True]


def test_a_rep_with_neither_place_nor_accounts_has_a_free_centre() -> None:
    """Nothing is invented for a rep of whom nothing is known; a note names him."""
    instance = build_all(incumbent=None)
    assert instance.free_centres().tolist() == [False, True]
    assert any("free" in note and "Bob" in note for note in instance.notes)


def test_dates_and_ramp_count_with_a_plan_year() -> None:
    """Bob starts in the second of four months at 0, then 50 %: 0.5 x (0 + 0 + 0.5 + 1) / 4."""
    instance = build_all(plan_year=PlanYear(date(2027, 1, 1), 4, (0.0, 0.5)))
    assert instance.target_shares("potential") == pytest.approx([1.0, 0.1875])


def test_dates_without_a_plan_year_are_noted() -> None:
    """Whoever gives dates but no plan year is told that they do not count."""
    assert any("no plan year" in note for note in build_all().notes)


def test_a_rep_who_is_gone_carries_nothing_and_is_named() -> None:
    """A rep whose end lies before the plan year has share 0 and a note."""
    territories = two_territories().assign(end_date=["2026-12-31", None])
    instance = build_instance(four_accounts(), territories, plan_year=PlanYear(date(2027, 1, 1)))
    assert instance.target_shares("potential")[0] == 0
    assert any(note.startswith("Ann has no capacity") for note in instance.notes)


def test_a_number_plans_new_territories() -> None:
    """Twelve territories are T01..T12, of equal shares, with free centres, serving every value."""
    instance = build_instance(four_accounts(), 12, tags=["segment"])
    assert list(instance.territories.ids)[::11] == ["T01", "T12"]
    assert (instance.territories.shares == 1).all()
    assert instance.free_centres().all()
    assert instance.tags["segment"].served.all()


def test_labels_of_new_territories_sort_as_they_are_numbered() -> None:
    """Digits are padded to the width of the largest number."""
    labels = list(build_instance(four_accounts(), 100).territories.ids)
    assert labels[0] == "T001"
    assert labels == sorted(labels)


def test_reps_are_ids_where_there_is_no_territory_column() -> None:
    """A table of reps alone names its territories after them."""
    instance = build_instance(four_accounts(), pd.DataFrame({"rep": ["Ann", "Bob"]}))
    assert list(instance.territories.ids) == ["Ann", "Bob"]
    assert instance.territories.reps == ("Ann", "Bob")


@pytest.mark.parametrize("of_accounts", [[275, 276], [275.0, 276.0], ["275", " 276 "], pd.array([275, 276], "Int64")])
@pytest.mark.parametrize("of_reps", [[275, 276], [275.0, 276.0], ["275", "276 "], pd.Categorical(["275", "276"])])
def test_ids_match_whatever_type_they_were_read_as(of_accounts: object, of_reps: object) -> None:
    """275, 275.0 and "275" are one id."""
    accounts = four_accounts().iloc[:2].assign(owner=of_accounts)
    territories = two_territories().drop(columns="territory").assign(rep=of_reps)
    instance = build_instance(accounts, territories, incumbent="owner")
    assert instance.units.incumbent.tolist() == [0, 1]
    assert list(instance.territories.ids) == ["275", "276"]


def test_columns_can_have_other_names() -> None:
    """Names given in ``Columns`` replace the defaults in both tables."""
    accounts = four_accounts().rename(columns={"account": "Id", "latitude": "lat", "longitude": "lon"})
    territories = pd.DataFrame({"Owner": ["east", "north"]})
    columns = Columns(account="Id", latitude="lat", longitude="lon", territory="Owner")
    assert build_instance(accounts, territories, columns=columns).num_units == 4


def test_a_plan_by_the_count_alone_needs_no_measure() -> None:
    """An empty list of measures is a choice, not an omission."""
    assert build_instance(four_accounts(), 2, measures=[]).measures == ()


def test_accounts_without_coordinates_can_be_listed() -> None:
    """They keep their index, have no place, and a reason stands beside them; so do those at 0,0."""
    accounts = four_accounts().assign(latitude=[40.7, np.nan, 0, 42.4], longitude=[-74, np.nan, 0, -71])
    instance = build_instance(accounts, 2, missing_place=MissingPlace.LIST)
    assert [(item.unit, item.reason) for item in instance.unplaced] == [
        (1, "no coordinates"),
        (2, "no coordinates: 0,0 means not found"),
    ]
    assert np.isnan(instance.units.places[1:3]).all()
    assert instance.num_units == 4


def test_a_travel_matrix_needs_no_coordinates() -> None:
    """With travel given, places are 0 and no centre is free."""
    accounts = four_accounts().drop(columns=["latitude", "longitude"])
    matrix = TravelMatrix(np.ones((4, 2)))
    instance = build_instance(accounts, two_territories(), travel=matrix)
    assert (instance.units.places == 0).all()
    assert not instance.free_centres().any()


def test_planar_travel_reads_x_and_y() -> None:
    """In the plane a home is the median of the plane: here the Fermat point of a triangle."""
    accounts = four_accounts().iloc[:3].assign(x=[0.0, 2.0, 0.0], y=[0.0, 0.0, 2.0], owner="east")
    instance = build_instance(accounts, two_territories(), travel=Planar(), incumbent="owner")
    # Of the right triangle with two legs of 2 it lies 1 - 1 / sqrt(3) from either leg.
    assert instance.territories.centres[0] == pytest.approx([1 - 3**-0.5] * 2, abs=0.02)


def test_a_geodataframe_needs_no_coordinate_columns() -> None:
    """Places, and from them homes, come from the geometry."""
    points = geopandas.points_from_xy([-74.0, -73.9, -71.1, -71.0], [40.7, 40.8, 42.3, 42.4])
    plain = four_accounts().drop(columns=["latitude", "longitude"])
    accounts = geopandas.GeoDataFrame(plain, geometry=points, crs="EPSG:4326")
    instance = build_instance(accounts, two_territories(), incumbent="owner")
    reference = build_instance(four_accounts(), two_territories(), incumbent="owner")
    np.testing.assert_array_equal(instance.units.places, reference.units.places)
    np.testing.assert_array_equal(instance.territories.centres, reference.territories.centres)


def test_the_same_tables_give_the_same_instance() -> None:
    """Nothing depends on chance or on the order of sets."""
    first, second = build_all(), build_all()
    assert first.tags["segment"].values == second.tags["segment"].values
    assert first.notes == second.notes
    np.testing.assert_array_equal(first.territories.centres, second.territories.centres)
    np.testing.assert_array_equal(first.units.family, second.units.family)


def test_slips_that_are_allowed_are_noted() -> None:
    """A measure of zeros, a value served in vain and a share of no measure are told, not refused."""
    accounts = four_accounts().assign(workload=0)
    territories = two_territories().assign(segment=["SMB;ENT", "Entreprise"], share_potentail=1)
    notes = build_instance(accounts, territories, tags=["segment"]).notes
    assert "workload is 0 for every account" in notes
    assert any("Entreprise" in note for note in notes)
    assert any("share_potentail" in note for note in notes)


def assigned(column: str, row: int, value: object, table: str = "accounts") -> Change:
    """Put one value into one cell."""

    def change(accounts: pd.DataFrame, territories: pd.DataFrame) -> None:
        frame = accounts if table == "accounts" else territories
        cells = frame[column].astype(object)
        cells.iloc[row] = value
        frame[column] = cells if isinstance(value, str) or value is None else cells.infer_objects()

    return change


def without(column: str, table: str = "accounts") -> Change:
    """Take a column away."""
    return lambda accounts, territories: (accounts if table == "accounts" else territories).pop(column)


def with_column(column: str, values: list[object], table: str = "accounts") -> Change:
    """Add or replace a column."""

    def change(accounts: pd.DataFrame, territories: pd.DataFrame) -> None:
        (accounts if table == "accounts" else territories)[column] = values

    return change


def renamed(names: dict[str, str]) -> Change:
    """Give columns of the territories other names."""

    def change(_: pd.DataFrame, territories: pd.DataFrame) -> None:
        territories.columns = [names.get(name, name) for name in territories.columns]

    return change


def at_null_island(_: pd.DataFrame, territories: pd.DataFrame) -> None:
    """Put the first rep where geocoders put what they do not find."""
    territories.loc[0, ["latitude", "longitude"]] = 0.0


BROKEN: list[tuple[str, Change, str, int | None, str | None, str]] = [
    ("account id blank", assigned("account", 2, " "), "accounts", 2, "account", "id of its own"),
    ("account id twice", assigned("account", 3, "A1"), "accounts", 3, "account", "Keep one"),
    ("no id column", without("account"), "accounts", None, "account", "Columns(account="),
    ("no latitude column", without("latitude"), "accounts", None, "latitude", "Columns"),
    ("no coordinates", with_column("latitude", [40, np.nan, 42, 42]), "accounts", 1, "latitude", "both"),
    ("latitude beyond the pole", assigned("latitude", 0, 407.0), "accounts", 0, "latitude", "degrees"),
    ("longitude beyond the line", assigned("longitude", 1, -739.0), "accounts", 1, "longitude", "east positive"),
    ("infinite longitude", assigned("longitude", 1, np.inf), "accounts", 1, "longitude", "degrees"),
    (
        "swapped",
        with_column("latitude", [40.0, 120.0, 42.0, 42.0]),
        "accounts",
        1,
        "latitude",
        "swapped",
    ),
    ("text for latitude", assigned("latitude", 0, "40,7"), "accounts", 0, "latitude", "point before decimals"),
    ("currency sign", assigned("potential", 1, "$20"), "accounts", 1, "potential", "currency"),
    ("negative measure", assigned("potential", 2, -1.0), "accounts", 2, "potential", "0 or more"),
    ("infinite measure", assigned("workload", 3, np.inf), "accounts", 3, "workload", "finite"),
    ("blank measure", assigned("workload", 0, np.nan), "accounts", 0, "workload", "Write 0"),
    ("unknown incumbent", assigned("owner", 0, "West"), "accounts", 0, "owner", "leave it blank"),
    ("misspelt incumbent", assigned("owner", 0, "nort"), "accounts", 0, "owner", "Did you mean 'north'"),
    ("no incumbent column", without("owner"), "accounts", None, "owner", "incumbent="),
    ("no family column", without("parent"), "accounts", None, "parent", "family="),
    ("no tag in accounts", without("segment"), "accounts", None, "segment", "out of tags"),
    ("no tag in territories", without("segment", "territories"), "territories", None, "segment", "out of tags"),
    ("several values of a tag", assigned("segment", 1, "SMB;ENT"), "accounts", 1, "segment", "Name one"),
    ("territory id blank", assigned("territory", 1, None, "territories"), "territories", 1, "territory", "own"),
    ("territory id twice", assigned("territory", 1, "east", "territories"), "territories", 1, "territory", "Keep one"),
    (
        "neither territory nor rep",
        renamed({"territory": "Territory ID", "rep": "who"}),
        "territories",
        None,
        "territory",
        "Did you mean 'Territory ID'",
    ),
    ("only one coordinate", assigned("longitude", 0, np.nan, "territories"), "territories", 0, "longitude", "both"),
    ("only one column", without("longitude", "territories"), "territories", None, "longitude", "other coordinate"),
    ("home at 0,0", at_null_island, "territories", 0, "latitude", "Look"),
    ("no fte", assigned("fte", 0, 0.0, "territories"), "territories", 0, "fte", "drop the row"),
    ("negative fte", assigned("fte", 1, -0.5, "territories"), "territories", 1, "fte", "0.5"),
    ("percent fte", assigned("fte", 1, "50%", "territories"), "territories", 1, "fte", "percent"),
    ("bad date", assigned("start_date", 1, "1 Feb", "territories"), "territories", 1, "start_date", "2026-03-31"),
    (
        "number for a date",
        with_column("end_date", [46000, 46000], "territories"),
        "territories",
        0,
        "end_date",
        "dates",
    ),
    ("end before start", assigned("end_date", 1, "2027-01-31", "territories"), "territories", 1, "end_date", "blank"),
    ("capacity 0", with_column("capacity", [0, 0], "territories"), "territories", None, "capacity", "more than 0"),
    ("capacity blank", with_column("capacity", [9, None], "territories"), "territories", 1, "capacity", "every row"),
    ("negative share", with_column("share_workload", [1, -1], "territories"), "territories", 1, "share_workload", "0"),
]


@pytest.mark.parametrize(
    ("change", "table", "row", "column", "remedy"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN]
)
def test_a_problem_is_told_with_its_place_and_remedy(
    change: Change, table: str, row: int | None, column: str | None, remedy: str
) -> None:
    """Each broken cell or column is found, alone or first of what follows from it."""
    accounts, territories = four_accounts(), two_territories()
    change(accounts, territories)
    found = problems_of(accounts, territories, incumbent="owner", family="parent", tags=["segment"])
    assert any((p.table, p.row, p.column) == (table, row, column) and remedy in p.remedy for p in found), "\n".join(
        map(str, found)
    )
    assert len(found) <= 2


def test_missing_coordinates_are_problems_unless_listed() -> None:
    """A blank pair is one problem, whose remedy names the way to list such accounts."""
    accounts = four_accounts().assign(latitude=[40.7, None, 42, 42], longitude=[-74, None, -71, -71])
    (problem,) = problems_of(accounts, 2)
    assert (problem.row, problem.column) == (1, "latitude")
    assert "MissingPlace.LIST" in problem.remedy


def test_accounts_at_null_island_are_problems() -> None:
    """Exactly 0,0 is a place nobody sells to."""
    accounts = four_accounts().assign(latitude=[40.7, 0, 42, 42], longitude=[-74, 0, -71, -71])
    (problem,) = problems_of(accounts, 2)
    assert problem.row == 1
    assert "Gulf of Guinea" in problem.message


def test_no_account_with_coordinates_is_a_problem_even_if_they_are_listed() -> None:
    """A plan of nothing is not a plan."""
    accounts = four_accounts().assign(latitude=np.nan, longitude=np.nan)
    (problem,) = problems_of(accounts, 2, missing_place=MissingPlace.LIST)
    assert "no account" in problem.message


def test_a_rep_of_several_territories_cannot_be_an_incumbent() -> None:
    """A rep's name says nothing where two territories share it; their ids still do."""
    territories = two_territories().assign(rep="Ann")
    accounts = four_accounts().assign(owner=["east", "Ann", "north", None])
    (problem,) = problems_of(accounts, territories, incumbent="owner")
    assert (problem.row, problem.column, problem.value) == (1, "owner", "Ann")
    assert "id" in problem.remedy


def test_new_territories_have_no_incumbent() -> None:
    """Asking for both is refused, with what to do instead."""
    (problem,) = problems_of(four_accounts(), 2, incumbent="owner")
    assert problem.table == "territories"
    assert "today's territories" in problem.remedy


def test_no_territories_are_refused() -> None:
    """A plan needs at least one territory."""
    assert "1 or more" in problems_of(four_accounts(), 0)[0].remedy


def test_empty_tables_are_problems() -> None:
    """Both empty tables are told at once."""
    found = problems_of(four_accounts().iloc[:0], two_territories().iloc[:0])
    assert [(p.table, p.message) for p in found] == [
        ("accounts", "the table has no rows"),
        ("territories", "the table has no rows"),
    ]


def test_tables_without_columns_are_problems() -> None:
    """Even nothing at all gives a list, not a failure."""
    assert {p.table for p in problems_of(pd.DataFrame(), pd.DataFrame())} == {"accounts", "territories"}


@pytest.mark.parametrize("given", [None, [{"account": 1}], "accounts.csv"])
def test_what_is_no_table_is_refused(given: object) -> None:
    """The problem names what was given."""
    assert "DataFrame" in problems_of(given, 2)[0].remedy  # type: ignore[arg-type]
    assert "whole number" in problems_of(four_accounts(), given)[0].remedy  # type: ignore[arg-type]


def test_a_table_without_measures_says_what_to_do() -> None:
    """Where none of the usual measures is there, the remedy names them and the option."""
    accounts = four_accounts().drop(columns=["potential", "workload"]).assign(AnnualRevenue=1)
    (problem,) = problems_of(accounts, 2)
    assert "'AnnualRevenue'" in problem.remedy
    assert "measures=[...]" in problem.remedy


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        ({"measures": "potential"}, "measures=['potential']"),
        ({"tags": "segment"}, "tags=['segment']"),
        ({"measures": ["potential", "potential"]}, "once"),
        ({"measures": ["potentail"]}, "Did you mean 'potential'"),
    ],
)
def test_slips_in_the_options_are_problems(options: dict[str, object], remedy: str) -> None:
    """A lone text, a name given twice, a misspelt name."""
    (problem,) = problems_of(four_accounts(), two_territories(), **options)
    assert remedy in problem.remedy


def test_the_count_cannot_be_a_column() -> None:
    """The count is there anyway; a column of that name would hide it."""
    (problem,) = problems_of(four_accounts().assign(count=1), 2, measures=["count"])
    assert "Leave it out" in problem.remedy


def test_columns_of_one_name_are_a_problem() -> None:
    """A name that appears twice says nothing."""
    accounts = pd.concat([four_accounts(), four_accounts()[["potential"]]], axis=1)
    (problem,) = problems_of(accounts, 2)
    assert problem.column == "potential"
    assert "all but one" in problem.remedy


def test_a_matrix_of_another_size_is_a_problem() -> None:
    """Rows are accounts and columns territories, in the order of the tables."""
    (problem,) = problems_of(four_accounts(), 2, travel=TravelMatrix(np.ones((3, 2))))
    assert "(4, 2)" in problem.message


def test_nobody_present_in_the_plan_year_is_a_problem() -> None:
    """Targets need somebody to carry them."""
    territories = two_territories().assign(start_date="2030-01-01")
    (problem,) = problems_of(four_accounts(), territories, plan_year=PlanYear(date(2027, 1, 1)))
    assert "plan year" in problem.message


def test_problems_of_both_tables_come_together() -> None:
    """One run lists everything: the planner corrects once."""
    accounts = four_accounts().assign(latitude=[40.7, 95.0, 42, 42], potential=["1", "two", "3", "4"])
    territories = two_territories().assign(fte=[1, 0], start_date=["soon", None])
    found = problems_of(accounts, territories, incumbent="nobody", tags=["language"])
    assert [(p.table, p.row, p.column) for p in found] == [
        ("accounts", 1, "latitude"),
        ("accounts", 1, "potential"),
        ("territories", 1, "fte"),
        ("territories", 0, "start_date"),
        ("accounts", None, "nobody"),
        ("accounts", None, "language"),
        ("territories", None, "language"),
    ]


def test_many_rows_of_one_problem_are_counted() -> None:
    """A thousand bad rows give twenty problems and the number of the others."""
    accounts = pd.concat([four_accounts()] * 250, ignore_index=True).assign(account=range(1000), potential=-1)
    found = problems_of(accounts, 2)
    assert len(found) == 21
    assert "980 more rows like this" in found[-1].message


def test_the_tables_given_stay_as_they_are() -> None:
    """Neither table changes, and later changes to them do not reach the instance."""
    accounts, territories = four_accounts(), two_territories()
    instance = build_instance(accounts, territories, incumbent="owner", family="parent", tags=["segment"])
    pd.testing.assert_frame_equal(accounts, four_accounts())
    pd.testing.assert_frame_equal(territories, two_territories())
    accounts.loc[:, "potential"] = 0.0
    accounts.loc[:, "account"] = "other"
    assert instance.amounts("potential").tolist() == [10, 20, 30, 40]
    assert list(instance.units.ids) == ["A1", "A2", "A3", "A4"]


def test_rows_count_by_position_whatever_the_index() -> None:
    """A filtered or shuffled table keeps its order; its index does not matter."""
    accounts = four_accounts().set_index(pd.Index([7, 7, 3, 1])).assign(potential=[1, -1, 3, 4])
    (problem,) = problems_of(accounts, 2)
    assert problem.row == 1


def test_geopandas_is_not_imported() -> None:
    """Importing the builder stays quick: no geometry library comes with it."""
    command = "import sys, optimizer.build; sys.exit('geopandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0  # noqa: S603 -- our own interpreter


IDS = st.one_of(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=12, unique=True),
    st.lists(st.text("abcXYZ-_é7", min_size=1, max_size=6), min_size=1, max_size=12, unique=True),
    st.lists(st.integers(0, 2**50).map(float), min_size=1, max_size=12, unique=True),
)


@settings(deadline=None)
@given(ids=IDS, reps=IDS, data=st.data())
def test_valid_tables_build_and_keep_ids_and_sums(ids: list[object], reps: list[object], data: st.DataObject) -> None:
    """Whatever valid tables are given, labels come back as text, totals and incumbents stay."""
    n, k = len(ids), len(reps)
    amounts = data.draw(st.lists(st.floats(0, 1e9), min_size=n, max_size=n))
    owner = data.draw(st.lists(st.integers(-1, k - 1), min_size=n, max_size=n))
    latitude = data.draw(st.lists(st.floats(1, 90), min_size=n, max_size=n))
    longitude = data.draw(st.lists(st.floats(-180, 180), min_size=n, max_size=n))
    accounts = pd.DataFrame(
        {
            "account": ids,
            "latitude": latitude,
            "longitude": longitude,
            "potential": amounts,
            "owner": pd.Series([reps[row] if row >= 0 else None for row in owner], dtype=object),
        }
    )
    instance = build_instance(accounts, pd.DataFrame({"territory": reps}), incumbent="owner")

    def text(label: object) -> str:
        return str(int(label)) if isinstance(label, float) else str(label)

    assert list(instance.units.ids) == [text(label) for label in ids]
    assert list(instance.territories.ids) == [text(label) for label in reps]
    assert instance.amounts("potential").sum() == pytest.approx(sum(amounts))
    assert instance.units.incumbent.tolist() == owner
    assert np.isfinite(instance.territories.centres).all(axis=1).tolist() == [row in owner for row in range(k)]


def test_the_adjacency_is_of_the_same_rows() -> None:
    """Contacts pass through unchanged; contacts of another table are a problem told with the rest."""
    contacts = adjacency_from_pairs(4, [(0, 1), (2, 3)])
    assert build_all(adjacency=contacts).adjacency is contacts
    found = problems_of(four_accounts(), two_territories(), adjacency=adjacency_from_pairs(3, []))
    assert "the table has 4 rows" in found[0].message
