"""What is taken away."""

import pytest

from scenarios.app.files import offers


@pytest.mark.parametrize(
    "offer", [offer for offer in offers() if offer.key in ("alignment", "log")], ids=lambda o: o.key
)
def test_tables_are_csv(offer, globe_desk):
    globe_desk.move([3], 1, "because")
    text = offer.make(globe_desk).decode("utf-8-sig")
    assert "," in text.splitlines()[0]
    assert ("because" in text) == (offer.key == "log")


def test_the_workbook_is_one(globe_desk):
    pytest.importorskip("xlsxwriter")
    excel = next(offer for offer in offers() if offer.key == "excel")
    assert excel.make(globe_desk)[:2] == b"PK"


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
