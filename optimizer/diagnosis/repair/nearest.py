"""Of the smallest repairs the one with the fewest accounts, and of these the one with the least travel.

The same rows, with what was made small before held where it is (lexicographic order of goals).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.formulation.cuts import Cut
from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.objective import farthest_units, moving_amounts, travel_costs
from optimizer.formulation.pairs import Roads
from optimizer.instance import NOBODY
from optimizer.metrics import travel, travel_weights
from optimizer.result import OPTIMAL_GAP
from optimizer.travel import Floats, Integers

from .homecoming import sent_home
from .moves import Moves, pairs_of
from .prices import Priced
from .search import Found, MoveSearch

PLACINGS = 4
"""Times free centres are placed anew and travel is made least around them."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Fewest units, then least travel, among plans that move no more than a given amount.

    Parameters
    ----------
    search
        Rows, cuts and backend.
    moves
        The formulation of the moves.
    priced
        Its prices.
    most
        Most that may move beyond what must.
    """

    search: MoveSearch
    moves: Moves
    priced: Priced
    most: float

    def run(self, found: Found) -> float | None:
        """Make the plan found nearer; a lower bound of its travel where every centre is given, else None."""
        free = bool(self.search.case.instance.free_centres().any())
        held = [self._row(self.moves.formulation.cost, self.most)]
        if self.search.case.by is not None:
            held.append(self._fewer(found, held))
        bound = None
        for _ in range(PLACINGS if free else 1):
            if found.alignment is None or self.search.monitor.limit() is not None:
                break
            self.search.monitor.phase("least travel of the repairs that move no more")
            nearer, reached = self._around(found.alignment, held)
            bound = None if free else reached
            if not self._better(nearer, found):
                break
            found.alignment, found.assessment = nearer.alignment, nearer.assessment
        return bound

    def _fewer(self, found: Found, held: list[Cut]) -> Cut:
        """Make the number of units that move small where a measure counts them; the row that holds it."""
        case, formulation = self.search.case, self.moves.formulation
        one = np.where(case.instance.units.incumbent != NOBODY, 1.0, 0.0)
        pairs = pairs_of(formulation.columns, len(formulation.items))
        number = moving_amounts(formulation.items, pairs, case.instance.units.incumbent, one[:, None])[:, 0]
        self._send_home(found)
        point = self.search.point(formulation, found.alignment)
        self.search.monitor.phase("fewest accounts of the repairs that move no more")
        kept = self._undominated() if point is None else self._undominated() | point
        fewer = Found(found.alignment, None, np.inf if point is None else float(number[point].sum()))
        fewer.cuts = self._rows(held)
        self.search.rounds(formulation.only(kept), number[kept], fewer, seconds=self.search.seconds(0.3))
        if fewer.assessment is not None and self._as_small(fewer, found):
            found.alignment, found.assessment = fewer.alignment, fewer.assessment
        best = self.search.point(formulation, found.alignment)
        return self._row(number, np.inf if best is None else float(number[best].sum()))

    def _send_home(self, found: Found) -> None:
        """Begin with what can be mended one by one."""
        if found.alignment is None:
            return
        plan = sent_home(self.search.case, self.moves.formulation, found.alignment)
        assessment = judge(plan, self.search.case.criteria, self.search.case.eligibility)
        if assessment.feasible and self._as_small(Found(plan), found):
            found.alignment, found.assessment = plan, assessment

    def _around(self, alignment: Alignment, held: list[Cut]) -> tuple[Found, float]:
        """Search around the centres of a plan."""
        case, items = self.search.case, self.moves.formulation.items
        places = alignment.centre_places()
        formulation = self._open(alignment, places)
        criterion = case.criteria.travel
        weighed = items.members._replace(weight=travel_weights(case.instance, criterion))
        roads = Roads(case.instance.geometry(criterion.quantity, criterion.power), np.maximum(places, 0))
        cost = travel_costs(replace(items, members=weighed), pairs_of(formulation.columns, len(items)), roads)
        start = self.search.point(formulation, alignment)
        begun = np.inf if start is None else float(cost[start].sum())
        nearer = Found(alignment, None, begun, cuts=self._rows(held))
        return nearer, self.search.rounds(formulation, cost, nearer, seconds=self.search.seconds(0.5))

    def _open(self, alignment: Alignment, places: Integers) -> Formulation:
        """The pairs that can be in such a plan; one with a radius keeps the unit at each free centre."""
        formulation, case = self.moves.formulation, self.search.case
        site = formulation.columns.site
        kept = (places[site] != NOBODY) & self._undominated()
        if case.criteria.max_travel is not None:
            pairs = pairs_of(formulation.columns, len(formulation.items))
            roads = Roads(case.instance.geometry(case.criteria.travel.quantity), np.maximum(places, 0))
            kept &= farthest_units(formulation.items, pairs, roads) <= case.criteria.max_travel * (1 + 1e-9)
            for territory in np.flatnonzero(case.instance.free_centres() & (places != NOBODY)).tolist():
                opener = case.eligibility.family_of[places[territory]]
                kept &= (formulation.columns.item != opener) | (site == territory)
        point = self.search.point(formulation, alignment)
        return formulation.only(kept if point is None else kept | point)

    def _undominated(self) -> NDArray[np.bool_]:
        """(P,) pairs that may be in a plan that moves no more."""
        return np.asarray(self.priced.bound + self.priced.reduced <= _loosened(self.most))

    def _row(self, cost: Floats, most: float) -> Cut:
        """Hold ``cost x <= most``, in shares of the larger of the two."""
        columns, paid = self.moves.formulation.columns, np.flatnonzero(cost > 0)
        size = max(most if np.isfinite(most) else 0.0, float(cost.max(initial=0.0)), 1e-300)
        item, site = columns.item[paid].astype(np.int64), columns.site[paid].astype(np.int64)
        return Cut(item, site, cost[paid] / size, _loosened(most) / size)

    def _rows(self, held: list[Cut]) -> dict[bytes, Cut]:
        """What is held, and the rows met while the fewest moves were sought."""
        rows = [*(row for row in held if len(row.item) and np.isfinite(row.limit)), *self.moves.formulation.cuts]
        return {row.key: row for row in rows}

    def _better(self, nearer: Found, found: Found) -> bool:
        """Whether a plan travels less and moves no more; judged from the facts."""
        if nearer.alignment is None or nearer.assessment is None or found.alignment is None:
            return False
        criterion = self.search.case.criteria.travel
        before, after = travel(found.alignment, criterion), travel(nearer.alignment, criterion)
        return after < before * (1 - 1e-9) and self._as_small(nearer, found)

    def _as_small(self, other: Found, found: Found) -> bool:
        if other.alignment is None or found.alignment is None:
            return False
        amount = self.search.case.amount
        return amount(other.alignment) <= _loosened(amount(found.alignment))


def _loosened(most: float) -> float:
    """An amount with what does not count as more (``result.OPTIMAL_GAP``); whole numbers of units are held exactly."""
    return most * (1 + 0.5 * OPTIMAL_GAP) + 1e-9
