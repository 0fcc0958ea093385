"""A table by a query of any database that SQLAlchemy speaks to; values go in as bound parameters only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import URL, bindparam, create_engine, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from optimizer.exceptions import InputError, Problem
from scenarios.database_url import holds_password, read_url, without_secrets

from .table import checked

IN_ENVIRONMENT = "Put the whole URL into an environment variable and name that one: `url_from: WAREHOUSE_URL`"


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
    """Rows of a query; nothing is written, for the transaction is never committed.

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
        with create_engine(url).connect() as connection:
            result = connection.execute(statement, dict(query.parameters))
            if not result.returns_rows:
                remedy = "Write a SELECT; what this one did was undone"
                raise InputError([Problem(name, "the query gives no table", remedy)])
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
        return url.set(database=str(path))
    return url


def _said(error: BaseException, url: URL) -> str:
    """First line of what a database says, without secrets of the URL."""
    said = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return said if url.get_backend_name() == "sqlite" else without_secrets(said, url)
