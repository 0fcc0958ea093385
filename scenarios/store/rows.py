"""Outcomes to rows of the database and back; everything that is not a column of its own is JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from optimizer.mapping import FrozenMapping
from optimizer.money import from_cents
from optimizer.quotas import QuotaPlan
from optimizer.result import Result, Status
from optimizer.stop import Limit
from scenarios.address import Entry
from scenarios.answer import Answer, Found
from scenarios.comparison import compare
from scenarios.outcome import FOLLOWING, Failure, Outcome, Outcomes, Stage

from .alignments import KeptPlan

PASSING = frozenset({"MemoryError", "TimeoutError"})
"""Errors that say nothing of the scenario: another try may succeed."""
Row = Mapping[str, Any]


def now() -> str:
    """The time, UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def outcome_row(entry: Entry, outcome: Outcome) -> dict[str, object]:
    """Row of ``tables.OUTCOMES``."""
    return {
        "address": entry.address,
        "facts": entry.facts,
        "choices": entry.choices,
        "solver": entry.solver,
        "effort": entry.effort,
        "seed": entry.seed,
        "version": entry.version,
        "saved": now(),
        "seconds": repr(outcome.seconds),
        "plan": None if outcome.result is None else _plan(outcome.result),
        "failure": None if outcome.failure is None else _failure(outcome.failure),
    }


def entry_values(outcome: Outcome) -> dict[str, object]:
    """What ``tables.ENTRIES`` holds of an outcome: figures as in ``Comparison.to_frame``, quotas by territory."""
    figures = compare(Outcomes((outcome,)), outcome.name).figures(outcome)
    told = {name: _plain(value) for name, value in figures.items()}
    return {
        "saved": now(),
        "figures": json.dumps({**told, "changes": list(outcome.changes)}),
        "quotas": None if outcome.quotas is None else json.dumps(_quotas(outcome.quotas)),
    }


def answer_of(row: Row, kept: KeptPlan | None) -> Answer | None:
    """Answer of a row; None where it must be solved again.

    Parameters
    ----------
    row
        See ``tables.OUTCOMES``.
    kept
        Its alignment, None where there is none.
    """
    failure = None if row["failure"] is None else _read_failure(json.loads(row["failure"]))
    if failure is not None and (failure.stage is Stage.WORKER or failure.error in PASSING):
        return None
    if failure is not None and failure.stage in FOLLOWING:
        # Whoever takes the plan sets what follows from it by the rules of the day.
        failure = None
    if row["plan"] is None:
        return Answer(failure=failure, seconds=float(row["seconds"])) if failure is not None else None
    if kept is None:
        return None
    return Answer(found=_found(json.loads(row["plan"]), kept), failure=failure, seconds=float(row["seconds"]))


def _plan(result: Result) -> str:
    return json.dumps(
        {
            "status": result.status.name,
            "limit": result.limit.name,
            "centres": result.alignment.centre_unit.tolist(),
            "lower_bound": None if result.lower_bound is None else float(result.lower_bound),
            "runtime": result.runtime,
            "seed": int(result.seed),
            "statistics": {name: float(value) for name, value in result.statistics.items()},
        }
    )


def _found(plan: Row, kept: KeptPlan) -> Found:
    return Found(
        status=Status[plan["status"]],
        limit=Limit[plan["limit"]],
        territory_of=kept.territory_of,
        multiplier=kept.multiplier,
        centre_unit=np.array(plan["centres"], dtype=np.int32),
        lower_bound=plan["lower_bound"],
        runtime=plan["runtime"],
        seed=plan["seed"],
        statistics=FrozenMapping(plan["statistics"]),
    )


def _failure(failure: Failure) -> str:
    return json.dumps({"stage": failure.stage.name, "error": failure.error, "message": failure.message})


def _read_failure(told: Row) -> Failure:
    return Failure(Stage[told["stage"]], told["error"], told["message"])


def _quotas(quotas: QuotaPlan) -> list[list[str]]:
    """Territory, rep and exact quota of each."""
    amounts = [str(from_cents(cents)) for cents in quotas.cents.tolist()]
    return [list(row) for row in zip(map(str, quotas.labels), quotas.reps, amounts, strict=True)]


def _plain(value: Any) -> object:
    """A figure as JSON has it."""
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and np.isnan(plain) else plain
