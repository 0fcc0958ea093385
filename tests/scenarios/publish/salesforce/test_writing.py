"""Files are split below the size of a bulk job, safe, and replaced as a whole."""

import csv

from scenarios.publish.export import TargetExport
from scenarios.publish.folder import ResultFolder
from scenarios.publish.salesforce import writing
from scenarios.publish.salesforce.member_steps import LeftAlone
from scenarios.publish.salesforce.org import read_org
from scenarios.publish.salesforce.rows import Operation, Reference, Thing, step_of
from scenarios.publish.salesforce.settings import SalesforceSettings

ORG = read_org(TargetExport(None), SalesforceSettings())


def write(tmp_path, steps):
    """Write steps against an org nothing is known of."""
    return writing.write_steps(steps, ORG, ResultFolder(tmp_path), left=LeftAlone(), notes=())


def test_large_files_are_split(tmp_path, monkeypatch):
    """No part is larger than allowed, each has the header, and no row is lost."""
    monkeypatch.setattr(writing, "FILE_BYTES", writing.HEADER_BYTES + 500)
    rows = [(f"row {i}", {"Id": f"{i:018d}", "OwnerId": 'a"é' * (i % 5)}) for i in range(100)]
    write(tmp_path, [step_of(Thing.ACCOUNT, Operation.UPDATE, rows, "x")])
    parts = sorted(tmp_path.glob("01_Account_update*.csv"))
    assert len(parts) > 5
    assert all(part.stat().st_size <= 600 for part in parts)
    found = [row["Id"] for part in parts for row in csv.DictReader(part.open())]
    assert sorted(found) == [f"{i:018d}" for i in range(100)]


def test_deletes_wait_for_what_is_new(tmp_path):
    """While territories are still to be created nothing is deleted, but for what is inserted again at once."""
    new = step_of(Thing.ASSIGNMENT, Operation.INSERT, [("new", {"Territory2Id": Reference(Thing.TERRITORY, "W")})], "x")
    gone = step_of(Thing.ASSIGNMENT, Operation.DELETE, [("gone", {"Id": "1"})], "x")
    write(tmp_path, [new, gone])
    assert not list(tmp_path.glob("0*.csv"))
    write(tmp_path, [gone])
    assert [path.name for path in tmp_path.glob("0*.csv")] == ["01_ObjectTerritory2Association_delete.csv"]
    assert not (tmp_path / "waiting").exists()
