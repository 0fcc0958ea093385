"""Centres for very many items: location-allocation over groups of neighbouring items.

Where a centre should lie depends on where the items around it are, hardly on each of them. So the items are put into a
few groups a territory, each group is priced over its nearest territories alone, and centres move to the best place for
what is cheapest for them at these prices (location-allocation: Cooper, 1963; with balance by prices as in the power
diagrams of Aurenhammer, Hoffmann and Aronov, 1998). Prices go on from round to round and are never brought to the end:
the next round moves the centres again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.formulation.coarsen import coarsen
from optimizer.formulation.fixed_centres import formulate
from optimizer.formulation.items import group_items, sample_members
from optimizer.formulation.pairs import middles
from optimizer.progress import Monitor
from optimizer.travel import Integers

from .ascent import PriceSearch
from .ground import find_ground
from .locating import best_places
from .prices import Prices, cheapest_pairs, open_bound
from .pricing import find_balls
from .smoothed import find_scale
from .transport import TransportCase

GROUPS = 20
"""Groups a territory."""
FEWEST_GROUPS = 10_000
NEAREST = 24
"""Territories opened for each group."""
SAMPLE = 4
"""Units of a group that stand for all of it."""
ROUNDS = 12
"""Most rounds."""
SETTLED = 0.02
"""Rounds end when fewer than this share of the centres move."""
STILL = 0.002
"""They end also when the dual changes by less than this share of it."""
SHARE = 0.15
"""Most of the time given."""
FIRST = PriceSearch(temperatures=(0.3, 0.1, 0.03), steps=8, newton_steps=6, most=10.0)
AGAIN = PriceSearch(temperatures=(0.03,), steps=8, newton_steps=6, most=10.0, box=10.0)
"""A territory that lacks open pairs pays no more than ten times the scale, and draws no other centre towards it."""


def locate_on_groups(case: TransportCase, monitor: Monitor) -> tuple[Integers, Prices]:
    """(k,) places of the centres, from those of the case, and the prices at which groups are balanced around them."""
    size = max(2, len(case.items) // max(GROUPS * len(case.centres), FEWEST_GROUPS))
    middle = middles(case.instance.geometry().xyz, case.items.members)
    eligibility, _ = coarsen(case.eligibility, middle, size)
    items = sample_members(group_items(case.instance, case.criteria, eligibility), SAMPLE)
    ground = find_ground(case.instance, case.criteria, eligibility, items)
    at = replace(case, eligibility=eligibility, items=items)
    prices: Prices | None = None
    before = np.inf
    for _ in range(ROUNDS):
        fixed = formulate(
            at.instance, at.criteria, eligibility, items=items, centres=at.centres, most=min(NEAREST, len(at.centres))
        )
        scale = find_scale(fixed.program, find_balls(fixed.roads, items.members).weight)
        prices = (FIRST if prices is None else AGAIN).run(fixed.program, scale, prices, monitor=monitor)
        value = open_bound(fixed.program, prices)
        territory = fixed.program.territory[cheapest_pairs(fixed.program, prices)].astype(np.int32)
        centre = at.centres.copy()
        best_places(ground, territory, centre)
        moved = int((centre != at.centres).sum())
        at = replace(at, centres=centre)
        if moved <= SETTLED * len(centre) or abs(before - value) <= STILL * abs(value):
            break
        if monitor.limit() is not None or monitor.elapsed > SHARE * monitor.stop.seconds:
            break
        before = value
    assert prices is not None  # noqa: S101 -- there is at least one round
    return at.centres, prices
