"""Pictures of plans, one function a file; needs matplotlib: ``pip install 'territory-optimizer[plot]'``.

Each takes ``ax`` and returns it; left out, a figure at the width of a page is made. Nothing else of ``optimizer``
imports this package, and it loads matplotlib only when a picture is asked for: colours and places of names need none.

::

    plot_alignment      who serves which account, and from where      plot_quotas        quotas beside history
    plot_balance        deviations beside what was allowed            plot_frontier      plans by two goals
    plot_moves          who gives how much to whom                    plot_convergence   objective and bound over time
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .colours import territory_colours

if TYPE_CHECKING:
    from .alignment_map import plot_alignment
    from .balance_chart import plot_balance
    from .convergence import plot_convergence
    from .frontier import plot_frontier
    from .moves import plot_moves
    from .quotas import plot_quotas

__all__ = [
    "plot_alignment",
    "plot_balance",
    "plot_convergence",
    "plot_frontier",
    "plot_moves",
    "plot_quotas",
    "territory_colours",
]
HOMES = {
    "plot_alignment": "alignment_map",
    "plot_balance": "balance_chart",
    "plot_convergence": "convergence",
    "plot_frontier": "frontier",
    "plot_moves": "moves",
    "plot_quotas": "quotas",
}
"""Module of each picture."""


def __getattr__(name: str) -> object:
    """Load a picture when it is first asked for."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = import_module(f".{HOMES[name]}", __name__)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "matplotlib":
            raise
        message = f"{name} needs matplotlib, which is not installed: pip install 'territory-optimizer[plot]'"
        raise ImportError(message) from error
    return getattr(module, name)
