"""Levels on top of the territories, as the plan file asks for them."""

from __future__ import annotations

from optimizer.instance import COUNT, Instance
from optimizer.tables import did_you_mean
from scenarios.levels import Level

from .schema import LevelSection, PlanSchema
from .sources import Sources


def read_grouping(schema: PlanSchema, instance: Instance, sources: Sources) -> tuple[Level, ...]:
    """Levels in their order, the lowest first; none of those with a problem, which goes to the log.

    Parameters
    ----------
    schema
        The plan file.
    instance
        Its facts, for the measures and the number of territories.
    sources
        Where problems go.
    """
    levels: list[Level] = []
    below, named = instance.num_territories, set[str]()
    for position, section in enumerate(schema.levels):
        keys = ("levels", position)
        if section.name in named:
            sources.problem((*keys, "name"), "two levels have one name", "Rename one", value=section.name)
        elif section.count > below:
            message = f"{section.count} groups cannot be made of {below}"
            sources.problem((*keys, "count"), message, "Give fewer; the lowest level comes first", value=section.count)
        elif _knows_measures(section, position, instance, sources):
            try:
                levels.append(Level(section.name, section.count, section.balance, section.contiguous))
            except ValueError as error:
                sources.problem((*keys, "name"), str(error), "Give it another name")
        named.add(section.name)
        below = min(below, section.count)
    return tuple(levels)


def _knows_measures(section: LevelSection, position: int, instance: Instance, sources: Sources) -> bool:
    """Whether all measures it is balanced by are there."""
    known = (*instance.measures, COUNT)
    unknown = [measure for measure in section.balance or () if measure not in known]
    for measure in unknown:
        remedy = f"{did_you_mean(measure, known)}Measures: {', '.join(known)}"
        sources.problem(("levels", position, "balance", measure), "there is no such measure", remedy)
    return not unknown
