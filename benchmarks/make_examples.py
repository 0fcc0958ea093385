"""Write the tables of the bundled examples from their sources, always the same bytes.

Usage: ``python benchmarks/make_examples.py --data DIR [--out DIR]``

``--data`` names a folder that holds ``sales/adventureworks/`` (``resellers_geo.csv``, ``reps.csv``,
``bookings_reseller_month.csv``) and ``accounts/us_hospitals.csv``; ``scenarios/examples/README.md`` says where they
come from. The plan files are written by hand and stay as they are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

EXAMPLES = Path(__file__).resolve().parent.parent / "scenarios" / "examples"
LAST_TWELVE_MONTHS = ("2012-12", "2013-11")
NORTH_AMERICA = "US;CA"
GEOCODED, FILLED_IN = "as in the source", "filled in: centre of the city"
CITY_CENTRES = {
    "Ascheim": (48.17, 11.72),
    "Augsburg": (48.37, 10.90),
    "Berkshire": (51.41, -0.83),  # postcode RG11, Wokingham
    "Berlin": (52.52, 13.40),
    "Braunschweig": (52.27, 10.52),
    "Dresden": (51.05, 13.74),
    "Duesseldorf": (51.23, 6.78),
    "Frankfurt am Main": (50.11, 8.68),
    "Grevenbroich": (51.09, 6.59),
    "Hamburg": (53.55, 9.99),
    "Hannover": (52.37, 9.74),
    "Kiel": (54.32, 10.13),
    "Leipzig": (51.34, 12.37),
    "Muehlheim": (50.12, 8.83),
    "München": (48.14, 11.58),
    "Münster": (51.96, 7.63),
    "Offenbach": (50.10, 8.77),
    "Oxon": (52.06, -1.34),  # postcode OX16, Banbury
    "Paderborn": (51.72, 8.75),
    "Paris La Defense": (48.89, 2.24),
    "Poing": (48.17, 11.82),
    "Salzgitter": (52.15, 10.33),
    "Stuttgart": (48.78, 9.18),
    "Sulzbach Taunus": (50.13, 8.53),
    "West Sussex": (50.95, -0.13),  # postcode RH15, Burgess Hill
}
"""Latitude and longitude for the 30 resellers that the source puts at 0, 0, in the Atlantic."""
ESTIMATED = "estimated: mean place of today's accounts, weighted by last twelve months of bookings + 1"


def main() -> None:
    """Write all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the sources")
    parser.add_argument("--out", type=Path, default=EXAMPLES, help="folder of the examples")
    asked = parser.parse_args()
    tables = resellers(asked.data / "sales" / "adventureworks")
    tables["hospitals/accounts.csv"] = hospitals(asked.data / "accounts" / "us_hospitals.csv")
    for name, table in tables.items():
        target = asked.out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(target, index=False, encoding="utf-8", lineterminator="\n")
        print(f"{name}: {len(table):,} rows, {target.stat().st_size / 1000:,.0f} kB")


def resellers(source: Path) -> dict[str, pd.DataFrame]:
    """Accounts, reps and bookings of AdventureWorks, under plain names."""
    raw = pd.read_csv(source / "resellers_geo.csv", dtype={"PostalCode": str})
    booked = pd.read_csv(source / "bookings_reseller_month.csv")
    accounts = pd.DataFrame(
        {
            "account": raw["ResellerKey"],
            "name": raw["ResellerName"].str.strip(),
            "business_type": raw["BusinessType"].str.strip(),
            "employees": raw["NumberEmployees"],
            "city": raw["City"].str.strip().map(_unscrambled),
            "state": raw["StateCode"].str.strip(),
            "country": raw["Country"].str.strip(),
            "postal_code": raw["PostalCode"].str.strip(),
            "latitude": raw["lat"].round(5),
            "longitude": raw["lon"].round(5),
            "place": GEOCODED,
            "owner": raw["SalesPersonID"],
        }
    ).sort_values("account")
    nowhere = (accounts["latitude"] == 0) & (accounts["longitude"] == 0)
    accounts.loc[nowhere, ["latitude", "longitude"]] = [CITY_CENTRES[city] for city in accounts.loc[nowhere, "city"]]
    accounts.loc[nowhere, "place"] = FILLED_IN
    # A few accounts booked with two reps in one month: one row for both.
    bookings = booked.groupby(["ResellerKey", "month"], as_index=False)["sales"].sum().round(2)
    bookings.columns = pd.Index(["account", "month", "amount"])
    reps = _reps(accounts, bookings, pd.read_csv(source / "reps.csv"))
    return {"resellers/accounts.csv": accounts, "resellers/reps.csv": reps, "resellers/bookings.csv": bookings}


def _unscrambled(text: str) -> str:
    """Text whose UTF-8 was once read as Latin-1, as it was meant."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _reps(accounts: pd.DataFrame, bookings: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """One row a rep who owns resellers; where they live is not published and is estimated."""
    recent = bookings[bookings["month"].between(*LAST_TWELVE_MONTHS)].groupby("account")["amount"].sum()
    weight = accounts["account"].map(recent).fillna(0.0) + 1.0
    weighted = pd.DataFrame(
        {
            "territory": accounts["owner"],
            "latitude": accounts["latitude"] * weight,
            "longitude": accounts["longitude"] * weight,
            "weight": weight,
        }
    )
    total = weighted.groupby("territory").sum()
    homes = total[["latitude", "longitude"]].div(total["weight"], axis=0).round(4)
    countries = accounts.groupby("owner")["country"].first()
    person = people.set_index("SalesPersonID").loc[homes.index]
    return pd.DataFrame(
        {
            "territory": homes.index,
            "rep": person["First"].str.strip() + " " + person["Last"].str.strip(),
            "country": countries.where(~countries.isin(["US", "CA"]), NORTH_AMERICA),
            "latitude": homes["latitude"],
            "longitude": homes["longitude"],
            "home": ESTIMATED,
        }
    )


def hospitals(source: Path) -> pd.DataFrame:
    """One row a hospital: place, staffed beds and Medicare payments."""
    raw = pd.read_csv(source, dtype={"account_id": str, "Zipcode": str})
    return pd.DataFrame(
        {
            "account": raw["account_id"].str.zfill(6),
            "name": raw["name"].str.strip(),
            "city": raw["City"].str.strip(),
            "state": raw["State"].str.strip(),
            "zip": raw["Zipcode"].str.zfill(5),
            "latitude": raw["Latitude"].round(5),
            "longitude": raw["Longitude"].round(5),
            "staffed_beds": raw["staffed_beds"],
            "medicare_payments": raw["medicare_payments_2016_usd"].round(0).astype(int),
        }
    ).sort_values("account")


if __name__ == "__main__":
    main()
