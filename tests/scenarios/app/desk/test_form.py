"""A scenario by form: only what was filled in is changed, and everything wrong is told at once."""

import json
from datetime import date

import pytest

from optimizer.capacity import PlanYear
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from scenarios.app.desk.form import ScenarioForm


def test_what_is_left_out_stays_as_the_plan_has_it(line):
    """A form with nothing but a name is the plan again."""
    criteria = Criteria(balance={"potential": 0.1, "workload": 0.2})
    scenario = ScenarioForm(name="  same ").scenario(criteria)
    assert scenario.name == "same"
    assert scenario.build(line) == (line, criteria)


def test_fields_become_changes_that_say_what_they_do(line):
    """New territories, tolerances beside those kept, limits."""
    criteria = Criteria(balance={"potential": 0.1, "workload": 0.2})
    form = ScenarioForm(
        name="more",
        add_territories=2,
        serves={"language": ("fr",)},
        share=0.5,
        balance={"potential": 0.05},
        disruption_at_most=0.3,
        max_travel=45,
    )
    scenario = form.scenario(criteria)
    instance, choices = scenario.build(line)
    assert instance.num_territories == 4
    assert dict(choices.balance) == {"potential": 0.05, "workload": 0.2}
    assert (choices.disruption_at_most, choices.max_travel, choices.disruption_weight) == (0.3, 45, 0.0)
    assert scenario.sentences(line)[0] == (
        "adds 2 territories serving language fr of 0.5 times the mean target: New 1, New 2"
    )


def test_everything_wrong_is_told_at_once():
    """Name, number and limits in one error."""
    form = ScenarioForm(name=" ", add_territories=-1, disruption_at_most=2.0)
    with pytest.raises(InputError) as wrong:
        form.scenario(Criteria())
    assert [problem.column for problem in wrong.value.problems] == ["name", "add_territories", "disruption_at_most"]


def test_a_form_is_kept_as_json_and_read_again():
    """Nothing is lost on the way."""
    form = ScenarioForm(
        name="more",
        add_territories=1,
        serves={"language": ("fr", "en")},
        balance={"potential": 0.05},
        closes=("east",),
        leaves="Ann",
        leaves_on=date(2027, 3, 1),
        hires="Zoe",
    )
    record = json.loads(json.dumps(form.to_dict()))
    assert ScenarioForm.from_dict(record) == form
    older = {key: value for key, value in record.items() if not key.startswith(("closes", "leaves", "hires"))}
    assert ScenarioForm.from_dict(older).leaves == ""


def test_one_comes_and_another_leaves(line):
    """The hire has a territory before that of the leaver closes; both say what they do."""
    form = ScenarioForm(name="swap", leaves=" Bob ", hires="Zoe", serves={"language": ("fr",)})
    scenario = form.scenario(Criteria())
    assert list(scenario.build(line)[0].territories.ids) == ["west", "Zoe"]
    assert scenario.sentences(line) == (
        "hires Zoe: territory Zoe serving language fr with a mean target",
        "has Bob leave: closes east, frees 2 accounts",
    )


def test_a_territory_closes(line):
    """By its label; who is not there is told when the facts are known."""
    assert list(ScenarioForm(name="x", closes=("west",)).scenario(Criteria()).build(line)[0].territories.ids) == [
        "east"
    ]
    with pytest.raises(InputError, match="no such territory or rep"):
        ScenarioForm(name="x", closes=("wst",)).scenario(Criteria()).build(line)


def test_a_hire_within_the_year_is_smaller(line):
    """By the part of the plan year that is left; one after it has none and is told with all else."""
    year = PlanYear(date(2027, 1, 1))
    half = ScenarioForm(name="x", hires="Zoe", hires_on=date(2027, 7, 1)).scenario(Criteria(), year)
    assert half.build(line)[0].territories.shares[2, 0] == pytest.approx(half.changes[0].size)
    assert 0.4 < half.changes[0].size < 0.6
    with pytest.raises(InputError) as wrong:
        ScenarioForm(name="", hires="Z" * 81, hires_on=date(2029, 1, 1)).scenario(Criteria(), year)
    assert [problem.column for problem in wrong.value.problems] == ["name", "hires", "hires"]
