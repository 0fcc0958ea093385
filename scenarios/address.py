"""Where an outcome is kept: a hash of facts, choices, solver, effort, seed and code; nothing is solved twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import optimizer
from optimizer.instance import Instance
from optimizer.solve import Solver
from optimizer.solvers.portfolio import Portfolio
from optimizer.stop import StoppingCriterion

from .digest import digest
from .scenario import Scenario

PACKAGE = "territory-optimizer"
SOURCES = ("scenario.py", "changes.py", "warm_starts.py")
"""Files beside this one that decide what a scenario asks; all of ``optimizer`` decides the answer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One scenario of a run, addressed.

    Parameters
    ----------
    name
        What the scenario is called; not part of the address, so that another name is not solved again.
    facts, choices, solver, effort
        Digests of the instance before changes, of criteria and changes, of the solver, and of the stopping criterion
        with the address of the plan that the search begins from, if any.
    seed
        Seed of this scenario's search.
    version
        Version of the code, see ``code_version``.
    """

    name: str
    facts: str
    choices: str
    solver: str
    effort: str
    seed: int
    version: str

    @property
    def address(self) -> str:
        """Hash of all but the name, 64 letters."""
        return digest((self.facts, self.choices, self.solver, self.effort, self.seed, self.version))


def entries_of(
    instance: Instance,
    scenarios: Sequence[Scenario],
    stop: StoppingCriterion,
    *,
    solver: Solver | None,
    seeds: Sequence[int],
    starts: Sequence[int | None] | None = None,
) -> tuple[Entry, ...]:
    """Address the scenarios of a run; parameters as for ``run``.

    Parameters
    ----------
    seeds
        That of each scenario.
    starts
        Position of the earlier scenario whose plan each begins from, None for none; None where all begin from nothing.

    Raises
    ------
    ValueError
        If the solver, a change or the stopping criterion holds something that has no content, see ``digest``.
    """
    # Notes are for people and name files; the same facts from a renamed file are the same facts.
    facts = digest(replace(instance, notes=()))
    method, effort, code = digest(solver or Portfolio()), digest(stop), code_version()
    entries: list[Entry] = []
    for scenario, seed, start in zip(scenarios, seeds, starts or [None] * len(seeds), strict=True):
        begun = effort if start is None else digest((effort, entries[start].address))
        choices = digest((scenario.criteria, scenario.changes))
        entries.append(Entry(scenario.name, facts, choices, method, begun, seed, code))
    return tuple(entries)


@cache
def code_version() -> str:
    """Version of the package and a hash of the sources that decide a plan: ``0.1.0+3f0c9a1b2d4e``."""
    try:
        released = version(PACKAGE)
    except PackageNotFoundError:
        released = "0"
    room = Path(__file__).parent
    files = [*Path(optimizer.__file__).parent.rglob("*.py"), *(file for name in SOURCES for file in room.glob(name))]
    hasher = hashlib.sha256()
    for file in sorted(files):
        hasher.update(file.name.encode() + b"\0" + file.read_bytes())
    return f"{released}+{hasher.hexdigest()[:12]}"
