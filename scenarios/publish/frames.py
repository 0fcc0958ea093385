"""Tables of the facts and of each territory, as they are written and published."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment
from optimizer.instance import COUNT, NOBODY, Instance
from optimizer.money import from_cents
from optimizer.travel import Floats, Planar
from scenarios.outcome import Outcome


def account_frame(instance: Instance) -> pd.DataFrame:
    """One row an account: account, name, latitude and longitude (x and y on a plane), and the measures."""
    units = instance.units
    first, second = _axes(instance)
    return pd.DataFrame(
        {
            "account": units.ids.to_numpy(),
            "name": (units.ids if units.names is None else units.names).to_numpy(),
            first: units.places[:, 0],
            second: units.places[:, 1],
            **{measure: instance.amounts(measure) for measure in instance.measures},
        }
    )


def territory_frame(outcome: Outcome) -> pd.DataFrame:
    """One row a territory of a plan.

    Columns
    -------
    territory, rep
        Who covers it.
    latitude, longitude
        The centre; x and y on a plane, missing where there is none.
    accounts, moved_in, moved_out
        Numbers of accounts: those of the plan, and those that change hands against today.
    total_<measure>, target_<measure>, deviation_<measure>, tolerance_<measure>
        What it has and should have; their ratio minus 1; what was asked for, missing where nothing was.
    quota
        Text exact to the cent; only where the scenario has quotas.

    Raises
    ------
    ValueError
        If the outcome has no plan.
    """
    alignment, assessment = outcome.alignment, outcome.assessment
    if alignment is None or assessment is None:
        raise ValueError(f"scenario {outcome.name!r} has no plan")
    instance = alignment.instance
    first, second = _axes(instance)
    centres = _centres(alignment)
    table: dict[str, object] = {
        "territory": instance.territories.ids.to_numpy(),
        "rep": np.asarray(instance.territories.reps, dtype=object),
        first: centres[:, 0],
        second: centres[:, 1],
        **_counts(alignment, [item.unit for item in assessment.unplaced]),
    }
    asked = None if outcome.asked is None else outcome.asked.balance
    for measure in (*instance.measures, COUNT):
        balance = assessment.balance[measure]
        if measure != COUNT:
            table[f"total_{measure}"] = balance.total
        table[f"target_{measure}"] = balance.target
        table[f"deviation_{measure}"] = np.where(np.isfinite(balance.deviation), balance.deviation, np.nan)
        tolerance = None if asked is None else asked.get(measure)
        table[f"tolerance_{measure}"] = np.nan if tolerance is None else tolerance
    if outcome.quotas is not None:
        table["quota"] = [str(from_cents(cents)) for cents in outcome.quotas.cents.tolist()]
    return pd.DataFrame(table)


def _axes(instance: Instance) -> tuple[str, str]:
    return ("x", "y") if isinstance(instance.travel, Planar) else ("latitude", "longitude")


def _counts(alignment: Alignment, unplaced: list[int]) -> dict[str, object]:
    """Numbers of accounts; those no plan can cover do not move."""
    k, moved = alignment.instance.num_territories, alignment.moved()
    moved[unplaced] = False
    now, was = alignment.territory_of, alignment.instance.units.incumbent
    return {
        "accounts": np.bincount(now[now != NOBODY], minlength=k),
        "moved_in": np.bincount(now[moved & (now != NOBODY)], minlength=k),
        "moved_out": np.bincount(was[moved], minlength=k),
    }


def _centres(alignment: Alignment) -> Floats:
    """(k, 2) place of each centre, NaN where there is none."""
    instance = alignment.instance
    nowhere = np.full((1, 2), np.nan)
    places = np.vstack([instance.units.places, instance.territories.centres, nowhere])
    return np.asarray(places[alignment.centre_places()])
