"""Work over long arrays in fixed pieces, several at once: the pieces never depend on the number of threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

Answer = TypeVar("Answer")
Span = tuple[int, int]
"""First row of a piece, and the row after its last."""

THREADS = max(1, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))
"""Threads used; compiled loops release the interpreter lock."""
PIECES = 16
FEWEST = 32
"""Rows of a piece at least, where each takes long."""
SMALL = 20_000
"""Fewer rows than this are one piece."""


def in_chunks(count: int, work: Callable[[Span], Answer]) -> list[Answer]:
    """Call ``work((first, last))`` for pieces that cover ``range(count)`` and give the answers in order."""
    if count < SMALL:
        return [work((0, count))]
    return in_pieces(count, work)


def in_pieces(count: int, work: Callable[[Span], Answer]) -> list[Answer]:
    """As ``in_chunks``, for rows that each take long: always in pieces."""
    pieces = max(1, min(PIECES, count // FEWEST))
    return in_parallel(list(pairwise(count * piece // pieces for piece in range(pieces + 1))), work)


def in_parallel(pieces: list[Span], work: Callable[[Span], Answer]) -> list[Answer]:
    """Call ``work`` for each piece, several at once, and give the answers in order."""
    if THREADS == 1 or len(pieces) == 1:
        return [work(piece) for piece in pieces]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, pieces))
