"""Sections about facts: which tables, which columns, which measures, which year."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from scenarios.connectors import DateOrder, DecimalMark, Forms

from .words import Count, NotNegative, Number, Section, Text, Texts, lifted, one_of, told, word

BOOKINGS = "bookings"
SEGMENTS = "segments"


CONNECT = "Write `accounts: {sql: {url: ..., query: ...}}`"


def _no_address(value: object) -> object:
    if isinstance(value, str) and "://" in value:
        raise told("this is an address, not a file", f"{CONNECT} for a database; export other tables as files")
    return value


FileName = Annotated[Text, BeforeValidator(_no_address)]


class SqlInput(Section):
    """A query of a database."""

    query: Text
    url: Text | None = None
    url_from: Text | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> SqlInput:
        one_of(self, "url", "url_from")
        return self


class PeopleSoftInput(Section):
    """Extracts of customer profiles."""

    customers: FileName
    sequence: FileName | None = None
    addresses: FileName | None = None
    hierarchy: FileName | None = None
    setid: Text | None = None
    as_of: date | None = None
    mapping: FileName | None = None


class SalesforceInput(Section):
    """Files exported from Salesforce, or the records themselves."""

    file: FileName | None = None
    sheet: Text | None = None
    associations: FileName | None = None
    members: FileName | None = None
    users: FileName | None = None
    login: Text | None = None
    fields: Texts = ()
    mapping: FileName | None = None
    profiles: Annotated[PeopleSoftInput, lifted("customers")] | None = None

    @model_validator(mode="after")
    def _check(self) -> SalesforceInput:
        one_of(self, "file", "login")
        return self


def _file_or_count(value: object) -> object:
    """``territories: 40`` asks for as many, ``territories: t.csv`` names their table."""
    if isinstance(value, dict):
        return value
    return {"count" if isinstance(value, int) and not isinstance(value, bool) else "file": value}


class TableInput(Section):
    """Where a table comes from, and how its cells are written."""

    file: FileName | None = None
    sheet: Text | None = None
    sql: SqlInput | None = None
    salesforce: Annotated[SalesforceInput, lifted("file")] | None = None
    peoplesoft: Annotated[PeopleSoftInput, lifted("customers")] | None = None
    decimal: Annotated[DecimalMark, word(DecimalMark)] | None = None
    dates: Annotated[DateOrder, word(DateOrder)] | None = None
    missing: Texts | None = None

    @model_validator(mode="after")
    def _check_sources(self) -> TableInput:
        one_of(self, *self._sources())
        return self

    @classmethod
    def _sources(cls) -> tuple[str, ...]:
        return ("file", "sql", "salesforce", "peoplesoft")

    @property
    def forms(self) -> Forms:
        """How cells are written, as far as said."""
        return Forms(self.decimal, self.dates, self.missing)


class TerritoriesInput(TableInput):
    """A table of today's territories, or the number of new ones."""

    count: Count | None = None

    @classmethod
    def _sources(cls) -> tuple[str, ...]:
        return ("file", "sql", "salesforce", "count")


class AreasSection(Section):
    """Areas, one for each account, matched by its id."""

    file: FileName
    id: Text | None = None
    layer: Text | None = None
    corners: bool = False
    snap: NotNegative = 0.0


class ContactsSection(Section):
    """Who touches whom besides what the map says."""

    bridges: bool = True
    forbid: tuple[tuple[Text, Text], ...] = ()


class InputsSection(Section):
    """The tables of the plan."""

    accounts: Annotated[TableInput, lifted("file")]
    reps: Annotated[TerritoriesInput, lifted("file")] | None = None
    territories: Annotated[TerritoriesInput, BeforeValidator(_file_or_count)] | None = None
    bookings: Annotated[TableInput, lifted("file")] | None = None
    segments: Annotated[TableInput, lifted("file")] | None = None
    areas: Annotated[AreasSection, lifted("file")] | None = None

    @model_validator(mode="after")
    def _check(self) -> InputsSection:
        if (self.reps is None) == (self.territories is None):
            found = "neither" if self.reps is None else "both"
            remedy = "Give `reps: reps.csv`, or `territories: {count: 40}` for new ones"
            raise told(f"either reps or territories is needed, found {found}", remedy)
        return self

    @property
    def today(self) -> TerritoriesInput:
        """Reps or territories, whichever is given."""
        given = self.reps or self.territories
        if given is None:
            raise ValueError("inputs need reps or territories")
        return given


class RepColumns(Section):
    """Columns of the reps table where they are not called as in the accounts table."""

    territory: Text | None = None
    rep: Text | None = None
    latitude: Text | None = None
    longitude: Text | None = None


class BookingColumns(Section):
    """Columns of the bookings table."""

    account: Text | None = None
    month: Text = "month"
    amount: Text = "amount"


class ColumnsSection(Section):
    """What the columns are called in the tables."""

    account: Text = "account"
    name: Text = "name"
    latitude: Text = "latitude"
    longitude: Text = "longitude"
    postal_code: Text | None = None
    country: Text | None = None
    owner: Text = "owner"
    territory: Text = "territory"
    rep: Text = "rep"
    fte: Text = "fte"
    capacity: Text = "capacity"
    start_date: Text = "start_date"
    end_date: Text = "end_date"
    segment: Text = "segment"
    reps: RepColumns = RepColumns()
    bookings: BookingColumns = BookingColumns()


KINDS = ("column", "last_months", "by", "build_up", "forecast", "sum")
"""Keys one of which says where a measure comes from."""


class Measure(Section):
    """How an activity measure is found: from a column, bookings, a label, segments, or as a sum."""

    column: Text | None = None
    times: NotNegative = 1.0
    last_months: Count | None = None
    of: Text = BOOKINGS
    until: Annotated[Text, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None
    by: Text | None = None
    values: dict[str, NotNegative] = Field(default_factory=dict)
    default: NotNegative | None = None
    build_up: Text | None = None
    sum: tuple[Annotated[Measure, lifted("column")], ...] | None = None
    forecast: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Measure:
        one_of(self, *KINDS)
        kind = next(key for key in KINDS if getattr(self, key) is not None)
        fitting = {"column": {"default"}, "last_months": {"of", "until"}, "by": {"values", "default"}}.get(kind, set())
        strange = self.model_fields_set & ({"of", "until", "values", "default"} - fitting)
        if strange:
            names = ", ".join(sorted(strange))
            raise told(f"{names} cannot stand beside {kind}", f"Drop {names}, or say it another way")
        if self.of != BOOKINGS:
            raise told(f"months can only be summed of bookings, not of {self.of}", "Write `of: bookings`")
        if self.build_up not in (None, SEGMENTS):
            raise told(f"hours are built up from segments, not from {self.build_up}", "Write `build_up: segments`")
        if self.forecast not in (None, BOOKINGS):
            raise told(f"forecasts are made of bookings, not of {self.forecast}", "Write `forecast: bookings`")
        if self.by is not None and not self.values:
            raise told("values are needed beside by", "Add `values: {label: number}`")
        if self.sum is not None and not self.sum:
            raise told("a sum needs parts", "List at least one")
        return self


class ForecastSection(Section):
    """Columns of the accounts that tell a forecast more than bookings do."""

    segment: Text | None = None
    region: Text | None = None
    numbers: Texts = ()
    categories: Texts = ()
    known_from: Text | None = None


class PlanYearSection(Section):
    """The months planned for."""

    start: date
    months: Annotated[Count, Field(le=120)] = 12
    ramp: tuple[NotNegative, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> PlanYearSection:
        if self.start.day > 28:
            raise told("the plan year must start on day 1 to 28 of a month", "Write the first day, such as 2027-01-01")
        return self


__all__ = [
    "BOOKINGS",
    "SEGMENTS",
    "ColumnsSection",
    "ForecastSection",
    "InputsSection",
    "Measure",
    "Number",
    "PlanYearSection",
    "TableInput",
]
