"""A mapping that is a value."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.mapping import FrozenMapping


def test_it_cannot_be_changed():
    """Neither through itself nor through what it was made from; order stays."""
    source = {"b": 1, "a": 2}
    frozen = FrozenMapping(source)
    source["c"] = 3
    assert list(frozen.items()) == [("b", 1), ("a", 2)]
    with pytest.raises(TypeError):
        frozen["b"] = 9
    with pytest.raises(TypeError):
        del frozen["b"]
    with pytest.raises(AttributeError):
        frozen.other = 1


def test_a_missing_key_is_missing():
    """It behaves as any mapping."""
    frozen = FrozenMapping({"a": 1})
    assert frozen.get("b", 7) == 7
    assert "b" not in frozen
    with pytest.raises(KeyError):
        frozen["b"]
    assert repr(frozen) == "{'a': 1}"


@given(st.dictionaries(st.text(), st.integers()))
def test_equal_mappings_are_equal_keys(items):
    """Whatever the order, equal to a dict with the same items, with one hash, here and in another process."""
    frozen = FrozenMapping(items)
    turned = FrozenMapping(dict(reversed(items.items())))
    assert frozen == items == dict(frozen)
    assert {frozen: 1}[turned] == 1
    assert pickle.loads(pickle.dumps(frozen)) == frozen  # noqa: S301 -- its own pickle
    assert len(frozen) == len(items)
