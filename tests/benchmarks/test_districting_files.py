"""Graphs of states are read as they are stored, and published values as they apply to them."""

import numpy as np
import pytest

from benchmarks.districting_files import (
    SEATS,
    find_graphs,
    name_of,
    read_best_known,
    read_graph,
    rounded_km_squared,
    state_of,
    tolerance_of,
)
from benchmarks.known import Known, Proof

NODES = "idx,geoid,name,pop,lon,lat,x_m,y_m\n0,01,A,30,-93.0,42.0,1000.0,0.0\n1,02,B,40,-92.0,42.0,21400.0,0.0\n"
EDGES = "u,v,shared_perim_deg\n0,1,0.5\n"
PUBLISHED = """set,instance,objective_name,n,k,deviation,value,status,bound,value_on_these_graphs
validi2022_county,IA,MOI(contiguous) sum,99,4,+-0.5%,17748.05,optimal,17748.05,17748.05
validi2022_county,IA,"MOI(Hess,no contiguity) sum",99,4,+-0.5%,17000.00,optimal,17000.00,17000.00
cutedges_county,IA,cut_edges(contiguous),99,4,1%,33.0,optimal,33.0,
validi2022_county,NH,MOI(contiguous) sum,10,2,+-0.5%,,infeasible,2597.16,
validi2022_county,AK,MOI(contiguous) sum,29,1,+-0.5%,208749.73,optimal,208749.73,208911.58
validi2022_tract,MN,MOI(contiguous) sum,1338,8,+-0.5%,24224.19,feasible_gap0.03%,24217.35,24256.05
validi2022_tract-nolimit,MN,MOI(contiguous) sum,1338,8,+-0.5%,24221.7,optimal,24221.7,24250.00
"""


def _write(folder, name, nodes=NODES, edges=EDGES):
    folder.mkdir(exist_ok=True)
    (folder / f"{name}_edges.csv").write_text(edges)
    target = folder / f"{name}_nodes.csv"
    target.write_text(nodes)
    return target


def test_nodes_and_edges(tmp_path):
    """Metres become kilometres; population weighs the objective and is balanced."""
    areas = read_graph(_write(tmp_path, "IA_county"), 1, 0.005)
    assert (areas.name, areas.k, areas.tolerance, areas.scale) == ("IA_county", 1, 0.005, 1e-6)
    assert areas.places.tolist() == [[1.0, 0.0], [21.4, 0.0]]
    assert areas.edges.tolist() == [[0, 1]]
    assert areas.weights.tolist() == [30, 40]
    assert areas.cost(areas.places[:1], areas.places[1:]).tolist() == [400.0]


def test_half_a_kilometre():
    """Distances go to the nearest whole kilometre, then are squared; tables of pairs come from expanded arrays."""
    start, end = np.array([[0.0, 0.0]]), np.array([[0.49, 0.0], [0.51, 0.0], [3.0, 4.4]])
    assert rounded_km_squared(start[:, None], end[None]).tolist() == [[0.0, 1.0, 25.0]]


def test_nodes_out_of_order_are_refused(tmp_path):
    """Edges name nodes by their number, which has to be that of the row."""
    swapped = NODES.replace("\n0,", "\n7,")
    with pytest.raises(ValueError, match="IA_county"):
        read_graph(_write(tmp_path, "IA_county", swapped), 1, 0.005)


def test_small_graphs_first(tmp_path):
    """Folders below are searched for node files, and only those."""
    large = _write(tmp_path / "tract", "IA_tract", NODES * 2)
    small = _write(tmp_path / "county", "IA_county")
    assert find_graphs(tmp_path) == [small, large]
    assert find_graphs(large) == [large]
    assert [name_of(path) for path in find_graphs(tmp_path)] == ["IA_county", "IA_tract"]
    assert state_of("IA_county") == "IA"


def test_seats_are_those_of_the_house():
    """Fifty states share 435 seats."""
    assert (len(SEATS), sum(SEATS.values())) == (50, 435)


def test_tolerance_of_the_literature():
    """Half a per cent for a state, five for the country, unless one is asked for."""
    assert tolerance_of("IA_county", None) == 0.005
    assert tolerance_of("US48_county", None) == 0.05
    assert tolerance_of("US48_county", 0.01) == 0.01


def test_published_answers(tmp_path):
    """Other objectives are left out; a value for other data is not proved for these; the better of two runs counts."""
    table = tmp_path / "best.csv"
    table.write_text(PUBLISHED)
    assert read_best_known(table) == {
        "IA_county": Known(4, 17748.05, Proof.OPTIMAL),
        "NH_county": Known(2, None, Proof.INFEASIBLE),
        "AK_county": Known(1, 208911.58),
        "MN_tract": Known(8, 24250.00),
    }
