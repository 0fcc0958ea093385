"""Roles over the same accounts: who serves which together, and who is missing."""

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.levels import Layer, Layers, group_territories
from optimizer.stop import MaxRuntime, TargetGap
from tests.optimizer.conftest import make_instance

STOP = MaxRuntime(5) | TargetGap(0.0)


@pytest.fixture
def hunters():
    """Six accounts of three hunters, the last of nobody."""
    facts = make_instance(
        [0.0, 1.0, 10.0, 11.0, 20.0, 21.0], [0.0, 10.0, 20.0], measures={"potential": [1, 2, 3, 4, 5, 6]}
    )
    return Alignment(facts, np.array([0, 0, 1, 1, 2, -1], dtype=np.int32), np.full(3, -1, dtype=np.int32))


@pytest.fixture
def layers(hunters):
    """Hunters, farmers with accounts of their own, engineers over the hunters' territories."""
    facts = make_instance([0.0, 1.0, 10.0, 11.0, 20.0, 21.0], [0.0, 20.0])
    farmers = Alignment(facts, np.array([0, 0, 0, 1, 1, 1], dtype=np.int32), np.full(2, -1, dtype=np.int32))
    engineers = group_territories(hunters, Criteria(), 1, STOP, name="engineer")
    return Layers(hunters, (Layer.of("hunter", hunters), Layer.of("farmer", farmers), Layer.of("engineer", engineers)))


def test_every_account_has_its_roles(layers):
    """One row an account with territory and rep of each role; missing where nobody holds it."""
    frame = layers.to_frame()
    assert frame["hunter"].tolist()[:5] == ["t0", "t0", "t1", "t1", "t2"]
    assert frame["hunter"].isna().tolist() == [False] * 5 + [True]
    assert frame["farmer_rep"].tolist() == ["r0", "r0", "r0", "r1", "r1", "r1"]
    assert frame["engineer_rep"].dropna().tolist() == ["engineer 1"] * 5


def test_who_works_with_whom(layers):
    """By amount and by number of partners; an overlay has one partner for each territory below it."""
    assert layers.together("hunter", "farmer", "potential").tolist() == [[3, 0], [3, 4], [0, 5]]
    assert layers.partners("hunter", "farmer").tolist() == [1, 2, 1]
    assert layers.partners("farmer", "hunter").tolist() == [2, 2]
    assert layers.partners("hunter", "engineer").tolist() == [1, 1, 1]
    assert layers.together("hunter", "engineer").sum() == 5


def test_gaps_are_found(layers, hunters):
    """Accounts that have the leading role and lack another."""
    assert layers.uncovered("engineer").tolist() == []
    without = Layer("service", ("s0",), ("x",), np.array([0, -1, 0, 0, -1, -1], dtype=np.int32))
    assert Layers(hunters, (layers.layers[0], without)).uncovered("service").tolist() == [1, 4]


def test_misuse_is_told(layers, hunters):
    """Roles of one name, of other accounts, unknown ones, and none."""
    one = layers.layers[0]
    with pytest.raises(ValueError, match="must be there and differ"):
        Layers(hunters, (one, one))
    with pytest.raises(ValueError, match="must be there and differ"):
        Layers(hunters, ())
    with pytest.raises(ValueError, match="not of the 6 accounts of the plan: odd"):
        Layers(hunters, (one, Layer("odd", ("x",), ("x",), np.zeros(2, dtype=np.int32))))
    with pytest.raises(ValueError, match="no role 'x'; known: hunter, farmer, engineer"):
        layers.layer("x")
