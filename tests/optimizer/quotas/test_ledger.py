from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from optimizer.quotas.ledger import Event, QuotaLedger, Transfer, open_ledger
from optimizer.quotas.periods import PeriodQuotas
from optimizer.quotas.season import period_starts

QUARTERS = period_starts(date(2027, 1, 1), 4)
OPENING = PeriodQuotas(
    ("North", "South"), ("ann", "bob"), ("Q1", "Q2", "Q3", "Q4"), np.array([[100, 100, 100, 300], [200, 200, 200, 0]])
)
LEDGER = open_ledger(OPENING, QUARTERS)


def transfer(cents, *, on=date(2027, 4, 1), giver="North", taker="South"):
    return Transfer(
        effective=on,
        event=Event.ACCOUNT_MOVES,
        subject="ACME",
        giver=giver,
        taker=taker,
        cents=np.array(cents),
        note="board",
    )


def test_a_line_takes_from_one_what_it_gives_to_the_other():
    """Before its date nothing has changed, from it on the amounts have moved; the sum never differs."""
    after = LEDGER.with_transfers(transfer([0, 10, 20, 30]))
    assert after.quotas_at(date(2027, 3, 31)).tolist() == OPENING.cents.tolist()
    assert after.quotas_at(date(2027, 4, 1)).tolist() == [[100, 90, 80, 270], [200, 210, 220, 30]]
    assert after.quotas.sum() == OPENING.cents.sum()
    assert LEDGER.transfers == ()
    assert after.total == Decimal("12.00")


def test_what_has_ended_cannot_change():
    """A transfer may not touch a period that is over, nor give more of one under way than is left."""
    with pytest.raises(ValueError, match=r"North cannot give 0\.01 of the 0\.00 ahead in period Q1 on 2027-04-01"):
        LEDGER.with_transfers(transfer([1, 0, 0, 0]))
    middle = date(2027, 5, 16)  # 46 of 91 days are left
    assert LEDGER.with_transfers(transfer([0, 51, 0, 0], on=middle)).quotas[0].tolist() == [100, 49, 100, 300]
    with pytest.raises(ValueError, match=r"cannot give 0\.52 of the 0\.51 ahead in period Q2"):
        LEDGER.with_transfers(transfer([0, 52, 0, 0], on=middle))


def test_lines_are_only_added():
    """Going back in time, before the year or after it is refused."""
    after = LEDGER.with_transfers(transfer([0, 0, 0, 5], on=date(2027, 9, 1)))
    for day in (date(2027, 8, 31), date(2028, 1, 1)):
        with pytest.raises(ValueError, match="lines are only added"):
            after.with_transfers(transfer([0, 0, 0, 5], on=day))
    with pytest.raises(ValueError, match="2027-01-01 or later"):
        LEDGER.with_transfers(transfer([0, 0, 0, 5], on=date(2026, 12, 31)))
    with pytest.raises(ValueError, match="read-only"):
        after.opening[0, 0] = 7
    with pytest.raises(ValueError, match="read-only"):
        after.transfers[0].cents[0] = 7


def test_past_attainment_never_changes():
    """Attainment of the ended quarters is the same before and after later moves."""
    actuals = np.array([[110, 40, 0, 0], [100, 300, 0, 0]])
    day = date(2027, 7, 1)
    before = LEDGER.attainment(actuals, day)
    assert before == pytest.approx([0.75, 1.0])
    after = LEDGER.with_transfers(transfer([0, 0, 100, 300], on=day))
    assert after.attainment(actuals, day).tolist() == before.tolist()
    assert after.attainment(actuals, date(2027, 12, 1)) == pytest.approx([150 / 200, 400 / 700])
    assert np.isnan(LEDGER.attainment(actuals, date(2027, 2, 1))).all()
    with pytest.raises(ValueError, match="actuals have shape"):
        LEDGER.attainment(actuals[:1], day)


def test_the_frame_adds_up_line_by_line():
    """Line 0 is the opening; every later line adds up to 0; all up to a date to the company's number."""
    after = LEDGER.with_transfers(transfer([0, 10, 0, 0]), transfer([0, 0, 7, 0], giver="South", taker="North"))
    frame = after.to_frame()
    assert frame.groupby("line")["amount"].sum().tolist() == pytest.approx([12.0, 0.0, 0.0])
    assert frame.loc[
        frame["line"] == 1, ["event", "subject", "holder", "period", "amount", "note"]
    ].to_numpy().tolist() == [
        ["account moves", "ACME", "North", "Q2", -0.1, "board"],
        ["account moves", "ACME", "South", "Q2", 0.1, "board"],
    ]
    assert LEDGER.to_frame()["event"].unique().tolist() == ["opening"]


def test_ledgers_that_are_none():
    """Shapes, names and days are checked, and who is party to a transfer."""
    with pytest.raises(ValueError, match="the opening has shape"):
        QuotaLedger(holders=("N",), starts=QUARTERS, periods=("Q1",), opening=np.ones((1, 1), dtype=np.int64))
    with pytest.raises(ValueError, match="holders must differ"):
        QuotaLedger(holders=("N", "N"), starts=QUARTERS, periods=tuple("abcd"), opening=OPENING.cents)
    with pytest.raises(ValueError, match="'West' holds no quota here"):
        LEDGER.with_transfers(transfer([0, 0, 0, 0], taker="West"))
    with pytest.raises(ValueError, match="a transfer has 2 amounts, expected 4"):
        LEDGER.with_transfers(transfer([0, 0]))
    with pytest.raises(ValueError, match="none negative"):
        transfer([0, -1, 0, 0])
    with pytest.raises(ValueError, match="cannot give to itself"):
        transfer([0, 1, 0, 0], taker="North")
