"""Sweeps: values that some keys of a scenario take, all combinations of them."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from .words import Count, Number, Positive, Section, told

MOST_VALUES = 1_000
ENDS = {"from", "to"}


class RangeSection(Section):
    """Numbers from one to another, both included, by steps of one size or by their count."""

    first: Annotated[Number, Field(alias="from")]
    last: Annotated[Number, Field(alias="to")]
    by: Positive | None = None
    count: Annotated[Count, Field(ge=2)] | None = None

    @model_validator(mode="after")
    def _check(self) -> RangeSection:
        if (self.by is None) == (self.count is None):
            raise told("a range needs either by or count", "Write {from: 0, to: 0.4, by: 0.1} or {..., count: 5}")
        if self.last <= self.first:
            raise told(f"a range must rise, given {self.first:g} to {self.last:g}", "Exchange or correct its ends")
        if self.by is not None and (self.last - self.first) / self.by > MOST_VALUES:
            raise told(f"a range of steps of {self.by:g} has too many values", f"Take at most {MOST_VALUES}")
        return self

    def values(self) -> tuple[float | int, ...]:
        """The numbers; whole ones as such, the others without what binary fractions add."""
        if self.by is None:
            numbers = np.linspace(self.first, self.last, self.count or 2).tolist()
        else:
            steps = int(np.floor((self.last - self.first) / self.by + 1e-9))
            numbers = [self.first + self.by * step for step in range(steps + 1)]
        rounded = [float(f"{number:.10g}") for number in numbers]
        return tuple(int(number) if number.is_integer() else number for number in rounded)


def _values(value: Any) -> Any:
    """Make of a range its numbers; a list is as it is."""
    if isinstance(value, dict) and ENDS & set(value):
        try:
            return RangeSection.model_validate(value).values()
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            context = first.get("ctx", {})
            where = ".".join(map(str, first["loc"]))
            message = str(context.get("message", f"{where}: {first['msg']}"))
            raise told(message, str(context.get("remedy", "Write {from: 0, to: 0.4, by: 0.1}"))) from error
    if not isinstance(value, list | tuple) or not value:
        raise told("a list of values or a range is expected", "Write [0, 0.1, 0.2] or {from: 0, to: 0.4, by: 0.1}")
    return tuple(value)


def _grids(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


SweepValues = Annotated[tuple[Any, ...], BeforeValidator(_values), Field(max_length=MOST_VALUES)]
Grid = Annotated[dict[str, SweepValues], Field(min_length=1)]
"""Key of a scenario (``criteria.disruption.at_most``) -> its values."""
Sweep = Annotated[tuple[Grid, ...], BeforeValidator(_grids)]
"""Grids one after the other; a single one may stand without a list."""
