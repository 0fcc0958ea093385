"""Workload build-up: the hours an account takes in a year, from what its segment calls for.

``hours_i = visits_s * (duration_s + travel_i) + admin_s`` for an account i of segment s. Source: the workload method
of Talley (1961), "How to Design Sales Territories", Journal of Marketing 25(3), with travel per visit and
office hours beside the calls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.exceptions import ProblemLog
from optimizer.tables import ACCOUNTS, Labels, Table, did_you_mean
from optimizer.travel import Floats, Integers

from .arrays import checked

SEGMENTS = "segments"
"""Name of the table of segments in problems."""
_REMEDY = "Write hours or visits as a number of 0 or more"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Workload:
    """Hours each account takes in a year, by what they are spent on. Nothing changes it.

    Parameters
    ----------
    accounts
        (n,) ids.
    segments
        (s,) names.
    segment_of
        (n,) index of the segment of each account.
    visit_hours, travel_hours, admin_hours
        (n,) hours a year in front of the customer, on the road, and in the office.

    Raises
    ------
    ValueError
        If lengths disagree, or hours are negative or not finite.
    """

    accounts: tuple[str, ...]
    segments: tuple[str, ...]
    segment_of: Integers
    visit_hours: Floats
    travel_hours: Floats
    admin_hours: Floats

    def __post_init__(self) -> None:
        count = len(self.accounts)
        segment_of = np.array(self.segment_of, dtype=np.int32)
        if segment_of.shape != (count,):
            raise ValueError(f"segment_of has shape {segment_of.shape}, expected ({count},)")
        if count and (segment_of.min() < 0 or segment_of.max() >= len(self.segments)):
            raise ValueError(f"segment_of must be 0..{len(self.segments) - 1}")
        segment_of.flags.writeable = False
        object.__setattr__(self, "segment_of", segment_of)
        for name in ("visit_hours", "travel_hours", "admin_hours"):
            object.__setattr__(self, name, checked(name, getattr(self, name), (count,)))

    @property
    def hours(self) -> Floats:
        """(n,) hours a year of each account."""
        return self.visit_hours + self.travel_hours + self.admin_hours

    @property
    def total(self) -> float:
        """Hours a year of all accounts."""
        return float(self.hours.sum())

    @property
    def by_segment(self) -> Floats:
        """(s,) hours a year of each segment."""
        return np.bincount(self.segment_of, self.hours, len(self.segments)).astype(np.float64)

    def per_territory(self, territory_of: Integers, num_territories: int) -> Floats:
        """(k,) hours a year of each territory; what nobody serves is in ``unassigned``.

        Parameters
        ----------
        territory_of
            (n,) territory of each account, -1 for none, as in an ``Alignment``.
        num_territories
            k.

        Raises
        ------
        ValueError
            If there is not one territory for each account, or one outside -1..k-1.
        """
        territory = self._territories(territory_of)
        if len(territory) and territory.max() >= num_territories:
            raise ValueError(f"territory_of must be below {num_territories}, given {territory.max()}")
        served = territory >= 0
        return np.bincount(territory[served], self.hours[served], num_territories).astype(np.float64)

    def unassigned(self, territory_of: Integers) -> float:
        """Hours a year of the accounts without a territory; errors as in ``per_territory``."""
        return float(self.hours[self._territories(territory_of) < 0].sum())

    def full_time_equivalents(self, hours_per_rep: float) -> float:
        """Reps it takes if each works ``hours_per_rep`` hours a year, with fractions.

        Raises
        ------
        ValueError
            For hours that are not above 0.
        """
        if not 0 < hours_per_rep < float("inf"):
            raise ValueError(f"hours_per_rep must be finite and above 0 hours a year, given {hours_per_rep}")
        return self.total / hours_per_rep

    def to_frame(self) -> pd.DataFrame:
        """One row an account: account, segment, visit_hours, travel_hours, admin_hours, hours (all a year)."""
        return pd.DataFrame(
            {
                "account": np.asarray(self.accounts, dtype=object),
                "segment": np.asarray(self.segments, dtype=object)[self.segment_of],
                "visit_hours": self.visit_hours,
                "travel_hours": self.travel_hours,
                "admin_hours": self.admin_hours,
                "hours": self.hours,
            }
        )

    def _territories(self, territory_of: Integers) -> Integers:
        territory = np.asarray(territory_of, dtype=np.int32)
        if territory.shape != (len(self.accounts),):
            raise ValueError(f"territory_of has shape {territory.shape}, expected ({len(self.accounts)},)")
        if len(territory) and territory.min() < -1:
            raise ValueError(f"territory_of must be -1 or more, given {territory.min()}")
        return territory


def build_workload(accounts: pd.DataFrame, segments: pd.DataFrame) -> Workload:
    """Hours of each account by its segment; every problem of both tables is told at once.

    Parameters
    ----------
    accounts
        Columns ``account`` (id) and ``segment`` (name); optional ``travel``, hours on the road per visit of this
        account, which where filled replaces that of its segment.
    segments
        Columns ``segment`` (name), ``visits`` (a year), ``duration`` (hours per visit); optional ``travel`` (hours on
        the road per visit, both ways) and ``admin`` (office hours per account and year), 0 where absent or blank.

    Raises
    ------
    InputError
        For missing columns, names that appear twice or are blank, unknown segments, numbers that are no numbers,
        negative or infinite.
    """
    log = ProblemLog()
    account_table, segment_table = Table(ACCOUNTS, accounts, log), Table(SEGMENTS, segments, log)
    for table, columns in ((account_table, ("account", "segment")), (segment_table, ("segment", "visits", "duration"))):
        table.check_columns()
        for column in columns:
            table.require(column, "Add it, or rename the column that holds it")
    log.raise_if_any()

    names, ids = _keys(segment_table, "segment"), _keys(account_table, "account")
    visits, duration = (_hours(segment_table, column, needed=True) for column in ("visits", "duration"))
    travel, admin = (np.nan_to_num(_hours(segment_table, column)) for column in ("travel", "admin"))
    own_travel = _hours(account_table, "travel")
    segment_of = _find(account_table, names)
    log.raise_if_any()

    per_visit = np.where(np.isnan(own_travel), travel[segment_of], own_travel)
    return Workload(
        accounts=tuple(ids),
        segments=tuple(names),
        segment_of=segment_of,
        visit_hours=visits[segment_of] * duration[segment_of],
        travel_hours=visits[segment_of] * per_visit,
        admin_hours=admin[segment_of],
    )


def _keys(table: Table, column: str) -> Labels:
    """(rows,) ids, noted where blank or not the first of their name."""
    labels = table.labels(column)
    table.note_rows(labels.isna().to_numpy(dtype=bool), column, "it has no name", "Fill it in, or drop the row")
    again = (labels.duplicated() & labels.notna()).to_numpy(dtype=bool)
    table.note_rows(again, column, "another row has the same name", "Keep one row of each")
    return labels


def _hours(table: Table, column: str, *, needed: bool = False) -> Floats:
    """(rows,) numbers of 0 or more, NaN where blank or the column is absent."""
    if not table.has(column):
        return np.full(len(table), np.nan)
    numbers = table.numbers(column)
    table.note_rows((numbers < 0) | np.isinf(numbers), column, "it must be finite and not negative", _REMEDY)
    if needed:
        table.note_rows(table.blank(column), column, "it is missing", _REMEDY)
    return numbers


def _find(accounts: Table, names: Labels) -> Integers:
    """(n,) row of the segment of each account, noted where there is none."""
    wanted = accounts.labels("segment")
    blank = wanted.isna().to_numpy(dtype=bool)
    known = names[names.notna() & ~names.duplicated()]
    index = pd.Index(known).get_indexer(pd.Index(wanted))
    accounts.note_rows(blank, "segment", "it has no segment", "Fill in one of the table of segments")
    accounts.note_rows(
        (index < 0) & ~blank,
        "segment",
        "there is no such segment",
        lambda name: did_you_mean(name, known) + "Add it to the table of segments, or correct it",
    )
    return index.astype(np.int32)
