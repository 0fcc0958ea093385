"""How loops are compiled, and where they are kept: the three decorators of all of them.

Numba wraps what it compiles for callers from Python and from C. With arguments of fifty arrays the wrappers take longer
to compile than the loops, and most loops are called by other loops alone: these get no wrapper, and their code is kept
with that of their callers.

What is compiled is kept on disk. Numba compiles a loop anew when its own file has changed, not when that of a loop it
calls has, and would then run a mixture of old and new: so each state of the sources has a folder of its own.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import numpy as np
from numba import config as numba_config
from numba import njit
from numba.extending import register_jitable
from platformdirs import user_cache_path

PACKAGE = Path(__file__).parent
SETTINGS = cast("Any", numba_config)
"""Of numba, which does not say what they are."""

Loop = TypeVar("Loop", bound=Callable[..., Any])


class Compiler(Protocol):
    """A decorator that leaves the types of a loop as they are."""

    def __call__(self, loop: Loop, /) -> Loop:
        """Return the loop, compiled once it is called."""
        ...


def find_folder(package: Path) -> Path | None:
    """Return the folder for what is compiled from the sources as they are, made if need be.

    Below ``NUMBA_CACHE_DIR`` where the user has set it, else beside the sources, else in the user's cache; None where
    nothing can be written.
    """
    name = f"loops-{fingerprint(package)}"
    asked = SETTINGS.CACHE_DIR
    places = [Path(asked)] if asked else [package / "__pycache__", user_cache_path("territory-optimizer")]
    return next((place / name for place in places if _is_writable(place / name)), None)


def fingerprint(package: Path) -> str:
    """Return what names a state of the sources: other texts or other names of files, another fingerprint."""
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        text = file.read_bytes()
        digest.update(f"{file.relative_to(package).as_posix()} {len(text)} ".encode())
        digest.update(text)
    return digest.hexdigest()[:16]


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _kept(**options: Any) -> Compiler:
    """A decorator whose loops are kept in the folder; compiled anew in each process where there is none."""

    def decorate(loop: Loop, /) -> Loop:
        before = SETTINGS.CACHE_DIR
        # Numba reads it while it decorates; other packages' loops are none of our business.
        SETTINGS.CACHE_DIR = before if FOLDER is None else str(FOLDER)
        try:
            return cast("Loop", njit(cache=FOLDER is not None, **options)(loop))
        finally:
            SETTINGS.CACHE_DIR = before

    return decorate


FOLDER = find_folder(PACKAGE)
_OPTIONS: dict[str, Any] = {"nogil": True, "no_cfunc_wrapper": True}

jitted = _kept(**_OPTIONS)
"""Decorator of a loop that is called from Python; its code is kept on disk, so that a machine compiles it once."""
jittable = cast("Compiler", register_jitable(**_OPTIONS, no_cpython_wrapper=True))
"""Decorator of a loop that only other loops call; called from Python, as tests may, it runs uncompiled."""
jit_inlined = _kept(inline="always")
"""Decorator of a formula of a few lines that is written out wherever it is called."""
wide = cast("Callable[[int], int]", np.int64)
"""One type of whole numbers for all calls: each further one would be compiled anew."""
