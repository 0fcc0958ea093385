"""Equal contents have equal digests in every process, and different ones do not."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.mapping import FrozenMapping
from optimizer.solvers.portfolio import Portfolio
from optimizer.stop import Limit, MaxRuntime, StoppingCriterion, TargetGap
from scenarios.changes import AddTerritories, ChangeCriteria
from scenarios.digest import digest

ROOT = Path(__file__).parents[2]
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(plain, plain)
def test_only_equal_values_have_equal_digests(one, other):
    """Two values share a digest exactly if they are written the same."""
    assert (digest(one) == digest(other)) == (repr(_sorted(one)) == repr(_sorted(other)))


def _sorted(value):
    """Order mappings, which the digest does not look at."""
    if isinstance(value, dict):
        return "mapping", sorted(((key, _sorted(item)) for key, item in value.items()), key=repr)
    return [_sorted(item) for item in value] if isinstance(value, list) else (type(value).__name__, value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (1, "1"),
        (1, True),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (pd.Index(["a", "b"]), pd.Index(["b", "a"])),
        (MaxRuntime(1), MaxRuntime(2)),
        (MaxRuntime(0.5), TargetGap(0.5)),
        (Limit.GAP, Limit.RUNTIME),
        (StoppingCriterion(), MaxRuntime(1)),
        (Criteria(pins={"a": "x"}), Criteria(pins={"a": "y"})),
        (AddTerritories(1), AddTerritories(2)),
        (partial(int, base=2), partial(int, base=8)),
        (len, max),
        ({}, set()),
    ],
)
def test_differences_are_seen(one, other):
    """Kind, order, shape, type and value of everything a scenario holds count."""
    assert digest(one) != digest(other)


def test_order_of_sets_and_mappings_does_not_count():
    """A mapping or set in another order is the same; a copy is the same."""
    assert digest({"a": 1, "b": 2}) == digest(FrozenMapping({"b": 2, "a": 1}))
    assert digest(frozenset("abc")) == digest(set("cba"))
    change = ChangeCriteria(balance={"potential": 0.1})
    assert digest(change) == digest(ChangeCriteria(balance={"potential": 0.1}))
    assert digest(Portfolio()) == digest(replace(Portfolio()))


def test_other_processes_agree():
    """Texts are salted anew in every process; the digest of a set of them is not."""
    code = "from scenarios.digest import digest; print(digest({frozenset('abcdef'): {'x', 'y', 'z'}}))"
    told = {
        subprocess.run(  # noqa: S603 -- our own interpreter
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_what_has_no_content_is_refused():
    """A lambda and an open file are told, with what to use instead."""
    with pytest.raises(ValueError, match="define it in a module"):
        digest(lambda: None)
    with Path(__file__).open() as file, pytest.raises(ValueError, match="frozen dataclass"):
        digest(file)


def test_objects_count_by_class_and_attributes():
    """Settings of a solver that is no dataclass count too."""

    class Search:
        def __init__(self, steps):
            self.steps = steps

    @dataclass(frozen=True)
    class Other:
        steps: int

    assert digest(Search(1)) == digest(Search(1)) != digest(Search(2))
    assert digest(Search(1)) != digest(Other(1))
