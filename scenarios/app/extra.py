"""Whether the packages of the page are there."""

from __future__ import annotations

from importlib.util import find_spec

from optimizer.exceptions import InputError, Problem

PACKAGES = ("panel", "bokeh", "matplotlib")
REMEDY = "Install the extra: pip install 'territory-optimizer[app]'"


def check_extra(packages: tuple[str, ...] = PACKAGES) -> None:
    """Tell what is missing.

    Raises
    ------
    InputError
        If a package is.
    """
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise InputError([Problem("territory app", f"it needs {' and '.join(missing)}", REMEDY)])
