"""Searches: each a frozen object with its settings, each usable alone through ``solve(..., solver=...)``."""
