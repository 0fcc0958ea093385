"""Which customer each account of the plan is, and what the territories are called in PeopleSoft."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem, ProblemLog
from scenarios.connectors.record_ids import full_id_or_same
from scenarios.connectors.table import read_table
from scenarios.publish.cells import plain
from scenarios.publish.export import TargetExport

from .settings import CustomerFrom, PeopleSoftSettings

ACCOUNT_FIELDS = (
    *("AccountNumber", "Name", "Phone", "BillingStreet", "BillingCity", "BillingState", "BillingStateCode"),
    *("BillingPostalCode", "BillingCountry", "BillingCountryCode", "ShippingStreet", "ShippingCity", "ShippingState"),
    *("ShippingStateCode", "ShippingPostalCode", "ShippingCountry", "ShippingCountryCode"),
)
SIGNATURE = 4


@dataclass(frozen=True, slots=True)
class Code:
    """What a territory is called in PeopleSoft: its code, region, node above, and the team member of its rep."""

    code: str
    region: str
    parent: str
    team_member: str


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """Customers of the plan.

    Parameters
    ----------
    of_account
        Account -> customer id, "" where it has none.
    profiles
        Account -> its Salesforce record, of those that are no customers yet.
    strangers
        Accounts that are neither a customer nor in Salesforce: nothing can be written for them.
    """

    of_account: Mapping[str, str]
    profiles: Mapping[str, Mapping[str, str]]
    strangers: frozenset[str] = frozenset()


def customers_of(accounts: Iterable[str], export: TargetExport, settings: PeopleSoftSettings) -> Customers:
    """Find the customer of each account; those PeopleSoft does not have yet need a profile.

    Raises
    ------
    InputError
        If customer ids come from Salesforce accounts and there are none, or an id is shared or too long.
    """
    labels = list(accounts)
    by_number = settings.customer_from is CustomerFrom.ACCOUNT_NUMBER
    if by_number and not export.has("Account"):
        message = "customer ids come from AccountNumber, and the export has no Account.csv"
        raise InputError([Problem("--current", message, "Export the accounts, or set `customer_from: account`")])
    wanted = tuple(dict.fromkeys(("Id", settings.account_field)))
    records = export.table("Account", wanted, tuple(name for name in ACCOUNT_FIELDS if name not in wanted))
    found = {
        _key(str(row[settings.account_field])): {str(k): str(v) for k, v in row.items()}
        for row in records.to_dict("records")
    }
    mine = {label: found[_key(label)] for label in labels if _key(label) in found}
    of_account = {label: mine.get(label, {}).get("AccountNumber", "") if by_number else label for label in labels}
    _check_ids(of_account)
    if not export.has("PS_CUSTOMER"):
        export.notes.append("Without PS_CUSTOMER.csv every account is taken for a customer; no profiles are written.")
        return Customers(of_account, {})
    known = set(_of_set(export.table("PS_CUSTOMER", ("SETID", "CUST_ID")), settings)["CUST_ID"])
    new = [label for label in labels if of_account[label] not in known]
    strangers = frozenset(label for label in new if label not in mine)
    if strangers:
        shown = ", ".join(sorted(strangers)[:5])
        export.notes.append(f"{len(strangers):,} accounts are neither customers nor in Salesforce: {shown}.")
    return Customers(of_account, {label: mine[label] for label in new if label in mine}, strangers)


def read_codes(territories: pd.DataFrame, settings: PeopleSoftSettings, home: Path | None) -> dict[str, Code]:
    """Territory -> what PeopleSoft calls it; codes the settings do not give are made of the names.

    Raises
    ------
    InputError
        If a code is too long or given twice.
    """
    path = (home or Path()) / settings.codes
    given = _given(path) if settings.codes else {}
    labels = [str(label) for label in territories["territory"]]
    made = _made(labels, settings.code_length)
    codes = {}
    for label in labels:
        row = given.get(label, {})
        region = row.get("region") or settings.region
        codes[label] = Code(
            row.get("code") or made[label], region, row.get("parent") or region, row.get("team_member", "")
        )
    _check_codes(codes, path.name, settings.code_length)
    return codes


def _given(path: Path) -> dict[str, dict[str, str]]:
    """Territory -> its row of the file of codes."""
    frame = read_table(path, text=["territory", "code", "region", "parent", "team_member"]).fillna("")
    if "territory" not in frame:
        raise InputError([Problem(path.name, "this column is missing", "Name the territories", column="territory")])
    return {str(row["territory"]): {str(k): str(v) for k, v in row.items()} for row in frame.to_dict("records")}


def _check_codes(codes: Mapping[str, Code], file: str, longest: int) -> None:
    log = ProblemLog()
    times = Counter(code.code for code in codes.values())
    for label, code in codes.items():
        if times[code.code] > 1:
            log.add(file, "two territories have this code", "Give each its own", column="code", value=code.code)
        for name, value in (("code", code.code), ("region", code.region)):
            if len(value) > longest:
                message = f"this is longer than {longest} characters (territory {label})"
                log.add(file, message, "Shorten it", column=name, value=value)
    log.raise_if_any()


def _made(labels: list[str], longest: int) -> dict[str, str]:
    """Codes made of the names; letters drawn from the name tell those apart that come to the same."""
    stems = {}
    for label in labels:
        letters = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().upper()
        stems[label] = re.sub(r"[^A-Z0-9]+", "_", letters).strip("_") or "T"
    made = {}
    times = Counter(stems.values())
    for label, stem in stems.items():
        alone = len(stem) <= longest and times[stem] == 1
        signature = hashlib.sha256(label.encode()).hexdigest()[: min(SIGNATURE, longest - 1)].upper()
        made[label] = stem if alone else stem[: longest - len(signature)].rstrip("_") + signature
    return made


def _key(text: str) -> str:
    return full_id_or_same(text.strip())


def _of_set(frame: pd.DataFrame, settings: PeopleSoftSettings) -> pd.DataFrame:
    return frame[frame["SETID"] == settings.setid]


def _check_ids(of_account: Mapping[str, str]) -> None:
    log = ProblemLog()
    seen: dict[str, str] = {}
    for label, customer in of_account.items():
        if not customer:
            continue
        if len(customer) > 15 or plain(customer) != customer:
            log.add("accounts", "this is no customer id: it has at most 15 characters", "Correct it", value=customer)
        if seen.setdefault(customer, label) != label:
            message = f"accounts {seen[customer]} and {label} are the same customer"
            log.add("accounts", message, "Keep one of them in the plan", value=customer)
    log.raise_if_any()
