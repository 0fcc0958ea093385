"""The p-median benchmark puts a file in the words of the public API."""

import numpy as np
import pytest

from benchmarks.cpmp import make_instance
from benchmarks.cpmp_files import parse
from optimizer import Quantity

TEXT = "3 2\n0 0 20 3\n3 4.5 20 14\n6 8 20 7\n"


@pytest.mark.parametrize(("name", "expected"), [("lin3", np.hypot(3, 4.5)), ("cpmp03", 5.0)])
def test_distances_and_limits_reach_the_instance(name, expected):
    """Free territories, demand as the measure, its capacity as the limit, floors only for pmedcap1."""
    instance, criteria = make_instance(parse(TEXT, name))
    assert instance.free_centres().tolist() == [True, True]
    assert instance.amounts("demand").tolist() == [3.0, 14.0, 7.0]
    assert criteria.capacity == {"demand": 20.0}
    geometry = instance.geometry(Quantity.DISTANCE, 1)
    if geometry.matrix.size:
        assert geometry.matrix[0, 1] == expected
    else:
        assert np.linalg.norm(geometry.xyz[0] - geometry.xyz[1]) == pytest.approx(expected)


def test_uneven_capacities_are_refused():
    """One limit holds for all territories."""
    with pytest.raises(ValueError, match="capacities differ"):
        make_instance(parse("2 1\n0 0 20 3\n3 4 21 14\n", "uneven"))
