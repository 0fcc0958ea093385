"""Databases that cannot be used are told and left as they are."""

import sqlite3

import pytest
from sqlalchemy import inspect, text

from scenarios.store import StoreError, engines, open_store
from scenarios.store.engines import open_postgres, open_sqlite, reading, writing
from scenarios.store.migrations import MIGRATIONS, migrate, version_of


@pytest.fixture
def file(tmp_path, ended):
    """A store file with some outcomes in it."""
    store = open_store(tmp_path / "runs")
    made = ended(30)
    number = store.begin([item.entry for item in made])
    for position, item in enumerate(made):
        store.save(number, position, entry=item.entry, outcome=item.outcome)
    store.engine.dispose()
    return tmp_path / "runs" / "runs.sqlite"


def test_a_new_file_is_whole(tmp_path):
    """A store is made in one piece, with its tables, in WAL mode, and nothing is left beside it."""
    engine = open_sqlite(tmp_path / "runs.sqlite")
    with reading(engine) as connection:
        assert version_of(connection) == len(MIGRATIONS)
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert int(connection.execute(text("PRAGMA busy_timeout")).scalar()) == 1_000 * engines.BUSY_SECONDS
    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["runs.sqlite"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_truncated_file_is_told_and_not_touched(file, share):
    """Cut anywhere, a store is damaged; the file stays as it is and nothing is made beside it."""
    content = file.read_bytes()
    cut = content[: int(len(content) * share) // 512 * 512 + (100 if share else 0)]
    file.write_bytes(cut)
    with pytest.raises(StoreError, match=r"runs\.sqlite.*(damaged|cut short)") as told:
        open_store(file.parent)
    assert "Restore it from a backup" in str(told.value)
    assert file.read_bytes() == cut
    assert sorted(path.name for path in file.parent.iterdir()) == ["alignments", "runs.sqlite"]


def test_a_file_that_is_no_store_is_told(tmp_path):
    """Another file under the name, or another program's database, is not taken for a store."""
    place = tmp_path / "runs.sqlite"
    place.write_text("account,name\n" * 100)
    with pytest.raises(StoreError, match="no store of runs"):
        open_store(tmp_path)
    assert place.read_text().startswith("account")
    place.unlink()
    other = sqlite3.connect(place)
    other.execute("CREATE TABLE runs (song TEXT)")
    other.close()
    before = place.read_bytes()
    with pytest.raises(StoreError, match="no store of runs"):
        open_store(tmp_path)
    assert place.read_bytes() == before


def test_a_newer_file_is_told_and_not_touched(file):
    """A version from the future names both versions and what to do."""
    future = (*MIGRATIONS, lambda connection: connection.execute(text("ALTER TABLE runs ADD COLUMN mood TEXT")))
    open_sqlite(file, future).dispose()
    before = file.read_bytes()
    with pytest.raises(StoreError, match=rf"has version {len(future)}.*up to {len(MIGRATIONS)}"):
        open_store(file.parent)
    assert file.read_bytes() == before


def test_an_older_file_is_brought_up(file):
    """A store of the version before gains what is new and keeps what it had."""
    future = (*MIGRATIONS, lambda connection: connection.execute(text("ALTER TABLE runs ADD COLUMN mood TEXT")))
    engine = open_sqlite(file, future)
    with reading(engine) as connection:
        assert version_of(connection) == len(future)
        assert "mood" in {column["name"] for column in inspect(connection).get_columns("runs")}
        assert connection.execute(text("SELECT count(*) FROM outcomes")).scalar() == 30


def test_a_migration_that_fails_leaves_the_old_version(file):
    """Steps are one transaction: half a migration is none."""

    def breaks(connection):
        connection.execute(text("ALTER TABLE runs ADD COLUMN mood TEXT"))
        connection.execute(text("ALTER TABLE nowhere ADD COLUMN mood TEXT"))

    with pytest.raises(StoreError, match="nowhere"):
        open_sqlite(file, (*MIGRATIONS, breaks))
    with reading(open_sqlite(file)) as connection:
        assert version_of(connection) == len(MIGRATIONS)
        assert "mood" not in {column["name"] for column in inspect(connection).get_columns("runs")}


def test_what_fails_is_not_written(tmp_path):
    """A transaction that ends in an error leaves nothing."""
    engine = open_sqlite(tmp_path / "runs.sqlite")

    def interrupted():
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO alignments VALUES ('a', x'00')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM alignments")).scalar() == 0


def test_postgres_is_migrated_like_a_file(postgres):
    """The tables of a server have a version, are brought up once, and one from the future is refused."""
    engine = open_postgres(postgres)
    with writing(engine) as connection:
        before = version_of(connection)
        migrate(connection)
        assert version_of(connection) == before == len(MIGRATIONS)
        connection.execute(text("UPDATE store_version SET version = 99"))
    with pytest.raises(StoreError, match="has version 99"):
        open_postgres(postgres)
    with writing(engine) as connection:
        connection.execute(text("UPDATE store_version SET version = :v"), {"v": before})


def test_a_silent_server_is_told():
    """Where no server answers, its address is told without the password."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed: no package psycopg")
    with pytest.raises(StoreError, match="cannot be used") as told:
        open_store("postgresql://planner:secret@127.0.0.1:1/runs")
    assert "secret" not in str(told.value)


def test_a_missing_extra_is_named(monkeypatch):
    """Without the driver the extra is named."""

    def missing(_):
        raise ModuleNotFoundError(name="psycopg")

    monkeypatch.setattr(engines, "create_engine", missing)
    with pytest.raises(StoreError, match=r"territory-optimizer\[postgres\]"):
        open_store("postgresql://host/runs")
