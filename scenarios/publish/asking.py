"""What a publication tells and asks at the command line: broken rules, the dry run, whether to send, how it ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from .difference import Difference
from .record import RunRecord
from .salesforce import Applied, Ending

SHOWN = 8
"""Broken rules and refused rows shown before "and more"."""
DECLINED, BROKEN, UNFINISHED = 1, 3, 4
"""Exit status where nothing was sent for want of a yes, since the plan breaks rules, and where something is missing."""


def warn_of_broken_rules(record: RunRecord, scenario: str) -> bool:
    """Name the rules a plan breaks; gives whether there are any."""
    broken = record.broken_rules(scenario)
    if broken:
        rules = "a rule" if len(broken) == 1 else f"{len(broken)} rules"
        typer.echo(f"warning: the plan {scenario!r} breaks {rules}:", err=True)
        for message in broken[:SHOWN]:
            typer.echo(f"  - {message}", err=True)
        if len(broken) > SHOWN:
            typer.echo(f"  and {len(broken) - SHOWN} more", err=True)
    return bool(broken)


def refuse_broken(*, anyway: bool) -> None:
    """Send no plan that breaks rules unless somebody says so."""
    if not anyway:
        typer.echo("nothing was sent; --despite-broken-rules sends it as it is", err=True)
        raise typer.Exit(BROKEN)


def consent(scenario: str, *, sure: bool) -> Callable[[str, Difference], bool]:
    """Show the dry run and ask whether to send it; where nobody answers, that is a no."""

    def ask(host: str, difference: Difference) -> bool:
        typer.echo(f"{scenario}, as it will be sent to {host}:")
        typer.echo(str(difference))
        if sure:
            return True
        count = len(difference.changes)
        try:
            return typer.confirm(f"Send {count:,} {'row' if count == 1 else 'rows'} to {host}?")
        except typer.Abort:
            return False

    return ask


def tell_ending(applied: Applied, scenario: str, folder: Path, missing: Path) -> None:
    """Tell how it ended, and leave with the status that says so."""
    if applied.ending is Ending.NOTHING:
        typer.echo(f"{scenario}: {applied.rest}")
    elif applied.ending is Ending.DECLINED:
        typer.echo(f"nothing was sent; load files and dry run in {folder}", err=True)
        raise typer.Exit(DECLINED)
    elif applied.ending is Ending.COMPLETE:
        typer.echo(f"{scenario}: {applied.tally.done:,} rows were done; the org is as the plan wants it.")
        if applied.planning:
            typer.echo("The territory model is in Planning: review it in Salesforce, then activate it there.")
    else:
        _tell_unfinished(applied, missing)
        raise typer.Exit(UNFINISHED)


def _tell_unfinished(applied: Applied, missing: Path) -> None:
    """Tell what is missing, why, and how to go on."""
    stopped = applied.ending is Ending.STOPPED
    if stopped:
        typer.echo(f"stopped: {applied.reason}", err=True)
    refused, waiting = applied.tally.refused, applied.tally.waiting
    left = f", {refused:,} were refused and {waiting:,} wait, see {missing}" if refused or waiting else ""
    typer.echo(f"{applied.tally.done:,} rows were done{left}", err=True)
    if applied.rest is not None:
        typer.echo(f"What the org still lacks:\n{applied.rest}", err=True)
    first = "Run" if stopped else f"Put right what {missing.name} names, then run"
    typer.echo(f"{first} the same command again: it goes on where this one ended.", err=True)
