"""What the command line reads from the store: ``territory runs``, ``territory show``, ``territory compare``."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .telling import told

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from .store import KeptOutcome, RunStore

DEFAULT_STORE = "territory-store"
MOST_ROWS = 20
"""Rows of a table shown before "and more"."""

StorePlace = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="TERRITORY_STORE",
        help="Folder of the runs that are kept, or postgresql://user@host/database.",
    ),
]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write the table to this file as well.")]
RunWord = Annotated[str, typer.Argument(metavar="RUN", help="Number of a run, or number/scenario: 3/rebalanced.")]


def runs(store: StorePlace = DEFAULT_STORE, csv: Csv = None) -> None:
    """List the runs that are kept, the newest first."""
    with told():
        from rich.console import Console

        from .store.reading import runs_frame

        # Who looks for a run looks for a late one.
        frame = runs_frame(existing(store).runs()[::-1])
        if not frame["approval"].any():
            frame = frame.drop(columns="approval")
        _show(frame, Console(highlight=False), csv)


def show(run: RunWord, store: StorePlace = DEFAULT_STORE, csv: Csv = None) -> None:
    """Show a run, or one scenario of it with its quotas, and what it was made from."""
    with told():
        from rich.console import Console

        from .store.reading import figures_frame, pick

        place = existing(store)
        outcomes = pick(place, run)
        kept, console = place.run(outcomes[0].run), Console(highlight=False)
        console.print(
            f"run {kept.run}: {kept.plan}, begun {kept.begun[:16].replace('T', ' ')} UTC by version {kept.version}",
            markup=False,
            soft_wrap=True,
        )
        console.print(f"plan file: {kept.file or 'none, a run from Python'}", markup=False, soft_wrap=True)
        for sentence in _decisions(place, outcomes):
            console.print(sentence, markup=False, soft_wrap=True)
        if "/" in run:
            _show_one(outcomes[0], console, csv)
        else:
            _show(figures_frame(outcomes), console, csv, brief=True)
            if kept.open:
                console.print(
                    f"{kept.open} of {len(kept.outcomes)} have not ended; `territory resume {kept.run}` goes on"
                )


def compare(first: RunWord, second: RunWord, store: StorePlace = DEFAULT_STORE, csv: Csv = None) -> None:
    """Put two runs side by side; of two scenarios also who moves from the first to the second."""
    with told():
        from rich.console import Console

        from .figures import figure_rows, plain_table
        from .store.reading import figures_frame, moves_frame, pick

        place, console = existing(store), Console(highlight=False)
        before, after = pick(place, first), pick(place, second)
        frame = figures_frame((*before, *after))
        if frame.empty:
            console.print("none of these scenarios has ended")
            return
        names = tuple(frame["scenario"])
        console.print(plain_table(names, figure_rows(frame, names[0])), markup=False, soft_wrap=True)
        if len(before) == len(after) == 1:
            moves = moves_frame(place, before[0], after[0])
            many = "1 account moves" if len(moves) == 1 else f"{len(moves):,} accounts move"
            console.print(f"{many} from {first} to {second}", markup=False)
            if len(moves) or csv is not None:
                _show(moves, console, csv)
        elif csv is not None:
            _write(frame, csv, console)


def existing(where: str) -> RunStore:
    """Open a store that is to be read; ``StoreError`` where there is none, so that none is made by reading."""
    from .database_url import shown_url
    from .store import StoreError, open_store
    from .store.run_store import is_address

    if not is_address(where) and not Path(where).is_dir():
        shown = shown_url(where) if "@" in where else where
        raise StoreError(shown, "there is no store of runs", "Name it with --store; `territory run` makes one")
    return open_store(where)


def _decisions(place: RunStore, outcomes: Sequence[KeptOutcome]) -> list[str]:
    """Every step that was taken, and what is no longer as it was then."""
    from .store.book import ApprovalBook

    told = [f"{outcome.name} was {step}" for outcome in outcomes for step in outcome.steps]
    book = ApprovalBook(place)
    altered = [outcome.name for outcome in outcomes if not book.unaltered(outcome)]
    return told + [f"warning: {name} is no longer what was decided on: the store was altered" for name in altered]


def _show_one(outcome: KeptOutcome, console: Console, csv: Path | None) -> None:
    from .store.reading import figures_frame

    console.print(f"address: {outcome.address}")
    if outcome.figures is None:
        console.print("this scenario has not ended")
        return
    changes = outcome.figures.get("changes")
    for sentence in changes if isinstance(changes, list) else []:
        console.print(f"this scenario {sentence}", markup=False, soft_wrap=True)
    from .figures import figure_rows, plain_table

    frame = figures_frame((outcome,))
    console.print(plain_table(tuple(frame["scenario"]), figure_rows(frame, frame["scenario"].iloc[0])), markup=False)
    if outcome.figures.get("failure"):
        console.print(str(outcome.figures["failure"]), markup=False, soft_wrap=True)
    if outcome.quotas:
        from .terminal_runs import show_quotas

        show_quotas(outcome.quotas, console)
    if csv is not None:
        _write(frame, csv, console)


BRIEF = ("scenario", "status", "objective", "gap", "travel_km", "moved_accounts", "violations", "seconds", "failure")
"""Columns of a run with many scenarios."""


def _show(frame: pd.DataFrame, console: Console, csv: Path | None, *, brief: bool = False) -> None:
    shown = frame[[name for name in BRIEF if name in frame.columns]] if brief else frame
    if brief and "failure" in shown.columns and shown["failure"].isna().all():
        shown = shown.drop(columns="failure")
    from .terminal_runs import show_frame

    show_frame(shown, console, most=None if brief else MOST_ROWS)
    if not brief and len(frame) > MOST_ROWS:
        console.print(f"and {len(frame) - MOST_ROWS:,} more" + ("" if csv else "; --csv FILE has all of them"))
    if csv is not None:
        _write(frame, csv, console)


def _write(frame: pd.DataFrame, csv: Path, console: Console) -> None:
    from .publish.folder import ResultFolder

    folder = ResultFolder(csv.absolute().parent)
    folder.write_tables(csv.name, [frame])
    console.print(f"written to {csv}", markup=False)
