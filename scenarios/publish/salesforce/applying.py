"""A plan into an org: read it, show what would change, send that after a yes, and look whether it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem
from scenarios.connectors.live import SimpleOrg, connect
from scenarios.connectors.retrying import Patience
from scenarios.publish.cells import safe_cells
from scenarios.publish.difference import Difference
from scenarios.publish.export import TargetExport
from scenarios.publish.folder import ResultFolder

from .bulk import Jobs
from .calling import SendingStoppedError, Wire
from .journal import Journal, JournalError, State, Tally, Target
from .live_tables import LiveTables, asked_of
from .publishing import Planned
from .sending import Sender

NOT_SENT = "not_sent.csv"
PLANNING = "Planning"
"""State of a model nobody but administrators sees."""
Login = Callable[[], SimpleOrg]


class Ending(Enum):
    """How applying a plan ended."""

    NOTHING = "nothing to do"
    DECLINED = "declined"
    STOPPED = "stopped"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a publication.

    Parameters
    ----------
    ending
        How it ended.
    tally
        Rows by what became of them.
    reason
        Why it stopped; blank if it did not.
    rest
        What the org still lacks; None where it was not looked at again.
    planning
        Whether the territory model is not active yet.
    """

    ending: Ending
    tally: Tally = field(default_factory=Tally)
    reason: str = ""
    rest: Difference | None = None
    planning: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """What is said on the way.

    Parameters
    ----------
    consent
        Asked with the host of the org and what would change; nothing is sent without a yes.
    tell
        Told a line at a time.
    """

    consent: Callable[[str, Difference], bool]
    tell: Callable[[str], None]


def apply_salesforce(
    planned: Planned, folder: ResultFolder, login: Login, talk: Talk, *, patience: Patience | None = None
) -> Applied:
    """Bring an org to a plan.

    The org is read, the load files and the dry run are written, and after a yes the rows are sent in load order. What
    was sent is in the journal beside the files before anything else is sent. A publication that stopped goes on: jobs
    it left behind are brought to their end, then the org is read again, and what is still missing is sent. In the end
    the org is read once more, and only an empty difference is complete.

    Parameters
    ----------
    planned
        What to publish.
    folder
        For load files, journal, and what was not sent.
    login
        Logs in; called again once the session has expired.
    talk
        What is said on the way.
    patience
        How long to wait between questions.

    Raises
    ------
    InputError
        If the login or the input has problems; nothing is sent then.
    """
    wire = Wire(login)
    jobs = Jobs(wire, patience or Patience())
    journal = Journal(folder.path, Target(wire.host, planned.record.title, planned.scenario))
    if journal.former is not None:
        talk.tell(journal.telling())
    _settle(jobs, journal)
    publication = planned.against(_tables(planned, wire))
    publication.write(folder)
    difference = publication.dry_run()
    if difference.empty:
        if journal.former is not None:
            journal.ended(State.COMPLETE)
            folder.remove_former([NOT_SENT])
        return Applied(Ending.NOTHING, rest=difference)
    if not talk.consent(wire.host, difference):
        return Applied(Ending.DECLINED, rest=difference)
    try:
        journal.write()
        state = Sender(jobs, journal, publication.org, talk.tell).send(publication.steps)
        frame = pd.DataFrame(journal.not_sent(), columns=["object", "operation", "what", "code", "why"])
        folder.write_tables(NOT_SENT, [safe_cells(frame)])
        if state is State.STOPPED:
            return Applied(Ending.STOPPED, journal.tally, journal.reason)
        return _verified(planned, folder, wire, journal)
    except JournalError as error:
        return Applied(Ending.STOPPED, journal.tally, str(error))


def connected(prefix: str) -> Login:
    """Log in with the environment variables that begin so, each time it is called."""
    return lambda: connect(prefix)


def look(planned: Planned, folder: ResultFolder, *, current: Path | None, login: str | None) -> Difference:
    """Write load files and dry run against an export, or against the org itself where a login is named."""
    asked = asked_of(planned.settings, owners=planned.owners_only)
    if login is None:
        return planned.against(TargetExport(current, asked)).write(folder)
    tables = LiveTables(connect(login), asked)
    return planned.against(tables).write(folder)


def _verified(planned: Planned, folder: ResultFolder, wire: Wire, journal: Journal) -> Applied:
    """Look what the org still lacks: it alone says whether the publication is complete."""
    try:
        publication = planned.against(_tables(planned, wire))
    except InputError as error:
        journal.ended(State.STOPPED, "the org could not be read again")
        return Applied(Ending.STOPPED, journal.tally, f"the org could not be read again: {error.problems[0]}")
    publication.write(folder)
    rest = publication.dry_run()
    if not rest.empty:
        journal.ended(State.INCOMPLETE, f"{len(rest.changes):,} rows are missing in the org")
        return Applied(Ending.INCOMPLETE, journal.tally, rest=rest)
    journal.ended(State.COMPLETE)
    return Applied(Ending.COMPLETE, journal.tally, rest=rest, planning=publication.state == PLANNING)


def _settle(jobs: Jobs, journal: Journal) -> None:
    """End the jobs a former publication left behind, so that what is read afterwards stays true."""
    try:
        for job in journal.open_jobs:
            jobs.settle(job)
    except SendingStoppedError as error:
        message = f"a job of the unfinished publication cannot be brought to its end: {error}"
        remedy = "See Setup > Bulk Data Load Jobs, then run the same command again"
        raise InputError([Problem("Salesforce", message, remedy)]) from error


def _tables(planned: Planned, wire: Wire) -> LiveTables:
    return LiveTables(wire.org, asked_of(planned.settings, owners=planned.owners_only))
