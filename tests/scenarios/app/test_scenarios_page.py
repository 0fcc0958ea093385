"""The page of scenarios, without a browser."""

from datetime import date

import pytest

pytest.importorskip("panel")

from scenarios.app.board import Event
from scenarios.app.desk import Desk
from scenarios.app.scenarios_page import ScenariosPage, read_form
from scenarios.app.shared import make_shared


@pytest.fixture
def page(globe_plan, globe_desk):
    heard = []
    made = ScenariosPage(
        make_shared(globe_plan), globe_desk, document=None, on_open=heard.append, on_take_out=heard.append
    )
    made.heard = heard
    made.show()
    return made


def test_what_was_not_run_cannot_be_compared(page):
    assert "Run a scenario to compare it" in page.compare._maps[0].html
    assert page._list.html.count("not run") == 2


def test_a_scenario_that_ran_is_compared_with_the_desk(page, globe_desk):
    globe_desk.move([3], 1)
    page._hear(Event("run", "0"))
    assert globe_desk.scenarios()[0].run.wait(60)
    page._look()
    assert "<b>1</b>" in page.compare._bar.html
    assert "rules broken" in page.compare._figures.html
    assert len(page.compare._maps) == 2
    page._hear(Event("open", "0"))
    assert page.heard == ["today"]
    page.compare._hear(Event("open-second"))
    assert "is on the desk" in page._list.html
    page._hear(Event("plan", "0"))
    page.compare._hear(Event("open-second"))
    assert page.heard == ["today", "today"]


def test_a_form_adds_a_scenario(page, globe_desk):
    page._hear(Event("add", "", {"name": "tight", "balance:potential": "5", "add": "1", "disruption": "40"}))
    line = globe_desk.scenarios()[-1]
    assert line.name == "tight"
    assert line.scenario.build(globe_desk.plan.instance)[1].balance["potential"] == 0.05
    assert "tight" in page._list.html
    page._hear(Event("add", "", {"name": "tight"}))
    assert "note bad" in page._list.html


def test_a_form_asks_for_people(globe_desk):
    """A leaver, a hire and a territory that closes become changes; an empty choice is none."""
    rep = globe_desk.plan.instance.territories.reps[0]
    fields = {"name": "x", "closes": "", "leaves": rep, "leaves_on": "", "hires": " Zoe ", "hires_on": "2027-03-01"}
    form = read_form(fields, globe_desk)
    assert (form.closes, form.leaves, form.leaves_on) == ((), rep, None)
    assert (form.hires, form.hires_on) == ("Zoe", date(2027, 3, 1))
    changes = form.scenario(globe_desk.plan.criteria).changes
    assert [type(change).__name__ for change in changes] == ["Hire", "RepLeaves"]
    with pytest.raises(ValueError, match="the first day of the hire must be a day such as"):
        read_form({**fields, "hires_on": "soon"}, globe_desk)


def test_a_file_is_of_the_plan_that_is_chosen(page, globe_desk, monkeypatch):
    given = []
    monkeypatch.setattr(page._list, "give", lambda *made: given.append(made[:2]))
    assert globe_desk.run_scenario("today").wait(60)
    globe_desk.move([3], 1)
    page._hear(Event("file", "alignment", {"of": "0"}))
    page._hear(Event("file", "alignment", {"of": "1"}))
    desk, today = (content.decode("utf-8-sig").splitlines()[4] for _, content in given)
    assert "R2" in desk
    assert "R1" in today
    page._hear(Event("file", "load", {"of": "1", "account_key": "AccountNumber", "effective": "2027-01-01"}))
    assert "dry run" in page._below.html
    page._hear(Event("told-close"))
    assert "dry run" not in page._below.html


def test_approval_goes_to_whoever_keeps_the_book(globe_plan):
    class Book:
        def __init__(self):
            self.said = {}

        def standing(self, outcome):
            return self.said.get(outcome.name, "")

        def approve(self, outcome, *, who, note):
            self.said[outcome.name] = f"approved by {who}{note}"

    desk = Desk(globe_plan, who="Pat", approver=Book())
    page = ScenariosPage(make_shared(globe_plan), desk, document=None, on_open=None, on_take_out=None)
    assert desk.run_scenario("today").wait(60)
    page.show()
    page._hear(Event("approve", "0", {"note": ": go"}))
    assert page._list.html.count("approved by Pat: go") == 2
    page._hear(Event("approve", "1"))
    assert "run it first" in page._list.html


@pytest.mark.parametrize(
    "fields",
    [{"add": "x"}, {"add": "-1"}, {"add": "100000"}, {"balance:potential": "much"}, {"disruption": "nan"}],
)
def test_a_field_that_holds_no_number_is_told(globe_desk, fields):
    with pytest.raises(ValueError, match="must be a"):
        read_form({"name": "x", **fields}, globe_desk)


@pytest.mark.parametrize("do", ["run", "open", "plan", "take-out", "file", "stop-run"])
@pytest.mark.parametrize("value", ["77", "x", "../x"])
def test_what_is_not_there_does_nothing(page, do, value):
    page._hear(Event(do, value))
    assert page.heard == []
