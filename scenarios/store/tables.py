"""The columns of the newest version of the store, for queries; ``migrations`` makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

METADATA = MetaData()

VERSION = Table("store_version", METADATA, Column("version", Integer, nullable=False))
"""One row: the version of the tables."""

RUNS = Table(
    "runs",
    METADATA,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False),
    Column("file", Text),
    Column("options", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("begun", Text, nullable=False),
)
"""One row a run: name and file of the plan, options as JSON, version of the code, when (UTC)."""

ENTRIES = Table(
    "entries",
    METADATA,
    Column("run", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("saved", Text),
    Column("figures", Text),
    Column("quotas", Text),
)
"""One row a scenario of a run: where its plan is, and once it has ended its figures and quotas as JSON."""

OUTCOMES = Table(
    "outcomes",
    METADATA,
    Column("address", Text, primary_key=True),
    Column("facts", Text, nullable=False),
    Column("choices", Text, nullable=False),
    Column("solver", Text, nullable=False),
    Column("effort", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("version", Text, nullable=False),
    Column("saved", Text, nullable=False),
    Column("seconds", Text, nullable=False),
    Column("plan", Text),
    Column("failure", Text),
)
"""One row an outcome, under the hash of all it depends on; plan (without its alignment) and failure as JSON."""

APPROVALS = Table(
    "approvals",
    METADATA,
    Column("run", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("content", Text, nullable=False),
)
"""One row a step of an outcome: proposed, approved, ..., by whom, when, and hashes of what it was then."""

ALIGNMENTS = Table(
    "alignments",
    METADATA,
    Column("address", Text, primary_key=True),
    Column("parquet", LargeBinary, nullable=False),
)
"""The Parquet of each alignment, where no folder beside the database holds them."""
