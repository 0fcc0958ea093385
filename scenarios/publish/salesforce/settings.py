"""Choices a plan does not make: names in Salesforce, keys, access levels, the forecast type, limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
"""A DeveloperName."""


class Level(Enum):
    """Access of the members of a territory to what belongs to its accounts."""

    UNSENT = ""
    """Left to the org: where its default is public already, it takes no level."""
    NONE = "None"
    READ = "Read"
    EDIT = "Edit"
    ALL = "All"


class Edition(Enum):
    """Edition of the org; it limits the number of territory models."""

    DEVELOPER = "Developer"
    ENTERPRISE = "Enterprise"
    PERFORMANCE = "Performance"
    UNLIMITED = "Unlimited"

    @property
    def most_models(self) -> int:
        """Territory models an org of this edition can have (Salesforce help, "Create a Territory Model Record")."""
        return 2 if self is Edition.ENTERPRISE else 4


class QuotaOf(Enum):
    """Whether the forecast type is by user or by territory."""

    USER = "user"
    TERRITORY = "territory"


class QuotaIn(Enum):
    """Whether the forecast type counts money or pieces."""

    AMOUNT = "amount"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesforceSettings:
    """What a settings file may say; every key has a default.

    Parameters
    ----------
    model
        Name of the territory model; blank for the name of the plan.
    type_name, type_label, type_priority
        DeveloperName, label and priority of the territory type.
    hierarchy
        CSV with ``territory`` and ``parent``, relative to the settings; blank for territories without parents.
    account_key
        Field of Account that holds the account ids of the plan; blank where these are Salesforce ids.
    user_key
        Field of User that holds the reps of the plan.
    role
        RoleInTerritory2 of the rep; blank for none.
    account_access, case_access, opportunity_access
        Of the members; blank for not sent.
    forecast_managers
        Whether the rep becomes the forecast manager of the territory.
    forecasting_type
        DeveloperName of the forecast type quotas belong to; blank for no quotas.
    quota_of, quota_in
        What the forecast type is by and counts.
    product_family
        Of the quotas; blank for none.
    currency
        ISO code of the quotas; blank for orgs of one currency.
    year
        Year of periods that are bare months (01 to 12); 0 where the plan has a year.
    edition, most_territories
        Limits of the org.
    """

    model: str = ""
    type_name: str = "Sales"
    type_label: str = "Sales"
    type_priority: int = 1
    hierarchy: str = ""
    account_key: str = ""
    user_key: str = "Name"
    role: str = ""
    account_access: Level = Level.EDIT
    case_access: Level = Level.READ
    opportunity_access: Level = Level.EDIT
    forecast_managers: bool = True
    forecasting_type: str = ""
    quota_of: QuotaOf = QuotaOf.TERRITORY
    quota_in: QuotaIn = QuotaIn.AMOUNT
    product_family: str = ""
    currency: str = ""
    year: int = 0
    edition: Edition = Edition.ENTERPRISE
    most_territories: int = 1_000

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.type_name) or len(self.type_name) > 80:
            rule = "letters, digits and single underscores, a letter first, no underscore last, 80 at most"
            raise ValueError(f"type_name must be {rule}; given {self.type_name!r}")
        if self.account_access is Level.NONE:
            raise ValueError("account_access must be Read, Edit or All: members always see the accounts")
        for name in ("case_access", "opportunity_access"):
            if getattr(self, name) is Level.ALL:
                raise ValueError(f"{name} must be None, Read or Edit")
        if self.currency and not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError(f"currency must be an ISO code such as USD, given {self.currency!r}")
        if self.most_territories < 1 or self.type_priority < 0:
            raise ValueError("most_territories must be at least 1, and type_priority not negative")
