"""From any version of the tables to the newest, one step after the other; a step that was released never changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, inspect, text
from sqlalchemy.types import LargeBinary

Migration = Callable[[Connection], None]


def first(connection: Connection) -> None:
    """Version 1: runs, their entries, outcomes, alignments."""
    binary = LargeBinary().compile(dialect=connection.dialect)
    for statement in (
        """CREATE TABLE runs (
            run INTEGER NOT NULL PRIMARY KEY, plan TEXT NOT NULL, file TEXT, options TEXT NOT NULL,
            version TEXT NOT NULL, begun TEXT NOT NULL)""",
        """CREATE TABLE entries (
            run INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,
            saved TEXT, figures TEXT, quotas TEXT, PRIMARY KEY (run, position))""",
        """CREATE TABLE outcomes (
            address TEXT NOT NULL PRIMARY KEY, facts TEXT NOT NULL, choices TEXT NOT NULL, solver TEXT NOT NULL,
            effort TEXT NOT NULL, seed BIGINT NOT NULL, version TEXT NOT NULL, saved TEXT NOT NULL,
            seconds TEXT NOT NULL, plan TEXT, failure TEXT)""",
        f"CREATE TABLE alignments (address TEXT NOT NULL PRIMARY KEY, parquet {binary} NOT NULL)",
        "CREATE TABLE store_version (version INTEGER NOT NULL)",
        "INSERT INTO store_version (version) VALUES (0)",
    ):
        connection.execute(text(statement))


def second(connection: Connection) -> None:
    """Version 2: the book of approvals."""
    connection.execute(
        text(
            """CREATE TABLE approvals (
            run INTEGER NOT NULL, position INTEGER NOT NULL, step INTEGER NOT NULL, state TEXT NOT NULL,
            who TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, address TEXT NOT NULL, plan TEXT NOT NULL,
            content TEXT NOT NULL, PRIMARY KEY (run, position, step))"""
        )
    )
    connection.execute(text("CREATE INDEX approvals_by_address ON approvals (address)"))


MIGRATIONS: tuple[Migration, ...] = (first, second)
"""Step i leads to version i + 1."""


def version_of(connection: Connection) -> int:
    """Version of the tables of a database; 0 where there are none."""
    if not inspect(connection).has_table("store_version"):
        return 0
    found = connection.execute(text("SELECT version FROM store_version")).scalar()
    return 0 if found is None else int(found)


def migrate(connection: Connection, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the tables to the newest version, within the transaction of the connection."""
    before = version_of(connection)
    for step in steps[before:]:
        step(connection)
    if before < len(steps):
        connection.execute(text("UPDATE store_version SET version = :version"), {"version": len(steps)})
