"""URLs of databases are read and shown without their secrets."""

import pytest
from sqlalchemy import make_url

from scenarios.database_url import holds_password, read_url, shown_url, without_secrets


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://planner@host:5432/runs", "postgresql://planner@host:5432/runs"),
        ("mysql://u:SECRET@h/db", "mysql://u:***@h/db"),
        ("mysql://u@h/db?password=SECRET&ssl=SECRET", "mysql://u@h/db?password=***&ssl=***"),
        ("mysql://u:SECRET@h:port/db", "mysql:***"),
        ("mysql://u:a@SECRET@h/db", "mysql:***"),
        ("mysql://u:a@b/SECRET@h/db", "mysql:***"),
        ("postgresql:u:SECRET@h", "postgresql:***"),
        ("SECRET", "***"),
        ("sqlite:///crm.db", "sqlite:///crm.db"),
    ],
)
def test_secrets_are_hidden(url, shown):
    """Passwords, values of the query and what cannot be understood are hidden, a plain URL is shown whole."""
    assert shown_url(url) == shown


@pytest.mark.parametrize("url", ["mysql://u:SECRET@h:port/db", "mysql://u:SECRET", "u:SECRET@h/db", ""])
def test_what_is_no_url_is_told_safely(url):
    """A bad port or a missing scheme is one plain error that holds no part of the URL, in its causes neither."""
    with pytest.raises(ValueError, match="is not the URL of a database") as told:
        read_url(url)
    assert "SECRET" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__context__ is None


def test_passwords_are_recognised():
    """Before the host or in the query; other keys of the query are none."""
    assert holds_password(make_url("mysql://u:x@h/db"))
    assert holds_password(make_url("mysql://u@h/db?passwd=x"))
    assert not holds_password(make_url("mysql://u@h/db?charset=utf8"))


def test_what_a_database_says_is_cleaned():
    """Passwords are hidden anywhere, as they are and as URLs write them; values of the query as whole words."""
    url = make_url("mysql://u:s%2Fx@h/db?key=ro&key=rw")
    assert without_secrets("s/x or s%2Fx, ro, rw, wrong", url) == "*** or ***, ***, ***, wrong"
    assert without_secrets("no host 'b@h'", make_url("mysql://u:a@b@h/db")) == "no host '***'"
