"""Sections about what moves quotas at the end and during the year: commitments, side constraints, changes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from .words import Money, NotNegative, Positive, Section, Share, Text, Texts, one_of, per_name, told


class ReconcileSection(Section):
    """Column of the reps with what each commits to, what nodes keep, and whether quotas follow."""

    column: Text
    pin: dict[str, Money] = Field(default_factory=dict)
    apply: bool = True


class SideConstraintSection(Section):
    """Least and most that some territories, and some products, carry together."""

    name: Text
    where: dict[str, Texts] = Field(default_factory=dict)
    territories: Texts = ()
    products: Texts = ()
    rate: Annotated[dict[str, NotNegative], BeforeValidator(per_name)] | None = None
    total: Money | None = None
    least: Money | None = None
    most: Money | None = None
    elastic: Positive | None = None

    @model_validator(mode="after")
    def _check(self) -> SideConstraintSection:
        if self.total is None and self.least is None and self.most is None:
            raise told(
                f"the side constraint {self.name} asks for nothing", "Give `least`, `most`, or `total` for an exact sum"
            )
        if self.total is not None and (self.least is not None or self.most is not None):
            raise told("total is least and most at once", "Keep total, or least and most")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise told(f"the least {self.least:,.0f} is above the most {self.most:,.0f}", "Exchange or correct them")
        if self.rate is not None and not any(self.rate.values()):
            raise told("one rate must be above 0", "Write `rate: 0.08` for eight per cent of quota")
        return self

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Least and most."""
        return (self.least, self.most) if self.total is None else (self.total, self.total)


def _weights(value: Any) -> Any:
    """Let the name of one territory stand for all of it."""
    return value if isinstance(value, dict) else {str(value): 1.0}


Takers = Annotated[dict[str, NotNegative], Field(min_length=1), BeforeValidator(_weights)]
"""Territory -> weight."""
Givers = Annotated[dict[str, Share], Field(min_length=1), BeforeValidator(_weights)]
"""Territory -> share of what it still has to bring."""


class ChangeSection(Section):
    """What happens on a day of the year: an account moves, a rep leaves, a rep joins."""

    on: date
    account: Text | None = None
    leaves: Text | None = None
    joins: Text | None = None
    to: Takers | None = None
    giver: Givers | None = Field(default=None, alias="from")
    part: Share | None = None
    why: Text

    @model_validator(mode="after")
    def _check(self) -> ChangeSection:
        one_of(self, "account", "leaves", "joins")
        if self.joins is not None:
            if self.giver is None or self.to is not None:
                raise told("who joins needs to know from whom", "Write `joins: New, from: {R1: 0.3, R2: 0.2}`")
        elif self.to is None:
            raise told("somebody must take the quota over", "Write `to:` with a territory")
        return self

    @model_validator(mode="after")
    def _check_account(self) -> ChangeSection:
        if self.part is not None and self.account is None:
            raise told("part belongs to an account that moves", "Give shares with `to` or `from` instead")
        if self.leaves is not None and self.giver is not None:
            raise told("who leaves is who gives", "Drop `from`")
        if self.account is not None and max(len(self.to or ()), len(self.giver or ())) > 1:
            raise told("an account moves from one to one", "Name one territory in `to` and in `from`")
        return self

    @property
    def named(self) -> set[str]:
        """Territories that give or take, but for who joins."""
        return {*(self.to or ()), *(self.giver or ()), *filter(None, [self.leaves])}
