"""Processes that work side by side: a fair share of the cores each, renewed when one is killed, gone with their parent.

Nothing heavy is imported here, so that a process begins at once.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from .watched_pool import WatchedPool

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
KEPT = 2
"""Parcels a worker keeps; the oldest makes room."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What all orders of a run share, under a key made of its content.

    Parameters
    ----------
    key
        Hash of the payload.
    payload
        The pickled whole; None where the receiver should have it.
    """

    key: str
    payload: bytes | None = None


_parcels: dict[str, bytes] = {}
_contents: dict[str, Any] = {}
_lent: dict[str, tuple[int, Any]] = {}


@contextmanager
def lent(key: str, content: object) -> Iterator[None]:
    """Have a content at hand, as it is, for threads of this process and for processes forked from it."""
    _lent[key] = (os.getpid(), content)
    try:
        yield
    finally:
        del _lent[key]


def keep(parcel: Parcel) -> None:
    """Put a parcel away in this process, to be opened when it is first needed."""
    if parcel.payload is not None and parcel.key not in _parcels:
        for old in list(_parcels)[: len(_parcels) - KEPT + 1]:
            _parcels.pop(old, None)
            _contents.pop(old, None)
        _parcels[parcel.key] = parcel.payload


def unpacked(parcel: Parcel) -> Any:
    """Content of a parcel that is, or was once, given whole to this process; None where it was not."""
    if parcel.key in _lent:
        process, content = _lent[parcel.key]
        if process != os.getpid() and parcel.key not in _contents:
            _contents[parcel.key] = content
            hold_threads(1)
        return content
    keep(parcel)
    if parcel.key not in _parcels:
        return None
    if parcel.key not in _contents:
        _contents[parcel.key] = pickle.loads(_parcels[parcel.key])  # noqa: S301 -- from our own parent
        hold_threads(int(os.environ.get("TERRITORY_THREADS", "1")))
    return _contents[parcel.key]


def hold_threads(count: int) -> None:
    """Hold BLAS, OpenMP, numba and the loops over long arrays of this process to ``count`` threads each.

    Only what is loaded by now is held; none of it changes a plan by the number of its threads.
    """
    import threadpoolctl  # noqa: PLC0415 -- needed by workers alone

    threadpoolctl.threadpool_limits(limits=count)
    numba, chunks = sys.modules.get("numba"), sys.modules.get("optimizer.chunks")
    if numba is not None:
        numba.set_num_threads(min(count, numba.get_num_threads()))
    if chunks is not None:
        vars(chunks)["THREADS"] = min(vars(chunks)["THREADS"], count)


def begin(threads: int, parcel: Parcel | None) -> None:
    """Make a new process a worker: Ctrl-C is its parent's business, and it ends when the parent does.

    Parameters
    ----------
    threads
        Its share of the cores.
    parcel
        What its orders will need.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
        os.environ[f"{name}_NUM_THREADS"] = str(threads)
    os.environ["TERRITORY_THREADS"] = str(threads)
    threading.Thread(target=leave_with_parent, daemon=True).start()
    if parcel is not None:
        keep(parcel)


def leave_with_parent() -> None:
    """Wait for the parent of this process, and end with it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # A killed parent cannot ask anybody to end, and nobody is left to hear of the plan.
        os._exit(1)


class ProcessWorkers(Executor):
    """Processes on this machine, each with a fair share of its cores; started with the first order.

    Parameters
    ----------
    count
        How many.
    patience
        Seconds after which a scenario counts as hung and its process is ended; None to wait for ever.

    Raises
    ------
    ValueError
        If there is no worker, or patience is not above 0.
    """

    def __init__(self, count: int, *, patience: float | None = None) -> None:
        if count < 1:
            raise ValueError(f"there must be at least 1 worker, given {count}")
        if patience is not None and not patience > 0:
            raise ValueError(f"patience must be above 0 seconds, given {patience}")
        self.patience = patience
        self._max_workers = count
        self._parcel: Parcel | None = None
        self._pool: WatchedPool | None = None

    @staticmethod
    def fair_count() -> int:
        """Cores this process may use."""
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @property
    def threads(self) -> int:
        """Threads of each worker."""
        return max(1, self.fair_count() // self._max_workers)

    @property
    def processes(self) -> tuple[int, ...]:
        """Process ids of the workers that live."""
        return () if self._pool is None else self._pool.processes

    def carry(self, parcel: Parcel) -> None:
        """Give workers started from now on what their orders need."""
        self._parcel = parcel

    def submit(self, fn: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Answer]:
        """See ``concurrent.futures.Executor``."""
        if self._pool is None:
            self._pool = WatchedPool(self._max_workers, begin, (self.threads, self._parcel))
        return self._pool.submit(fn, *args, **kwargs)

    def renew(self) -> None:
        """End all workers, whatever they do; the next order starts new ones."""
        if self._pool is not None:
            self._pool.end()
            self._pool = None

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 -- as inherited
        """See ``concurrent.futures.Executor``."""
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)
            self._pool = None
