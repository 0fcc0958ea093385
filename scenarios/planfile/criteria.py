"""From the criteria a plan file writes to ``Criteria``, and from what does not fit back to its line."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.exceptions import InputError, Problem
from optimizer.instance import COUNT, Instance
from optimizer.tables import ACCOUNTS, did_you_mean
from optimizer.travel import Quantity
from optimizer.validation import check_criteria

from .document import Keys
from .pairs import PairReader
from .schema import CriteriaSection
from .schema.words import EACH

Home = Callable[[str], Keys]
"""Key of the criteria -> keys of the section that writes it: the plan's or a scenario's."""
KEYS = {
    "travel.by": ("travel", "by"),
    "disruption_by": ("disruption", "by"),
    "eligibility": ("eligibility",),
    "pins": ("pin",),
    "forbidden": ("forbid",),
    "contiguous": ("contiguous",),
    "min_count": ("min_count",),
    "max_count": ("max_count",),
}
"""What ``check_criteria`` calls a choice -> what the plan file does."""


@dataclass(frozen=True, slots=True)
class CriteriaReader:
    """Makes criteria for one instance; what is wrong goes to the log of its pairs' sources."""

    pairs: PairReader

    def read(self, section: CriteriaSection, home: Home) -> Criteria:
        """Criteria of a section.

        Parameters
        ----------
        section
            What the plan file says.
        home
            Where it says it.
        """
        try:
            return self._criteria(section, home)
        except ValueError as error:
            # Each key is right by itself; a scenario's and the plan's need not go together.
            where = home("max_count")
            problem = self.pairs.sources.document.problem(where, str(error), "Make the two agree")
            self.pairs.sources.log.problems.append(problem)
            return Criteria()

    def check(self, instance: Instance, criteria: Criteria, *, section: CriteriaSection, home: Home) -> None:
        """Put into the log what of the criteria does not fit the instance."""
        try:
            check_criteria(instance, criteria)
        except InputError as error:
            told = [self._told(problem, section, home) for problem in error.problems]
            self.pairs.sources.log.problems += told

    def _criteria(self, section: CriteriaSection, home: Home) -> Criteria:
        limits = section.disruption.at_most
        return Criteria(
            balance={measure: share for measure, share in section.balance.items() if share is not None},
            capacity={measure: most for measure, most in section.capacity.items() if most is not None},
            travel=TravelCriterion(
                weight=section.travel.weight,
                by=section.travel.by,
                quantity=section.travel.quantity,
                power=section.travel.power,
            ),
            disruption_weight=section.disruption.weight,
            disruption_by=section.disruption.by,
            disruption_at_most=limits.get(EACH, limits) if limits else None,
            eligibility=section.eligibility,
            pins=self._pins(section, home),
            forbidden=self._forbidden(section, home),
            keep_together=section.keep_together is not None,
            contiguous=section.contiguous,
            max_travel=self._max_travel(section, home),
            min_count=section.min_count,
            max_count=section.max_count,
        )

    def _pins(self, section: CriteriaSection, home: Home) -> Mapping[Hashable, Hashable]:
        pin = section.pin
        if pin is None:
            return {}
        keys = (*home("pin"), "pin")
        if pin.file is not None:
            return dict(self.pairs.pins_of_file(pin.file, (*keys, "file")).items())
        return dict(self.pairs.pins_of_column(pin.column or "", (*keys, "column")).items())

    def _forbidden(self, section: CriteriaSection, home: Home) -> frozenset[tuple[Hashable, Hashable]]:
        if section.forbid is None:
            return frozenset()
        return frozenset(self.pairs.pairs_of_file(section.forbid.file, (*home("forbid"), "forbid", "file")))

    def _max_travel(self, section: CriteriaSection, home: Home) -> float | None:
        """Give the limit in the quantity travel is measured in."""
        limits = {Quantity.DISTANCE: section.max_travel_km, Quantity.TIME: section.max_travel_hours}
        for quantity, limit in limits.items():
            if limit is not None and quantity is not section.travel.quantity:
                key = "max_travel_km" if quantity is Quantity.DISTANCE else "max_travel_hours"
                other = "max_travel_hours" if quantity is Quantity.DISTANCE else "max_travel_km"
                message = f"travel is measured by {section.travel.quantity.value}"
                remedy = f"Write `{other}`, or travel: {{quantity: {quantity.value}}}"
                problem = self.pairs.sources.document.problem((*home(key), key), message, remedy, value=limit)
                self.pairs.sources.log.problems.append(problem)
        return limits[section.travel.quantity]

    def _told(self, problem: Problem, section: CriteriaSection, home: Home) -> Problem:
        """Tell a misfit at its line of the plan file; a pin at the row that makes it."""
        column = problem.column or ""
        if column == "pins" and section.pin is not None:
            table = section.pin.file or ACCOUNTS
            row = self.pairs.row_of(table, str(problem.value))
            return replace(problem, table=table, row=row, column=section.pin.column)
        choice, _, measure = column.partition(".")
        path: Keys = KEYS.get(column, (choice, measure))
        if choice == "disruption_at_most":
            path = ("disruption", "at_most", measure)
        remedy = problem.remedy
        if path[0] in ("balance", "capacity", "travel", "disruption"):
            known = (*self.pairs.instance.measures, COUNT)
            remedy = f"{did_you_mean(str(problem.value), known)}{remedy}"
        keys = (*home(str(path[0])), *path)
        return self.pairs.sources.document.problem(keys, problem.message, remedy, value=problem.value)
