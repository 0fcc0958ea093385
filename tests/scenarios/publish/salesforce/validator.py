"""A Salesforce org in miniature: takes load files as the loader would and refuses what the real one refuses.

It knows the rules from the vendor's object reference and shares no code with the writer.
"""

import csv
import io
import re
from pathlib import Path

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
FIELDS = {
    "Territory2Type": {"DeveloperName", "MasterLabel", "Priority"},
    "Territory2Model": {"DeveloperName", "Name"},
    "Territory2": {
        *("Name", "DeveloperName", "Territory2ModelId", "Territory2TypeId", "ParentTerritory2Id"),
        *("AccountAccessLevel", "CaseAccessLevel", "OpportunityAccessLevel", "ForecastUserId"),
    },
    "UserTerritory2Association": {"UserId", "Territory2Id", "RoleInTerritory2"},
    "ObjectTerritory2Association": {"ObjectId", "Territory2Id", "AssociationCause"},
    "ForecastingQuota": {
        *("QuotaOwnerId", "ForecastingTypeId", "StartDate", "QuotaAmount", "QuotaQuantity"),
        *("CurrencyIsoCode", "ProductFamily", "Territory2Id"),
    },
    "Account": {"OwnerId"},
}
REQUIRED = {
    "Territory2Type": {"DeveloperName", "MasterLabel", "Priority"},
    "Territory2Model": {"DeveloperName", "Name"},
    "Territory2": {
        *("Name", "DeveloperName", "Territory2ModelId", "Territory2TypeId"),
        *("AccountAccessLevel", "CaseAccessLevel", "OpportunityAccessLevel"),
    },
    "UserTerritory2Association": {"UserId", "Territory2Id"},
    "ObjectTerritory2Association": {"ObjectId", "Territory2Id", "AssociationCause"},
    "ForecastingQuota": {"QuotaOwnerId", "ForecastingTypeId", "StartDate"},
}
FIXED = {
    "UserTerritory2Association": None,
    "ObjectTerritory2Association": None,
    "ForecastingQuota": {"ForecastingTypeId", "ProductFamily", "Territory2Id", "StartDate"},
    "Territory2": {"Territory2ModelId"},
    "Territory2Type": set(),
    "Territory2Model": set(),
    "Account": set(),
}
LOOKUPS = {
    "Territory2ModelId": "Territory2Model",
    "Territory2TypeId": "Territory2Type",
    "ParentTerritory2Id": "Territory2",
    "Territory2Id": "Territory2",
    "UserId": "User",
    "ForecastUserId": "User",
    "QuotaOwnerId": "User",
    "OwnerId": "User",
    "ForecastingTypeId": "ForecastingType",
    "ObjectId": "Account",
}
PREFIX = {
    "Account": "001",
    "User": "005",
    "Territory2": "0MI",
    "Territory2Model": "0MA",
    "Territory2Type": "0M5",
    "UserTerritory2Association": "0MU",
    "ObjectTerritory2Association": "0MT",
    "ForecastingQuota": "0J9",
    "ForecastingType": "0Db",
}
EXPORTED = {
    **{name: sorted(fields) for name, fields in FIELDS.items()},
    "Territory2Model": ["DeveloperName", "Name", "State"],
    "Account": ["AccountNumber", "Name", "IsExcludedFromRealign", "OwnerId"],
    "User": ["Name", "IsActive"],
    "ForecastingType": ["DeveloperName"],
}
DANGER = re.compile(r"^[=+\-@]|[\x00-\x1f\x7f]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


class RefusedError(Exception):
    """The org refuses a row."""


def checked_id(short):
    """Write an id of 15 characters with its three check letters."""
    bits = ["".join("1" if c.isupper() else "0" for c in reversed(short[i : i + 5])) for i in (0, 5, 10)]
    return short + "".join(UPPER[int(b, 2)] for b in bits)


class FakeOrg:
    """Records by object and id."""

    def __init__(self, *, most_territories=1000, most_models=2):
        self.records = {name: {} for name in PREFIX}
        self.most_territories, self.most_models = most_territories, most_models
        self.loaded = []

    def add(self, thing, **fields):
        """Put a record in as an administrator would; gives its id."""
        number = len(self.records[thing]) + 1
        digits = f"{number:012d}".replace("0", "a", 3).replace("0", "B", 2)
        new = checked_id(PREFIX[thing] + digits)
        while new in self.records[thing]:
            number += 1
            new = checked_id(PREFIX[thing] + f"{number:012d}".replace("0", "c", 3))
        self.records[thing][new] = fields
        return new

    def export(self, folder, *, short=False):
        """Write one CSV an object; ids in 15 characters if asked."""
        folder.mkdir(exist_ok=True)
        for thing, rows in self.records.items():
            fields = EXPORTED[thing]
            with (folder / f"{thing}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(["Id", *fields])
                for key, row in rows.items():
                    cells = [key, *(row.get(name, "") for name in fields)]
                    ids = ["Id", *fields]
                    writer.writerow(
                        [
                            cell[:15] if short and name.endswith("Id") and len(cell) == 18 else cell
                            for name, cell in zip(ids, cells, strict=True)
                        ]
                    )

    def load_folder(self, folder):
        """Load the files at the top of a published folder in the order it says."""
        with (folder / "load_order.csv").open(encoding="utf-8-sig", newline="") as file:
            order = list(csv.DictReader(file))
        assert [int(row["step"]) for row in order] == sorted(int(row["step"]) for row in order)
        done = 0
        for row in order:
            path = folder / row["file"]
            assert path.is_file()
            if Path(row["file"]).parent.name:
                continue
            done += self.load(path)
        return done

    def load(self, path):
        """Load one file; raise at the first row that is refused."""
        thing, operation = re.fullmatch(r"\d\d_([A-Za-z0-9]+)_([a-z]+)(?:_part\d+)?\.csv", path.name).groups()
        raw = path.read_bytes()
        if raw.startswith(b"\xef\xbb\xbf"):
            raise RefusedError(f"{path.name}: a byte order mark is part of the first header")
        if len(raw) * 4 / 3 > 150 * 1024 * 1024:
            raise RefusedError(f"{path.name}: larger than a bulk job may be")
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))
        if not rows:
            raise RefusedError(f"{path.name}: no rows")
        for row in rows:
            if any(cell and DANGER.search(cell) and not NUMBER.fullmatch(cell) for cell in row.values()):
                raise RefusedError(f"{path.name}: a formula or control character in {row}")
            self.loaded.append((thing, operation))
            getattr(self, operation)(thing, row)
        return len(rows)

    def insert(self, thing, row):
        """Create a record; gives its id."""
        self._known_fields(thing, row)
        for name in REQUIRED[thing]:
            if not row.get(name):
                raise RefusedError(f"REQUIRED_FIELD_MISSING {thing}.{name}")
        if "Id" in row:
            raise RefusedError("INVALID_FIELD_FOR_INSERT_UPDATE Id")
        if thing == "Territory2" and row.get("ForecastUserId"):
            raise RefusedError("ForecastUserId: the user is no member yet")
        self._rules(thing, row, None)
        return self.add(thing, **{name: cell for name, cell in row.items() if cell})

    def update(self, thing, row):
        """Change a record; blank cells leave a field, #N/A empties it."""
        self._known_fields(thing, row)
        if FIXED[thing] is None:
            raise RefusedError(f"{thing} cannot be updated")
        current = self.records[thing].get(row.get("Id", ""))
        if current is None:
            raise RefusedError(f"ENTITY_IS_DELETED {thing} {row.get('Id')}")
        if FIXED[thing] & set(row):
            raise RefusedError(f"{thing}: {FIXED[thing] & set(row)} cannot be changed in place")
        if thing == "ForecastingQuota" and not row.get("QuotaOwnerId"):
            raise RefusedError("QuotaOwnerId must be sent")
        given = {name: cell for name, cell in row.items() if cell and name != "Id"}
        self._rules(thing, given, row["Id"])
        for name, cell in given.items():
            current[name] = "" if cell == "#N/A" else cell

    def delete(self, thing, row):
        """Remove a record."""
        if set(row) != {"Id"}:
            raise RefusedError("a delete file has ids and nothing else")
        current = self.records[thing].get(row["Id"])
        if current is None:
            raise RefusedError(f"ENTITY_IS_DELETED {thing} {row['Id']}")
        if thing == "ObjectTerritory2Association":
            if current["AssociationCause"] != "Territory2Manual":
                raise RefusedError("INVALID_OPERATION: an association by rule cannot be deleted")
            account = self.records["Account"][current["ObjectId"]]
            if account.get("IsExcludedFromRealign") == "true":
                raise RefusedError("an excluded account was touched")
        if thing == "Territory2":
            if any(other.get("ParentTerritory2Id") == row["Id"] for other in self.records[thing].values()):
                raise RefusedError("the territory has children")
            for other in ("UserTerritory2Association", "ObjectTerritory2Association"):
                kept = {k: r for k, r in self.records[other].items() if r["Territory2Id"] != row["Id"]}
                self.records[other] = kept
        if thing == "UserTerritory2Association":
            territory = self.records["Territory2"][current["Territory2Id"]]
            if territory.get("ForecastUserId") == current["UserId"]:
                territory["ForecastUserId"] = ""
        del self.records[thing][row["Id"]]

    def _known_fields(self, thing, row):
        strange = set(row) - FIELDS[thing] - {"Id"}
        if strange or None in row:
            raise RefusedError(f"INVALID_FIELD {thing} {strange}")
        for name, cell in row.items():
            if name in LOOKUPS and cell not in ("", "#N/A"):
                if len(cell) != 18 or checked_id(cell[:15]) != cell:
                    raise RefusedError(f"MALFORMED_ID {name} {cell}")
                if cell not in self.records[LOOKUPS[name]]:
                    raise RefusedError(f"INVALID_CROSS_REFERENCE_KEY {thing}.{name} {cell}")

    def _rules(self, thing, row, key):
        others = {k: r for k, r in self.records[thing].items() if k != key}
        name = row.get("DeveloperName")
        if name is not None:
            if not re.fullmatch(r"[A-Za-z](?:_?[A-Za-z0-9])*", name) or len(name) > 80:
                raise RefusedError(f"DeveloperName {name!r}")
            if any(name.lower() == other["DeveloperName"].lower() for other in others.values()):
                raise RefusedError(f"DUPLICATE_DEVELOPER_NAME {name}")
        for label in ("Name", "MasterLabel"):
            if len(row.get(label, "")) > 80:
                raise RefusedError(f"STRING_TOO_LONG {label}")
        rule = getattr(self, f"_rules_of_{thing}", None)
        if rule is not None:
            rule(row, others, key)

    def _rules_of_Territory2Type(self, row, others, key):  # noqa: N802, ARG002
        if not row["Priority"].isdigit() or any(
            int(other["Priority"]) == int(row["Priority"]) for other in others.values()
        ):
            raise RefusedError("Priority must be a number no other type has")

    def _rules_of_Territory2Model(self, row, others, key):  # noqa: N802
        if "State" in row:
            raise RefusedError("a new model starts in Planning")
        if len(others) + 1 > self.most_models:
            raise RefusedError("LIMIT_EXCEEDED models")
        if key is None:
            row["State"] = "Planning"

    def _rules_of_Territory2(self, row, others, key):  # noqa: N802
        allowed = {
            "AccountAccessLevel": {"Read", "Edit", "All"},
            "CaseAccessLevel": {"None", "Read", "Edit"},
            "OpportunityAccessLevel": {"None", "Read", "Edit"},
        }
        for field, values in allowed.items():
            if field in row and row[field] not in values:
                raise RefusedError(f"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST {field} {row[field]}")
        model = row.get("Territory2ModelId") or self.records["Territory2"][key]["Territory2ModelId"]
        if sum(other["Territory2ModelId"] == model for other in others.values()) + 1 > self.most_territories:
            raise RefusedError("LIMIT_EXCEEDED territories")
        user = row.get("ForecastUserId")
        members = self.records["UserTerritory2Association"].values()
        if user and not any(m["UserId"] == user and m["Territory2Id"] == key for m in members):
            raise RefusedError("ForecastUserId must be a member of the territory")

    def _rules_of_UserTerritory2Association(self, row, others, key):  # noqa: N802, ARG002
        if self.records["User"][row["UserId"]].get("IsActive") == "false":
            raise RefusedError("INACTIVE_OWNER_OR_USER")
        pair = (row["UserId"], row["Territory2Id"])
        if pair in {(o["UserId"], o["Territory2Id"]) for o in others.values()}:
            raise RefusedError("DUPLICATE_VALUE member")

    def _rules_of_ObjectTerritory2Association(self, row, others, key):  # noqa: N802, ARG002
        if row["AssociationCause"] != "Territory2Manual":
            raise RefusedError("only rules assign by rule")
        if self.records["Account"][row["ObjectId"]].get("IsExcludedFromRealign") == "true":
            raise RefusedError("an excluded account was touched")
        pair = (row["ObjectId"], row["Territory2Id"])
        if pair in {(o["ObjectId"], o["Territory2Id"]) for o in others.values()}:
            raise RefusedError("DUPLICATE_VALUE assignment")

    def _rules_of_ForecastingQuota(self, row, others, key):  # noqa: N802
        amounts = [row[name] for name in ("QuotaAmount", "QuotaQuantity") if row.get(name)]
        if len(amounts) != 1 or not re.fullmatch(r"\d+(\.\d{1,2})?", amounts[0]):
            raise RefusedError(f"one of QuotaAmount and QuotaQuantity, given {amounts}")
        if row.get("CurrencyIsoCode") and not re.fullmatch("[A-Z]{3}", row["CurrencyIsoCode"]):
            raise RefusedError("CurrencyIsoCode")
        if key is not None:
            return
        if not re.fullmatch(r"\d{4}-\d{2}-01", row["StartDate"]):
            raise RefusedError(f"StartDate {row['StartDate']} is no first of a month")
        fields = ("QuotaOwnerId", "ForecastingTypeId", "StartDate", "ProductFamily", "Territory2Id")
        same = tuple(row.get(field, "") for field in fields)
        if same in {tuple(other.get(field, "") for field in fields) for other in others.values()}:
            raise RefusedError("DUPLICATE_VALUE quota")
