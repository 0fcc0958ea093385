"""Tables go from version to version, once each, in order."""

from sqlalchemy import create_engine

from scenarios.store.migrations import MIGRATIONS, first, migrate, version_of


def test_steps_are_taken_once_and_in_order():
    """Each step that lies ahead is taken, none that lies behind; the version is that of the last."""
    taken = []
    steps = (first, lambda _: taken.append("second"), lambda _: taken.append("third"))
    with create_engine("sqlite://").begin() as connection:
        assert version_of(connection) == 0
        migrate(connection)
        assert version_of(connection) == len(MIGRATIONS) == 1
        migrate(connection, steps)
        migrate(connection, steps)
        assert version_of(connection) == 3
    assert taken == ["second", "third"]


def test_older_programs_leave_newer_tables():
    """Fewer steps than the version take none and change nothing."""
    with create_engine("sqlite://").begin() as connection:
        migrate(connection, (first, lambda _: None))
        migrate(connection, (first,))
        assert version_of(connection) == 2
