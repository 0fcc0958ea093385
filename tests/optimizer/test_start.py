"""A plan to begin with finds its accounts and territories again by their labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from optimizer.instance import NOBODY
from optimizer.start import LimitPrices, WarmStart


def _labelled(instance, accounts, territories):
    return replace(
        instance,
        units=replace(instance.units, ids=pd.Index(accounts, dtype=object)),
        territories=replace(instance.territories, ids=pd.Index(territories, dtype=object)),
    )


@pytest.fixture
def old(make):
    """Four accounts under three territories, the last of them to be placed."""
    return _labelled(make([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, None]), list("abcd"), ["north", "south", "west"])


@pytest.fixture
def new(make):
    """West comes first, south has gone, east is new; c has gone, e is new."""
    return _labelled(make([3.0, 0.0, 1.0, 9.0], [None, 0.0, None]), ["d", "a", "b", "e"], ["west", "north", "east"])


def test_the_same_facts_need_no_fitting(old, plan):
    """A plan of the very instance is taken as it is."""
    start = WarmStart(plan(old, [0, 1, 2, 2], [-1, -1, 3]))
    assert start.fitted(old) is start


def test_labels_find_each_other(old, new, plan):
    """Account d stays with west, a with north; b, whose territory has gone, and e are with nobody."""
    fitted = WarmStart(plan(old, [0, 1, 2, 2], [-1, -1, 3])).fitted(new).alignment
    assert fitted.instance is new
    assert fitted.territory_of.tolist() == [0, 1, NOBODY, NOBODY]
    assert fitted.centre_unit.tolist() == [0, NOBODY, NOBODY]


def test_a_centre_goes_with_its_account(old, new, plan):
    """West's centre was at c, which has gone."""
    fitted = WarmStart(plan(old, [0, 1, 2, 2], [-1, -1, 2])).fitted(new).alignment
    assert fitted.centre_unit.tolist() == [NOBODY] * 3


def test_a_centre_that_has_a_home_now_is_not_placed(old, make, plan):
    """West moves into a home."""
    settled = _labelled(make([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 5.0]), list("abcd"), ["north", "south", "west"])
    fitted = WarmStart(plan(old, [0, 1, 2, 2], [-1, -1, 3])).fitted(settled).alignment
    assert fitted.territory_of.tolist() == [0, 1, 2, 2]
    assert fitted.centre_unit.tolist() == [NOBODY] * 3


def test_prices_go_with_their_territories(old, new, plan):
    """A new territory has none yet; what moves costs what it did."""
    prices = LimitPrices({"potential": np.array([1.0, 2.0, 3.0])}, {"potential": 4.0})
    fitted = WarmStart(plan(old, [0, 1, 2, 2]), prices).fitted(new).prices
    assert fitted is not None
    assert fitted.balance["potential"].tolist() == [3.0, 1.0, 0.0]
    assert dict(fitted.moved) == {"potential": 4.0}


def test_multipliers_go_with_their_accounts(old, new, plan):
    """Of a new account nothing is known; what is given stays the caller's."""
    given = np.array([1.0, 2.0, 3.0, 4.0])
    start = WarmStart(plan(old, [0, 1, 2, 2]), multiplier=given)
    given[3] = 9.0
    fitted = start.fitted(new).multiplier
    assert fitted is not None
    assert fitted[:3].tolist() == [4.0, 1.0, 2.0]
    assert np.isnan(fitted[3])
    with pytest.raises(ValueError, match="read-only"):
        fitted[0] = 5.0


def test_prices_cannot_be_changed():
    """They are values, and what they were made from is not theirs."""
    given = np.array([1.0, 2.0])
    prices = LimitPrices({"potential": given}, {})
    given[0] = 9.0
    assert prices.balance["potential"].tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        prices.balance["potential"][0] = 5.0
