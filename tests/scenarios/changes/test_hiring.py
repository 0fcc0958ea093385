"""Hires get a territory that is as large as the part of the year they work."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from scenarios.changes import Hire

JULY = date(2027, 7, 1)


def test_a_hire_has_a_territory(trio):
    """Under the own name, with the mean target and everything served unless said otherwise."""
    facts, _ = Hire(rep="Dana").apply(trio, Criteria())
    assert list(facts.territories.ids) == ["T1", "T2", "T3", "Dana"]
    assert facts.territories.reps[-1] == "Dana"
    assert facts.territories.shares[-1] == pytest.approx(np.full(2, 4 / 3))
    assert Hire(rep="Dana").sentence(trio) == "hires Dana: territory Dana with a mean target"


def test_the_day_and_the_ramp_make_the_size(trio, year):
    """From July, the first month nothing and the second half: 4.5 of 12 months."""
    hire = Hire(rep="Dana", on=JULY, territory="T4", year=year, serves={"area": "south"}, centre=(60.0, 0.0))
    facts, _ = hire.apply(trio, Criteria())
    assert hire.size == pytest.approx(4.5 / 12)
    assert facts.territories.ids[-1] == "T4"
    assert facts.territories.reps[-1] == "Dana"
    assert facts.territories.shares[-1] == pytest.approx(1.5 * 4.5 / 12)
    told = "hires Dana on 2027-07-01: territory T4 serving area south with 0.375 of a mean target"
    assert hire.sentence(trio) == told


def test_quotas_know_the_day_where_they_know_days(trio, rule):
    """Elsewhere the smaller territory is enough."""
    hire = Hire(rep="Dana", on=JULY)
    assert hire.apply_quotas(rule, trio) is rule
    dated = rule.with_attendance(rule.attendance)
    assert hire.apply_quotas(dated, trio).capacity["Dana"] == pytest.approx((0.0, 0.0, 0.5, 1.0))
    assert Hire(rep="Dana").apply_quotas(dated, trio) is dated


def test_people_know_the_day(trio, team):
    """The hire starts then, whatever day others are hired."""
    facts, _ = Hire(rep="Dana", on=JULY).apply(trio, Criteria())
    plan = Alignment(facts, np.array([0, 0, 0, 1, 1, 1, 2, 2, 3]), np.full(4, -1))
    expecting = Hire(rep="Dana", on=JULY).apply_team(team, trio)
    people = expecting.on(plan, joining_day=np.datetime64("2027-02-01"))
    assert str(people.start[-1]) == "2027-07-01"
    assert people.joining.tolist() == [False, False, False, True]


def test_misfits_are_told_as_those_of_a_hire(trio, year):
    """A name that is taken, a tag that is not there; a day after the year."""
    with pytest.raises(InputError) as caught:
        Hire(rep="Dana", territory="T1", serves={"colour": "red"}).sentence(trio)
    assert {(problem.table, problem.column) for problem in caught.value.problems} == {
        ("hires", "territory"),
        ("hires", "serves"),
    }
    with pytest.raises(InputError):
        Hire(rep="T1").apply(trio, Criteria())
    with pytest.raises(ValueError, match="no capacity in the plan year"):
        Hire(rep="Dana", on=date(2028, 2, 1), year=year)
    with pytest.raises(ValueError, match="share"):
        replace(Hire(rep="Dana"), share=float("nan"))
