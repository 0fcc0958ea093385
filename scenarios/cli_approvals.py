"""Decisions on kept runs: ``territory propose``, ``approve``, ``published``, ``supersede``."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_runs import DEFAULT_STORE, RunWord, StorePlace, existing
from .telling import told

if TYPE_CHECKING:
    from .store import KeptOutcome, RunStore, State

Scenario = Annotated[str | None, typer.Option("--scenario", "-s", help="One scenario of the run; all of them else.")]
By = Annotated[str | None, typer.Option("--by", envvar="TERRITORY_USER", help="Who decides; who is signed in else.")]
Note = Annotated[str, typer.Option("--note", help="What they say.")]


def propose(
    run: RunWord, *, scenario: Scenario = None, by: By = None, note: Note = "", store: StorePlace = DEFAULT_STORE
) -> None:
    """Propose a run or one scenario of it; from then on what is kept of it is not written again."""
    from .store import State

    _decide(run, scenario, State.PROPOSED, said=(by, note), where=store)


def approve(
    run: RunWord, *, scenario: Scenario = None, by: By = None, note: Note = "", store: StorePlace = DEFAULT_STORE
) -> None:
    """Approve what was proposed."""
    from .store import State

    _decide(run, scenario, State.APPROVED, said=(by, note), where=store)


def published(
    run: RunWord, *, scenario: Scenario = None, by: By = None, note: Note = "", store: StorePlace = DEFAULT_STORE
) -> None:
    """Note that an approved plan was loaded by hand; `publish --apply` notes it itself."""
    from .store import State

    _decide(run, scenario, State.PUBLISHED, said=(by, note), where=store)


def supersede(
    run: RunWord, *, scenario: Scenario = None, by: By = None, note: Note = "", store: StorePlace = DEFAULT_STORE
) -> None:
    """Note that a proposed, approved or published plan holds no longer; its record stays."""
    from .store import State

    _decide(run, scenario, State.SUPERSEDED, said=(by, note), where=store)


def add_approvals(app: typer.Typer) -> None:
    """Give the command line these commands."""
    for command in (propose, approve, published, supersede):
        app.command()(command)


def signed_in() -> str:
    """Name of who runs the program."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such account, as in some containers
        return ""


def note_published(place: str, scenario: str, plan: str, *, note: str) -> str:
    """Note in the store that a plan was published, and tell what was noted.

    Parameters
    ----------
    place
        Of the store; where there is none, nothing is noted.
    scenario
        Name of the scenario.
    plan
        See ``approvals.plan_hash``.
    note
        Where it went.

    Returns
    -------
    str
        A sentence, empty where no store has this plan.
    """
    from optimizer.exceptions import InputError

    from .store import State
    from .store.book import ApprovalBook
    from .store.run_store import is_address

    if not is_address(place) and not Path(place).is_dir():
        return ""
    try:
        book = ApprovalBook(existing(place))
        same = book.same_plan(scenario, plan)
        ready = [kept for kept in same if kept.state in (State.APPROVED, State.PUBLISHED)]
        if not ready:
            return f"not noted as published: nobody has approved {same[0].run}/{scenario}" if same else ""
        book.decide(ready[:1], State.PUBLISHED, who=signed_in() or "unknown", note=note)
    except InputError as error:
        # What was sent is sent: that it could not be noted is told, and is no failure of the sending.
        return f"not noted as published: {error.problems[0]}"
    return f"{ready[0].run}/{scenario} is noted as published"


def _decide(run: str, scenario: str | None, state: State, *, said: tuple[str | None, str], where: str) -> None:
    with told():
        from .store.book import ApprovalBook

        place = existing(where)
        chosen = _chosen(place, run, scenario)
        by, note = said
        steps = ApprovalBook(place).decide(chosen, state, who=by if by is not None else signed_in(), note=note)
        for outcome, step in zip(chosen, steps, strict=True):
            typer.echo(f"{outcome.run}/{outcome.name} is {step}")


def _chosen(place: RunStore, run: str, scenario: str | None) -> tuple[KeptOutcome, ...]:
    """Outcomes that are decided on; ``StoreError`` where two ways of naming one disagree."""
    from .store import StoreError
    from .store.reading import pick

    if scenario is not None and "/" in run:
        raise StoreError(place.where, f"{run!r} names a scenario, and so does --scenario", "Give one of the two")
    return pick(place, run if scenario is None else f"{run}/{scenario}")
