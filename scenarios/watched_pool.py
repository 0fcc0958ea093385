"""A pool of processes that breaks whenever one of them is killed, even in the middle of its answer.

The pool of the standard library reads an answer to its end before it looks whether anybody still writes it. Where the
writer is killed half way it reads for ever, since the other workers, and this process itself, keep the pipe open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
WATCH = "pool watch"
"""Name of the threads that watch."""
GRACE = 3.0
"""Seconds in which a pool has to notice by itself that a process has ended."""
GLANCE = 1.0
"""Seconds after which processes begun in the meantime are watched too."""


class _Spawning(SpawnContext):
    """Starts fresh processes and remembers them, since a pool does not tell whom to end."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **options: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802 -- as a pool calls it
        process = SpawnProcess(*args, **options)
        self.started.append(process)
        return process


@dataclass(slots=True, eq=False)
class _Line:
    """What connects a pool with its processes; it can be cut.

    Parameters
    ----------
    started
        All processes so far.
    manager
        Thread that reads the answers; None before the first order.
    answers
        Queue it reads from.
    lock
        Held while an order is handed over, so that no process is begun on a line that is cut.
    cut
        True once it is.
    """

    started: list[SpawnProcess]
    manager: threading.Thread | None = None
    answers: Any = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    cut: bool = False

    def sever(self) -> None:
        """End all processes and let whoever reads their answers come to an end."""
        with self.lock:
            self.cut = True
            for process in self.started:
                if process.is_alive():
                    process.kill()
            if self.answers is not None:
                # Ours is the last end that is open for writing.
                self.answers._writer.close()  # noqa: SLF001 -- no public way

    def watch(self) -> None:
        """Cut the line if a process ends and the pool does not; returns when the pool has ended."""
        manager = self.manager
        while manager is not None and manager.is_alive():
            with self.lock:
                sentinels = [process.sentinel for process in self.started if process.pid is not None]
            if wait(sentinels, timeout=GLANCE):
                manager.join(GRACE)
                if manager.is_alive():
                    self.sever()
                    return


class WatchedPool:
    """Fresh processes, started as orders come.

    Parameters
    ----------
    count
        How many at most.
    begin, given
        Called first in each of them, and with what.
    """

    def __init__(self, count: int, begin: Callable[..., None], given: tuple[Any, ...]) -> None:
        context = _Spawning()
        self._line = _Line(context.started)
        self._pool = ProcessPoolExecutor(count, mp_context=context, initializer=begin, initargs=given)

    @property
    def processes(self) -> tuple[int, ...]:
        """Process ids of those that live."""
        return tuple(each.pid for each in self._line.started if each.is_alive() and each.pid is not None)

    def submit(self, fn: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Answer]:
        """See ``concurrent.futures.Executor``.

        Raises
        ------
        BrokenProcessPool
            If a process was killed.
        """
        line = self._line
        with line.lock:
            if line.cut:
                raise BrokenProcessPool("a process of the pool was killed")
            future = self._pool.submit(fn, *args, **kwargs)
            if line.manager is None:
                inside = vars(self._pool)
                line.manager, line.answers = inside["_executor_manager_thread"], inside["_result_queue"]
                # It knows the line and not the pool, which may thus be forgotten by whoever made it.
                threading.Thread(target=line.watch, name=WATCH, daemon=True).start()
        return future

    def shutdown(self, *, wait: bool, cancel_futures: bool) -> None:
        """See ``concurrent.futures.Executor``."""
        # One that waits closes the pipe too, and another thread may be about to.
        self._pool.shutdown(wait=False, cancel_futures=cancel_futures)
        if wait and self._line.manager is not None:
            self._line.manager.join()
            self._line.sever()

    def end(self) -> None:
        """End all processes, whatever they do."""
        self._line.sever()
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._line.manager is not None:
            # A process forked from this one by somebody else may hold the pipe open: no reason to wait for that.
            self._line.manager.join(GRACE)
