from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.quotas.ledger import QuotaLedger
from optimizer.quotas.midyear import let_join, let_leave, move_account
from optimizer.quotas.season import period_starts

QUARTERS = period_starts(date(2027, 1, 1), 4)
LEDGER = QuotaLedger(
    holders=("Ann", "Bob", "Cid"),
    starts=QUARTERS,
    periods=("Q1", "Q2", "Q3", "Q4"),
    opening=np.array([[1_000, 1_000, 1_000, 3_000], [2_000, 2_000, 2_000, 2_000], [500, 500, 500, 501]]),
)


def test_the_remaining_season_of_an_account_moves():
    """A tenth of Ann's quota from July on is 4.00 of 60.00, though half of the days are left."""
    after = move_account(LEDGER, "ACME", giver="Ann", taker="Bob", part=0.1, on=date(2027, 7, 1), note="new patch")
    assert after.quotas.tolist() == [
        [1_000, 1_000, 900, 2_700],
        [2_000, 2_000, 2_100, 2_300],
        [500, 500, 500, 501],
    ]
    assert after.transfers[0].subject == "ACME"


def test_of_the_quarter_under_way_the_days_left_count():
    """On the 16th of May 46 of 91 days are left."""
    after = move_account(LEDGER, "ACME", giver="Ann", taker="Bob", part=0.5, on=date(2027, 5, 16), note="")
    assert after.transfers[0].cents.tolist() == [0, 253, 500, 1_500]


def test_who_leaves_has_nothing_ahead():
    """What Cid had still to bring goes to two others by their weights, exact in every quarter."""
    after = let_leave(LEDGER, "Cid", {"Ann": 2.0, "Bob": 1.0}, on=date(2027, 7, 1), note="retires")
    assert after.quotas[2].tolist() == [500, 500, 0, 0]
    moved = after.quotas - LEDGER.quotas
    assert moved.sum(axis=0).tolist() == [0, 0, 0, 0]
    assert moved.sum(axis=1).tolist() == [667, 334, -1_001]


def test_an_open_position_and_a_successor():
    """A vacancy holds the quota until the successor joins and takes all of it."""
    vacancy = LEDGER.with_holder("open position")
    vacant = let_leave(vacancy, "Cid", {"open position": 1}, on=date(2027, 4, 1), note="left")
    assert vacant.quotas[3].tolist() == [0, 500, 500, 501]
    filled = let_join(vacant, "Dee", {"open position": 1.0}, on=date(2027, 10, 1), note="hired")
    assert filled.quotas[4].tolist() == [0, 0, 0, 501]
    assert filled.quotas[3].tolist() == [0, 500, 500, 0]
    assert filled.quotas_at(date(2027, 9, 30))[3].tolist() == [0, 500, 500, 501]


def test_who_joins_takes_a_part_of_what_is_ahead():
    """A fifth of Ann and a tenth of Bob from October on."""
    after = let_join(LEDGER, "Dee", {"Ann": 0.2, "Bob": 0.1}, on=date(2027, 10, 1), note="growth")
    assert after.holders[-1] == "Dee"
    assert after.quotas[:, 3].tolist() == [2_400, 1_800, 501, 800]
    assert after.quotas[3, :3].tolist() == [0, 0, 0]


def test_misuse():
    """Parts outside 0..1, unknown holders, no takers, twice the same name, dates outside the year."""
    day = date(2027, 4, 1)
    for part in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match=r"must be a share 0\.\.1"):
            move_account(LEDGER, "x", giver="Ann", taker="Bob", part=part, on=day, note="")
    with pytest.raises(ValueError, match="'Zoe' holds no quota"):
        move_account(LEDGER, "x", giver="Zoe", taker="Bob", part=0.1, on=day, note="")
    with pytest.raises(ValueError, match="'Zoe' holds no quota"):
        let_leave(LEDGER, "Ann", {"Zoe": 1}, on=day, note="")
    for takers in ({}, {"Bob": 0.0}, {"Bob": -1.0}, {"Bob": float("inf")}):
        with pytest.raises(ValueError, match="takers of Ann need"):
            let_leave(LEDGER, "Ann", takers, on=day, note="")
    with pytest.raises(ValueError, match="Bob holds quota already"):
        let_join(LEDGER, "Bob", {"Ann": 0.1}, on=day, note="")
    with pytest.raises(ValueError, match="before 2028-01-01"):
        move_account(LEDGER, "x", giver="Ann", taker="Bob", part=0.1, on=date(2028, 1, 1), note="")


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_at_any_date_all_is_the_companys_and_the_past_stays(seed):
    """Random moves, leavers and joiners: the sum is exact at every date, nothing negative, ended months unchanged."""
    rng = np.random.default_rng(seed)
    months = period_starts(date(2027, 1, 1))
    opening = rng.integers(0, int(rng.choice([3, 10**4, 10**10])), (4, 12))
    ledger = QuotaLedger(
        holders=tuple("abcd"), starts=months, periods=tuple(str(month) for month in range(12)), opening=opening
    )
    day = months[0]
    for number in range(8):
        day = min(day + timedelta(days=int(rng.integers(0, 60))), date(2027, 12, 31))
        giver, taker, third = rng.permutation(len(ledger.holders))[:3]
        names = ledger.holders
        kind = rng.integers(0, 3)
        if kind == 0:
            after = move_account(
                ledger, number, giver=names[giver], taker=names[taker], part=float(rng.random()), on=day, note=""
            )
        elif kind == 1:
            after = let_leave(ledger, names[giver], {names[taker]: 1.0, names[third]: rng.random()}, on=day, note="")
        else:
            after = let_join(ledger, f"new {number}", {names[giver]: 0.5, names[taker]: 0.3}, on=day, note="")
        ended = np.array([start <= day for start in months[1:]])
        k = len(ledger.holders)
        assert (after.quotas[:k, ended] == ledger.quotas[:, ended]).all()
        assert not after.quotas[k:, ended].any()
        ledger = after
    for moment in (months[0], *(transfer.effective for transfer in ledger.transfers), date(2027, 12, 31)):
        standing = ledger.quotas_at(moment)
        assert standing.sum() == opening.sum()
        assert (standing >= 0).all()


JANUARY = QuotaLedger(
    holders=("A", "B"),
    starts=(date(2027, 1, 1), date(2027, 2, 1)),
    periods=("January",),
    opening=np.array([[31_000], [0]]),
)
"""310.00, ten a day, all of it A's."""


def test_what_was_earned_before_stays_whatever_follows():
    """Half of A moves on the 11th and A leaves the same day: the ten days before are A's still."""
    half = move_account(JANUARY, "half", giver="A", taker="B", part=0.5, on=date(2027, 1, 11), note="")
    gone = let_leave(half, "A", {"B": 1.0}, on=date(2027, 1, 11), note="")
    assert gone.quotas.tolist() == [[10_000], [21_000]]


@pytest.mark.parametrize(("day", "keeps"), [(21, 0), (31, 10_000)])
def test_who_joins_and_leaves_keeps_the_days_worked(day, keeps):
    """C takes all of A's from the 21st on: a hundred until the 30th, and nothing when leaving the same day."""
    ledger = let_join(JANUARY, "C", {"A": 1.0}, on=date(2027, 1, 21), note="")
    ledger = let_leave(ledger, "C", {"B": 1.0}, on=date(2027, 1, day), note="")
    assert ledger.quotas[ledger.holders.index("C")].tolist() == [keeps]
    assert ledger.quotas.sum() == 31_000
