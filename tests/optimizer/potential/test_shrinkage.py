from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import lsq_linear

from optimizer.potential import AccountTraits
from optimizer.potential.origins import Origin
from optimizer.potential.shrinkage import (
    FEWEST_LAPSED,
    account_weights,
    fit_lapsed,
    fit_line,
    lapsed_amounts,
    segment_means,
)


def origin(recent, actual, segment=None, *, active=None, before=None) -> Origin:
    recent = np.array(recent, dtype=np.float64)
    n = len(recent)
    codes = np.zeros(n, dtype=np.int64) if segment is None else np.array(segment)
    return Origin(
        at=12,
        recent=recent,
        active=np.ones(n, dtype=bool) if active is None else np.array(active),
        known=np.ones(n, dtype=bool),
        before=np.zeros(n) if before is None else np.array(before, dtype=np.float64),
        active_before=np.zeros(n, dtype=bool) if before is None else np.array(before) != 0,
        actual=np.array(actual, dtype=np.float64),
        traits=AccountTraits(segment=codes, region=np.zeros(n, dtype=np.int64)),
    )


def test_means_are_of_customers_by_segment():
    """Idle accounts lower no mean; a segment without customers takes that of all; returns make none negative."""
    one = origin([4, 8, 0, 0, 6], [0] * 5, [0, 0, 0, 1, 2], active=[True, True, False, False, True])
    assert segment_means(one).tolist() == [6, 6, 6, 6, 6]
    assert segment_means(origin([-4, 2, 3], [0] * 3, [0, 0, 1])).tolist() == [0, 0, 3]
    assert segment_means(origin([0, 0], [0, 0], active=[False, False])).tolist() == [0, 0]


def test_a_true_line_is_found():
    """Outcomes made by a line give back its numbers."""
    recent = np.array([1.0, 5.0, 9.0, 2.0, 4.0, 30.0])
    mean = np.array([5.0] * 3 + [12.0] * 3)
    line = fit_line([origin(recent, 0.3 * mean + 0.6 * recent, [0, 0, 0, 1, 1, 1])])
    assert (line.level, line.slope) == pytest.approx((0.3, 0.6))
    assert line.amounts(mean, recent) == pytest.approx(0.3 * mean + 0.6 * recent)


def test_noise_shrinks_and_lasting_size_does_not():
    """A next year without relation to the last has slope 0; one equal to it has slope 1 and level 0."""
    rng = np.random.default_rng(1)
    recent = rng.lognormal(3, 1, 5_000)
    alike = fit_line([origin(recent, rng.lognormal(3, 1, 5_000))])
    assert alike.slope == pytest.approx(0.0, abs=0.05)
    same = fit_line([origin(recent, recent)])
    assert (same.level, same.slope) == pytest.approx((0.0, 1.0), abs=1e-6)


def test_a_giant_does_not_set_the_line():
    """One giant that lost everything moves the slope of a thousand steady accounts by little."""
    recent = np.append(np.random.default_rng(2).uniform(50, 150, 1_000), 20_000.0)
    line = fit_line([origin(recent, np.append(recent[:-1], 0.0), [0] * 1_000 + [1])])
    assert line.level + line.slope > 0.8


def test_nothing_to_learn_from():
    """No past, nobody active, or nothing booked is None; one account is shared between level and slope."""
    assert fit_line([]) is None
    assert fit_line([origin([0.0], [5.0], active=[False])]) is None
    assert fit_line([origin([0.0], [0.0])]) is None
    single = fit_line([origin([4.0], [6.0])])
    assert single.level + single.slope == pytest.approx(1.5)


def test_accounts_that_are_not_listed_teach_nothing():
    """Only those known at the origin are learnt from."""
    one = origin([1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 10.0, 20.0], [0, 0, 1, 1])
    line = fit_line([one.among(np.array([True, True, False, False]))])
    assert line.level + line.slope == pytest.approx(1.0)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_it_is_bounded_least_squares(seed):
    """Equal error to a general solver on the stacked weighted rows of two origins, returns included."""
    rng = np.random.default_rng(seed)
    origins = [origin(rng.normal(5, 6, 12), rng.normal(4, 8, 12), rng.integers(0, 3, 12)) for _ in range(2)]
    rows, targets = [], []
    for one in origins:
        root = np.sqrt(account_weights(one))
        rows.append(np.column_stack([segment_means(one), one.recent]) * root[:, None])
        targets.append(one.outcome * root)
    matrix, target = np.vstack(rows), np.concatenate(targets)
    line = fit_line(origins)
    best = lsq_linear(matrix, target, (0, np.inf), method="bvls")
    reached = 0.5 * ((matrix @ [line.level, line.slope] - target) ** 2).sum()
    assert line.level >= 0
    assert line.slope >= 0
    assert reached == pytest.approx(best.cost, rel=1e-6, abs=1e-9)


def test_lapsed_accounts_have_a_line_of_their_own():
    """Forty lapsed accounts came back with half of what they booked two years ago; customers teach nothing here."""
    before = np.append(np.linspace(10, 400, 40), np.zeros(10))
    recent = np.append(np.zeros(40), np.full(10, 50.0))
    past = origin(recent, np.where(before > 0, before / 2, 99.0), active=recent > 0, before=before)
    line = fit_lapsed([past])
    assert (line.level, line.slope) == pytest.approx((0.0, 0.5), abs=1e-6)
    assert lapsed_amounts(line, past)[:40] == pytest.approx(before[:40] / 2, abs=1e-3)


def test_few_lapsed_accounts_teach_nothing():
    """One fewer than needed; those of several origins count together."""
    count = FEWEST_LAPSED - 1
    few = origin([0.0] * count, [5.0] * count, active=[False] * count, before=[10.0] * count)
    assert fit_lapsed([few]) is None
    assert fit_lapsed([]) is None
    assert fit_lapsed([few, few]).amounts(np.zeros(1), np.array([10.0])) == pytest.approx([5.0], rel=1e-3)
