"""A run of the store as the folder of results it wrote: taken from there and set side by side again, nothing solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from optimizer.quotas import QuotaPlan
from optimizer.stop import MaxRuntime, StoppingCriterion, TargetGap
from scenarios.address import Entry
from scenarios.answer import Answer
from scenarios.comparison import compare
from scenarios.frontier import find_frontier
from scenarios.observer import RunObserver
from scenarios.outcome import Outcome
from scenarios.planfile import Plan, read_plan
from scenarios.publish.files import FRONTIER, write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import RunRecord, read_record
from scenarios.runner import run
from scenarios.store import KeptRun, RunStore, StoreError


@dataclass(frozen=True, slots=True)
class _Reading:
    """A store that is only read: a scenario it does not have is an error instead of a search."""

    store: RunStore
    kept: KeptRun

    def begin(self, entries: Sequence[Entry]) -> int:  # noqa: ARG002 -- no run begins
        """Give the number of the run that is told."""
        return self.kept.run

    def find(self, entry: Entry) -> Answer | None:
        """Give what came of a scenario."""
        found = self.store.find(entry)
        if found is None:
            raise StoreError(
                self.store.where,
                f"run {self.kept.run} has no plan of {entry.name} for the plan file and tables as they are now "
                f"(it was begun by version {self.kept.version}, this is {entry.version})",
                f"Give the folder of its results{_place(self.kept)}, or `territory resume {self.kept.run}`",
            )
        return found

    def save(self, run: int, position: int, *, entry: Entry, outcome: Outcome) -> None:
        """Keep nothing: it is there."""


def recall(store: RunStore, number: int) -> RunRecord:
    """Give what a run wrote, whether or not its folder of results is still there.

    The plan file is read again; its plans come from the store and are judged from the facts, quotas are set on them.

    Parameters
    ----------
    store
        Where the run is kept.
    number
        Of the run.

    Raises
    ------
    StoreError
        If there is no such run, it is from Python, or plan file or tables have changed since.
    InputError
        If the plan file cannot be read any more.
    """
    kept = store.run(number)
    if kept.file is None or not Path(kept.file).is_file():
        where = "it is from Python" if kept.file is None else f"{kept.file} is gone"
        message = f"the plan file of run {number} cannot be read: {where}"
        raise StoreError(store.where, message, f"Give the folder of its results{_place(kept)}")
    plan = read_plan(Path(kept.file))
    outcomes = run(
        plan.instance,
        plan.scenarios,
        _stop(plan, kept),
        seed=plan.seed if kept.options.get("seed") is None else int(str(kept.options["seed"])),
        quotas=plan.quotas,
        capacity=plan.capacity,
        fairness=plan.fairness,
        observer=RunObserver(),
        store=_Reading(store, kept),
    )
    comparison = compare(outcomes, "today" if "today" in outcomes.names else outcomes.names[0])
    split = QuotaPlan.split if plan.quotas is None else plan.quotas.split
    with TemporaryDirectory() as made:
        folder = ResultFolder(Path(made))
        if plan.swept:
            folder.write_tables(FRONTIER, [find_frontier(outcomes).to_frame()])
        write_files(comparison, folder, title=plan.name, size=plan.size, split=split)
        return read_record(folder.path)


def _stop(plan: Plan, kept: KeptRun) -> StoppingCriterion:
    """Effort of the run: the plan's, or what the command line asked instead."""
    seconds = kept.options.get("seconds")
    return plan.stop if seconds is None else MaxRuntime(float(str(seconds))) | TargetGap(plan.stop.gap)


def _place(kept: KeptRun) -> str:
    """Name the folder of the results, where it was noted."""
    out = kept.options.get("out")
    return "" if out is None else f" ({out})"
