"""Everything this package raises.

::

    TerritoryError
    ├── InputError (ValueError)     the facts or choices given cannot be used; carries every Problem found
    ├── QuotaError (ValueError)     no quota plan meets floors, caps and target; carries the shortfall
    └── HeadcountError (ValueError) no hiring plan meets the need; carries by how much and from which month on

A plan that breaks criteria is not an exception: it is a ``Status`` with named violations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace


class TerritoryError(Exception):
    """Base of all errors raised on purpose by ``optimizer`` and ``scenarios``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input: where, what, and what to do.

    Parameters
    ----------
    table
        Name of the table or file ("accounts", "plan.yaml").
    row
        Zero-based row in the table, or the line of a file once ``line`` is resolved; None if not about a row.
    column
        Column or key, None if not about one.
    value
        The offending value as given.
    message
        What is wrong, in words of the planner.
    remedy
        What to do about it.
    """

    table: str
    message: str
    remedy: str
    row: int | None = None
    column: str | None = None
    value: object = None

    def __str__(self) -> str:
        where = self.table
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column!r}"
        given = "" if self.value is None else f" (given: {self.value!r})"
        return f"{where}: {self.message}{given}. {self.remedy}"


class InputError(TerritoryError, ValueError):
    """The input cannot be used; ``problems`` lists everything found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        count = len(self.problems)
        head = "1 problem in the input" if count == 1 else f"{count} problems in the input"
        super().__init__("\n".join([f"{head}:", *(f"  - {problem}" for problem in self.problems)]))

    def relocated(self, files: Mapping[str, str], first_row: int) -> InputError:
        """Tell the same problems by file name and by the row a spreadsheet shows.

        Parameters
        ----------
        files
            Table name -> file name.
        first_row
            Number a spreadsheet shows for the first data row (2 below one header line).
        """
        return InputError(
            replace(
                problem,
                table=files.get(problem.table, problem.table),
                row=problem.row + first_row if problem.row is not None and problem.table in files else problem.row,
            )
            for problem in self.problems
        )


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The least change of one kind of bound, the same for all territories, that makes a total possible.

    Parameters
    ----------
    bound
        What changes: "caps", "growth cap".
    given
        As it is: a share for bounds that are shares (0.3 for growth of at most 30 %), 1 for a factor on amounts.
    suffices
        What would do: the nearest multiple of 0.001 that does.
    text
        The same for people: "growth cap +30 % -> +37.2 %".
    """

    bound: str
    given: float
    suffices: float
    text: str

    def __str__(self) -> str:
        return self.text


class QuotaError(TerritoryError, ValueError):
    """Floors or caps make the target impossible.

    Parameters
    ----------
    message
        Says by how much and who binds.
    shortfall
        Amount (in the currency of the target) that cannot be placed (> 0: caps too low; < 0: floors too high).
    binding
        Labels of the territories at their bound.
    relaxations
        Changes of the bounds of which each alone makes it possible; empty where none does.
    """

    def __init__(
        self, message: str, *, shortfall: float, binding: tuple[str, ...], relaxations: tuple[Relaxation, ...] = ()
    ) -> None:
        super().__init__(message)
        self.shortfall = shortfall
        self.binding = binding
        self.relaxations = relaxations


class HeadcountError(TerritoryError, ValueError):
    """No hiring plan meets the need.

    Parameters
    ----------
    message
        Says by how much, who and from which month on.
    shortfall
        Rep-months that stay missing over the months whatever is hired (> 0); where the search for whole people ended
        early and the message says so, those missing in the best plan found.
    first_month
        The need up to this month cannot be met, or was not where the search ended early; up to the month before it can.
    regions
        Labels of the regions that stay short in the plan that leaves least missing, the shortest first.
    """

    def __init__(self, message: str, *, shortfall: float, first_month: str, regions: tuple[Hashable, ...]) -> None:
        super().__init__(message)
        self.shortfall = shortfall
        self.first_month = first_month
        self.regions = regions


@dataclass(slots=True)
class ProblemLog:
    """Collects problems topic by topic, then raises them together."""

    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        table: str,
        message: str,
        remedy: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
    ) -> None:
        """Note one problem."""
        self.problems.append(Problem(table, message, remedy, row, column, value))

    def raise_if_any(self) -> None:
        """Raise ``InputError`` with all problems noted so far, if any."""
        if self.problems:
            raise InputError(self.problems)
