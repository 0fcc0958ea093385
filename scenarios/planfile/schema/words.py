"""The words sections are made of: numbers, shares, texts, and the keys that are not available yet."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

TOLD = "told"
"""Type of the errors that carry their own message and remedy."""


def told(message: str, remedy: str) -> PydanticCustomError:
    """Make an error in the planner's words."""
    return PydanticCustomError(TOLD, "{message}", {"message": message, "remedy": remedy})


class Section(BaseModel):
    """A mapping of the plan file; keys it does not know are problems."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def lifted(key: str) -> BeforeValidator:
    """Let a single value stand for a mapping of one key: ``accounts: a.csv`` for ``accounts: {file: a.csv}``."""
    return BeforeValidator(lambda value: value if isinstance(value, dict) else {key: value})


def one_of(section: Section, *keys: str) -> None:
    """Raise unless exactly one of these keys is given."""
    given = [key for key in keys if getattr(section, key) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none of them"
        raise told(f"exactly one of {', '.join(keys)} is needed, found {found}", "Keep one of these keys")


def _as_number(value: Any) -> Any:
    """Let ``1e6``, ``5 %`` and numbers in quotes be numbers; keep everything else for the type check."""
    if isinstance(value, bool):
        raise told("a number is expected", "Write a number such as 0.1 or 25")
    if not isinstance(value, str):
        return value
    text = value.strip()
    percent = text.endswith("%")
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        remedy = "Write a plain number such as 0.1, 10% or 95_000_000, with a point before decimals and no commas"
        raise told("a number is expected", remedy) from None
    return number / 100.0 if percent else number


def _as_whole(value: Any) -> Any:
    if isinstance(value, bool):
        raise told("a whole number is expected", "Write a number such as 12")
    return value


def _as_text(value: Any) -> Any:
    """Let labels that look like numbers be text."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | int | float) else value


MOST_MONEY = 9e13
EACH = "each"
"""Key under which a single number for all is kept."""


def per_name(value: Any) -> Any:
    """Let a plain number stand for all names."""
    return value if isinstance(value, dict) or value is None else {EACH: value}


def word(kind: type[Enum]) -> BeforeValidator:
    """Let only the values of an enum be said."""
    return BeforeValidator(lambda value: known_word(kind, value))


def known_word(kind: type[Enum], value: object) -> object:
    """Give back a value of an enum, or raise."""
    words = [str(item.value) for item in kind]
    if value not in words and not isinstance(value, kind):
        raise told("this word is not known here", f"Use one of {', '.join(words)}")
    return value


Number = Annotated[float, BeforeValidator(_as_number), Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Share = Annotated[Number, Field(ge=0, le=1)]
Whole = Annotated[int, BeforeValidator(_as_whole)]
Count = Annotated[Whole, Field(ge=1, le=100_000)]
Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]
SharePerMeasure = Annotated[dict[str, Share], BeforeValidator(per_name)]
"""Measure -> share, or a plain number under ``EACH``."""
Money = Annotated[Number, Field(ge=0, le=MOST_MONEY)]
"""An amount that whole cents can count exactly."""
MoneyPerTerritory = Annotated[dict[str, Money], BeforeValidator(per_name)]
"""Territory -> amount, or a plain number under ``EACH``."""
