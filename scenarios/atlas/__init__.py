"""Outlines of countries and states that come with the package, for every map that is drawn."""

from .borders import Borders, read_borders

__all__ = ["Borders", "read_borders"]
