"""Kinds are told apart and told to people."""

from __future__ import annotations

import pytest

from optimizer.diagnosis.kind import Kind, Rule


@pytest.mark.parametrize("rule", Rule)
def test_a_kind_is_told_with_its_measure(rule):
    """The rule alone, or "of" its measure; nothing of the code shows."""
    assert str(Kind(rule)) == rule.value
    assert str(Kind(rule, "potential")) == f"{rule.value} of potential"


def test_kinds_are_equal_by_rule_and_measure():
    """A set holds each once, and one rule's measures apart."""
    kinds = {Kind(Rule.BALANCE, "potential"), Kind(Rule.BALANCE, "potential"), Kind(Rule.BALANCE, "workload")}
    assert len(kinds) == 2
    assert Kind(Rule.CAPACITY, "potential") not in kinds
