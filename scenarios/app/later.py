"""Work that takes a while, done beside the page; what comes of it is shown when it is there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from bokeh.document import Document

from optimizer.exceptions import TerritoryError

Answer = TypeVar("Answer")
WORKERS = 8
"""Works done at once, of all sessions together; most of them wait for a process beside the page."""

_pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="page")
_log = logging.getLogger(__name__)


class Later:
    """Works of one session.

    Parameters
    ----------
    document
        The page; None to work at once, as where nothing is drawn.
    tell
        Hears why a work came to nothing.
    """

    def __init__(self, document: Document | None, tell: Callable[[str], None]) -> None:
        self._document = document
        self._tell = tell

    def do(self, work: Callable[[], Answer], then: Callable[[Answer], None]) -> None:
        """Work, then show what came of it.

        Parameters
        ----------
        work
            Touches nothing that is drawn.
        then
            Is given the answer, with the page held.
        """
        if self._document is None:
            self._show(_done(work), then)
            return
        _pool.submit(work).add_done_callback(partial(self._hand_over, then))

    def _hand_over(self, then: Callable[[Answer], None], answer: Future[Answer]) -> None:
        if self._document is not None:
            self._document.add_next_tick_callback(lambda: self._show(answer, then))

    def _show(self, answer: Future[Answer], then: Callable[[Answer], None]) -> None:
        error = answer.exception()
        if error is None:
            then(answer.result())
        elif isinstance(error, TerritoryError | ValueError | OSError | MemoryError | ArithmeticError):
            _log.info("a work of the page came to nothing", exc_info=error)
            self._tell(str(error) or type(error).__name__)
        else:
            raise error


def _done(work: Callable[[], Answer]) -> Future[Answer]:
    answer: Future[Answer] = Future()
    try:
        answer.set_result(work())
    except (TerritoryError, ValueError, OSError, MemoryError, ArithmeticError) as error:
        answer.set_exception(error)
    return answer
