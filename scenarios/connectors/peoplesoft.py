"""PeopleSoft customer profiles: customers, their addresses by sequence and date, today's region and territory.

Effective dating as PeopleSoft does it: of the rows with one key the latest that is not after the day asked for
counts, and where that one is inactive there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.exceptions import InputError, Problem

from .exports import Export, read_export
from .forms import Forms, Note, unheard
from .mapping import ObjectMapping, System, read_mapping
from .numbers import FORMS
from .table import FIRST_ROW

INACTIVE = frozenset({"i", "inactive"})
PLACES = ("street", "city", "state", "postal_code", "country")
USES = ("sold_to", "ship_to", "bill_to")
"""Flags of an address, the one that says where business is done first."""
NAMED = 5


@dataclass(frozen=True, slots=True)
class PeopleSoftFiles:
    """Reads the extracts of one installation.

    Parameters
    ----------
    mapping
        Kind of record -> how it is mapped.
    as_of
        The day whose addresses and territories count.
    setid
        The only SETID to read; None for all, as long as no customer is in two.
    forms
        What is known of how cells are written.
    note
        Told what was assumed, repaired or left out.
    """

    mapping: Mapping[str, ObjectMapping]
    as_of: date
    setid: str | None = None
    forms: Forms = FORMS
    note: Note = unheard

    def profiles(
        self,
        customers: Path,
        *,
        sequence: Path | None = None,
        addresses: Path | None = None,
        hierarchy: Path | None = None,
    ) -> Export:
        """One row an active customer, with the address that counts and today's region and territory.

        Parameters
        ----------
        customers
            PS_CUSTOMER.
        sequence
            PS_CUST_ADDR_SEQ: what each address is for. A sold-to address goes before a ship-to one, this before a
            bill-to one, then the lowest number.
        addresses
            PS_CUST_ADDRESS; without it, the address that stands with the customer.
        hierarchy
            CUST_HIERARCHY: PM_REGION and PM_TERRITORY; the latter is the owner.

        Raises
        ------
        InputError
            With every problem found, customers of one id under several SETIDs among them.
        """
        export = self._customers(customers)
        frame = export.frame
        if addresses is not None:
            places = self._places(addresses, sequence)
            frame = _joined(frame, places, [name for name in PLACES if name in places])
        if hierarchy is not None:
            lines = self._current(self._read("hierarchy", hierarchy), ("account",))
            frame = _joined(frame, lines, [name for name in ("region", "owner") if name in lines])
            without = frame["owner"].isna().to_numpy()
            if without.any():
                hint = ", ".join(frame.loc[without, "account"].head(NAMED))
                self.note(f"{hierarchy.name}: {without.sum():,} customers have no territory on {self.as_of}: {hint}.")
        return export.with_frame(frame)

    def _customers(self, path: Path) -> Export:
        export = self._read("customers", path)
        frame = export.frame
        if "status" in frame and (gone := _is_inactive(frame)).any():
            self.note(f"{path.name}: {gone.sum():,} inactive customers are left out.")
            frame = frame[~gone]
        twice = frame["account"].duplicated(keep=False)
        setids = sorted(frame.loc[twice, "setid"].dropna().unique()) if "setid" in frame else []
        if len(setids) > 1:
            row = int(np.flatnonzero(twice)[0])
            message = f"the customer is in the SETIDs {', '.join(setids)}"
            shown = export.with_frame(frame).problem(row, "account", message, "Read one of them: `setid: SHARE`")
            raise InputError([shown])
        return export.with_frame(frame)

    def _places(self, path: Path, sequence: Path | None) -> pd.DataFrame:
        """One current address a customer."""
        keys = ("account", "address_number")
        places = self._current(self._read("addresses", path), keys)
        number = pd.to_numeric(places["address_number"], errors="coerce").fillna(np.inf)
        rank = pd.Series(len(USES), index=places.index)
        if sequence is not None:
            uses = self._read("sequence", sequence).frame
            known = _key(uses, keys, with_setid="setid" in places)
            here = _key(places, keys, with_setid="setid" in uses)
            for place, use in reversed(list(enumerate(USES))):
                if use in uses:
                    flagged = set(known[uses[use].astype("string").fillna("").str.strip().str.upper().eq("Y")])
                    rank = rank.mask(here.isin(flagged), place)
        order = places.assign(_rank=rank, _number=number).sort_values(["_rank", "_number"], kind="stable")
        group = ["setid", "account"] if "setid" in places else ["account"]
        return order.drop_duplicates(group).drop(columns=["_rank", "_number"])

    def _current(self, export: Export, keys: tuple[str, ...]) -> pd.DataFrame:
        """Rows in effect on the day asked for, one a key."""
        frame = export.frame
        days = pd.to_datetime(frame["effective"], errors="coerce", format="%Y-%m-%d")
        if days.isna().any():
            row = int(np.flatnonzero(days.isna())[0])
            problem = export.problem(row, "effective", "this is no date", "Write effective dates as 2026-03-31")
            raise InputError([problem])
        known = frame.assign(_day=days)[(days <= pd.Timestamp(self.as_of)).to_numpy()]
        group = [*(["setid"] if "setid" in frame else []), *keys]
        latest = known.sort_values("_day", kind="stable").drop_duplicates(group, keep="last").sort_index()
        active = latest[~_is_inactive(latest)] if "status" in latest else latest
        return active.drop(columns="_day")

    def _read(self, kind: str, path: Path) -> Export:
        export = read_export(path, self.mapping[kind], forms=self.forms, note=self.note)
        frame = export.frame
        blank = frame["account"].isna().to_numpy()
        if blank.any():
            row = int(frame.index[np.flatnonzero(blank)[0]]) + FIRST_ROW
            problem = Problem(path.name, "the customer is missing", "Fill it in or drop the row", row=row)
            raise InputError([problem])
        if self.setid is None or "setid" not in frame:
            return export
        chosen = frame["setid"].eq(self.setid).to_numpy(dtype=bool)
        if not chosen.any():
            there = ", ".join(map(str, frame["setid"].dropna().unique()))
            problem = Problem(path.name, "there is no such SETID", f"SETIDs here: {there}", value=self.setid)
            raise InputError([problem])
        return export.with_frame(frame[chosen])


def peoplesoft_files(
    as_of: date,
    *,
    setid: str | None = None,
    own: Path | None = None,
    forms: Forms = FORMS,
    note: Note = unheard,
) -> PeopleSoftFiles:
    """Readers with the bundled mapping and what the planner's own file changes in it."""
    return PeopleSoftFiles(read_mapping(System.PEOPLESOFT, own), as_of, setid, forms, note)


def _is_inactive(frame: pd.DataFrame) -> np.ndarray:
    return frame["status"].astype("string").fillna("").str.strip().str.lower().isin(INACTIVE).to_numpy(dtype=bool)


def _key(frame: pd.DataFrame, keys: tuple[str, ...], *, with_setid: bool) -> pd.Series:
    names = ["setid", *keys] if with_setid and "setid" in frame else list(keys)
    text = frame[names].astype("string").fillna("")
    joined = text.iloc[:, 0]
    for name in names[1:]:
        joined = joined + "\x1f" + text[name]
    return joined


def _joined(frame: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Columns of the other table in place of those here, found by customer and, where both have it, SETID."""
    here = _key(frame, ("account",), with_setid="setid" in other)
    there = _key(other, ("account",), with_setid="setid" in frame)
    found = other[columns].set_axis(there).loc[lambda rows: ~rows.index.duplicated()]
    return frame.assign(**{name: found[name].reindex(here).to_numpy() for name in columns})
