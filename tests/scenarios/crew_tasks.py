"""What workers of the tests do; processes import it, so that it stands in a module of its own."""

import os
import signal
import sys
import time
from multiprocessing import connection
from pathlib import Path


class Heavy:
    """A context that notes in a file which process unpacks it."""

    def __init__(self, file):
        self.file = file

    def __setstate__(self, state):
        self.__dict__.update(state)
        with Path(self.file).open("a") as notes:
            notes.write(f"{os.getpid()}\n")


def times(context, order):
    """Multiply."""
    return context * order


def fail(context, order):
    """Raise a defect for one order."""
    if order == context:
        raise KeyError(order)
    return order


def die(context, order):
    """End the process by SIGKILL for some orders."""
    if order in context:
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGKILL)
    return order


def die_once(context, order):
    """End the process by SIGKILL where it is the first that has the order 3."""
    if order == 3 and not Path(context).exists():
        Path(context).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return order


def hang(context, order):
    """Never answer to one order."""
    if order == context:
        time.sleep(600)
    return order


def note(context, order):
    """Take a moment, and tell who did it."""
    assert context.file
    time.sleep(0.02)
    return order, os.getpid()


def threads(context, order):  # noqa: ARG001 -- as it is called
    """Tell how many threads this process may use."""
    import numba  # noqa: PLC0415 -- in the worker
    import numpy as np  # noqa: PLC0415
    import threadpoolctl  # noqa: PLC0415

    from optimizer import chunks  # noqa: PLC0415

    np.ones((2, 2)) @ np.ones((2, 2))
    blas = [pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    return max(blas), numba.get_num_threads(), chunks.THREADS


def die_while_answering(context, order):
    """End the process by SIGKILL with half of its answer written, for some orders."""
    if order in context:
        connection.Connection._send = _half
    return order


def _half(pipe, message, write=os.write):
    write(pipe.fileno(), message[: len(message) // 2])
    os.kill(os.getpid(), signal.SIGKILL)


def stop_while_answering(context, order):
    """Stop the process for ever with half of its answer written, for some orders."""
    if order in context:
        connection.Connection._send = _half_and_wait
    return order


def _half_and_wait(pipe, message, write=os.write):
    write(pipe.fileno(), message[: len(message) // 2])
    time.sleep(600)


def reads_half(manager):
    """Whether the thread that reads answers is in the middle of one."""
    frame = sys._current_frames().get(manager.ident)
    while frame is not None and frame.f_code.co_name != "recv":
        frame = frame.f_back
    return frame is not None
