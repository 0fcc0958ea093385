"""Queries and migrations know the same columns."""

from sqlalchemy import inspect

from scenarios.store.engines import open_sqlite
from scenarios.store.tables import METADATA


def test_columns_are_those_of_the_newest_version(tmp_path):
    """Every table has the columns queries name, in their order, with the same keys."""
    found = inspect(open_sqlite(tmp_path / "runs.sqlite"))
    assert sorted(found.get_table_names()) == sorted(METADATA.tables)
    for name, table in METADATA.tables.items():
        assert [column["name"] for column in found.get_columns(name)] == table.columns.keys()
        assert found.get_pk_constraint(name)["constrained_columns"] == table.primary_key.columns.keys()
        nullable = {column["name"] for column in found.get_columns(name) if column["nullable"]}
        assert nullable == {column.name for column in table.columns if column.nullable}
