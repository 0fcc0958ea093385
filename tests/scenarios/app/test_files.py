"""What is taken away."""

import io
import zipfile

import pytest

from scenarios.app.desk import ON_THE_DESK
from scenarios.app.files import Wanted, offers
from scenarios.app.load_files import LoadChoices


@pytest.mark.parametrize(
    "offer", [offer for offer in offers() if offer.key in ("alignment", "log")], ids=lambda o: o.key
)
def test_tables_are_csv(offer, globe_desk):
    globe_desk.move([3], 1, "because")
    text = offer.make(globe_desk, Wanted()).content.decode("utf-8-sig")
    assert "," in text.splitlines()[0]
    assert ("because" in text) == (offer.key == "log")


def test_the_workbook_is_one(globe_desk):
    pytest.importorskip("xlsxwriter")
    excel = next(offer for offer in offers() if offer.key == "excel")
    assert excel.make(globe_desk, Wanted()).content[:2] == b"PK"


@pytest.mark.parametrize("key", ["report", "letters"])
def test_report_and_letters_stand_alone_and_tell_the_plan_that_is_asked_for(key, globe_desk):
    assert globe_desk.run_scenario("today").wait(60)
    globe_desk.move([3], 1)
    offer = next(offer for offer in offers() if offer.key == key)
    today, desk = (offer.make(globe_desk, Wanted(name)).content.decode() for name in ("today", ON_THE_DESK))
    assert today != desk
    for html in (today, desk):
        assert html.startswith("<!DOCTYPE html>")
        assert "<script" not in html
        assert "Ann" in html


def test_load_files_of_every_target_come_in_one_archive(globe_desk):
    load = next(offer for offer in offers() if offer.key == "load")
    made = load.make(globe_desk, Wanted(choices=LoadChoices("AccountNumber", "2027-01-01")))
    names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert {name.split("/")[0] for name in names} == {"READ ME.txt", "salesforce", "peoplesoft"}
    assert "nothing is sent" in made.told


@pytest.mark.parametrize(
    ("plan", "name"),
    [("FY2027 Resellers", "fy2027-resellers-log.csv"), ("../../etc", "etc-log.csv"), ("<>", "plan-log.csv")],
)
def test_names_are_plain(plan, name):
    log = next(offer for offer in offers() if offer.key == "log")
    assert log.name(plan) == name


def test_keys_are_distinct():
    keys = [offer.key for offer in offers()]
    assert len(set(keys)) == len(keys)
