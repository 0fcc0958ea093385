"""Ctrl-C, put off where half of something is done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupt_held() -> Iterator[None]:
    """Put off Ctrl-C until what is within has ended; it is heard then as it would have been.

    Only the main thread is ever interrupted; in others nothing is done.
    """
    before = signal.getsignal(signal.SIGINT)
    # A handler that is not of Python could not be put back.
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield
        return
    pressed: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)
