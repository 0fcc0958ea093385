"""Salesforce accounts and PeopleSoft customers: which are the same, which are not, and which nearly are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

import pandas as pd

SEPARATORS = "[-/_: |]"
"""What may stand between SETID and CUST_ID in an account number."""
LEGAL_FORMS = frozenset({
    "inc", "incorporated", "llc", "ltd", "limited", "corp", "corporation", "co",
    "company", "gmbh", "ag", "sa", "plc", "the",
})  # fmt: skip
CLOSE = 0.85
"""Names of one postal code as alike as this (ratio of Ratcliff and Obershelp) are near misses."""
NAMED = 5
"""Near misses told in notes."""
COLUMNS = ("kind", "account", "number", "account_name", "customer", "setid", "customer_name", "reason")


class MatchKind(Enum):
    """What is known of an account or a customer."""

    MATCHED = "matched"
    NEAR = "near miss"
    TWICE = "several accounts with this number"
    ONLY_SALESFORCE = "account without customer"
    ONLY_PEOPLESOFT = "customer without account"


@dataclass(frozen=True, slots=True, eq=False)
class MatchReport:
    """How two systems fit together.

    Parameters
    ----------
    rows
        One row an account or pair, columns ``COLUMNS``; ``kind`` as text. Near misses and customers without account
        come after the accounts.
    """

    rows: pd.DataFrame

    def count(self, kind: MatchKind) -> int:
        """Rows of a kind."""
        return int((self.rows["kind"] == kind.value).sum())

    def pairs(self) -> pd.DataFrame:
        """Columns ``account``, ``customer`` and ``setid`` of what matched."""
        matched = self.rows["kind"] == MatchKind.MATCHED.value
        return self.rows.loc[matched, ["account", "customer", "setid"]].reset_index(drop=True)

    def near_misses(self) -> list[str]:
        """One sentence each of the first near misses, for people."""
        near = self.rows[self.rows["kind"] == MatchKind.NEAR.value].head(NAMED)
        near = near.astype("string").fillna("")
        return [
            f"Near miss: account {name or account} ({number or 'no number'}), customer {other} ({customer}): {reason}."
            for account, number, name, customer, _, other, reason in near.iloc[:, 1:].itertuples(index=False)
        ]

    def summary(self) -> str:
        """One sentence for people."""
        counts = ", ".join(f"{self.count(kind):,} {kind.value}" for kind in MatchKind if self.count(kind))
        return f"Salesforce and PeopleSoft: {counts}."


def match_customers(accounts: pd.DataFrame, customers: pd.DataFrame) -> MatchReport:
    """Match by AccountNumber = CUST_ID, with or without the SETID before it; near misses are told, never applied.

    Parameters
    ----------
    accounts
        Columns ``account`` and ``number``, and as far as known ``name``, ``postal_code``.
    customers
        Columns ``account`` (the CUST_ID), and as far as known ``setid``, ``name``, ``postal_code``.

    Returns
    -------
    MatchReport
        A number that two accounts have, or that is a customer of two SETIDs, matches nothing.
    """
    left = _Side.of(accounts, "number")
    right = _Side.of(customers, "account")
    found = {row: _exact(left.numbers[row], right) for row in range(len(left.ids))}
    taken = pd.Series([hits[0] for hits in found.values() if len(hits) == 1], dtype=int)
    shared = set(taken[taken.duplicated()])
    matched = {row: hits[0] for row, hits in found.items() if len(hits) == 1 and hits[0] not in shared}
    records = [_record(left, right, row=row, hits=hits, shared=shared) for row, hits in found.items()]
    open_left = [row for row, hits in found.items() if row not in matched and len(hits) != 1]
    open_right = [row for row in range(len(right.ids)) if row not in set(matched.values()) | shared]
    records += [
        _row(MatchKind.NEAR, left, right, pair=pair, reason=reason)
        for pair, reason in _near(left, right, open_left, open_right)
    ]
    records += [_row(MatchKind.ONLY_PEOPLESOFT, left, right, pair=(None, row), reason="") for row in open_right]
    return MatchReport(pd.DataFrame(records, columns=list(COLUMNS)))


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Columns of one system as lists of text, "" where blank."""

    ids: list[str]
    numbers: list[str]
    setids: list[str]
    names: list[str]
    postal: list[str]
    by_number: dict[str, list[int]]

    @classmethod
    def of(cls, frame: pd.DataFrame, number: str) -> _Side:
        columns = {
            name: frame[name].astype("string").fillna("").str.strip().tolist() if name in frame else [""] * len(frame)
            for name in ("account", number, "setid", "name", "postal_code")
        }
        numbers = columns[number]
        by_number: dict[str, list[int]] = {}
        for row, text in enumerate(numbers):
            by_number.setdefault(text, []).append(row)
        postal = [code.replace(" ", "")[:5].upper() for code in columns["postal_code"]]
        return cls(columns["account"], numbers, columns["setid"], columns["name"], postal, by_number)


def _exact(number: str, customers: _Side) -> list[int]:
    """Customers with this number, or with the part of it behind their SETID."""
    if not number:
        return []
    hits = list(customers.by_number.get(number, ()))
    parts = re.split(SEPARATORS, number, maxsplit=1)
    if len(parts) == 2:
        hits += [row for row in customers.by_number.get(parts[1], ()) if customers.setids[row] == parts[0]]
    return hits


def _record(left: _Side, right: _Side, *, row: int, hits: list[int], shared: set[int]) -> tuple[object, ...]:
    if len(hits) == 1:
        kind = MatchKind.TWICE if hits[0] in shared else MatchKind.MATCHED
        return _row(kind, left, right, pair=(row, hits[0]), reason="")
    reason = "no account number" if not left.numbers[row] else "no such customer"
    if len(hits) > 1:
        reason = f"a customer of {', '.join(sorted(right.setids[hit] for hit in hits))}: write the SETID before it"
    return _row(MatchKind.ONLY_SALESFORCE, left, right, pair=(row, None), reason=reason)


def _row(
    kind: MatchKind, left: _Side, right: _Side, *, pair: tuple[int | None, int | None], reason: str
) -> tuple[object, ...]:
    a, c = pair
    account = (None, None, None) if a is None else (left.ids[a], left.numbers[a] or None, left.names[a] or None)
    customer: tuple[str | None, str | None, str | None] = (None, None, None)
    if c is not None:
        customer = (right.ids[c], right.setids[c] or None, right.names[c] or None)
    return (kind.value, *account, *customer, reason)


def _near(
    left: _Side, right: _Side, open_left: list[int], open_right: list[int]
) -> Iterator[tuple[tuple[int, int], str]]:
    """Pairs that may be the same, each with why; the first reason that holds."""
    bare: dict[str, list[int]] = {}
    local: dict[str, list[int]] = {}
    for row in open_right:
        bare.setdefault(_bare(right.numbers[row]), []).append(row)
        local.setdefault(right.postal[row], []).append(row)
    for row in open_left:
        number = _bare(left.numbers[row])
        alike = bare.get(number, []) if number else []
        for other in alike:
            yield (row, other), "the numbers differ in zeros in front, case or punctuation"
        for other in local.get(left.postal[row], []) if left.postal[row] else []:
            likeness = _likeness(left.names[row], right.names[other])
            if other not in alike and likeness >= CLOSE:
                what = "the same" if likeness == 1.0 else "nearly the same"
                yield (row, other), f"{what} name and postal code {left.postal[row]}"


def _bare(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", number.upper()).lstrip("0")


def _likeness(first: str, second: str) -> float:
    """Share 0..1 of two names in common, without legal forms and punctuation."""
    names = [
        " ".join(word for word in re.findall(r"\w+", name.casefold()) if word not in LEGAL_FORMS)
        for name in (first, second)
    ]
    return SequenceMatcher(a=names[0], b=names[1]).ratio() if all(names) else 0.0
