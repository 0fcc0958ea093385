"""Amounts by territory are dropped, added up and divided."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.quotas import FixedShares, QuotaBounds
from scenarios.quotas.regrouping import divided, joined, without

amounts = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 10_000), min_size=1)


def bounded(rule, floor, cap=None):
    return replace(rule, bounds=QuotaBounds(floor=floor, cap=cap))


def test_one_amount_for_all_stays(rule):
    """Whatever becomes of the territories."""
    given_rule = bounded(rule, 100, 900)
    for after in (
        without(given_rule, {"a"}),
        joined(given_rule, ("a", "b"), "a"),
        divided(given_rule, "a", {"a": 1.0}),
    ):
        assert (after.bounds.floor, after.bounds.cap) == (100, 900)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(floor=amounts, parts=st.lists(st.sampled_from("abcd"), min_size=2, unique=True))
def test_sums_are_kept(rule, floor, parts):
    """Joining and dividing conserve what is given; going loses the part of those that go."""
    given_rule = bounded(rule, floor)
    whole = sum(floor.values())
    after = joined(given_rule, parts, parts[0]).bounds.floor
    assert sum(after.values()) == pytest.approx(whole)
    assert set(after) == (set(floor) - set(parts)) | ({parts[0]} if set(floor) & set(parts) else set())
    cut = divided(given_rule, parts[0], {parts[0]: 0.25, "new": 0.75}).bounds.floor
    assert sum(cut.values()) == pytest.approx(whole, abs=0.02)
    left = without(given_rule, set(parts)).bounds.floor
    assert (left or {}) == {label: amount for label, amount in floor.items() if label not in parts}


def test_shares_beforehand_add_up_to_one_again(rule):
    """Those of territories that stay grow in proportion; without any there is nothing to grow."""
    given_rule = replace(rule, method=FixedShares({"a": 0.2, "b": 0.8, "c": 0.0}))
    assert without(given_rule, {"b"}).method.shares == pytest.approx({"a": 1.0, "c": 0.0})
    assert joined(given_rule, ("a", "b"), "a").method.shares == pytest.approx({"a": 1.0, "c": 0.0})
    assert divided(given_rule, "b", {"b": 0.5, "b2": 0.5}).method.shares == pytest.approx(
        {"a": 0.2, "b": 0.4, "b2": 0.4, "c": 0.0}
    )
    with pytest.raises(ValueError, match="have no share of the target"):
        without(given_rule, {"a", "b"})
