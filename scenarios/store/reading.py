"""Kept outcomes side by side, and who moves between two of them; no inputs are needed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from scenarios.comparison import frame_of_figures

from .errors import StoreError
from .kept import KeptOutcome, KeptRun
from .run_store import RunStore


def pick(store: RunStore, word: str) -> tuple[KeptOutcome, ...]:
    """Outcomes that a word names: ``3`` all of a run, ``3/two more`` one of them.

    Raises
    ------
    StoreError
        If it names no run, or no scenario of it.
    """
    number, _, name = word.partition("/")
    if not number.isdecimal():
        raise StoreError(store.where, f"{word!r} names no run", "Write its number, or number/scenario: 3/rebalanced")
    run = store.run(int(number))
    if not name:
        return run.outcomes
    chosen = tuple(outcome for outcome in run.outcomes if outcome.name == name)
    if not chosen:
        known = ", ".join(outcome.name for outcome in run.outcomes)
        raise StoreError(store.where, f"run {number} has no scenario {name!r}", f"Its scenarios: {known}")
    return chosen


def figures_frame(outcomes: Sequence[KeptOutcome]) -> pd.DataFrame:
    """One row an outcome that has ended, as ``Comparison.to_frame``; scenarios are called ``run/name``.

    Changes of travel are held against the first. Measures that a plan does not have are missing.
    """
    rows = [{**outcome.figures, "scenario": f"{outcome.run}/{outcome.name}"} for outcome in outcomes if outcome.figures]
    if not rows:
        return pd.DataFrame()
    frame = frame_of_figures({name: row[name] for name in row if name != "changes"} for row in rows)
    base = frame["travel_km"].iloc[0]
    frame["travel_change"] = frame["travel_km"] / base - 1 if base > 0 else float("nan")
    return frame


def moves_frame(store: RunStore, before: KeptOutcome, after: KeptOutcome) -> pd.DataFrame:
    """Accounts that two outcomes give to different territories: account, name, from, from_rep, to, to_rep.

    An account that only one of the two knows comes from nowhere, or goes there.

    Raises
    ------
    StoreError
        If one of the two has no plan.
    """
    old, new = (store.alignment_frame(outcome).set_index("account") for outcome in (before, after))
    columns = ["name", "territory", "rep"]
    both = old[columns].merge(new[columns], how="outer", left_index=True, right_index=True, suffixes=("_old", "_new"))
    moved = both.loc[both["territory_old"].fillna("") != both["territory_new"].fillna("")]
    return pd.DataFrame(
        {
            "account": moved.index,
            "name": moved["name_new"].fillna(moved["name_old"]).to_numpy(),
            "from": moved["territory_old"].to_numpy(),
            "from_rep": moved["rep_old"].to_numpy(),
            "to": moved["territory_new"].to_numpy(),
            "to_rep": moved["rep_new"].to_numpy(),
        }
    )


def runs_frame(runs: Sequence[KeptRun]) -> pd.DataFrame:
    """One row a run: run, begun, plan, scenarios, open, failed, approval, version."""
    columns = ["run", "begun", "plan", "scenarios", "open", "failed", "approval", "version"]
    rows = [
        (run.run, run.begun[:19], run.plan, len(run.outcomes), run.open, run.failed, run.approval, run.version)
        for run in runs
    ]
    return pd.DataFrame(rows, columns=columns)
