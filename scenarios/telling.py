"""How a command of the terminal ends where the input has problems or somebody interrupts it."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from optimizer.exceptions import Problem

BAD_INPUT, INTERRUPTED = 2, 130
"""Exit status of either."""
WORKBOOKS = (".xlsx", ".xlsm")


@contextmanager
def told(plan: Path | None = None) -> Iterator[None]:
    """Tell problems of the input one a line instead of a traceback; anything unexpected keeps its traceback.

    Parameters
    ----------
    plan
        The plan; where it is a workbook, a copy of it shows the problems too.
    """
    from optimizer.exceptions import InputError

    try:
        yield
    except InputError as error:
        for problem in error.problems:
            typer.echo(" ".join(str(problem).split()), err=True)
        if plan is not None and plan.suffix.lower() in WORKBOOKS:
            _mark(plan, error.problems)
        raise typer.Exit(BAD_INPUT) from error
    except KeyboardInterrupt as error:
        typer.echo("interrupted", err=True)
        raise typer.Exit(INTERRUPTED) from error


def _mark(plan: Path, problems: tuple[Problem, ...]) -> None:
    """Write the copy of a workbook in which its problems are marked, if it can be written."""
    from optimizer.exceptions import InputError

    from .connectors.marking import write_marked

    out = plan.with_name(f"{plan.stem} - problems.xlsx")
    try:
        count = write_marked(plan, problems, out)
    except (InputError, OSError) as error:
        typer.echo(f"no copy with the problems could be written: {error}", err=True)
        return
    if count:
        typer.echo(f"{out}: a copy in which {count} cells are marked", err=True)
