"""The planner's side: plan files, scenarios, comparisons and results, on top of ``optimizer``.

Names are loaded when they are first used, so that the command line answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .changes import AddTerritories, Change, ChangeCriteria, KeepIncumbent
    from .comparison import Comparison, compare
    from .examples import Example, example_path
    from .outcome import Failure, Outcome, Outcomes, Stage
    from .planfile import Plan, QuotaRule, read_plan
    from .publish.files import write_files
    from .reasons import explain
    from .runner import RunObserver, run
    from .scenario import Scenario

__all__ = [
    "AddTerritories",
    "Change",
    "ChangeCriteria",
    "Comparison",
    "Example",
    "Failure",
    "KeepIncumbent",
    "Outcome",
    "Outcomes",
    "Plan",
    "QuotaRule",
    "RunObserver",
    "Scenario",
    "Stage",
    "compare",
    "example_path",
    "explain",
    "read_plan",
    "run",
    "write_files",
]

_HOMES = {
    "changes": ("AddTerritories", "Change", "ChangeCriteria", "KeepIncumbent"),
    "comparison": ("Comparison", "compare"),
    "examples": ("Example", "example_path"),
    "outcome": ("Failure", "Outcome", "Outcomes", "Stage"),
    "planfile": ("Plan", "QuotaRule", "read_plan"),
    "publish.files": ("write_files",),
    "reasons": ("explain",),
    "runner": ("RunObserver", "run"),
    "scenario": ("Scenario",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
