"""Databases opened with care: looked at before anything is written, and never left half made."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, Pool, PoolProxiedConnection, QueuePool

from scenarios.database_url import read_url, shown_url, without_secrets

from .errors import StoreError
from .migrations import MIGRATIONS, Migration, migrate, version_of

BUSY_SECONDS = 120.0
"""How long one process waits for another that writes; a write takes milliseconds."""
MAGIC, HEAD = b"SQLite format 3\0", 100
"""How a database begins, and how long its head is (SQLite, "Database File Format")."""
LOOKS = 5
READING = {"reading": True}
_abandoned: list[object] = []
POSTGRES = "postgresql+psycopg"


def open_sqlite(path: Path, steps: Sequence[Migration] = MIGRATIONS) -> Engine:
    """Open a store file, made where there is none, brought to the newest version where it is older.

    Parameters
    ----------
    path
        The file; its folder is there.
    steps
        The migrations.

    Raises
    ------
    StoreError
        If it is no store, is damaged, or was written by a newer version; it then is as it was.
    """
    if not path.exists():
        _make(path, steps)
    before = _look(path, len(steps))
    engine = _engine(path, pool=QueuePool)
    if before < len(steps):
        with writing(engine) as connection:
            migrate(connection, steps)
    return engine


def open_postgres(url: str, steps: Sequence[Migration] = MIGRATIONS) -> Engine:
    """Open a PostgreSQL database by its URL and bring its tables to the newest version.

    Raises
    ------
    StoreError
        If psycopg is not installed, the server cannot be reached, or the tables are of a newer version.
    """
    try:
        address = read_url(url).set(drivername=POSTGRES)
        engine = create_engine(address)
    except (ValueError, ArgumentError):
        message, remedy = "this is no address of a database", "Write postgresql://user@host/database"
        raise StoreError(shown_url(url), message, remedy) from None
    except ModuleNotFoundError as error:
        remedy = "Install the extra: pip install 'territory-optimizer[postgres]'"
        raise StoreError(shown_url(url), "PostgreSQL needs the package psycopg", remedy) from error
    with writing(engine) as connection:
        # Two that open an empty database at once make its tables one after the other.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(720519)")
        _check_version(shown_url(url), version_of(connection), len(steps))
        migrate(connection, steps)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that only reads and so waits for nobody."""
    with _told(engine), engine.connect().execution_options(**READING) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are there together once the block ends, or not at all."""
    with _told(engine), engine.begin() as connection:
        yield connection


def _engine(path: Path, mode: str = "rw", pool: type[Pool] = NullPool) -> Engine:
    url = f"sqlite:///file:{quote(str(path.absolute()))}?mode={mode}&uri=true"
    engine = create_engine(url, poolclass=pool, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # Transactions begin where this file says so, not where the driver guesses.
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = NORMAL")
        record.info["process"] = os.getpid()

    @event.listens_for(engine, "checkout")
    def _taken(_: object, record: ConnectionPoolEntry, fairy: PoolProxiedConnection) -> None:
        # What was opened before a fork must be neither used nor closed after it.
        if record.info["process"] != os.getpid():
            _abandoned.append(record.dbapi_connection)
            record.dbapi_connection = fairy.dbapi_connection = None  # type: ignore[misc]  # SQLAlchemy, "Multiprocessing"
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A reader that turns writer cannot wait for the lock, so that writers take it at once.
        deferred = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")

    return engine


def _make(path: Path, steps: Sequence[Migration]) -> None:
    """Make the tables in a file beside, then put it in place whole; whoever comes second uses that of the first."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        engine = _engine(partial)
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA journal_mode = WAL")
        with writing(engine) as connection:
            migrate(connection, steps)
        try:
            os.link(partial, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            if not path.exists():
                partial.rename(path)
    finally:
        for suffix in ("", "-wal", "-shm"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def _look(path: Path, newest: int) -> int:
    """Version of a store file, found without writing to it or beside it."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head and not head.startswith(MAGIC):
        raise StoreError(str(path), "this file is no store of runs", "Give the folder of a store, or a new one")
    if not any(_is_whole(path) for _ in range(LOOKS)):
        raise StoreError(str(path), "this file was cut short", _RESTORE)
    # What nobody writes to is read as it stands; reading beside writers needs the files that they share.
    mode = "ro" if _log_of(path).exists() else "ro&immutable=1"
    with reading(_engine(path, mode)) as connection:
        version = version_of(connection)
    if version == 0:
        raise StoreError(str(path), "this file is no store of runs", "Give the folder of a store, or a new one")
    _check_version(str(path), version, newest)
    return version


def _is_whole(path: Path) -> bool:
    """Whether a file has all the pages its head tells of; waits a moment where it has not.

    While pages move from the log to the file, the head may be ahead of it; then the log is there.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        size = file.seek(0, os.SEEK_END)
    page = int.from_bytes(head[16:18], "big")
    expected = (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    if len(head) == HEAD and (size >= expected or _log_of(path).exists()):
        return True
    time.sleep(0.05)
    return False


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _check_version(where: str, version: int, newest: int) -> None:
    if version > newest:
        message = f"this store has version {version}, and this program knows versions up to {newest}"
        raise StoreError(where, message, "Upgrade territory-optimizer, or give another store")


_RESTORE = "Restore it from a backup, or move it away and run again: alignments beside it are kept"


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Tell what a database says in the planner's words; that a row is there already is for who writes it."""
    try:
        yield
    except IntegrityError:
        raise
    except OperationalError as error:
        message = f"this database cannot be used: {_said(error, engine)}"
        remedy = "Check that it is reachable, and that you may write to it"
        raise StoreError(_place(engine), message, remedy) from error
    except DBAPIError as error:
        raise StoreError(_place(engine), f"this store is damaged: {_said(error, engine)}", _RESTORE) from error


def _said(error: DBAPIError, engine: Engine) -> str:
    said = " ".join(str(error.orig).split())
    return said if engine.dialect.name == "sqlite" else without_secrets(said, engine.url)


def _place(engine: Engine) -> str:
    name = engine.url.database or ""
    return name.removeprefix("file:").partition("?")[0] if engine.dialect.name == "sqlite" else shown_url(engine.url)
