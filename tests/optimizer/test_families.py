"""Families from groups and from parents of parents."""

from __future__ import annotations

import pandas as pd
import pytest

from optimizer.families import find_families


def families_of(ids: list[str], parents: list[str | None]) -> list[set[str]]:
    """Families as sets of ids, in the order of their first account."""
    codes = find_families(pd.Index(ids), pd.Series(parents, dtype=object))
    assert sorted(set(codes.tolist())) == list(range(int(codes.max()) + 1))
    return [{i for i, c in zip(ids, codes, strict=True) if c == code} for code in pd.unique(codes)]


def test_the_same_parent_makes_a_family_and_a_blank_one_stays_alone() -> None:
    """Districts group schools; a school without a district is by itself."""
    assert families_of(["a", "b", "c", "d"], ["North", None, "North", None]) == [{"a", "c"}, {"b"}, {"d"}]


def test_no_parents_make_families_of_one() -> None:
    """A blank column keeps everyone apart."""
    assert families_of(["a", "b"], [None, None]) == [{"a"}, {"b"}]


def test_a_parent_belongs_to_its_family() -> None:
    """The headquarters has a blank parent and is the parent of its branches."""
    assert families_of(["hq", "b1", "b2", "x"], [None, "hq", "hq", None]) == [{"hq", "b1", "b2"}, {"x"}]


def test_families_follow_parents_to_the_topmost() -> None:
    """Branch, region and headquarters are one family however deep."""
    assert families_of(["hq", "region", "branch"], [None, "hq", "region"]) == [{"hq", "region", "branch"}]


def test_a_parent_that_is_no_account_still_holds_its_family() -> None:
    """A headquarters that was filtered out keeps its branches together, beside a family that is complete."""
    families = families_of(["hq", "b1", "c1", "c2"], [None, "hq", "gone", "gone"])
    assert families == [{"hq", "b1"}, {"c1", "c2"}]


@pytest.mark.parametrize("ids", [["1", "2", "3", "4"], ["4", "3", "2", "1"]])
def test_the_topmost_parent_may_name_itself(ids: list[str]) -> None:
    """A column of ultimate parents is read as it stands."""
    assert families_of(ids, ["1", "1", "3", "3"]) == [set(ids[:2]), set(ids[2:])]


def test_district_numbers_that_are_account_ids_too_join_nobody_by_accident() -> None:
    """District 2 is not account 2: account 2 is of district 1 and stays there."""
    assert families_of(["1", "2", "3", "4"], ["1", "1", "2", "2"]) == [{"1", "2"}, {"3", "4"}]
