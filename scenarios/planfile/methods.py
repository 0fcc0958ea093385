"""The method of quotas: from the words of a plan file to an object."""

from __future__ import annotations

from optimizer.instance import COUNT, Instance
from optimizer.quotas import (
    BaselineGrowth,
    CapacityShare,
    EqualProbability,
    EqualSplit,
    FixedShares,
    FlatGrowth,
    PotentialShare,
    QuotaMethod,
    TerritoryOutlook,
    WeightedIndex,
    WorkloadShare,
)

from .schema import QuotaSection
from .schema.quotas import MethodWord
from .sources import Sources

POTENTIAL = "potential"
"""Measure quotas are shared by where there is one of this name; else the first measure is."""
WORKLOAD = "workload"
"""Measure of hours, unless the plan names another."""
FROM_BOOKINGS = (
    "Quotas give everybody the same chance of attainment, forecast from the bookings; `method: potential_share` shares "
    "by potential instead."
)
NO_FORECAST = "Quotas are shared by potential, and no chances of attainment are told: {}."


def read_method(
    section: QuotaSection, instance: Instance, *, outlook: TerritoryOutlook | None, missing: str, sources: Sources
) -> QuotaMethod | None:
    """Make the method of a plan; None, and a problem in the log, where the facts lack what it needs.

    Where the plan names no method it is equal probability if the bookings allow for a forecast, else potential share.

    Parameters
    ----------
    section
        Quotas of the plan file, the measures they name known.
    instance
        The facts.
    outlook
        On the plan year; None where there is none.
    missing
        Why there is none.
    sources
        Where problems and notes go.
    """
    word = section.method
    if word is None or word is MethodWord.EQUAL_PROBABILITY:
        if outlook is None and word is None:
            if sources.table("bookings") is not None:
                sources.notes.append(NO_FORECAST.format(missing))
            return PotentialShare(potential_of(section, instance))
        if outlook is None:
            _log_no_outlook(missing, sources)
            return None
        if word is None:
            sources.notes.append(FROM_BOOKINGS)
        return EqualProbability(outlook)
    if word is MethodWord.WORKLOAD_SHARE:
        return _workload_share(section, instance, sources)
    return _by_measures(word, section, potential_of(section, instance))


def potential_of(section: QuotaSection, instance: Instance) -> str:
    """Measure that stands for potential in quotas."""
    first = instance.measures[0] if instance.measures else COUNT
    return section.measure or (POTENTIAL if POTENTIAL in instance.measures else first)


def _by_measures(word: MethodWord, section: QuotaSection, potential: str) -> QuotaMethod:
    history = section.history or COUNT
    retention = 1.0 if section.retention is None else section.retention
    methods: dict[MethodWord, QuotaMethod] = {
        MethodWord.EQUAL_SPLIT: EqualSplit(),
        MethodWord.POTENTIAL_SHARE: PotentialShare(potential),
        MethodWord.HISTORY_SHARE: PotentialShare(history),
        MethodWord.CAPACITY_SHARE: CapacityShare(),
        MethodWord.FLAT_GROWTH: FlatGrowth(history),
        MethodWord.BASELINE_GROWTH: BaselineGrowth(history=history, potential=potential, retention=retention),
    }
    if word is MethodWord.BLEND:
        return WeightedIndex(section.weights)
    if word is MethodWord.FIXED_SHARES:
        return FixedShares(dict((section.shares or {}).items()))
    return methods[word]


def _workload_share(section: QuotaSection, instance: Instance, sources: Sources) -> WorkloadShare | None:
    if section.measure is None and WORKLOAD not in instance.measures:
        remedy = f"Add it under measures, or name the one that holds the hours: `measure: ...` ({_known(instance)})"
        problem = sources.document.problem(("quotas", "method"), "there is no measure 'workload'", remedy)
        sources.log.problems.append(problem)
        return None
    return WorkloadShare(section.measure or WORKLOAD)


def _log_no_outlook(missing: str, sources: Sources) -> None:
    """Note that bookings are missing or say too little; where they are wrong that has been told."""
    remedy = "Use potential_share, history_share or blend"
    if "bookings" not in sources.tried:
        remedy = "Add `bookings: file.csv` under inputs"
    elif sources.table("bookings") is None:
        return
    message = f"equal probability needs a forecast, and {missing}"
    sources.problem(("quotas", "method"), message, remedy)


def _known(instance: Instance) -> str:
    return ", ".join((*instance.measures, COUNT))
