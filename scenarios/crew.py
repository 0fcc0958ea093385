"""Work on any executor: what all orders share travels once a worker, and a worker that dies takes no order with it.

An order is sent with the key of what it shares with the others. A worker that does not have it answers so, and only
then the whole is sent. Processes of our own have it from their first breath, workers of Dask by its scatter.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import uuid4

from .workers import Parcel, ProcessWorkers, lent, unpacked

Order = TypeVar("Order")
Answer = TypeVar("Answer")
MOST_FLYING = 64
"""Orders handed to an executor at once where it does not say how many workers it has."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An order that has no answer.

    Parameters
    ----------
    error
        Type of the error.
    message
        What is known of the cause.
    overdue
        True if it was ended because it took too long.
    """

    error: str
    message: str
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class NotHere:
    """The answer of a worker that has not been sent what orders share."""


def work(parcel: Parcel, order: Any, payload: bytes | None = None) -> Any:
    """Carry out one order in a worker; ``NotHere`` where what it needs has not been sent yet.

    Parameters
    ----------
    parcel, order
        What orders share, and this one.
    payload
        That of the parcel, where it reached the worker on another way.
    """
    shared = unpacked(parcel if payload is None else Parcel(parcel.key, payload))
    if shared is None:
        return NotHere()
    task, context = shared
    return task(context, order)


@dataclass(slots=True)
class Crew(Generic[Order, Answer]):
    """Orders on their way.

    Parameters
    ----------
    executor
        Any executor; a broken one is replaced by processes of our own where it cannot be renewed.
    task
        Called in the worker with the context and an order; a function of a module.
    context
        What all orders share.
    hear
        Told the position of each order when it is first handed over.

    Raises
    ------
    ValueError
        If task or context cannot be sent to another process.
    """

    executor: Executor
    task: Callable[[Any, Order], Answer]
    context: object
    hear: Callable[[int], None] = field(default=lambda _: None)
    _parcel: Parcel = field(init=False)
    _own: ProcessWorkers | None = field(default=None, init=False)
    _told: set[int] = field(default_factory=set, init=False)
    _spread: Any = field(default=None, init=False)

    def __post_init__(self) -> None:
        if isinstance(self.executor, ThreadPoolExecutor):
            # Threads share what there is; nothing is sent.
            self._parcel = Parcel(uuid4().hex)
            return
        try:
            payload = pickle.dumps((self.task, self.context), protocol=pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise ValueError(
                f"workers cannot be sent this: {error}; define functions and classes in a module"
            ) from error
        self._parcel = Parcel(hashlib.sha256(payload).hexdigest(), payload)
        if isinstance(self.executor, ProcessWorkers):
            self.executor.carry(self._parcel)

    def answers(
        self, orders: Sequence[Order], ready: Callable[[int], bool] = lambda _: True
    ) -> Iterator[tuple[int, Answer | Lost]]:
        """Give the position and the answer of every order as they come.

        All that were with a worker when one died are sent once more, each alone, so that only the order that kills
        its worker is lost.

        Parameters
        ----------
        orders
            Each is looked up when it is sent.
        ready
            Whether the order at a position may be sent; asked again after every answer.
        """
        left = dict.fromkeys(range(len(orders)))
        try:
            with lent(self._parcel.key, (self.task, self.context)):
                self._spread = self._scattered() if len(orders) else None
                while left:
                    suspects: list[int] = []
                    for position, answer in self._together(orders, list(left), self._at_once(), ready):
                        del left[position]
                        if isinstance(answer, Lost) and not answer.overdue:
                            suspects.append(position)
                        else:
                            yield position, answer
                    # What was spread may have been lost with the workers that had it.
                    self._spread = None
                    yield from self._together(orders, suspects, 1)
                    if not suspects:
                        # Nobody will answer what the others wait for.
                        ready = _at_any_time
        finally:
            if self._own is not None:
                self._own.shutdown()

    def _together(
        self,
        orders: Sequence[Order],
        positions: Sequence[int],
        at_once: int,
        ready: Callable[[int], bool] = lambda _: True,
    ) -> Iterator[tuple[int, Answer | Lost]]:
        """Work on orders several at once; it ends before its last order where none is on its way and none is ready."""
        waiting = deque(positions)
        flying: dict[Future[Answer | NotHere], tuple[int, float]] = {}
        try:
            while waiting or flying:
                while len(flying) < at_once:
                    position = next((each for each in waiting if ready(each)), None)
                    if position is None:
                        break
                    waiting.remove(position)
                    flying[self._sent(orders[position])] = (position, time.monotonic())
                    self._tell(position)
                if not flying:
                    return
                done, _ = wait(flying, timeout=self._patience(), return_when=FIRST_COMPLETED)
                for future in done:
                    position, since = flying.pop(future)
                    answer = _answer(future)
                    if isinstance(answer, NotHere):
                        flying[self._sent(orders[position], whole=True)] = (position, since)
                    else:
                        yield position, answer
                for position, lost in self._overdue(flying):
                    if lost is None:
                        waiting.appendleft(position)
                    else:
                        yield position, lost
        finally:
            self._give_up(flying)

    def _tell(self, position: int) -> None:
        if position not in self._told:
            self._told.add(position)
            self.hear(position)

    def _sent(self, order: Order, *, whole: bool = False) -> Future[Any]:
        parcel = self._parcel if whole else Parcel(self._parcel.key)
        given = (parcel, order) if self._spread is None else (parcel, order, self._spread)
        try:
            return self.executor.submit(work, *given)
        except BrokenExecutor:
            self._renew()
            return self.executor.submit(work, *given)

    def _scattered(self) -> Any:
        """Give the payload to all workers of a Dask cluster; what stands for it, None for other executors."""
        client = self._client()
        return None if client is None else client.scatter(self._parcel.payload, broadcast=True, hash=False)

    def _client(self) -> Any:
        # Not the client of whoever runs this, but the one behind this very executor.
        dask = sys.modules.get("distributed")
        return getattr(self.executor, "_client", None) if dask is not None else None

    def _renew(self) -> None:
        if not isinstance(self.executor, ProcessWorkers):
            self._own = ProcessWorkers(min(self._at_once(), ProcessWorkers.fair_count()))
            self._own.carry(self._parcel)
            self.executor = self._own
        self.executor.renew()

    def _at_once(self) -> int:
        """As many as there are workers, and one that waits, so that none is idle while an answer is looked at."""
        # Pools of the standard library have this name; a cluster takes all orders and shares them out by itself.
        most = sys.maxsize - 1 if self._client() is not None else MOST_FLYING
        workers = int(getattr(self.executor, "_max_workers", most))
        # Where the time of an order counts it must not wait.
        return workers + (self._patience() is None)

    def _patience(self) -> float | None:
        return self.executor.patience if isinstance(self.executor, ProcessWorkers) else None

    def _overdue(self, flying: dict[Future[Any], tuple[int, float]]) -> list[tuple[int, Lost | None]]:
        """End all workers if one took too long; orders beside it are given back without a loss."""
        patience, now = self._patience(), time.monotonic()
        if patience is None or not any(now - since >= patience for _, since in flying.values()):
            return []
        message = f"no answer within {patience:,.0f} s; its process was ended"
        told = [
            (position, Lost("TimeoutError", message, overdue=True) if now - since >= patience else None)
            for position, since in flying.values()
        ]
        flying.clear()
        self._renew()
        return told

    def _give_up(self, flying: dict[Future[Any], tuple[int, float]]) -> None:
        """Leave what is still flying: an interrupted run does not wait for searches nobody asks for any more."""
        for future in flying:
            future.cancel()
        if flying and isinstance(self.executor, ProcessWorkers):
            self.executor.renew()


def _at_any_time(position: int) -> bool:  # noqa: ARG001 -- what is asked
    return True


def _answer(future: Future[Any]) -> Any:
    """Answer of a future; ``Lost`` where its worker was, while an error of the task itself is raised."""
    try:
        return future.result()
    except _losses() as error:
        return Lost(type(error).__name__, " ".join(str(error).split()) or "the worker ended without a word")


def _losses() -> tuple[type[BaseException], ...]:
    """Errors by which executors tell that a worker is gone."""
    known: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError, MemoryError, TimeoutError)
    dask = sys.modules.get("distributed")
    return known if dask is None else (*known, dask.KilledWorker, dask.client.FutureCancelledError)
