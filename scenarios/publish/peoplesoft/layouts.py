"""The worksheets: properties in order, and how long each may be.

CUST_HIERARCHY, PM_REGION and PM_TERRITORY are as sites with these records have them; customer and address are the
delivered records. Lengths are those delivered. A site whose component interface calls a property otherwise renames
the header.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MOST_COLUMNS, MOST_ROWS = 252, 65_000
"""What a sheet of Excel to CI holds, the header among the rows (PeopleTools: Component Interfaces)."""


class Sheet(Enum):
    """A worksheet, by the name of its component or record."""

    REGION = "CUST_HIERARCHY"
    TEAM = "TEAM_MEMBER"
    CUSTOMER = "CUSTOMER"
    ADDRESS = "CUST_ADDRESS"
    TREE = "TERRITORY_TREE"


@dataclass(frozen=True, slots=True)
class Property:
    """A column: its name, its longest value (0 for none), and whether a complete profile needs it."""

    name: str
    longest: int = 0
    needed: bool = True


_KEY = (Property("SETID", 5), Property("CUST_ID", 15))
_EFFECTIVE = (Property("EFFDT"), Property("EFF_STATUS", 1))
LAYOUTS: dict[Sheet, tuple[Property, ...]] = {
    Sheet.REGION: (*_KEY, *_EFFECTIVE, Property("PM_REGION", needed=False), Property("PM_TERRITORY")),
    Sheet.TEAM: (*_KEY, *_EFFECTIVE, Property("SUPPORT_TEAM_CD", 6), Property("SUPPORT_TEAM_MBR", 8)),
    Sheet.CUSTOMER: (
        *_KEY,
        Property("CUST_STATUS", 1),
        Property("CUST_STATUS_DT"),
        Property("SINCE_DT"),
        Property("NAME1", 40),
        Property("NAMESHORT", 10),
        Property("PHONE", 24, needed=False),
    ),
    Sheet.ADDRESS: (
        *_KEY,
        Property("ADDRESS_SEQ_NUM"),
        Property("DESCR", 30),
        *_EFFECTIVE,
        Property("COUNTRY", 3),
        Property("ADDRESS1", 55),
        Property("ADDRESS2", 55, needed=False),
        Property("ADDRESS3", 55, needed=False),
        Property("ADDRESS4", 55, needed=False),
        Property("CITY", 30),
        Property("STATE", 6, needed=False),
        Property("POSTAL", 12),
    ),
    Sheet.TREE: tuple(
        Property(name)
        for name in ("TREE_NAME", "SETID", "EFFDT", "TREE_NODE", "PARENT_NODE", "CRITERION", "VALUE", "REP")
    ),
}
COUNTRIES = {
    "AE": "ARE",
    "AR": "ARG",
    "AT": "AUT",
    "AU": "AUS",
    "BE": "BEL",
    "BG": "BGR",
    "BR": "BRA",
    "CA": "CAN",
    "CH": "CHE",
    "CL": "CHL",
    "CN": "CHN",
    "CO": "COL",
    "CZ": "CZE",
    "DE": "DEU",
    "DK": "DNK",
    "EE": "EST",
    "EG": "EGY",
    "ES": "ESP",
    "FI": "FIN",
    "FR": "FRA",
    "GB": "GBR",
    "GR": "GRC",
    "HK": "HKG",
    "HR": "HRV",
    "HU": "HUN",
    "ID": "IDN",
    "IE": "IRL",
    "IL": "ISR",
    "IN": "IND",
    "IS": "ISL",
    "IT": "ITA",
    "JP": "JPN",
    "KE": "KEN",
    "KR": "KOR",
    "LT": "LTU",
    "LU": "LUX",
    "LV": "LVA",
    "MA": "MAR",
    "MX": "MEX",
    "MY": "MYS",
    "NG": "NGA",
    "NL": "NLD",
    "NO": "NOR",
    "NZ": "NZL",
    "PE": "PER",
    "PH": "PHL",
    "PL": "POL",
    "PR": "PRI",
    "PT": "PRT",
    "RO": "ROU",
    "RS": "SRB",
    "SA": "SAU",
    "SE": "SWE",
    "SG": "SGP",
    "SI": "SVN",
    "SK": "SVK",
    "TH": "THA",
    "TR": "TUR",
    "TW": "TWN",
    "UA": "UKR",
    "US": "USA",
    "UY": "URY",
    "VN": "VNM",
    "ZA": "ZAF",
}
"""ISO 3166 codes of two letters -> of three, which PeopleSoft uses; others are listed as missing."""
COUNTRY_NAMES = {
    "UNITED STATES": "US",
    "UNITED STATES OF AMERICA": "US",
    "USA": "US",
    "CANADA": "CA",
    "MEXICO": "MX",
    "UNITED KINGDOM": "GB",
    "GREAT BRITAIN": "GB",
    "GERMANY": "DE",
    "FRANCE": "FR",
    "AUSTRALIA": "AU",
    "ITALY": "IT",
    "SPAIN": "ES",
    "JAPAN": "JP",
    "INDIA": "IN",
    "BRAZIL": "BR",
    "NETHERLANDS": "NL",
}
