"""Sections about levels of the sales hierarchy, numbers set by hand, and products."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, model_validator

from scenarios.quotas.levels import COMPANY

from .words import EACH, Money, NotNegative, Section, Share, Text, told


class LevelBoundSection(Section):
    """Least and most one node of a level carries."""

    floor: Money | None = None
    cap: Money | None = None

    @model_validator(mode="after")
    def _check(self) -> LevelBoundSection:
        if self.floor is None and self.cap is None:
            raise told("a floor or a cap is needed", "Write `North: {floor: 1_000_000}`")
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise told(f"the floor {self.floor:,.0f} is above the cap {self.cap:,.0f}", "Exchange or correct them")
        return self


class AdjustSection(Section):
    """A number set by hand, by whom and why."""

    territory: Text
    quota: Money
    who: Text
    why: Text
    on: date | None = None


class ProductSection(Section):
    """Column of the bookings with the product, or shares of the target by product, or both."""

    column: Text | None = None
    shares: Annotated[dict[str, Share], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _check(self) -> ProductSection:
        if self.column is None and self.shares is None:
            raise told(
                "a column or shares are needed", "Write `products: {column: product}` or `{shares: {A: 0.6, B: 0.4}}`"
            )
        if self.shares is not None and abs(sum(self.shares.values()) - 1.0) > 1e-9:
            raise told(f"the shares add up to {sum(self.shares.values()):.6g}", "Correct them so that they add up to 1")
        return self


OnTop = Annotated[dict[str, NotNegative], Field(min_length=1)]
"""Level -> share on top of its amounts, or a plain number for the company under ``EACH``."""


def on_top_of(levels: tuple[str, ...], given: dict[str, float]) -> tuple[float, ...]:
    """Shares one a generation below the company, those not given 0."""
    names = (COMPANY, *levels)
    return tuple(given.get(name, given.get(EACH, 0.0) if name == COMPANY else 0.0) for name in names)


def compounded(given: dict[str, float]) -> float:
    """Share on top of the target that all territories together carry."""
    multiple = 1.0
    for share in given.values():
        multiple *= 1.0 + share
    # A single share is itself, without the noise of adding and taking away 1.
    return next(iter(given.values())) if len(given) == 1 else multiple - 1.0


def check_levels(levels: tuple[str, ...], given: dict[str, float], bounds: dict[str, Any]) -> None:
    """Raise where levels are named that there are not."""
    if len(set(levels)) < len(levels) or COMPANY in levels:
        raise told("levels must be different columns, none called company", "Name each column once, from the top down")
    strange = [name for name in given if name not in {EACH, COMPANY, *levels}]
    if strange:
        known = ", ".join((COMPANY, *levels))
        raise told(f"over_assignment names {strange[0]}, which is no level", f"Use one of {known}")
    if bounds and not levels:
        raise told("level_bounds need levels", "Add `levels: [region]` with columns of the reps, from the top down")
