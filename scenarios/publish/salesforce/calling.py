"""Calls that change an org, on the session simple-salesforce logged in: sent once, and never twice in doubt."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from optimizer.exceptions import InputError, TerritoryError
from scenarios.connectors.live import SimpleOrg

EXPIRED = 401
REFUSED = 400
JSON = {"Content-Type": "application/json", "Accept": "application/json"}
READ_TRIES = 3
"""A question that nobody answered may be put again; a change may not, since it may have arrived."""


class SendingStoppedError(TerritoryError):
    """Sending cannot go on; what was done so far is in the journal.

    Parameters
    ----------
    reason
        Why.
    status
        Status of the answer, None where there was none.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """A call by the REST interface.

    Parameters
    ----------
    method, path
        The path below ``/services/data/vNN.0/``.
    data
        Sent as JSON.
    text
        Sent as CSV instead.
    params
        Behind the path.
    accept
        Kind of the answer.
    """

    method: str
    path: str
    data: object = None
    text: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    accept: str = JSON["Accept"]

    @property
    def changes(self) -> bool:
        """Whether it may not be sent twice: to set the same values again does no harm."""
        return self.method not in ("GET", "PATCH")


class Wire:
    """A line to an org that logs in again when its session has expired.

    Parameters
    ----------
    login
        Logs in.
    """

    def __init__(self, login: Callable[[], SimpleOrg]) -> None:
        self._login = login
        self._org = login()

    @property
    def org(self) -> SimpleOrg:
        """The org, for reading."""
        return self._org

    @property
    def host(self) -> str:
        """Where the org is."""
        return str(self._org.client.sf_instance)

    def json(self, request: Request) -> Any:
        """Answer of a call, read as JSON; None where it is empty."""
        text = self.text(request)
        try:
            return json.loads(text) if text.strip() else None
        except ValueError:
            raise SendingStoppedError(f"the answer to {_named(request)} is no JSON") from None

    def text(self, request: Request) -> str:
        """Answer of a call.

        Raises
        ------
        SendingStoppedError
            If the org refuses, or there is no answer.
        """
        response = self._send(request)
        if response.status_code == EXPIRED:
            self._renew()
            response = self._send(request)
        if response.status_code >= REFUSED:
            told = f"the org refused {_named(request)} ({_code(response)})"
            raise SendingStoppedError(told, int(response.status_code))
        return str(response.content.decode("utf-8", errors="replace"))

    def _renew(self) -> None:
        try:
            self._org = self._login()
        except InputError as error:
            reason = f"the session expired, and {error.problems[0].message}"
            raise SendingStoppedError(reason) from None

    def _send(self, request: Request) -> Any:
        client = self._org.client
        headers = {**client.headers, **JSON, "Accept": request.accept}
        body = None if request.data is None else json.dumps(request.data, ensure_ascii=False, allow_nan=False).encode()
        if request.text is not None:
            headers["Content-Type"], body = "text/csv; charset=UTF-8", request.text.encode()
        address = f"{client.base_url}{request.path}"
        for left in reversed(range(1 if request.changes else READ_TRIES)):
            try:
                return client.session.request(
                    request.method, address, headers=headers, data=body, params=dict(request.params)
                )
            except OSError as error:
                if left == 0:
                    doubt = "; whether it arrived is not known" if request.changes else ""
                    reason = f"there was no answer to {_named(request)} ({type(error).__name__}{doubt})"
                    raise SendingStoppedError(reason) from None
        raise AssertionError("the last attempt returns or raises")  # pragma: no cover


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row that was sent.

    Parameters
    ----------
    record
        Id of the record; blank where the org refused.
    code, message
        Why it refused.
    """

    record: str = ""
    code: str = ""
    message: str = ""

    @property
    def done(self) -> bool:
        """Whether the org has it."""
        return not self.code

    def plainly(self) -> RowOutcome:
        """The same on one line of no more than 300 characters."""
        return replace(self, message=" ".join(self.message.split())[:300])


def _named(request: Request) -> str:
    return f"{request.method} {request.path}"


def _code(response: Any) -> str:
    """What the org calls the error; its message may hold what nobody should read."""
    try:
        told = response.json()
    except ValueError:
        return f"HTTP {response.status_code}"
    first = told[0] if isinstance(told, list) and told else told
    code = first.get("errorCode") if isinstance(first, dict) else None
    return f"HTTP {response.status_code}{f', {code}' if isinstance(code, str) else ''}"
