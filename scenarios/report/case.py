"""What a report is about: one scenario of a run, beside today and the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment
from optimizer.instance import COUNT, NOBODY, Instance, Territories, Units, rows_of
from optimizer.travel import GreatCircle, Planar
from scenarios.publish.record import RunRecord

from .words import is_known

UNPLANNED = "cannot be planned"
"""How the reason of an account begins that no plan can cover: it does not move."""
KEPT = "kept"


@dataclass(frozen=True, eq=False)
class ReportCase:
    """One scenario of a run.

    Parameters
    ----------
    record
        What the run wrote.
    scenario
        Which plan; see ``choose_scenario``.
    dated
        When the run was written, as people write it; empty where that is not known.
    """

    record: RunRecord
    scenario: str
    dated: str = ""

    @cached_property
    def entry(self) -> Mapping[str, Any]:
        """What ``assessment.json`` tells of the plan."""
        return next(entry for entry in self.record.scenarios if entry["scenario"] == self.scenario)

    @cached_property
    def today(self) -> str | None:
        """Scenario that keeps today's alignment, None where there is none or it is the one reported."""
        kept = [str(e["scenario"]) for e in self.record.scenarios if e.get("status") == KEPT]
        found = next((name for name in kept if name in self.record.planned), None)
        return None if found == self.scenario else found

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Measures of the plan, without the count."""
        columns = [str(column) for column in self.record.tables["territories"].columns]
        found = (column.removeprefix("deviation_") for column in columns if column.startswith("deviation_"))
        return tuple(measure for measure in found if measure != COUNT)

    @cached_property
    def lead(self) -> str:
        """Measure that stands for size: the first with a tolerance, else the first; the count where there is none."""
        return next(iter([*self.balanced, *self.measures]), COUNT)

    @cached_property
    def balanced(self) -> tuple[str, ...]:
        """Measures of which a tolerance is asked, the count too."""
        frame = self.territories
        return tuple(m for m in (*self.measures, COUNT) if frame[f"tolerance_{m}"].notna().any())

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """One row an account of the plan: the alignment, with ``place_x``, ``place_y`` and the measures.

        ``was_rep`` names who has it today; ``moves?`` and ``new?`` tell what becomes of it, under names that no measure
        has.
        """
        facts = self.record.tables["accounts"]
        across, up = axes_of(facts)
        places = facts.rename(columns={across: "place_x", up: "place_y"})
        wanted = ["account", "place_x", "place_y", *(m for m in self.measures if m in facts)]
        frame = self.record.rows("alignment", self.scenario).merge(
            places[wanted], on="account", how="left", validate="1:1"
        )
        planned = ~frame["reason"].str.startswith(UNPLANNED)
        frame["was_rep"] = frame["was"].map(self.reps).fillna("")
        frame["moves?"] = (frame["was"] != "") & (frame["was"] != frame["territory"]) & planned
        frame["new?"] = (frame["was"] == "") & (frame["territory"] != "")
        frame[COUNT] = 1.0
        return frame

    @cached_property
    def territories(self) -> pd.DataFrame:
        """One row a territory of the plan; ``label`` names its rep, with the territory where reps share a name."""
        frame = self.record.rows("territories", self.scenario)
        frame["label"] = frame["territory"].map(self.reps)
        across, up = axes_of(frame)
        return frame.rename(columns={across: "place_x", up: "place_y"})

    @cached_property
    def reps(self) -> Mapping[str, str]:
        """Territory -> its rep, over all scenarios; with the territory where reps share a name or have none."""
        every = self.record.tables["territories"].drop_duplicates("territory", keep="last")
        names = dict(zip(every["territory"], every["rep"], strict=True))
        shared = every["rep"].value_counts()
        return {
            label: label if not rep else f"{rep} ({label})" if shared[rep] > 1 and rep != label else rep
            for label, rep in names.items()
        }

    @cached_property
    def incumbents(self) -> bool:
        """Whether anybody serves any account today."""
        return bool((self.accounts["was"] != "").any())

    @cached_property
    def figures(self) -> pd.Series[Any]:
        """Row of the comparison."""
        return self._figures_of(self.scenario)

    @cached_property
    def before(self) -> pd.Series[Any] | None:
        """Row of the comparison of today's alignment, None where there is none."""
        return None if self.today is None else self._figures_of(self.today)

    @cached_property
    def quotas(self) -> pd.DataFrame:
        """The waterfall of the plan, or its quotas alone; empty where it has none. Whole cents, and the chance."""
        frame = self.record.rows("waterfall", self.scenario)
        if frame.empty and "quota" in self.territories and self.territories["quota"].notna().any():
            frame = self.territories[["territory", "rep", "quota"]].copy()
        if not frame.empty:
            frame["label"] = frame["territory"].map(self.reps)
        return frame

    def total(self, measure: str, rows: pd.DataFrame | None = None) -> float:
        """Sum of a measure over rows of ``accounts``, all of them by default."""
        return float((self.accounts if rows is None else rows)[measure].sum())

    def has(self, figure: str) -> bool:
        """Whether the comparison has a figure of the plan."""
        return figure in self.figures.index and is_known(self.figures[figure])

    @cached_property
    def alignment(self) -> Alignment:
        """The plan as a value again, to colour its territories; targets and rules are not in it."""
        rows, held = self.accounts, self.territories
        planar = "x" in self.record.tables["accounts"].columns
        order = ["place_x", "place_y"] if planar else ["place_y", "place_x"]
        labels = pd.Index(held["territory"].tolist(), dtype=object)
        nobody = np.full(len(held), NOBODY, dtype=np.int32)
        units = Units(
            ids=pd.Index(rows["account"].tolist(), dtype=object),
            places=rows[order].to_numpy(dtype=np.float64),
            activity=np.zeros((len(rows), 0)),
            incumbent=rows_of(labels, rows["was"]),
            family=np.arange(len(rows), dtype=np.int32),
        )
        centres = held[order].to_numpy(dtype=np.float64)
        territories = Territories(labels, tuple(held["label"]), centres, np.zeros((len(held), 0)))
        instance = Instance(units, territories, travel=Planar() if planar else GreatCircle())
        return Alignment(instance, rows_of(labels, rows["territory"]), nobody)

    def _figures_of(self, scenario: str) -> pd.Series[Any]:
        frame = self.record.tables["comparison"]
        return frame[frame["scenario"] == scenario].iloc[0]


def choose_scenario(record: RunRecord, name: str | None = None) -> str:
    """Find the plan to report: the one named, the knee of a sweep, else the first solved one that keeps every rule.

    Where none keeps every rule it is the first that was solved, and today's where nothing was.

    Raises
    ------
    InputError
        If there is no plan of that name.
    """
    if name is not None:
        return record.choose(name)
    frontier = record.tables.get("frontier")
    if frontier is not None and frontier["knee"].any():
        return str(frontier.loc[frontier["knee"].astype(bool), "scenario"].iloc[0])
    figures = record.tables["comparison"].set_index("scenario")["feasible"]
    good = [scenario for scenario in record.solved if bool(figures[scenario])]
    return next(iter([*good, *record.solved, *record.planned]))


def dated(seconds: float) -> str:
    """Write a time, seconds since 1970, as a day."""
    day = datetime.fromtimestamp(seconds, UTC)
    return f"{day.day} {day:%B %Y}"


def axes_of(frame: pd.DataFrame) -> tuple[str, str]:
    """Columns of the place: across, up."""
    return ("x", "y") if "x" in frame.columns else ("longitude", "latitude")
