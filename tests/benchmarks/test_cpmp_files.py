"""Files of the capacitated p-median problem are read as they are published."""

import numpy as np
import pytest

from benchmarks.cpmp_files import announced_size, find_files, parse, read_best_known

POINTED = " 3   2 \n 2   62   120   3 \n 80   25   120   14 \n 5.5   9   120   7 \n"
TABBED = "3\t2\t\t\n2\t62\t120\t3\n80\t25\t120\t14\n5.5\t9\t120\t7\n\n"


@pytest.mark.parametrize("text", [POINTED, TABBED])
def test_columns_in_their_order(text):
    """Places, capacity, demand; whatever blanks stand between."""
    instance = parse(text, "lin3")
    assert instance.p == 2
    assert instance.places.tolist() == [[2.0, 62.0], [80.0, 25.0], [5.5, 9.0]]
    assert instance.capacity.tolist() == [120.0, 120.0, 120.0]
    assert instance.demand.tolist() == [3.0, 14.0, 7.0]


def test_only_pmedcap1_rounds_down():
    """Its instances are called cpmp and a number."""
    diagonal = np.array([[0.0, 0.0]]), np.array([[1.0, 1.0]])
    assert parse(POINTED, "cpmp07").distance(*diagonal)[0] == 1.0
    assert parse(POINTED, "SJC1").distance(*diagonal)[0] == pytest.approx(np.sqrt(2))


@pytest.mark.parametrize("text", ["", "3 2\n1 2 3\n", "one two", "1 2\n0 0 5 5\n", "1 1\n0 0 -5 5\n"])
def test_no_such_instance(text):
    """Too few numbers, words, more medians than nodes and negative capacities are named with the file."""
    with pytest.raises(ValueError, match="odd"):
        parse(text, "odd")


def test_small_instances_first(tmp_path):
    """Folders below are searched; other files are left alone."""
    (tmp_path / "set").mkdir()
    (tmp_path / "large.txt").write_text("100 5\n")
    (tmp_path / "set" / "small.dat").write_text("20 5\n")
    (tmp_path / "best.csv").write_text("x\n")
    assert [path.stem for path in find_files(tmp_path)] == ["small", "large"]
    assert find_files(tmp_path / "large.txt") == [tmp_path / "large.txt"]
    assert announced_size(tmp_path / "best.csv") is None


def test_best_known_values(tmp_path):
    """A row without a value is left out."""
    table = tmp_path / "best.csv"
    table.write_text("set,instance,value\na,lin3,12.5\na,lin4,\n")
    assert read_best_known(table) == {"lin3": 12.5}
