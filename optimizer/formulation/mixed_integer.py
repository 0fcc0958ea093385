"""The exact formulation: which item belongs to the territory with its centre where, as sparse arrays.

::

    minimise    sum_fs c_fs x_fs                                        objective
    subject to  sum_s x_fs = 1                        for each item f   coverage
                x_fs <= x_o(s)s                       s a free site     openings
                sum_s x_o(s)s = k_g                                     centres
                L_s x_o(s)s <= sum_f a_f x_fs <= U_s x_o(s)s            least, most
                sum_fs m_fsd x_fs <= limit_d                            disruption
                cuts met on the way                                     contiguity, rounding (``cuts``)

Families are merged into items; pins, eligibility, forbidden pairs and the radius leave variables out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility
from optimizer.exceptions import InputError, Problem
from optimizer.instance import NOBODY, Instance
from optimizer.travel import Floats

from .cuts import Cut, cut_rows
from .exact_rules import Columns, Sizes, centres, contacts, coverage, disruption, least, most, opener_columns, openings
from .items import Items
from .objective import farthest_units, moving_amounts, travel_costs
from .pairs import Pairs, Roads
from .rows import BinaryProgram, Rows, stack
from .sites import Sites, find_sites, open_to, reachable_limits

MOST_COLUMNS = 4_000_000
"""With more pairs of items and sites no exact formulation is made."""
MOST_CONTACTS = 8_000
"""With more variables than this, contacts cost a backend more time than the rounds they save."""


@dataclass(frozen=True, slots=True, eq=False)
class Formulation:
    """A mixed-integer program and the plan each of its points stands for.

    Parameters
    ----------
    instance, criteria, eligibility, items
        What it was made from.
    sites, columns
        What the variables stand for.
    cost
        (P,) objective.
    moved
        (P, d) what each variable adds to each disruption row.
    sizes
        Limits of the totals, as ``exact_rules`` needs them.
    cuts
        Rows that were met on the way.
    """

    instance: Instance
    criteria: Criteria
    eligibility: Eligibility
    items: Items
    sites: Sites
    columns: Columns
    cost: Floats
    moved: Floats
    sizes: Sizes
    cuts: tuple[Cut, ...] = ()

    def rows(self) -> Rows:
        """All rules, one below the other."""
        columns, sites, sizes = self.columns, self.sites, self.sizes
        measures = range(sizes.amounts.shape[1])
        parts = [
            coverage(columns, len(self.items)),
            openings(columns, sites),
            centres(columns, sites, sizes),
            *(most(columns, sites, sizes, measure) for measure in measures),
            *(least(columns, sites, sizes, measure) for measure in measures),
            disruption(self.moved, self.items.disruption_limits + 1e-9),
            cut_rows(self.cuts, columns),
        ]
        few = len(columns) <= MOST_CONTACTS and self.items.single
        if self.criteria.contiguous and few and self.instance.adjacency is not None:
            parts.append(contacts(columns, sites, self.items, self.instance.adjacency.neighbours()))
        return stack(parts, len(columns))

    def program(self) -> BinaryProgram:
        """What a backend solves."""
        return BinaryProgram(self.cost, self.rows())

    def with_cuts(self, cuts: list[Cut]) -> Formulation:
        """The same with more rows."""
        return replace(self, cuts=(*self.cuts, *cuts))

    def only(self, kept: NDArray[np.bool_]) -> Formulation:
        """The same with only some of the variables (P,); a free site whose opener goes is closed altogether."""
        key = opener_columns(self.columns, self.sites)
        closed = (self.sites.opener >= 0) & ~((key >= 0) & kept[key])
        kept = kept & ~closed[self.columns.site]
        columns = Columns(self.columns.item[kept], self.columns.site[kept])
        return replace(self, columns=columns, cost=self.cost[kept], moved=self.moved[kept])

    def alignment(self, point: NDArray[np.bool_]) -> Alignment | None:
        """The plan of a point (P,); None where an item has not exactly one pair, or a group too many sites."""
        taken = np.flatnonzero(point)
        if not np.array_equal(self.columns.item[taken], np.arange(len(self.items))):
            return None
        site = self.columns.site[taken]
        used = np.unique(site)
        group = self.sites.group[used]
        rank = np.arange(len(used)) - np.searchsorted(group, group)
        by_group = np.argsort(self.sites.group_of, kind="stable")
        first = np.searchsorted(self.sites.group_of[by_group], group)
        size = np.bincount(self.sites.group_of)[group]
        if (rank >= size).any():
            return None
        territory = by_group[first + rank]
        centre = np.full(self.instance.num_territories, NOBODY, dtype=np.int32)
        free = self.sites.opener[used] >= 0
        centre[territory[free]] = self.sites.place[used[free]]
        of_item = territory[np.searchsorted(used, site)].astype(np.int32)
        return Alignment(self.instance, self.items.spread(of_item, self.instance.num_units), centre)

    def point(self, alignment: Alignment) -> NDArray[np.bool_] | None:
        """(P,) variables at 1 in a plan; None where one of them is closed."""
        members = self.items.members
        territory = alignment.territory_of[members.unit[members.start[:-1]]]
        if (territory < 0).any():
            return None
        place = alignment.centre_places()[territory]
        code = self.sites.group.astype(np.int64) * (place.max() + self.sites.place.max() + 2) + self.sites.place
        wanted = self.sites.group_of[territory].astype(np.int64) * (place.max() + self.sites.place.max() + 2) + place
        order = np.argsort(code, kind="stable")
        at = order[np.minimum(np.searchsorted(code[order], wanted), len(code) - 1)]
        column = self.columns.find(np.arange(len(self.items)), np.where(code[at] == wanted, at, -1))
        if (column < 0).any():
            return None
        point = np.zeros(len(self.columns), dtype=bool)
        point[column] = True
        return point


def formulate_exactly(instance: Instance, criteria: Criteria, eligibility: Eligibility, items: Items) -> Formulation:
    """Put an instance under its criteria, with fixed and free centres, into a mixed-integer program.

    Raises
    ------
    InputError
        If it has more than ``MOST_COLUMNS`` pairs of items and sites.
    """
    sites = find_sites(instance, eligibility, items)
    check_size(len(items), len(sites.place))
    fits = open_to(eligibility, sites.group_of)[:, sites.group]
    free = np.flatnonzero(sites.opener >= 0)
    fits[:, free] &= fits[sites.opener[free], free]
    item, site = np.nonzero(fits)
    start = np.concatenate([[0], np.cumsum(np.bincount(item, minlength=len(items)))]).astype(np.int64)
    columns = Columns(item.astype(np.int32), site.astype(np.int32))
    pairs = Pairs(start, columns.site)
    roads = Roads(instance.geometry(criteria.travel.quantity, criteria.travel.power), sites.place)
    territory = Pairs(start, sites.first[sites.group[site]])
    incumbent = instance.units.incumbent
    cost = travel_costs(items, pairs, roads)
    if items.moving_cost.any():
        cost = cost + moving_amounts(items, territory, incumbent, items.moving_cost[:, None])[:, 0]
    moved = moving_amounts(items, territory, incumbent, items.shares)
    lower, upper = reachable_limits(instance, eligibility, items)
    sizes = Sizes(lower[sites.first], upper[sites.first], items.amounts)
    whole = Formulation(instance, criteria, eligibility, items, sites, columns, cost, moved, sizes)
    if criteria.max_travel is None:
        return whole
    plain = Roads(instance.geometry(criteria.travel.quantity), sites.place)
    return whole.only(farthest_units(items, pairs, plain) <= criteria.max_travel * (1 + 1e-9))


def check_size(num_items: int, num_sites: int) -> None:
    """Raise ``InputError`` where there are too many pairs for an exact search."""
    if num_items * num_sites <= MOST_COLUMNS:
        return
    message = f"{num_items:,} accounts or families times {num_sites:,} places for centres are too many to be exact"
    remedy = f"Leave the solver out: the default has no such limit (at most {MOST_COLUMNS:,} pairs here)"
    raise InputError([Problem("instance", message, remedy)])
