"""Choices a plan does not make: set, dates, codes of territories and team members."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum


class CustomerFrom(Enum):
    """Where the customer id of an account comes from."""

    ACCOUNT = "account"
    """The account ids of the plan are customer ids."""
    ACCOUNT_NUMBER = "account_number"
    """``AccountNumber`` of the Salesforce account; ``Account.csv`` in the export says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSoftSettings:
    """What a settings file may say; every key has a default.

    Parameters
    ----------
    setid
        SETID of the customers.
    effective_date
        When the plan takes effect, YYYY-MM-DD; blank for the first month of the quotas.
    date_format
        How the operator who loads the sheets writes dates, in the letters of ``strftime``.
    customer_from
        Where customer ids come from.
    account_field
        Field of the Salesforce account that holds the account ids of the plan.
    codes
        CSV with ``territory`` and any of ``code``, ``region``, ``parent``, ``team_member``, relative to the settings;
        blank for codes made of the names.
    code_length
        Characters of PM_TERRITORY and PM_REGION.
    region
        PM_REGION of territories the codes say no region of.
    team
        SUPPORT_TEAM_CD of all team members.
    tree
        Name of the territory tree.
    """

    setid: str = "SHARE"
    effective_date: str = ""
    date_format: str = "%m/%d/%Y"
    customer_from: CustomerFrom = CustomerFrom.ACCOUNT
    account_field: str = "Id"
    codes: str = ""
    code_length: int = 10
    region: str = ""
    team: str = "SALES"
    tree: str = "TERRITORIES"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z0-9_]{1,5}", self.setid):
            raise ValueError(f"setid must be up to five capital letters or digits, given {self.setid!r}")
        if self.code_length < 3:
            raise ValueError(f"code_length must be at least 3, given {self.code_length}")
        if self.effective_date:
            date.fromisoformat(self.effective_date)
