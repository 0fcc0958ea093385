"""Types, models and territories by difference."""

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.export import TargetExport
from scenarios.publish.salesforce.hierarchy_steps import (
    make_case,
    model_steps,
    territory_delete_steps,
    territory_steps,
    type_steps,
)
from scenarios.publish.salesforce.org import read_org
from scenarios.publish.salesforce.rows import Operation
from scenarios.publish.salesforce.settings import SalesforceSettings
from scenarios.publish.salesforce.wanted import read_wanted
from tests.scenarios.publish.salesforce.validator import FakeOrg

SETTINGS = SalesforceSettings(account_key="AccountNumber", model="FY27")


@pytest.fixture
def org():
    """An org with the model and the type, named otherwise."""
    org = FakeOrg()
    org.add("Territory2Type", DeveloperName="Sales", MasterLabel="Old", Priority="1")
    org.add("Territory2Model", DeveloperName="FY27", Name="Old", State="Planning")
    return org


def case(org, results, tmp_path):
    """The small plan against the org."""
    org.export(tmp_path / "export")
    found = read_org(TargetExport(tmp_path / "export"), SETTINGS)
    wanted = read_wanted(results, "nearest", SETTINGS, home=None, taken=frozenset())
    return make_case(wanted, found, SETTINGS)


def test_names_are_corrected(org, results, tmp_path):
    """What is there under its DeveloperName is changed in place, with its id."""
    for steps in (type_steps, model_steps):
        (step,) = steps(case(org, results, tmp_path))
        assert (step.operation, len(step.rows)) == (Operation.UPDATE, 1)
        assert step.rows[0]["Id"] in org.records[step.thing.value]


@pytest.mark.parametrize("state", ["Archived", "ArchivedFailed"])
def test_an_archived_model_is_refused(org, results, tmp_path, state):
    """It takes no territories."""
    next(iter(org.records["Territory2Model"].values()))["State"] = state
    with pytest.raises(InputError, match="archived"):
        model_steps(case(org, results, tmp_path))


def test_priorities_that_are_no_numbers(org, results, tmp_path):
    """A priority that cannot be read is set anew."""
    next(iter(org.records["Territory2Type"].values()))["Priority"] = "high"
    (step,) = type_steps(case(org, results, tmp_path))
    assert step.rows[0]["Priority"] == "1"


def test_what_is_gone_is_deleted_from_below(org, results, tmp_path):
    """Grandchildren, children, then parents; territories of other models are nobody's business."""
    model, kind = next(iter(org.records["Territory2Model"])), next(iter(org.records["Territory2Type"]))
    other = org.add("Territory2Model", DeveloperName="FY26", Name="FY26", State="Active")
    parent = ""
    for name in ("Top", "Middle", "Low"):
        parent = org.add(
            "Territory2",
            Name=name,
            DeveloperName=name,
            Territory2ModelId=model,
            Territory2TypeId=kind,
            ParentTerritory2Id=parent,
        )
    org.add("Territory2", Name="Old", DeveloperName="Old", Territory2ModelId=other, Territory2TypeId=kind)
    steps = territory_delete_steps(case(org, results, tmp_path))
    assert [step.told for step in steps] == [
        ("delete territory Low",),
        ("delete territory Middle",),
        ("delete territory Top",),
    ]
    assert [len(step.rows) for step in territory_steps(case(org, results, tmp_path))] == [3, 0]
