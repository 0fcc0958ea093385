"""Files of commercial territory design are read as they are published."""

import math

import pytest

from benchmarks.commercial_files import find_files, name_of, parse, read_best_known
from benchmarks.known import Known, Proof

TEXT = """3\r
0 0.5 1 10 20 30 0\r
1 3 5 11 21 31 0\r
2 8 9 12 22 32 0\r
2\r
0 1\r
1 2\r
2 2 0.05 0.05 0.05 0.05\r
1 1 1\r
1 1 1\r
"""


def test_columns_in_their_order():
    """Places, three measures, edges, territories and tolerance; the lines after that do not count."""
    areas = parse(TEXT, "three")
    assert (areas.name, areas.k, areas.tolerance) == ("three", 2, 0.05)
    assert areas.places.tolist() == [[0.5, 1.0], [3.0, 5.0], [8.0, 9.0]]
    assert [amount.tolist() for amount in areas.amounts.values()] == [[10, 11, 12], [20, 21, 22], [30, 31, 32]]
    assert areas.edges.tolist() == [[0, 1], [1, 2]]
    assert areas.weights.tolist() == [1, 1, 1]
    assert areas.cost(areas.places[:1], areas.places[1:2])[0] == pytest.approx(math.hypot(2.5, 4.0))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "three",
        TEXT[:60],
        TEXT[: TEXT.index(" 0.05") + 10],
        TEXT.replace("\n1 3 5", "\n4 3 5"),
        TEXT.replace(" 21 ", " 21.5 "),
        TEXT.replace("0.05 0.05 0.05 0.05", "0.05 0.1 0.05 0.05"),
    ],
)
def test_no_such_instance(text):
    """Missing numbers, words, units out of order, broken amounts and uneven tolerances are named with the file."""
    with pytest.raises(ValueError, match="odd"):
        parse(text, "odd")


def test_small_instances_first(tmp_path):
    """Names are those of the literature; other files are left alone."""
    (tmp_path / "DU9-05-1-edited.dat").write_text("1" * 20)
    (tmp_path / "DU3-05-1-edited.dat").write_text("1")
    (tmp_path / "best_known.csv").write_text("x")
    assert [name_of(path) for path in find_files(tmp_path)] == ["DU3-05-1", "DU9-05-1"]
    assert find_files(tmp_path / "DU9-05-1-edited.dat") == [tmp_path / "DU9-05-1-edited.dat"]


def test_best_known_values(tmp_path):
    """A proved value takes the place of a heuristic's that is the same or worse."""
    table = tmp_path / "best.csv"
    table.write_text(
        "set,instance,k,value,status\n"
        "a,DU3,2,12.5,heuristic (balance viol 0)\na,DU4,3,20,heuristic\na,DU3,2,12.5,optimal\na,DU5,3,9,heuristic\n"
        "a,DU5,3,8,optimal\n"
    )
    assert read_best_known(table) == {
        "DU3": Known(2, 12.5, Proof.OPTIMAL),
        "DU4": Known(3, 20.0),
        "DU5": Known(3, 8.0, Proof.OPTIMAL),
    }
