"""What bookings say of the year to come, for quotas of equal probability."""

from __future__ import annotations

from optimizer.instance import Instance
from optimizer.quotas import TerritoryOutlook

from .bookings import Bookings
from .schema import PlanSchema
from .sources import Sources


def read_outlook(
    schema: PlanSchema,  # noqa: ARG001 -- see the seam below
    instance: Instance,  # noqa: ARG001
    *,
    bookings: Bookings,  # noqa: ARG001
    sources: Sources,  # noqa: ARG001
) -> TerritoryOutlook | None:
    """Forecast the accounts of an instance from their bookings; None where these are too few to forecast from.

    The outlook must give the same draws every time it is asked, so that plans compare on the same possible years.

    Parameters
    ----------
    schema
        The plan file: plan year, columns of features, seed.
    instance
        The facts; units in their order.
    bookings
        Account, month and amount of the past.
    sources
        Where problems and notes go.
    """
    # SEAM: the forecast of accounts with its draws goes here. Until then no bookings are enough for it, so that plans
    # without a method share by potential, and one that asks for equal probability is told so.
    return None
