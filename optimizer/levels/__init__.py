"""Levels above territories and roles beside them.

::

    regions     top-down: territories planned inside given regions
    grouping    bottom-up: territories grouped to districts, districts to regions; overlays, by the same solvers
    layers      several roles an account, each with its own alignment
"""

from .grouping import Grouping, group_territories, territories_as_units
from .layers import Layer, Layers
from .regions import territories_in_regions, within_regions

__all__ = [
    "Grouping",
    "Layer",
    "Layers",
    "group_territories",
    "territories_as_units",
    "territories_in_regions",
    "within_regions",
]
