"""What becomes of amounts by territory where territories go, are joined or are divided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import replace

from optimizer.money import Money
from optimizer.quotas import FixedShares

from .rule import QuotaRule

Amounts = Mapping[Hashable, float]


def without(rule: QuotaRule, gone: Collection[str]) -> QuotaRule:
    """Drop floors and caps of territories that go; shares decided beforehand grow in proportion.

    Parameters
    ----------
    rule
        How quotas are set.
    gone
        Labels of the territories.
    """
    rule = _with_bounds(rule, lambda amounts: {label: amounts[label] for label in amounts if str(label) not in gone})
    if not isinstance(rule.method, FixedShares):
        return rule
    shares = {label: share for label, share in rule.method.shares.items() if str(label) not in gone}
    return replace(rule, method=_fixed(shares))


def joined(rule: QuotaRule, parts: Collection[str], into: str) -> QuotaRule:
    """Add up floors, caps and shares decided beforehand of territories that are joined.

    Parameters
    ----------
    rule
        How quotas are set.
    parts
        Labels of the territories, ``into`` among them.
    into
        Label that stays.
    """

    def join(amounts: Amounts) -> Amounts:
        there = [float(amount) for label, amount in amounts.items() if str(label) in parts]
        rest = {label: amount for label, amount in amounts.items() if str(label) not in parts}
        return {**rest, into: sum(there)} if there else rest

    rule = _with_bounds(rule, join)
    return replace(rule, method=_fixed(join(rule.method.shares))) if isinstance(rule.method, FixedShares) else rule


def divided(rule: QuotaRule, label: str, parts: Mapping[str, float]) -> QuotaRule:
    """Divide floor, cap and share of a territory among its parts, which lie at its place in the hierarchy.

    Parameters
    ----------
    rule
        How quotas are set.
    label
        The territory.
    parts
        Label of each part, that of the territory among them -> its share of it.
    """

    def divide(amounts: Amounts) -> Amounts:
        if label not in amounts:
            return amounts
        return {**amounts, **{part: float(amounts[label]) * share for part, share in parts.items()}}

    rule = _with_bounds(rule, lambda amounts: {name: round(amount, 2) for name, amount in divide(amounts).items()})
    if isinstance(rule.method, FixedShares):
        rule = replace(rule, method=_fixed(divide(rule.method.shares)))
    return rule if rule.levels is None else replace(rule, levels=rule.levels.beside(label, tuple(parts)))


def _fixed(shares: Amounts) -> FixedShares:
    whole = sum(shares.values())
    if not whole > 0:
        raise ValueError("the territories that stay have no share of the target; give them one under `shares`")
    return FixedShares({label: share / whole for label, share in shares.items()})


def _with_bounds(rule: QuotaRule, edit: Callable[[Amounts], Amounts]) -> QuotaRule:
    """Edit floors and caps where they are given by territory."""
    bounds = rule.bounds
    return replace(rule, bounds=replace(bounds, floor=_edited(bounds.floor, edit), cap=_edited(bounds.cap, edit)))


def _edited(
    given: Money | Mapping[Hashable, Money] | None, edit: Callable[[Amounts], Amounts]
) -> Money | Mapping[Hashable, Money] | None:
    if not isinstance(given, Mapping):
        return given
    return dict(edit({label: float(amount) for label, amount in given.items()}).items()) or None
