"""A table by a query of any database that SQLAlchemy speaks to; values go in as bound parameters only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from sqlalchemy import URL, Connection, bindparam, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from optimizer.exceptions import InputError, Problem
from scenarios.database_url import holds_password, read_url, without_secrets

from .table import checked

IN_ENVIRONMENT = "Put the whole URL into an environment variable and name that one: `url_from: WAREHOUSE_URL`"
READ_ONLY = {"postgresql_readonly": True}


@dataclass(frozen=True, slots=True)
class Query:
    """Where a table comes from, and what is asked.

    Parameters
    ----------
    query
        One SELECT with ``:name`` where values go.
    url
        SQLAlchemy URL without a password; paths of SQLite are relative to ``folder``.
    url_from
        Name of the environment variable that holds the URL, in place of ``url``.
    parameters
        Name -> value; a list for ``in :name``.
    folder
        Where relative paths start.
    """

    query: str
    url: str | None = None
    url_from: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    folder: Path = Path()


def read_sql(query: Query, name: str) -> pd.DataFrame:
    """Rows of a query.

    SQLite is opened for reading only, and a transaction with PostgreSQL is ``READ ONLY``. Elsewhere it is merely never
    committed, which does not undo what a database commits by itself, such as DROP TABLE: use an account that may only
    read.

    Parameters
    ----------
    query
        What is asked.
    name
        What problems call the table.

    Returns
    -------
    pd.DataFrame
        As of ``read_cells``.

    Raises
    ------
    InputError
        If there is no such variable, database, driver or parameter, the database refuses, or there are no rows. No
        message holds the password.
    """
    url = _url(query, name)
    statement = text(query.query)
    lists = [key for key, value in query.parameters.items() if isinstance(value, list | tuple)]
    try:
        statement = statement.bindparams(*(bindparam(key, expanding=True) for key in lists))
        with _connected(url) as connection:
            result = connection.execute(statement, dict(query.parameters))
            if not result.returns_rows:
                raise InputError([Problem(name, "the query gives no table", "Write one SELECT")])
            frame = pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype=object)
    except ImportError as error:
        remedy = f"Install it: pip install {error.name}" if error.name else "Install the driver of this database"
        raise InputError([Problem(name, "the driver of this database is not installed", remedy)]) from error
    except (ArgumentError, NoSuchModuleError) as error:
        message = "the query or its URL cannot be understood"
        remedy = f"{_said(error, url)}. Name each parameter once in the query, and a kind of database there is"
        raise InputError([Problem(name, message, remedy)]) from error
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        message = f"the database refused: {_said(cause, url)}"
        remedy = "Correct the query, its parameters or the URL"
        raise InputError([Problem(name, message, remedy)]) from None
    return checked(frame, name)


def _url(query: Query, name: str) -> URL:
    given = query.url
    if query.url_from is not None:
        given = os.environ.get(query.url_from)
        if not given:
            message = f"the environment variable {query.url_from} is not set"
            raise InputError([Problem(name, message, "Set it to the URL of the database")])
    try:
        url = read_url(given or "")
    except ValueError:
        remedy = "Write it as dialect://user@host/database, such as sqlite:///sales.db"
        raise InputError([Problem(name, "this is not the URL of a database", remedy)]) from None
    if query.url is not None and holds_password(url):
        raise InputError([Problem(name, "a password stands in the plan file", IN_ENVIRONMENT)])
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        path = query.folder / str(url.database)
        if not path.is_file():
            remedy = "Correct the path; it is read relative to the plan file"
            raise InputError([Problem(name, "there is no such database file", remedy, value=str(url.database))])
        # A database that is a URI of its own is read and nothing else, whatever else the query of the URL asks for.
        place = f"file:{quote(str(path.absolute()))}"
        return url.set(database=place).update_query_dict({"mode": "ro", "uri": "true"})
    return url


def _connected(url: URL) -> Connection:
    """Open a connection that only reads where the database offers that."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _keep_to_one_file)
    return engine.connect().execution_options(**(READ_ONLY if url.get_backend_name() == "postgresql" else {}))


def _keep_to_one_file(connection: sqlite3.Connection, _: object) -> None:
    """Refuse ATTACH and VACUUM INTO, which make files even beside a database that is only read."""

    def allowed(action: int, *_: str | None) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK

    connection.set_authorizer(allowed)


def _said(error: BaseException, url: URL) -> str:
    """First line of what a database says, without secrets of the URL."""
    said = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return said if url.get_backend_name() == "sqlite" else without_secrets(said, url)
