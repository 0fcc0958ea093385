"""Waiting for an org that is busy: calls it turns away for now are made again, as late as it asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from importlib import import_module
from typing import Any

BUSY = frozenset([429, 503])
"""Too many requests; not available for now. Neither was worked on, so that it may be sent again."""
TIMEOUT_SECONDS = (10.0, 300.0)
"""To connect, and between two parts of an answer: without these a lost connection is waited for without end."""


def wait(seconds: float) -> None:
    """Let time pass."""
    time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an org that is busy.

    Parameters
    ----------
    tries
        How often a call is made again.
    most_seconds
        Longest single wait; an org that asks for more has refused.
    sleep
        Waits.
    """

    tries: int = 6
    most_seconds: float = 120.0
    sleep: Callable[[float], None] = wait

    def seconds(self, asked: str | None, attempt: int) -> float:
        """Time to wait before another attempt: what the header Retry-After asks for, else 1, 2, 4, ... seconds.

        Parameters
        ----------
        asked
            Seconds, or a date (RFC 9110, 10.2.3); anything else counts as nothing.
        attempt
            0 for the first.
        """
        if asked is not None and asked.strip().isdigit():
            return float(asked)
        try:
            until = parsedate_to_datetime(asked or "")
        except ValueError:
            return float(2**attempt)
        zoned = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (zoned - datetime.now(UTC)).total_seconds())

    def answered(self, response: Any, **options: Any) -> Any:
        """Hook of a ``requests.Session``: give the answer, after waiting where the org is busy.

        Parameters
        ----------
        response
            The first answer.
        options
            How it was sent.
        """
        for attempt in range(self.tries):
            if response.status_code not in BUSY:
                break
            seconds = self.seconds(response.headers.get("Retry-After"), attempt)
            if seconds > self.most_seconds:
                break
            response.close()
            self.sleep(seconds)
            response = response.connection.send(response.request, **options)
        return response


def patient_session(patience: Patience) -> Any:
    """Make a ``requests.Session`` that waits for an org that is busy, and for none that has gone."""
    session: Any = import_module("requests").Session()
    session.hooks["response"].append(patience.answered)
    session.request = partial(session.request, timeout=TIMEOUT_SECONDS)
    return session
