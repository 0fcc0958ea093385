"""URLs of databases read and shown so that no password is ever told."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

HIDDEN = "***"
_PASSWORD = re.compile(r"pass|pwd|secret|token", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.]*(?=:)", re.IGNORECASE)


def read_url(text: str) -> URL:
    """Read the URL of a database.

    Raises
    ------
    ValueError
        If it cannot be understood; the message shows no more than its scheme.
    """
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        # What SQLAlchemy says holds part of the URL, of a password with a slash its beginning.
        message = f"{shown_url(text)} is not the URL of a database; write dialect://user@host/database"
    raise ValueError(message)


def shown_url(url: str | URL) -> str:
    """Show a URL without its password and the values of its query; only the scheme where it cannot be understood.

    A password with an ``@`` that is not written ``%40`` spills into host and database: then, too, only the scheme.
    """
    if isinstance(url, str):
        try:
            url = make_url(url)
        except (ArgumentError, ValueError):
            found = _SCHEME.match(str(url))
            return f"{found.group()}:{HIDDEN}" if found else HIDDEN
    if url.host is not None and "@" in f"{url.host}{url.database}":
        return f"{url.drivername}:{HIDDEN}"
    base = url.set(query={}).render_as_string(hide_password=True)
    query = "&".join(f"{quote_plus(key)}={HIDDEN}" for key in url.query)
    return f"{base}?{query}" if query else base


def holds_password(url: URL) -> bool:
    """Whether a password stands in a URL, before its host or in its query."""
    return url.password is not None or any(_PASSWORD.search(key) for key in url.query)


def without_secrets(said: str, url: URL) -> str:
    """Hide in what a database says the password of its URL and the values of its query."""
    for password in _spellings(str(url.password)) if url.password else ():
        said = said.replace(password, HIDDEN)
    if url.host is not None and "@" in url.host:
        said = said.replace(url.host, HIDDEN)
    for values in url.query.values():
        for value in (values,) if isinstance(values, str) else values:
            for word in _spellings(value):
                said = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", HIDDEN, said)
    return said


def _spellings(secret: str) -> set[str]:
    """A secret as it is and as URLs write it, without the empty one."""
    return {secret, quote(secret, safe=""), quote_plus(secret)} - {""}
