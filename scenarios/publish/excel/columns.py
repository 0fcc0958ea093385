"""Which tables a workbook holds, with the columns people read."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from scenarios.publish.record import RunRecord

from .sheet import Column, Kind

WHOLE_FROM = 1_000.0
"""Measures that reach this are shown without decimals."""
COUNT = "count"
UNPLANNED = "cannot be planned"
"""How the reason of an account begins that no plan can cover: it does not move."""


def measures_of(record: RunRecord) -> tuple[str, ...]:
    """Measures of the plan, the count left out."""
    columns = record.tables["territories"].columns
    found = (str(column).removeprefix("deviation_") for column in columns if str(column).startswith("deviation_"))
    return tuple(measure for measure in found if measure != COUNT)


def territory_columns(record: RunRecord) -> tuple[Column, ...]:
    """Columns of the territories: who, accounts, moves, each measure with target and deviation, quota."""
    frame = record.tables["territories"]
    columns = [Column(name, name, Kind.TEXT) for name in ("scenario", "territory", "rep")]
    columns += [Column("accounts", "accounts", Kind.COUNT)]
    columns += [Column("deviation_count", "accounts off target", Kind.SHARE)]
    columns += [Column(f"moved_{way}", f"moved {way}", Kind.COUNT) for way in ("in", "out")]
    for measure in measures_of(record):
        kind = amount_kind(frame[f"total_{measure}"])
        columns += [
            Column(f"total_{measure}", measure, kind),
            Column(f"target_{measure}", f"{measure} target", kind),
            Column(f"deviation_{measure}", f"{measure} off target", Kind.SHARE),
            Column(f"tolerance_{measure}", f"{measure} asked", Kind.SHARE),
        ]
    if "quota" in frame:
        columns.append(Column("quota", "quota", Kind.MONEY))
    places = [axis for axis in ("latitude", "longitude", "x", "y") if axis in frame]
    return (*columns, *(Column(axis, f"centre {axis}", Kind.PLACE) for axis in places))


def account_table(record: RunRecord) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Every account of every scenario with its measures, and the columns."""
    facts = record.tables["accounts"]
    measures = [measure for measure in measures_of(record) if measure in facts]
    frame = record.tables["alignment"].merge(facts[["account", *measures]], on="account", how="left", validate="m:1")
    labels = ("scenario", "account", "name", "territory", "rep", "was")
    columns = [Column(name, "today" if name == "was" else name, Kind.TEXT) for name in labels]
    columns += [Column(measure, measure, amount_kind(facts[measure])) for measure in measures]
    return frame, (*columns, Column("reason", "why", Kind.TEXT))


def move_table(accounts: pd.DataFrame, columns: tuple[Column, ...]) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Accounts that change hands, from and to beside each other."""
    nowhere = accounts["reason"].str.startswith(UNPLANNED)
    moved = accounts[(accounts["was"] != "") & (accounts["was"] != accounts["territory"]) & ~nowhere]
    order = ("scenario", "account", "name", "was", "territory", "rep")
    by_name = {column.name: column for column in columns}
    headings = {"was": "from", "territory": "to", "rep": "new rep"}
    first = [Column(name, headings.get(name, name), Kind.TEXT) for name in order]
    return moved, (*first, *(column for name, column in by_name.items() if name not in order))


def quota_table(record: RunRecord) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """One row a territory, one column a month, and the year."""
    quotas = record.tables["quotas"]
    keys = ["scenario", "territory", "rep"]
    periods = [str(period) for period in quotas["period"].unique()]
    wide = quotas.pivot_table(index=keys, columns="period", values="amount", aggfunc="sum", sort=False)
    wide = wide.reindex(columns=periods).reset_index()
    wide["year"] = wide[periods].sum(axis=1)
    columns = [Column(name, name, Kind.TEXT) for name in keys]
    columns += [Column(period, period, Kind.MONEY) for period in periods]
    return wide, (*columns, Column("year", "year", Kind.MONEY))


def comparison_columns(record: RunRecord) -> tuple[Column, ...]:
    """All columns of the comparison."""
    return tuple(_of_figures(record.tables["comparison"]))


def plain_columns(frame: pd.DataFrame, *, money: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """Columns of any other table, such as fairness; those of money hold cents."""
    return tuple(_of_figures(frame, money))


def amount_kind(amounts: pd.Series[float]) -> Kind:
    """Show amounts without decimals where they are large or whole."""
    known = amounts.dropna()
    whole = bool((known == known.round()).all()) or bool((known.abs() >= WHOLE_FROM).any())
    return Kind.COUNT if whole else Kind.AMOUNT


SHARES = ("deviation_", "tolerance_", "disruption_", "chance_", "share_", "difficulty_", "potential_")
SHARE_NAMES = frozenset(["gap", "travel_change", "quota_spread", "company_chance", "expected_attainment", "chance"])


def _of_figures(frame: pd.DataFrame, money: frozenset[str] = frozenset()) -> Iterator[Column]:
    for label in frame.columns:
        name = str(label)
        yield Column(name, name.replace("_", " "), Kind.MONEY if name in money else kind_of(name, frame[label]))


def kind_of(name: str, cells: pd.Series[float]) -> Kind:
    """Tell from its name and values how a figure is shown."""
    if pd.api.types.is_bool_dtype(cells):
        return Kind.FLAG
    if not pd.api.types.is_numeric_dtype(cells):
        return Kind.TEXT
    if name.startswith(SHARES) or name in SHARE_NAMES:
        return Kind.SHARE
    return amount_kind(cells)
