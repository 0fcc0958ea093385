"""Which places a centre may have, and which territories are alike."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.formulation.sites import find_sites, open_to, reachable_limits


def sites_of(instance, criteria):
    eligibility = find_eligibility(instance, criteria)
    return find_sites(instance, eligibility, group_items(instance, criteria, eligibility))


def test_fixed_centres_are_their_own_sites(line):
    """One site and one group a territory, no opener."""
    sites = sites_of(line, Criteria())
    assert sites.place.tolist() == [6, 7]
    assert sites.group.tolist() == sites.group_of.tolist() == [0, 1]
    assert sites.opener.tolist() == [-1, -1]


def test_free_ones_that_are_alike_share_theirs(free_line):
    """Every account once, for both territories."""
    sites = sites_of(free_line, Criteria())
    assert sites.place.tolist() == sites.opener.tolist() == [0, 1, 2, 3, 4, 5]
    assert (sites.num_groups, sites.group_of.tolist(), sites.first.tolist()) == (1, [0, 0], [0])


@pytest.mark.parametrize(
    ("rules", "changes"),
    [
        (Criteria(pins={"a0": "t1"}), {}),
        (Criteria(forbidden=frozenset({("a0", "t1")})), {}),
        (Criteria(balance={"potential": 0.2}), {"shares": [1.0, 2.0]}),
        (Criteria(disruption_at_most=0.5), {"incumbent": [0, 0, -1, -1]}),
        (Criteria(disruption_weight=0.5), {"incumbent": [0, 0, -1, -1]}),
        (Criteria(), {"tags": {"kind": ([0, 0, 1, 1], ["01", "0"])}}),
    ],
)
def test_what_tells_territories_apart(make, rules, changes):
    """Pins, forbidden pairs, targets, tags, and accounts of today where changing hands counts."""
    instance = make([0.0, 1.0, 2.0, 3.0], [None, None], **changes)
    assert sites_of(instance, rules).num_groups == 2


@pytest.mark.parametrize("changes", [{"shares": [1.0, 2.0]}, {"incumbent": [0, 0, 1, 1]}])
def test_what_does_not_where_nothing_asks(make, changes):
    """Targets without a balance and accounts of today without disruption are no difference."""
    assert sites_of(make([0.0, 1.0, 2.0, 3.0], [None, None], **changes), Criteria()).num_groups == 1


def test_who_may_have_which_group(make):
    """By tag, by forbidden pair, by pin."""
    instance = make([0.0, 1.0, 2.0], [0.0, 2.0], tags={"kind": ([0, 1, 0], ["01", "0"])})
    criteria = Criteria(pins={"a0": "t1"}, forbidden=frozenset({("a2", "t0")}))
    eligibility = find_eligibility(instance, criteria)
    fits = open_to(eligibility, np.array([0, 1]))
    assert fits.tolist() == [[False, True], [True, False], [False, True]]


def test_limits_of_whole_numbers_are_whole(make):
    """Ten accounts of 1 over three territories, 20 % around 3.33: 3 or 4 each; others keep theirs, a hair wider."""
    for amount, lower, upper in ((1.0, 3.0, 4.0), (1.5, 4.0, 6.0)):
        instance = make([float(i) for i in range(10)], [None] * 3, measures={"potential": [amount] * 10})
        criteria = Criteria(balance={"potential": 0.2})
        eligibility = find_eligibility(instance, criteria)
        limits = reachable_limits(instance, eligibility, group_items(instance, criteria, eligibility))
        assert limits[0][:, 0] == pytest.approx([lower] * 3, abs=1e-7)
        assert limits[1][:, 0] == pytest.approx([upper] * 3, abs=1e-7)
        if amount == 1.5:
            assert limits[0][0, 0] < lower < upper < limits[1][0, 0]
