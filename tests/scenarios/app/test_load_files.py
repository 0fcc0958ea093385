"""Load files in one archive, with what loading them would change."""

import io
import zipfile

import pytest

from optimizer.exceptions import InputError, Problem
from scenarios.app import load_files as module
from scenarios.app.desk import ON_THE_DESK
from scenarios.app.desk.exports import results
from scenarios.app.load_files import LoadChoices, load_files
from scenarios.publish.record import read_record

CHOICES = LoadChoices("AccountNumber", "2027-01-01")


@pytest.fixture(scope="module")
def record(globe_plan):
    from scenarios.app.desk import Desk  # noqa: PLC0415 -- heavy

    with results(globe_plan, Desk(globe_plan).outcome()) as folder:
        return read_record(folder.path)


def test_the_archive_tells_what_the_page_tells(record):
    made = load_files(record, ON_THE_DESK, CHOICES)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.read("READ ME.txt").decode().strip() == made.told
        assert "salesforce/difference.csv" in archive.namelist()
        assert archive.testzip() is None


def test_a_target_the_plan_does_not_fit_is_told_and_the_other_written(record, monkeypatch):
    def refuse(*_given, **_more):
        raise InputError([Problem("plan", "a name is too long", "Shorten it")])

    monkeypatch.setattr(module, "publish_salesforce", refuse)
    made = load_files(record, ON_THE_DESK, CHOICES)
    names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert {name.split("/")[0] for name in names} == {"READ ME.txt", "peoplesoft"}
    assert "Salesforce: not written" in made.told
    monkeypatch.setattr(module, "publish_peoplesoft", refuse)
    with pytest.raises(InputError, match="too long"):
        load_files(record, ON_THE_DESK, CHOICES)


def test_what_a_plan_does_not_say_is_asked_for(record):
    made = load_files(record, ON_THE_DESK, LoadChoices("AccountNumber"))
    assert "PeopleSoft: not written" in made.told
    with pytest.raises(InputError, match="effective_date"):
        load_files(record, ON_THE_DESK, LoadChoices())
    with pytest.raises(ValueError, match="isoformat"):
        load_files(record, ON_THE_DESK, LoadChoices("AccountNumber", "soon"))
