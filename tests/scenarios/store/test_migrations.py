"""Tables go from version to version, once each, in order."""

from sqlalchemy import create_engine

from scenarios.store.migrations import MIGRATIONS, first, migrate, version_of


def test_steps_are_taken_once_and_in_order():
    """Each step that lies ahead is taken, none that lies behind; the version is that of the last."""
    taken = []
    steps = (*MIGRATIONS, lambda _: taken.append("third"), lambda _: taken.append("fourth"))
    with create_engine("sqlite://").begin() as connection:
        assert version_of(connection) == 0
        migrate(connection)
        assert version_of(connection) == len(MIGRATIONS) == 2
        migrate(connection, steps)
        migrate(connection, steps)
        assert version_of(connection) == 4
    assert taken == ["third", "fourth"]


def test_older_programs_leave_newer_tables():
    """Fewer steps than the version take none and change nothing."""
    with create_engine("sqlite://").begin() as connection:
        migrate(connection, (first, lambda _: None))
        migrate(connection, (first,))
        assert version_of(connection) == 2
