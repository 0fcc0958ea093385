"""Numbers as given, checked once: of one shape, finite, within limits, read-only."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats


def checked(name: str, values: ArrayLike, shape: tuple[int, ...], *, most: float = np.inf) -> Floats:
    """Read-only copy of numbers from 0 to ``most``, repeated along axes that are missing.

    Parameters
    ----------
    name
        What they are, for the message.
    values
        Numbers of the shape, or of one that numpy repeats to it (a single number, or a row for all rows).
    shape
        Of the result.
    most
        Largest number that makes sense.

    Raises
    ------
    ValueError
        For another shape, or a number that is not finite, negative or above ``most``.
    """
    given = np.asarray(values, dtype=np.float64)
    try:
        array: Floats = np.array(np.broadcast_to(given, shape))
    except ValueError as error:
        raise ValueError(f"{name} has shape {given.shape}, expected {shape} or one number for all") from error
    wrong = np.argwhere(~(np.isfinite(array) & (array >= 0) & (array <= most)))
    if len(wrong):
        place = tuple(wrong[0].tolist())
        limits = "not negative" if most == np.inf else f"0..{most:g}"
        raise ValueError(f"{name} must be finite and {limits}, given {array[place]} at {place}")
    array.flags.writeable = False
    return array
