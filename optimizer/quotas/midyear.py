"""Changes during the year: how much quota moves when an account moves, a rep leaves or a rep joins.

What moves is the season still to come, to the cent: all of the periods ahead, and of the one under way the part of its
days that is left. What has been, stays.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from optimizer.money import Cents, exact_sum
from optimizer.travel import Floats

from .ledger import NOISE, Event, QuotaLedger, Transfer
from .products import split_products
from .rounding import round_exact


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class YearChanges:
    """Changes known for the year, and those that do not concern this plan.

    Parameters
    ----------
    ledger
        Opening and transfers.
    left_out
        A sentence for each change that moves nothing here, and why.
    """

    ledger: QuotaLedger
    left_out: tuple[str, ...] = ()


def move_account(
    ledger: QuotaLedger, account: Hashable, *, giver: Hashable, taker: Hashable, part: float, on: date, note: str
) -> QuotaLedger:
    """Let the quota of an account go with it to another holder.

    Parameters
    ----------
    ledger
        Until now.
    account
        For the record.
    giver, taker
        Who had it, and who has it from that day.
    part
        Share of the giver's quota that is for this account, 0..1: such as its potential over the territory's.
    on
        Effective date.
    note
        Who decided it, and why.

    Returns
    -------
    QuotaLedger
        One line longer.

    Raises
    ------
    ValueError
        For a part outside 0..1, unknown holders, a date before the last line or outside the year.
    """
    cents = _ahead(ledger, giver, _share(part, account), on)
    return ledger.with_transfers(
        Transfer(
            effective=on, event=Event.ACCOUNT_MOVES, subject=account, giver=giver, taker=taker, cents=cents, note=note
        )
    )


def let_leave(
    ledger: QuotaLedger, holder: Hashable, takers: Mapping[Hashable, float], *, on: date, note: str
) -> QuotaLedger:
    """Share out what a rep who leaves had still to bring.

    Parameters
    ----------
    ledger
        Until now.
    holder
        Who leaves; the first day without is ``on``.
    takers
        Holder -> weight, such as the potential each takes over; one alone for a successor or an open position.
    on
        Effective date.
    note
        Who decided it, and why.

    Returns
    -------
    QuotaLedger
        A line longer for each taker.

    Raises
    ------
    ValueError
        For weights that are negative or all 0, or as in ``move_account``.
    """
    weights = np.array(list(takers.values()), dtype=np.float64)
    if not len(weights) or not (np.isfinite(weights) & (weights >= 0)).all() or not weights.any():
        raise ValueError(f"takers of {holder} need finite weights, none negative and one above 0, given {dict(takers)}")
    whole = _ahead(ledger, holder, 1.0, on)
    total = exact_sum(whole)
    shares = round_exact(weights / weights.sum() * total, total, cap=np.where(weights > 0, total, 0))
    # Both the share of each taker and each period are exact.
    parts = split_products(shares, whole, np.outer(weights, whole)).cents
    return ledger.with_transfers(
        *(
            Transfer(
                effective=on, event=Event.LEAVES, subject=holder, giver=holder, taker=taker, cents=cents, note=note
            )
            for taker, cents in zip(takers, parts, strict=True)
        )
    )


def let_join(
    ledger: QuotaLedger, holder: Hashable, givers: Mapping[Hashable, float], *, on: date, note: str
) -> QuotaLedger:
    """Give a new rep a part of what others had still to bring.

    Parameters
    ----------
    ledger
        Until now.
    holder
        Who joins; not among the holders yet.
    givers
        Holder -> share of its quota ahead that passes to the new one, 0..1.
    on
        First day.
    note
        Who decided it, and why.

    Returns
    -------
    QuotaLedger
        A holder and a line for each giver longer.

    Raises
    ------
    ValueError
        If the holder is there already, or as in ``move_account``.
    """
    if holder in ledger.holders:
        raise ValueError(f"{holder} holds quota already; move accounts to it instead")
    lines = [
        Transfer(
            effective=on,
            event=Event.JOINS,
            subject=holder,
            giver=giver,
            taker=holder,
            cents=_ahead(ledger, giver, _share(part, giver), on),
            note=note,
        )
        for giver, part in givers.items()
    ]
    return ledger.with_holder(holder).with_transfers(*lines)


def _share(part: float, whose: Hashable) -> float:
    if not 0 <= part <= 1:
        raise ValueError(f"the part of {whose} must be a share 0..1, given {part}")
    return float(part)


def _ahead(ledger: QuotaLedger, giver: Hashable, part: float, on: date) -> Cents:
    """(p,) a part of what a holder has still to bring, whole cents that add up to the nearest cent of their sum."""
    if giver not in ledger.holders:
        raise ValueError(f"{giver!r} holds no quota here; it has {', '.join(map(str, ledger.holders[:5]))}, ...")
    row = ledger.holders.index(giver)
    balance, ahead = ledger.quotas[row], ledger.ahead(on)[row]
    ideal: Floats = part * ahead
    most = np.minimum(np.ceil(ahead - NOISE).astype(np.int64), balance)
    total = min(round(float(ideal.sum())), exact_sum(most))
    return round_exact(ideal, total, cap=most)
