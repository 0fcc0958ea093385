"""How many reps pay: what the accounts are said to bring with more or less time."""

from __future__ import annotations

import numpy as np

from optimizer.capacity import SalesResponse
from optimizer.capacity.response import MOST_REPS, SizeBand
from optimizer.tables import Table, did_you_mean
from scenarios.connectors import parse_numbers

from .document import Keys
from .schema import PlanSchema
from .schema.capacity import SizeSection
from .sources import Sources

ANSWERS = ("hours", "sales", "none", "unlimited")


def read_size(schema: PlanSchema, section: SizeSection, sources: Sources) -> SizeBand | None:
    """The headcount of best profit and the band around it; None where a problem went to the log.

    Parameters
    ----------
    schema
        The plan file.
    section
        What it says of the size.
    sources
        The table of accounts, and where problems go.
    """
    table = sources.table("accounts")
    if table is None or not table.has(schema.columns.account):
        return None
    before = len(sources.log.problems)
    keys: Keys = ("capacity", "size", "response")
    columns = {answer: getattr(section.response, answer) for answer in ANSWERS}
    for answer, column in columns.items():
        if not table.has(column):
            remedy = f"{did_you_mean(column, table.frame.columns)}Name a column of the accounts"
            problem = sources.document.problem((*keys, answer), "accounts have no such column", remedy, value=column)
            sources.log.problems.append(problem)
    if len(sources.log.problems) > before:
        return None
    response = _response(table, columns, schema.columns.account)
    if response is None or len(sources.log.problems) > before:
        return None
    if float(response.gain.sum()) / section.cost_per_rep > MOST_REPS:
        message, remedy = f"it pays for over {MOST_REPS:,} reps", "Give the cost of a rep for a year"
        problem = sources.document.problem((*keys[:2], "cost_per_rep"), message, remedy, value=section.cost_per_rep)
        sources.log.problems.append(problem)
        return None
    return response.best_size(
        hours_per_rep=section.hours_per_rep,
        cost_per_rep=section.cost_per_rep,
        margin=section.margin,
        tolerance=section.tolerance,
    )


def _response(accounts: Table, columns: dict[str, str], account: str) -> SalesResponse | None:
    """Curves through the answers of all accounts; None where some do not rise from none over today to unlimited."""
    parsed = {column: parse_numbers(accounts.frame[column]) for column in set(columns.values())}
    table = Table(accounts.name, accounts.frame.assign(**parsed), accounts.log)
    read = {answer: table.numbers(column) for answer, column in columns.items()}
    sound = np.ones(len(table), dtype=bool)
    for answer, column in columns.items():
        wrong = table.blank(column) | np.isinf(read[answer]) | (read[answer] < 0)
        table.note_rows(wrong, column, "it must be a number of 0 or more", "Fill it in every row")
        sound &= np.isfinite(read[answer]) & ~wrong
    hours, today, least, most = (read[answer] for answer in ANSWERS)
    inert = (least == today) & (today == most)
    strange = sound & ~inert & ~((least < today) & (today < most) & (hours > 0))
    message = f"{columns['none']} < {columns['sales']} < {columns['unlimited']} is needed, and hours above 0"
    remedy = "Correct them, or give the same sales three times for an account that does not respond"
    table.note_rows(strange, columns["sales"], message, remedy)
    if strange.any() or not sound.all():
        return None
    ids = table.labels(account).astype(str).tolist()
    return SalesResponse.from_judgement(ids, hours=hours, sales=today, none=least, unlimited=most)
