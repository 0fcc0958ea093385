"""SELECT of some fields of all rows, and COUNT(): as much of the query language as is used."""

import re

from tests.scenarios.publish.salesforce.validator import EXPORTED

NUMBERS = {"Priority": int, "QuotaAmount": float, "QuotaQuantity": float}
TRUTHS = {"IsActive", "IsExcludedFromRealign"}
COUNT = re.compile(r"SELECT COUNT\(\) FROM (\w+)")
SELECT = re.compile(r"SELECT (\w+(?:, \w+)*) FROM (\w+)")


def fields_of(thing):
    """Fields of an object, as an administrator sees them."""
    return ["Id", *EXPORTED[thing]]


def counted(org, soql):
    """Number of rows, None if this is no count."""
    found = COUNT.fullmatch(soql)
    return None if found is None else len(org.records[found.group(1)])


def selected(org, soql, *, typed=True):
    """Rows of a query; values as JSON has them, or as text."""
    found = SELECT.fullmatch(soql)
    if found is None:
        raise ValueError(f"MALFORMED_QUERY {soql}")
    fields, thing = found.group(1).split(", "), found.group(2)
    strange = set(fields) - set(fields_of(thing))
    if strange:
        raise ValueError(f"INVALID_FIELD {strange}")
    return [
        {name: _value(name, key if name == "Id" else row.get(name, ""), typed=typed) for name in fields}
        for key, row in org.records[thing].items()
    ]


def _value(name, cell, *, typed):
    if not typed:
        return cell
    if name in TRUTHS:
        return cell.lower() == "true"
    if not cell:
        return None
    return NUMBERS[name](cell) if name in NUMBERS else cell
