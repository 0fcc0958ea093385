"""How loops are compiled: the three decorators of all of them.

Numba wraps what it compiles for callers from Python and from C. With arguments of fifty arrays the wrappers take longer
to compile than the loops, and most loops are called by other loops alone: these get no wrapper, and their code is kept
with that of their callers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import numpy as np
from numba import njit
from numba.extending import register_jitable

Loop = TypeVar("Loop", bound=Callable[..., Any])


class Compiler(Protocol):
    """A decorator that leaves the types of a loop as they are."""

    def __call__(self, loop: Loop, /) -> Loop:
        """Return the loop, compiled once it is called."""
        ...


_OPTIONS: dict[str, Any] = {"nogil": True, "no_cfunc_wrapper": True}

jitted = cast("Compiler", njit(cache=True, **_OPTIONS))
"""Decorator of a loop that is called from Python; its code is kept on disk, so that a machine compiles it once."""
jittable = cast("Compiler", register_jitable(**_OPTIONS, no_cpython_wrapper=True))
"""Decorator of a loop that only other loops call; called from Python, as tests may, it runs uncompiled."""
jit_inlined = cast("Compiler", njit(cache=True, inline="always"))
"""Decorator of a formula of a few lines that is written out wherever it is called."""
wide = cast("Callable[[int], int]", np.int64)
"""One type of whole numbers for all calls: each further one would be compiled anew."""
