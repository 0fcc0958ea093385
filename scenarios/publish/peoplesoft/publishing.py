"""A plan as worksheets for PeopleSoft, with a dry run of what they would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from optimizer.exceptions import InputError, Problem
from scenarios.publish.difference import Change, Difference, Verb, write_difference
from scenarios.publish.export import TargetExport
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import RunRecord

from .changes import Values, changed_rows, effective_rows
from .customers import Code, Customers, customers_of, read_codes
from .layouts import LAYOUTS, Sheet
from .profiles import MISSING_COLUMNS, SOURCE_COLUMNS, Profiles, add_profile
from .settings import PeopleSoftSettings
from .worksheets import Row, write_worksheets

CUSTOMERS, NEW, TREE = "customers.xlsx", "new_customers.xlsx", "territory_tree.xlsx"
REGION = ("PM_REGION", "PM_TERRITORY")
TEAM = ("SUPPORT_TEAM_CD", "SUPPORT_TEAM_MBR")


def publish_peoplesoft(
    record: RunRecord,
    scenario: str,
    folder: ResultFolder,
    *,
    settings: PeopleSoftSettings | None = None,
    home: Path | None = None,
    current: Path | None = None,
) -> Difference:
    """Write the worksheets of a plan; nothing is sent.

    Parameters
    ----------
    record
        What the run wrote.
    scenario
        Which plan.
    folder
        Where to.
    settings
        Choices the plan does not make.
    home
        Folder of the settings file.
    current
        Extracts as they are now: CUST_HIERARCHY, TEAM_MEMBER, PS_CUSTOMER, and Account of Salesforce.

    Returns
    -------
    Difference
        What loading the worksheets would create, change and end.

    Raises
    ------
    InputError
        For extracts that cannot be read, and codes or ids that do not fit.
    """
    settings, export = settings or PeopleSoftSettings(), TargetExport(current)
    day = _effective_day(record, scenario, settings)
    codes = read_codes(record.rows("territories", scenario), settings, home)
    alignment = record.rows("alignment", scenario)
    territory_of = dict(zip(alignment["account"], alignment["territory"], strict=True))
    customers = customers_of(territory_of, export, settings)
    sheets: dict[str, tuple[tuple[str, ...], list[Row]]] = {}
    changes: list[Change] = []
    for sheet, columns in ((Sheet.REGION, REGION), (Sheet.TEAM, TEAM)):
        wanted = dict(_wanted(sheet, territory_of, customers, codes=codes, team=settings.team))
        now = effective_rows(export, sheet, columns, day=day, setid=settings.setid)
        rows, told = changed_rows(wanted, now, sheet=sheet, day=day, settings=settings)
        sheets[sheet.value] = (_names(sheet), rows)
        changes += told
    profiles = _profiles(territory_of, customers, codes, day=day, settings=settings)
    changes += [
        Change(Verb.CREATE, Sheet.CUSTOMER.value, f"customer {_called(row)}")
        for row in profiles.rows.get(Sheet.CUSTOMER, [])
    ]
    tree = list(_tree(record, scenario, codes, customers=customers, settings=settings, day=day))
    # Only what there is to load is written; what a former publication left would be loaded by mistake.
    _write(folder, CUSTOMERS, {name: sheet for name, sheet in sheets.items() if sheet[1]})
    _write(folder, NEW, _new_sheets(profiles))
    _write(folder, TREE, {Sheet.TREE.value: (_names(Sheet.TREE), tree)})
    notes = [*export.notes, *_notes(codes, profiles)]
    return write_difference(Difference(tuple(changes), tuple(notes)), folder)


def _effective_day(record: RunRecord, scenario: str, settings: PeopleSoftSettings) -> date:
    periods = record.rows("quotas", scenario)
    first = f"{periods['period'].iloc[0]}-01" if len(periods) else ""
    try:
        return date.fromisoformat(settings.effective_date or first)
    except ValueError as error:
        message = "the plan does not say when it takes effect"
        raise InputError(
            [Problem("settings", message, "Say `effective_date: 2027-01-01`", column="effective_date")]
        ) from error


def _wanted(
    sheet: Sheet, territory_of: Mapping[str, str], customers: Customers, *, codes: Mapping[str, Code], team: str
) -> Iterator[tuple[str, Values | None]]:
    """Values of every customer there is; None where the plan has none for it."""
    for account, territory in territory_of.items():
        customer = customers.of_account[account]
        if not customer or account in customers.profiles or account in customers.strangers:
            continue
        code = codes.get(territory)
        if code is None:
            yield customer, None
        elif sheet is Sheet.REGION:
            yield customer, {"PM_REGION": code.region, "PM_TERRITORY": code.code}
        elif code.team_member:
            yield customer, {"SUPPORT_TEAM_CD": team, "SUPPORT_TEAM_MBR": code.team_member}


def _profiles(
    territory_of: Mapping[str, str],
    customers: Customers,
    codes: Mapping[str, Code],
    *,
    day: date,
    settings: PeopleSoftSettings,
) -> Profiles:
    profiles = Profiles()
    for account, record in customers.profiles.items():
        customer, code = customers.of_account[account], codes.get(territory_of[account])
        add_profile(profiles, account, record, customer=customer, code=code, day=day, settings=settings)
    return profiles


def _new_sheets(profiles: Profiles) -> dict[str, tuple[tuple[str, ...], list[Row]]]:
    if not profiles.rows:
        return {}
    sheets = {sheet.value: (_names(sheet), rows) for sheet, rows in profiles.rows.items()}
    return {**sheets, "SOURCES": (SOURCE_COLUMNS, profiles.sources), "MISSING": (MISSING_COLUMNS, profiles.missing)}


def _tree(
    record: RunRecord,
    scenario: str,
    codes: Mapping[str, Code],
    *,
    customers: Customers,
    settings: PeopleSoftSettings,
    day: date,
) -> Iterator[Row]:
    """Nodes, parents first, then the customers of each as its criteria; this project's own layout."""
    stamp = {"TREE_NAME": settings.tree, "SETID": settings.setid, "EFFDT": day.strftime(settings.date_format)}
    territories = record.rows("territories", scenario)
    reps = dict(zip(territories["territory"], territories["rep"], strict=True))
    yield {**stamp, "TREE_NODE": settings.tree}
    for parent in dict.fromkeys(code.parent for code in codes.values() if code.parent):
        yield {**stamp, "TREE_NODE": parent, "PARENT_NODE": settings.tree}
    for label, code in codes.items():
        yield {**stamp, "TREE_NODE": code.code, "PARENT_NODE": code.parent or settings.tree, "REP": reps[label]}
    alignment = record.rows("alignment", scenario)
    for account, label in zip(alignment["account"], alignment["territory"], strict=True):
        if label and customers.of_account[account]:
            node, criterion = codes[label].code, {"CRITERION": "CUST_ID", "VALUE": customers.of_account[account]}
            yield {**stamp, "TREE_NODE": node, "PARENT_NODE": codes[label].parent or settings.tree, **criterion}


def _notes(codes: Mapping[str, Code], profiles: Profiles) -> Iterator[str]:
    without = [label for label, code in codes.items() if not code.team_member]
    if without:
        shown = ", ".join(without[:5])
        yield f"{len(without)} territories have no team_member in the codes ({shown}): their customers keep theirs."
    if profiles.missing:
        yield f"{len(profiles.missing):,} values are missing or were cut, see sheet MISSING of {NEW}."


def _called(row: Row) -> str:
    return f"{row['CUST_ID'] or '(no id)'} {row['NAME1']}".strip()


def _names(sheet: Sheet) -> tuple[str, ...]:
    return tuple(item.name for item in LAYOUTS[sheet])


def _write(folder: ResultFolder, name: str, sheets: Mapping[str, tuple[tuple[str, ...], list[Row]]]) -> None:
    """Write a workbook, or remove the one of a former publication where there is nothing to write."""
    if sheets:
        write_worksheets(folder, name, sheets)
    else:
        (folder.path / name).unlink(missing_ok=True)
