"""Pictures of plans, one function a file; needs matplotlib: ``pip install 'territory-optimizer[plot]'``.

Nothing else of ``optimizer`` imports this package, so that planning never waits for a drawing library.
"""

from .balance_chart import plot_balance
from .colours import territory_colours
from .territory_map import plot_territories

__all__ = ["plot_balance", "plot_territories", "territory_colours"]
