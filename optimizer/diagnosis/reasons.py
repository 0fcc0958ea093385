"""A conflict in sentences: the sum that shows it where there is one, and choices of a kind told together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from optimizer.amounts import amount_text
from optimizer.instance import COUNT

from .case import Case
from .choice import Choice, Side, few
from .choices import Contiguity
from .connected import piece_of_items, pieces_refute
from .limits import Balance, BalanceLimit
from .oracle import Proof
from .rulebook import Rulebook, write

TOGETHER = 4
"""From this many limits of one kind they are told in one line."""


def told(choices: Sequence[Choice]) -> list[str]:
    """One sentence for each choice, many limits of one kind in one."""
    lines = []
    seen: dict[tuple[str, Side], list[BalanceLimit]] = {}
    for choice in choices:
        if isinstance(choice, BalanceLimit):
            seen.setdefault((choice.measure, choice.side), []).append(choice)
    done = set()
    for choice in choices:
        if not isinstance(choice, BalanceLimit):
            lines.append(choice.words)
            continue
        key = (choice.measure, choice.side)
        alike = seen[key]
        if len(alike) < TOGETHER:
            lines.append(choice.words)
        elif key not in done:
            done.add(key)
            lines.append(_together(alike))
    return lines


def reason(case: Case, choices: Sequence[Choice], proof: Proof) -> str:
    """Say why no plan keeps the choices."""
    book = write(case, choices)
    return (
        _nobody(book)
        or _too_large(book)
        or _too_much(book)
        or _too_little(book)
        or _must_move(book)
        or _in_pieces(book)
        or _too_far(book, choices)
        or _no_sum(choices)
        or _not_connected(choices)
        or f"no plan keeps these {len(choices)} together: {proof.value}"
    )


def _together(alike: Sequence[BalanceLimit]) -> str:
    limits = np.array([choice.limit for choice in alike])
    low, high = limits.min(), limits.max()
    amount = f"{amount_text(low)}" if np.isclose(low, high) else f"{amount_text(low)} to {amount_text(high)}"
    first, names = alike[0], few([choice.territory for choice in alike])
    return (
        f"{names} hold {first.side.value} {amount} {first.measure} each, {amount_text(limits.sum())} in all "
        f"(tolerance {first.tolerance:.4g})"
    )


def _nobody(book: Rulebook) -> str | None:
    stuck = np.flatnonzero(~book.open.any(axis=1))
    if len(stuck) == 0:
        return None
    return f"no territory is left for {_item(book, int(stuck[0]))}"


def _too_large(book: Rulebook) -> str | None:
    """An item larger than every territory open to it may hold."""
    for column, measure in enumerate(book.case.measures):
        most = np.where(book.open, book.upper[None, :, column], -np.inf).max(axis=1)
        stuck = np.flatnonzero(book.amounts[:, column] > most)
        if len(stuck):
            item = int(stuck[0])
            have, may = float(book.amounts[item, column]), float(most[item])
            larger = f"more than the {amount_text(may)} any territory may hold"
            return f"{_item(book, item)} has {amount_text(have)} {_unit(measure)}, {larger}"
    return None


def _too_much(book: Rulebook) -> str | None:
    """Items that only a few territories may have, and too much for these (Hall, 1935)."""
    shapes, shape_of = np.unique(book.open, axis=0, return_inverse=True)
    for shape in sorted(shapes, key=lambda row: (int(row.sum()), row.tolist())):
        confined = ~(shapes & ~shape).any(axis=1)[shape_of.ravel()]
        total, room = book.amounts[confined].sum(axis=0), book.upper[shape].sum(axis=0)
        over = np.flatnonzero(total > room)
        if len(over):
            measure, names = book.case.measures[over[0]], _territories(book, np.flatnonzero(shape).tolist())
            amount, may = float(total[over[0]]), float(room[over[0]])
            count = int(np.isin(book.item_of, np.flatnonzero(confined)).sum())
            serve = "accounts only they may have" if count > 1 else "the account only they may have"
            held = f"{names} may hold {amount_text(may)} {_unit(measure)} in all"
            return f"{held}, and {serve} come to {amount_text(amount)}"
    return None


def _too_little(book: Rulebook) -> str | None:
    """Territories that must hold more than all they may have."""
    shapes = np.unique(book.open.T, axis=0)
    for shape in shapes:
        same = ~(book.open.T & ~shape).any(axis=1)
        asked, there = book.lower[same].sum(axis=0), book.amounts[shape].sum(axis=0)
        short = np.flatnonzero(asked > there)
        if len(short):
            measure, names = book.case.measures[short[0]], _territories(book, np.flatnonzero(same).tolist())
            least, most = float(asked[short[0]]), float(there[short[0]])
            must = f"{names} must hold {amount_text(least)} {_unit(measure)} in all"
            return f"{must}, and the accounts they may have come to {amount_text(most)}"
    return None


def _must_move(book: Rulebook) -> str | None:
    """Territories that must give away, or be given, more of a measure than may change hands."""
    case, today = book.case, book.case.incumbent
    known = today >= 0
    for measure, cap in zip(book.capped, book.caps.tolist(), strict=True):
        if measure not in case.measures:
            continue
        column, amounts = case.measures.index(measure), case.amounts(measure)
        whole, fresh = float(amounts[known].sum()), float(amounts[~known].sum())
        held = np.bincount(today[known], amounts[known], minlength=len(book.upper))
        for verb, shift in (
            ("give away", np.maximum(held - book.upper[:, column], 0.0)),
            ("be given", np.maximum(book.lower[:, column] - held, 0.0)),
        ):
            least = float(shift.sum()) - (fresh if verb == "be given" else 0.0)
            if least > cap * whole > 0:
                names = _territories(book, np.flatnonzero(shift > 0).tolist())
                return f"{names} must {verb} {least / whole:.2%} of {measure} at least, and {cap:.2%} may change hands"
    return None


def _in_pieces(book: Rulebook) -> str | None:
    if not book.contiguous or not pieces_refute(book):
        return None
    piece = piece_of_items(book)
    if piece is None:
        return "a family lies in several pieces of the map, which nothing connects"
    sizes = np.bincount(piece[book.item_of]).tolist()
    counts = few([f"{size:,}" for size in sorted(sizes, reverse=True)])
    return f"the map falls into {len(sizes)} pieces of {counts} accounts, which the territories cannot share out"


def _too_far(book: Rulebook, choices: Sequence[Choice]) -> str | None:
    if book.radius is None or len(choices) > 1:
        return None
    k = book.open.shape[1]
    return f"there are more than {k} accounts of which no two are near enough to one centre, and {k} territories"


def _no_sum(choices: Sequence[Choice]) -> str | None:
    """Both limits of one territory, between which no accounts add up."""
    limits = [choice for choice in choices if isinstance(choice, BalanceLimit)]
    if len(limits) != len(choices) or len({(limit.measure, limit.territory) for limit in limits}) != 1:
        return None
    low, high = sorted(limit.limit for limit in limits)
    first = limits[0]
    between = f"between {amount_text(low)} and {amount_text(high)} {first.measure}"
    return f"no accounts that {first.territory} may have come to {between}"


def _not_connected(choices: Sequence[Choice]) -> str | None:
    """Limits that can be kept, but not by connected territories."""
    others = [choice for choice in choices if not isinstance(choice, Balance | BalanceLimit)]
    if len(choices) == 1 or not others or not all(isinstance(choice, Contiguity) for choice in others):
        return None
    return "accounts can be shared out within the limits, but not into connected territories"


def _item(book: Rulebook, item: int) -> str:
    units = book.case.placed[book.item_of == item]
    labels = list(book.case.instance.units.ids[units])
    return str(labels[0]) if len(labels) == 1 else f"the family {few(labels)}"


def _unit(measure: str) -> str:
    return "accounts" if measure == COUNT else measure


def _territories(book: Rulebook, territories: Sequence[int]) -> str:
    labels: list[Hashable] = list(book.case.instance.territories.ids[list(territories)])
    return few(labels)
