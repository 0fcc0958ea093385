"""The elastic program of a case: every choice that may be loosened has a lever, pulled as little as possible.

With ``e`` for the levers of a tolerance, a capacity, a cap and the farthest travel, ``z`` for pins and pairs::

    (1 - t_m - e_m) target_jm <= sum_f a_fm x_fj <= (1 + t_m + e_m) target_jm
    sum_f a_fm x_fj <= (1 + e) most_m,     sum_fj m_fjd x_fj <= cap_d + e
    sum_j not pinned x_fj <= z_f,          sum_j forbidden x_fj <= z_f
    sum_j far (d_fj / R - 1) x_fj <= e
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, vstack

from optimizer.criteria import Criteria
from optimizer.instance import COUNT, rows_of
from optimizer.rules import PRECISION
from optimizer.travel import Floats

from .case import Case
from .choice import Choice
from .choices import Family, Forbidden, MatchedTag, MaxTravel, Pins
from .easing import EasingWeights, with_cap
from .elastic import Elastic
from .highs import Columns
from .listing import choices_of
from .rulebook import Rulebook, propagate, write

SPARE = 5e-4
"""Share by which limits are widened beyond the linear program's need, for accounts come whole."""
DROPPED = 0.3
"""Part of a pinned unit that leaves in the linear program from which its pin counts as dropped."""
FAMILIES, CONTIGUITY = "families", "contiguity"
"""Kinds of easing that are all or nothing."""


class Lever(NamedTuple):
    """What is loosened, its price, how far it may go, and for pins and forbidden pairs, all or nothing, the unit."""

    kind: str
    cost: float
    most: float
    subject: Hashable = None


@dataclass(slots=True)
class _Sheet:
    """Rows of the program while they are written down, over P pairs."""

    item: NDArray[np.intp]
    territory: NDArray[np.intp]
    num_items: int
    rows: list[csr_matrix] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    levers: list[Lever] = field(default_factory=list)
    pulls: list[tuple[int, int, Floats]] = field(default_factory=list)
    height: int = 0

    def lever(self, lever: Lever) -> int:
        """Add a lever and give its number."""
        self.levers.append(lever)
        return len(self.levers) - 1

    def limit(self, rows: csr_matrix, *, lower: Floats, upper: Floats, lever: int, pull: Floats) -> None:
        """Add rows that a lever moves by ``pull`` each."""
        self.pulls.append((self.height, lever, pull))
        self.height += len(lower)
        self.rows.append(rows)
        self.lower.append(lower)
        self.upper.append(upper)

    def totals(self, amounts: Floats, size: Floats) -> csr_matrix:
        """(k, P) totals of each territory as shares of ``size`` (k,)."""
        count = len(self.item)
        data = amounts[self.item] / size[self.territory]
        return csr_matrix((data, (self.territory, np.arange(count))), shape=(len(size), count))

    def per_item(self, values: Floats) -> csr_matrix:
        """(F, P) sum of a value over the pairs of each item."""
        count = len(self.item)
        return csr_matrix((values, (self.item, np.arange(count))), shape=(self.num_items, count))

    def finish(self) -> Elastic:
        """Put the program together."""
        count = len(self.item)
        rows = vstack(self.rows).tocsc() if self.rows else csc_matrix((0, count))
        at = [np.arange(len(pull)) + first for first, _, pull in self.pulls]
        number = [np.full(len(pull), lever) for _, lever, pull in self.pulls]
        data = [pull for _, _, pull in self.pulls]
        shape = (self.height, len(self.levers))
        pulls = csc_matrix((np.concatenate(data), (np.concatenate(at), np.concatenate(number))), shape=shape)
        cost, most = (np.array([getattr(lever, name) for lever in self.levers]) for name in ("cost", "most"))
        whole = np.array([lever.subject is not None for lever in self.levers])
        stretch = Columns(cost, most, whole, pulls)
        lower, upper = np.concatenate(self.lower), np.concatenate(self.upper)
        return Elastic(self.item, self.territory, self.num_items, rows, lower - PRECISION, upper + PRECISION, stretch)


def hard_rules(case: Case, fixed: Collection[str]) -> Rulebook | None:
    """The rulebook of what no lever moves; None where that alone leaves an item without a territory."""
    kept: list[Choice] = []
    for choice in choices_of(case):
        pinned = isinstance(choice, Pins) and "pins" in fixed
        shut = isinstance(choice, Forbidden) and "forbidden pairs" in fixed
        near = isinstance(choice, MaxTravel) and "max_travel" in fixed and case.reach is not None
        together = isinstance(choice, Family) and FAMILIES in fixed
        if isinstance(choice, MatchedTag) or pinned or shut or near or together:
            kept.append(choice)
    book = propagate(write(case, kept))
    return None if book is None else replace(book, contiguous=case.criteria.contiguous and CONTIGUITY in fixed)


def levered(
    case: Case, book: Rulebook, fixed: Collection[str], weights: EasingWeights
) -> tuple[Elastic, Sequence[Lever]] | None:
    """The program whose levers loosen all but the kinds fixed, and these; None where there is nothing to loosen."""
    item, territory = np.nonzero(book.open)
    sheet = _Sheet(item, territory, book.num_items)
    _balance(sheet, case, book, fixed, weights)
    _capacity(sheet, case, book, fixed, weights)
    _counts(sheet, case, book, fixed, weights)
    _caps(sheet, case, fixed, weights, book)
    _pairs(sheet, case, book, fixed, weights)
    _reach(sheet, case, book, fixed, weights)
    return (sheet.finish(), sheet.levers) if sheet.rows else None


def pulled(case: Case, levers: Sequence[Lever], values: Floats, factor: float) -> Criteria:
    """The criteria with levers pulled by a multiple of their values and a little more, mostly pulled ones dropped."""
    criteria = case.criteria
    for lever, value in zip(levers, values.tolist(), strict=True):
        more, what = factor * value + SPARE, lever.kind.rpartition(" of ")[2]
        if value <= 1e-7 or (lever.subject is not None and value < DROPPED):
            continue
        if lever.kind.startswith("balance"):
            criteria = replace(criteria, balance={**criteria.balance, what: criteria.balance[what] + more})
        elif lever.kind.startswith("capacity"):
            criteria = replace(criteria, capacity={**criteria.capacity, what: criteria.capacity[what] * (1 + more)})
        elif lever.kind.startswith("disruption"):
            limit = criteria.disruption_limits(case.instance)[what]
            criteria = with_cap(criteria, what, min(1.0, limit + more))
        elif lever.kind == "max_count" and criteria.max_count is not None:
            criteria = replace(criteria, max_count=math.ceil(criteria.max_count * (1 + more)))
        elif lever.kind == "min_count" and criteria.min_count is not None:
            criteria = replace(criteria, min_count=max(0, math.floor(criteria.min_count * (1 - more))))
        elif lever.kind == "max_travel" and criteria.max_travel is not None:
            criteria = replace(criteria, max_travel=criteria.max_travel * (1 + more))
        elif lever.kind == "pins":
            criteria = replace(criteria, pins={u: t for u, t in criteria.pins.items() if u != lever.subject})
        else:
            kept = frozenset(pair for pair in criteria.forbidden if pair[0] != lever.subject)
            criteria = replace(criteria, forbidden=kept)
    return criteria


def _elastic_lever(kind: str, cost: float, fixed: Collection[str]) -> Lever:
    return Lever(kind, 100 * cost, 0.0 if kind in fixed else np.inf)


def _balance(sheet: _Sheet, case: Case, book: Rulebook, fixed: Collection[str], weights: EasingWeights) -> None:
    for measure, tolerance in case.criteria.balance.items():
        column = case.measures.index(measure)
        target = case.targets[:, column]
        some = (target > 0).astype(np.float64)
        rows = sheet.totals(book.amounts[:, column], np.where(target > 0, target, 1.0))
        lever = sheet.lever(_elastic_lever(f"balance of {measure}", weights.tolerance, fixed))
        free = np.full(len(target), np.inf)
        sheet.limit(rows, lower=-free, upper=(1 + tolerance) * some, lever=lever, pull=-some)
        sheet.limit(rows, lower=max(0.0, 1 - tolerance) * some, upper=free, lever=lever, pull=some)


def _capacity(sheet: _Sheet, case: Case, book: Rulebook, fixed: Collection[str], weights: EasingWeights) -> None:
    for measure, most in case.criteria.capacity.items():
        if np.isfinite(most):
            one = np.ones(case.shape[1])
            rows = sheet.totals(book.amounts[:, case.measures.index(measure)], most * one)
            lever = sheet.lever(_elastic_lever(f"capacity of {measure}", weights.capacity, fixed))
            sheet.limit(rows, lower=-np.inf * one, upper=one, lever=lever, pull=-one)


def _counts(sheet: _Sheet, case: Case, book: Rulebook, fixed: Collection[str], weights: EasingWeights) -> None:
    criteria, one = case.criteria, np.ones(case.shape[1])
    if criteria.max_count is not None:
        most = max(criteria.max_count, 1)
        rows = sheet.totals(book.amounts[:, case.measures.index(COUNT)], most * one)
        lever = sheet.lever(_elastic_lever("max_count", weights.count, fixed))
        sheet.limit(rows, lower=-np.inf * one, upper=criteria.max_count / most * one, lever=lever, pull=-one)
    if criteria.min_count:
        rows = sheet.totals(book.amounts[:, case.measures.index(COUNT)], criteria.min_count * one)
        lever = sheet.lever(_elastic_lever("min_count", weights.count, fixed))
        sheet.limit(rows, lower=one, upper=np.inf * one, lever=lever, pull=one)


def _caps(sheet: _Sheet, case: Case, fixed: Collection[str], weights: EasingWeights, book: Rulebook) -> None:
    for measure, limit in case.criteria.disruption_limits(case.instance).items():
        shares, today = case.moving_shares(measure), case.incumbent
        whole = np.bincount(book.item_of, shares, minlength=book.num_items)
        kept = np.zeros(book.open.shape)
        known = today >= 0
        np.add.at(kept, (book.item_of[known], today[known]), shares[known])
        moved = csr_matrix((whole[:, None] - kept)[sheet.item, sheet.territory][None])
        lever = sheet.lever(_elastic_lever(f"disruption of {measure}", weights.disruption, fixed))
        sheet.limit(moved, lower=np.array([-np.inf]), upper=np.array([limit]), lever=lever, pull=np.array([-1.0]))


def _pairs(sheet: _Sheet, case: Case, book: Rulebook, fixed: Collection[str], weights: EasingWeights) -> None:
    """One whole lever for each pin and each forbidden unit that is not fixed."""
    place = np.full(book.open.shape, -1, dtype=np.intp)
    place[sheet.item, sheet.territory] = np.arange(len(sheet.item))
    for choice in (part for whole in choices_of(case) for part in whole.parts):
        if isinstance(choice, Pins) and "pins" not in fixed:
            unit_id, labels, kind, cost = choice.units[0], [choice.territory], "pins", weights.pin
        elif isinstance(choice, Forbidden) and "forbidden pairs" not in fixed:
            unit_id, labels, kind = choice.unit, list(choice.territories), "forbidden pairs"
            cost = weights.forbidden
        else:
            continue
        unit = rows_of(case.instance.units.ids, [unit_id])[0]
        item = book.item_of[np.searchsorted(case.placed, unit)]
        named = np.zeros(book.open.shape[1], dtype=bool)
        named[rows_of(case.instance.territories.ids, labels)] = True
        pairs = place[item][~named if isinstance(choice, Pins) else named]
        pairs = pairs[pairs >= 0]
        shape = (1, len(sheet.item))
        row = csr_matrix((np.ones(len(pairs)), (np.zeros(len(pairs), dtype=np.intp), pairs)), shape=shape)
        lever = sheet.lever(Lever(kind, cost, 1.0, unit_id))
        sheet.limit(row, lower=np.array([-np.inf]), upper=np.zeros(1), lever=lever, pull=np.array([-1.0]))


def _reach(sheet: _Sheet, case: Case, book: Rulebook, fixed: Collection[str], weights: EasingWeights) -> None:
    radius = case.criteria.max_travel
    if radius is None or case.reach is None or "max_travel" in fixed:
        return
    farthest = np.zeros(book.open.shape)
    np.maximum.at(farthest, book.item_of, case.reach)
    beyond = np.maximum(0.0, farthest / radius - 1)[sheet.item, sheet.territory]
    rows = sheet.per_item(beyond)
    lever, count = sheet.lever(_elastic_lever("max_travel", weights.travel, fixed)), sheet.num_items
    none = np.full(count, -np.inf)
    sheet.limit(rows, lower=none, upper=np.zeros(count), lever=lever, pull=np.full(count, -1.0))
