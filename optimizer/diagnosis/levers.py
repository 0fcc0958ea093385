"""The elastic program of a case: every choice that may be loosened has a lever, pulled as little as possible."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from optimizer.criteria import Criteria
from optimizer.travel import Floats

from .case import Case
from .choice import Choice
from .choices import Family, Forbidden, MatchedTag, MaxTravel, Pins
from .easing import EasingWeights
from .elastic import Elastic
from .kind import Kind, Rule
from .lever import (
    AllowedPairs,
    DroppedPin,
    FewerAccounts,
    Lever,
    LongerTravel,
    MoreAccounts,
    MoreCapacity,
    MoreDisruption,
    WiderTolerance,
)
from .listing import choices_of
from .rulebook import Rulebook, propagate, write
from .sheet import Sheet

SPARE = 5e-4
"""Share by which limits are widened beyond the linear program's need, for accounts come whole."""
POINT = 100
"""Percentage points, or percent of a limit, in a share: weights are per point."""
RULE_OF: dict[type[Choice], Rule] = {
    Pins: Rule.PINS,
    Forbidden: Rule.FORBIDDEN,
    Family: Rule.FAMILIES,
    MaxTravel: Rule.MAX_TRAVEL,
}
"""Rule of the choices that close pairs or join units; held fixed, they are rules and not limits."""


def hard_rules(case: Case, fixed: Collection[Kind]) -> Rulebook | None:
    """The rulebook of what no lever moves; None where that alone leaves an item without a territory."""
    held = {choice for choice, rule in RULE_OF.items() if Kind(rule) in fixed} | {MatchedTag}
    if case.reach is None:
        # How far it is to centres that are to be found is no rule about pairs.
        held -= {MaxTravel}
    book = propagate(write(case, [choice for choice in choices_of(case) if type(choice) in held]))
    contiguous = case.criteria.contiguous and Kind(Rule.CONTIGUITY) in fixed
    return None if book is None else replace(book, contiguous=contiguous)


def levered(
    book: Rulebook, fixed: Collection[Kind], weights: EasingWeights
) -> tuple[Elastic, tuple[Lever, ...]] | None:
    """The program whose levers loosen all but the kinds fixed, and these; None where there is nothing to loosen."""
    levers = (*_shares(book.case, weights), *_units(book.case, fixed, weights), *_travel(book.case, fixed, weights))
    if not levers:
        return None
    sheet = Sheet.of(book)
    program = sheet.program(
        [lever.limits(sheet) for lever in levers],
        cost=np.array([lever.cost for lever in levers]),
        most=np.array([0.0 if lever.kind in fixed else lever.most for lever in levers]),
        whole=np.array([lever.whole for lever in levers]),
    )
    return program, levers


def pulled(criteria: Criteria, levers: Sequence[Lever], values: Floats, factor: float) -> Criteria:
    """The criteria with levers pulled by a multiple of their values and a little more.

    The larger the multiple, the smaller the part of a unit that has to leave for its pin to be dropped.
    """
    for lever, pull in zip(levers, (factor * values).tolist(), strict=True):
        if lever.counts(pull):
            criteria = lever.pulled(criteria, pull + SPARE)
    return criteria


def _shares(case: Case, weights: EasingWeights) -> Iterator[Lever]:
    """Levers of limits on totals; those of a kind that is held fixed are there but do not move."""
    criteria = case.criteria
    for measure, tolerance in criteria.balance.items():
        yield WiderTolerance(POINT * weights.tolerance, measure, tolerance)
    for measure, capacity in criteria.capacity.items():
        if np.isfinite(capacity):
            yield MoreCapacity(POINT * weights.capacity, measure, capacity)
    if criteria.max_count is not None:
        yield MoreAccounts(POINT * weights.count, criteria.max_count)
    if criteria.min_count:
        yield FewerAccounts(POINT * weights.count, criteria.min_count)
    for measure, cap in criteria.disruption_limits(case.instance).items():
        yield MoreDisruption(POINT * weights.disruption, measure, cap)


def _units(case: Case, fixed: Collection[Kind], weights: EasingWeights) -> Iterator[Lever]:
    """One lever for each pin and each unit with forbidden pairs; held fixed, they are hard rules."""
    for choice in (part for whole in choices_of(case) for part in whole.parts):
        if isinstance(choice, Pins) and Kind(Rule.PINS) not in fixed:
            yield DroppedPin(weights.pin, choice)
        elif isinstance(choice, Forbidden) and Kind(Rule.FORBIDDEN) not in fixed:
            yield AllowedPairs(weights.forbidden, choice)


def _travel(case: Case, fixed: Collection[Kind], weights: EasingWeights) -> Iterator[Lever]:
    radius = case.criteria.max_travel
    if radius is not None and case.reach is not None and Kind(Rule.MAX_TRAVEL) not in fixed:
        yield LongerTravel(POINT * weights.travel, radius)
