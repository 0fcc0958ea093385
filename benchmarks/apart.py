"""Work in a process of its own: its memory is its own peak, and its failure is a reason, not a crash."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")

SECONDS_TO_END = 5.0


class WorkFailedError(RuntimeError):
    """The process gave no answer; the message says why in one line."""


def run_apart(work: Callable[[Task], Answer], task: Task, seconds: float) -> Answer:
    """Return ``work(task)`` as computed by a fresh process.

    Parameters
    ----------
    work
        A function of a module (it is looked up by name in the other process).
    task
        Its argument, small: it is sent over.
    seconds
        Time after which the process is ended.

    Raises
    ------
    WorkFailedError
        If it took too long, raised, or was ended by the system (as where memory runs out).
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(work, task, sender), daemon=False)
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            process.terminate()
            raise WorkFailedError(f"no answer within {seconds:,.0f} s")
        answer, reason = receiver.recv()
    except EOFError:
        process.join(SECONDS_TO_END)
        raise WorkFailedError(f"the process ended without an answer, exit code {process.exitcode}") from None
    finally:
        _end(process)
    if reason is not None:
        raise WorkFailedError(reason)
    return answer  # type: ignore[no-any-return]


def _answer(work: Callable[[Any], Any], task: Any, sender: Connection) -> None:
    try:
        message: tuple[Any, str | None] = (work(task), None)
    except Exception as error:  # noqa: BLE001 -- any failure is reported as the reason of a row
        traceback.print_exc()
        message = (None, one_line(error))
    sender.send(message)


def one_line(error: BaseException) -> str:
    """Name the kind of an error and the first line of what it says."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _end(process: Any) -> None:
    process.join(SECONDS_TO_END)
    if process.is_alive():
        process.terminate()
        process.join(SECONDS_TO_END)
    if process.is_alive():
        process.kill()
        process.join()
