"""A scenario by form: only what was filled in is changed, and everything wrong is told at once."""

import json

import pytest

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
    form = ScenarioForm(name="more", add_territories=1, serves={"language": ("fr", "en")}, balance={"potential": 0.05})
    assert ScenarioForm.from_dict(json.loads(json.dumps(form.to_dict()))) == form
