"""The bundled resellers go into an org and are all there, published twice."""

import csv

import pytest

from optimizer.stop import MaxRuntime
from scenarios.comparison import compare
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan
from scenarios.publish.files import write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import read_record
from scenarios.publish.salesforce import SalesforceSettings, publish_salesforce
from scenarios.runner import run
from tests.scenarios.publish.salesforce.validator import DANGER, NUMBER, FakeOrg

SETTINGS = SalesforceSettings(account_key="AccountNumber", forecasting_type="Revenue", currency="USD")


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Today's alignment of the resellers with its quotas; nothing is searched."""
    plan = read_plan(example_path(Example.RESELLERS))
    outcomes = run(plan.instance, plan.scenarios[:1], MaxRuntime(1), quotas=plan.quotas)
    folder = tmp_path_factory.mktemp("resellers")
    write_files(compare(outcomes), ResultFolder(folder), title=plan.name, split=plan.quotas.split)
    return read_record(folder)


def test_all_resellers_arrive_once(record, tmp_path):
    """701 accounts, 13 reps, 156 quotas that add up to the target; then nothing is left to do."""
    org = FakeOrg()
    for account in record.tables["accounts"]["account"]:
        org.add("Account", AccountNumber=account, IsExcludedFromRealign="false")
    for rep in record.tables["territories"]["rep"]:
        org.add("User", Name=rep, IsActive="true")
    org.add("ForecastingType", DeveloperName="Revenue")
    for _ in range(4):
        org.export(tmp_path / "export", short=True)
        folder = ResultFolder(tmp_path / "load")
        difference = publish_salesforce(record, "today", folder, settings=SETTINGS, current=tmp_path / "export")
        check_every_cell(tmp_path / "load")
        org.load_folder(tmp_path / "load")
    assert difference.empty
    assert len(org.records["ObjectTerritory2Association"]) == 701
    assert len(org.records["UserTerritory2Association"]) == 13
    assert (
        sum(round(100 * float(row["QuotaAmount"])) for row in org.records["ForecastingQuota"].values()) == 3_910_000_000
    )


def check_every_cell(folder):
    """No cell of any CSV in a folder can be run or holds a control character."""
    files = sorted(folder.rglob("*.csv"))
    assert files
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                assert not [cell for cell in row if DANGER.search(cell) and not NUMBER.fullmatch(cell)], path.name
