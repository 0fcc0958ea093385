"""Rules every file of a published folder must keep, those that wait for ids too; no code is shared with the writer.

The rules are those of the vendor's object reference and of Bulk API 2.0; the miniature org beside this file checks
what a load would do, this checks what the files say.
"""

import csv
import re
from collections import Counter

from tests.scenarios.publish.salesforce.validator import DANGER, FIELDS, FIXED, REQUIRED, checked_id

NAME = re.compile(r"(?:waiting/)?(\d\d)_([A-Za-z0-9]+)_(insert|update|delete)(?:_part\d+)?\.csv")
KEYED = re.compile(r"(\w+) or key of (\w+)")
MAY_BE_BLANK = {"ParentTerritory2Id"}
IDS = {
    *("Id", "Territory2ModelId", "Territory2TypeId", "ParentTerritory2Id", "Territory2Id", "UserId", "ObjectId"),
    *("ForecastUserId", "QuotaOwnerId", "ForecastingTypeId", "OwnerId"),
}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
BULK_BYTES = 150 * 1024 * 1024


def check_folder(folder, *, most_territories=1000):
    """Every CSV keeps the rules; gives how many rows there are to load, by object and operation."""
    order = rows_of(folder / "load_order.csv", mark=True)
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    listed = [row["file"] for row in order]
    assert len(listed) == len(set(listed))
    assert on_disk == {*listed, "load_order.csv", "difference.csv", "left_alone.csv"}
    for name in ("load_order.csv", "difference.csv", "left_alone.csv"):
        check_cells(rows_of(folder / name, mark=True))
    steps = [int(row["step"]) for row in order]
    assert steps == sorted(steps)
    counted, files = Counter(), []
    for entry in order:
        number, thing, operation = NAME.fullmatch(entry["file"]).groups()
        assert (int(number), thing, operation) == (int(entry["step"]), entry["object"], entry["operation"])
        raw = (folder / entry["file"]).read_bytes()
        assert 0 < len(raw) * 4 / 3 < BULK_BYTES
        rows = rows_of(folder / entry["file"], mark=False)
        assert len(rows) == int(entry["rows"]) > 0
        waits = entry["file"].startswith("waiting/")
        rows = [plain_row(row, waits=waits) for row in rows]
        check_cells(rows)
        check_rows(thing, operation, rows)
        counted[thing, operation] += len(rows)
        files.append((thing, operation, rows))
    check_together(files, most_territories)
    told = rows_of(folder / "difference.csv", mark=True)
    assert Counter(row["object"] for row in told) == Counter(
        {thing: sum(count for (other, _), count in counted.items() if other == thing) for thing, _ in counted}
    )
    return counted


def rows_of(path, *, mark):
    """Rows of a CSV in UTF-8; what a loader takes has no byte order mark, what Excel opens has one."""
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == mark, path.name
    assert b"\r" not in raw
    return list(csv.DictReader(raw.decode("utf-8-sig").split("\n")[:-1], strict=True))


def plain_row(row, *, waits):
    """A row by its fields; a column of keys says so in its header, and waits."""
    plain = {}
    for header, cell in row.items():
        keyed = KEYED.fullmatch(header)
        field = keyed.group(1) if keyed else header
        assert waits or not keyed, header
        if field in IDS and not keyed and cell not in ("", "#N/A"):
            assert len(cell) == 18, (field, cell)
            assert cell == checked_id(cell[:15]), (field, cell)
        plain[field] = cell
    return plain


def check_cells(rows):
    """No cell can be run, none holds a control character, none has blanks around it."""
    for row in rows:
        for cell in row.values():
            assert cell is not None
            assert NUMBER.fullmatch(cell) or not DANGER.search(cell), cell
            assert cell == cell.strip()


def check_rows(thing, operation, rows):
    """Fields, required ones, and what may not change."""
    fields = set(rows[0])
    assert fields <= FIELDS[thing] | {"Id"}
    if operation == "delete":
        assert fields == {"Id"}
    elif operation == "update":
        assert "Id" in fields
        assert FIXED[thing] is not None, f"{thing} is created and deleted only"
        assert not fields & FIXED[thing]
        assert thing != "ForecastingQuota" or "QuotaOwnerId" in fields
        assert "ForecastUserId" not in fields or fields == {"Id", "ForecastUserId"}
    else:
        assert "Id" not in fields
        assert "ForecastUserId" not in fields
        assert REQUIRED[thing] <= fields
    for row in rows:
        missing = [name for name in REQUIRED.get(thing, ()) if name in row and not row[name]]
        assert operation != "insert" or not missing, (thing, missing)
        assert operation == "delete" or all(row[name] for name in fields & IDS - MAY_BE_BLANK)
        check_values(row)


def check_values(row):
    """Names, causes, months and amounts."""
    if "DeveloperName" in row:
        assert re.fullmatch(r"[A-Za-z](?:_?[A-Za-z0-9])*", row["DeveloperName"]), row
        assert len(row["DeveloperName"]) <= 80
    for name in ("Name", "MasterLabel"):
        assert 0 < len(row.get(name, "x")) <= 80, row
    assert row.get("AssociationCause", "Territory2Manual") == "Territory2Manual"
    assert re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-01", row.get("StartDate", "2027-01-01"))
    amounts = [row[name] for name in ("QuotaAmount", "QuotaQuantity") if name in row]
    assert len(amounts) < 2
    assert all(re.fullmatch(r"\d+(\.\d{1,2})?", amount) for amount in amounts)


def check_together(files, most_territories):
    """Names are unique, parents come first, nobody forecasts who is no member, nothing is there twice."""
    names, above, members, pairs, quotas = Counter(), set(), set(), Counter(), Counter()
    for thing, operation, rows in files:
        for row in rows if operation == "insert" else ():
            if thing == "Territory2":
                parent = row.get("ParentTerritory2Id", "")
                assert not parent or parent in above or len(parent) == 18, f"{row['DeveloperName']} before {parent}"
                names[row["DeveloperName"].lower()] += 1
            elif thing == "UserTerritory2Association":
                members.add((row["UserId"], row["Territory2Id"]))
            elif thing == "ObjectTerritory2Association":
                pairs[row["ObjectId"], row["Territory2Id"]] += 1
            elif thing == "ForecastingQuota":
                fields = ("QuotaOwnerId", "ForecastingTypeId", "StartDate", "ProductFamily", "Territory2Id")
                quotas[tuple(row.get(field, "") for field in fields)] += 1
        if thing == "Territory2" and operation == "insert":
            above |= {row["DeveloperName"] for row in rows}
        for row in rows if thing == "Territory2" and operation == "update" and "ForecastUserId" in rows[0] else ():
            # A territory that is there already may have its member already.
            assert (row["ForecastUserId"], row["Id"]) in members or len(row["Id"]) == 18
    for counted in (names, pairs, quotas):
        assert not [key for key, times in counted.items() if times > 1]
    assert names.total() <= most_territories
