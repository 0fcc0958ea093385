"""Tables by a query."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import create_engine, event

from optimizer.exceptions import InputError
from scenarios.connectors import sql
from scenarios.connectors.sql import Query, read_sql
from scenarios.planfile import read_plan

SELECT = "select id, sales from accounts where year = :year order by id"


@pytest.fixture
def folder(tmp_path):
    with sqlite3.connect(tmp_path / "crm.db") as base:
        base.execute("create table accounts (id text, sales real, year int, lat real, lon real)")
        rows = [("007", 1.5, 2026, 47.5, -122.5), ("8'; drop table accounts --", None, 2026, 34.0, -118.0)]
        base.executemany("insert into accounts values (?, ?, ?, ?, ?)", [*rows, ("9", 3.0, 2025, 1.0, 1.0)])
    base.close()
    return tmp_path


def query(folder, text=SELECT, **options):
    return Query(text, **{"url": "sqlite:///crm.db", "parameters": {"year": 2026}, "folder": folder, **options})


def problem_of(asked):
    with pytest.raises(InputError) as caught:
        read_sql(asked, "query of accounts")
    (problem,) = caught.value.problems
    assert problem.remedy
    return problem


def test_values_are_bound(folder):
    """Parameters never become part of the query; the path of SQLite is relative to the plan file."""
    assert read_sql(query(folder), "x")["id"].tolist() == ["007", "8'; drop table accounts --"]
    sly = query(folder, "select id from accounts where id = :id", parameters={"id": "8'; drop table accounts --"})
    assert len(read_sql(sly, "x")) == 1
    several = query(folder, "select id from accounts where year in :years", parameters={"years": [2025, 2026]})
    assert len(read_sql(several, "x")) == 3


@pytest.mark.parametrize("url", ["sqlite:///crm.db", "sqlite:///crm.db?mode=rwc"])
@pytest.mark.parametrize("statement", ["delete from accounts", "drop table accounts", "create table more (id text)"])
def test_nothing_is_written(folder, statement, url):
    """SQLite is opened for reading only, so that not even a DROP, which it does not undo, goes through."""
    before = (folder / "crm.db").read_bytes()
    assert "readonly" in problem_of(query(folder, statement, url=url, parameters={})).message
    assert (folder / "crm.db").read_bytes() == before
    assert len(read_sql(query(folder), "x")) == 2


@pytest.mark.parametrize("statement", ["attach 'new.db' as other", "vacuum into 'new.db'"])
def test_no_other_file_is_made(folder, monkeypatch, statement):
    """A file beside a database that is only read is not made either."""
    monkeypatch.chdir(folder)
    assert "the database refused" in problem_of(query(folder, statement, parameters={})).message
    assert [path.name for path in folder.iterdir()] == ["crm.db"]


def test_odd_file_names_are_found(folder):
    """A name with signs that mean something in URLs is a name."""
    (folder / "crm.db").rename(folder / "50% #1 ü.db")
    assert len(read_sql(query(folder, url="sqlite:///50% #1 ü.db"), "x")) == 2


def test_postgres_is_asked_for_reading_only(monkeypatch):
    """A transaction with PostgreSQL is READ ONLY, which its server holds even a DROP to."""
    stand_in, heard = create_engine("sqlite://"), []
    event.listen(stand_in, "begin", lambda connection: heard.append(connection.get_execution_options()))
    monkeypatch.setattr(sql, "create_engine", lambda _: stand_in)
    assert len(read_sql(Query("select 1 as id", url="postgresql://planner@host/crm"), "x")) == 1
    assert heard[0]["postgresql_readonly"] is True


def test_a_statement_that_gives_no_table_is_told():
    """No promise is made of what it did: some databases cannot undo it."""
    problem = problem_of(Query("create table more (id text)", url="sqlite://"))
    assert "gives no table" in problem.message
    assert "undone" not in problem.remedy


def test_the_url_may_come_from_the_environment(folder, monkeypatch):
    """A variable that is not set is named."""
    asked = query(folder, url=None, url_from="CRM_URL")
    assert "CRM_URL is not set" in problem_of(asked).message
    monkeypatch.setenv("CRM_URL", f"sqlite:///{folder / 'crm.db'}")
    assert len(read_sql(asked, "x")) == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text": "select id from nowhere", "parameters": {}}, "no such table: nowhere"),
        ({"parameters": {}}, "year"),
        ({"url": "sqlite:///other.db"}, "no such database file"),
        ({"url": "nonsense"}, "not the URL"),
        ({"url": "nosuchbase://host/x"}, "cannot be understood"),
        ({"parameters": {"year": 1999}}, "no rows"),
        ({"text": "select id, id from accounts", "parameters": {}}, "two columns have this name"),
    ],
)
def test_what_the_database_refuses(folder, options, message):
    """It is told with its cause, without a traceback."""
    assert message in problem_of(query(folder, **options)).message


def test_passwords_are_never_told(folder, monkeypatch):
    """Not in the plan file, not in a message of the driver."""
    url = "mysql://planner:s3cret@localhost/crm"
    assert "s3cret" not in str(problem_of(query(folder, url=url)))
    monkeypatch.setenv("CRM_URL", url)
    assert "s3cret" not in str(problem_of(query(folder, url=None, url_from="CRM_URL")))


@pytest.mark.parametrize(
    "url", ["mysql://u:SECRET@h:port/db", "mysql://u@h/db?password=SECRET", "mysql://u:a@SECRET@h/db", "SECRET"]
)
def test_odd_urls_are_told_without_passwords(folder, monkeypatch, url):
    """A bad port is an input problem; neither it nor a password in the query or with a sign shows the password."""
    assert "SECRET" not in str(problem_of(query(folder, url=url)))
    monkeypatch.setenv("CRM_URL", url)
    assert "SECRET" not in str(problem_of(query(folder, url=None, url_from="CRM_URL")))


def test_a_password_in_the_query_of_a_url_is_refused(folder):
    """It stands in the plan file like any other, and belongs into the environment."""
    asked = query(folder, url="mysql://u@h/db?password=SECRET")
    assert "a password stands in the plan file" in problem_of(asked).message


def test_in_the_plan_file(folder):
    """A query is a table like any other; what is wrong with it is told at its line."""
    (folder / "reps.csv").write_text("territory,latitude,longitude\nR1,47,-122\n")
    plan = folder / "plan.yaml"
    plan.write_text(
        "plan: x\ninputs:\n"
        "  accounts:\n"
        "    sql:\n"
        "      url: sqlite:///crm.db\n"
        "      query: select id as account, lat as latitude, lon as longitude, year from accounts where year = :year\n"
        "      parameters: {year: 2026}\n"
        "  reps: reps.csv\n"
        "measures: {size: year}\n"
    )
    assert read_plan(plan).instance.units.ids[0] == "007"
    plan.write_text(plan.read_text().replace("from accounts", "from account"))
    with pytest.raises(InputError, match=r"plan.yaml, line 4, key 'inputs.accounts.sql': the database refused"):
        read_plan(plan)
