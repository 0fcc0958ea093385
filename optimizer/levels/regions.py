"""Top-down levels: regions are given, and territories are planned inside them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from optimizer.instance import Instance, Tag, Territories
from optimizer.travel import Integers

REGION = "region"


def within_regions(
    instance: Instance,
    region_of_unit: Sequence[Hashable],
    region_of_territory: Sequence[Hashable],
    *,
    tag: str = REGION,
) -> Instance:
    """Keep every territory inside its region: units of one region are served by its territories alone.

    A region is a tag that must match (``Criteria.eligibility``), so that every solver keeps to it, balance is judged
    within each region, and bounds hold.

    Parameters
    ----------
    instance
        The facts.
    region_of_unit
        (n,) region of each unit; None for units of no region, which no plan can place and which are listed so.
    region_of_territory
        (k,) region of each territory.
    tag
        Name of the tag; the instance must not have it.

    Raises
    ------
    ValueError
        For other lengths, a tag that is there, or a region of units without a territory.
    """
    n, k = instance.num_units, instance.num_territories
    if len(region_of_unit) != n or len(region_of_territory) != k:
        given = f"{len(region_of_unit)} and {len(region_of_territory)}"
        raise ValueError(f"regions are needed for {n} units and {k} territories, given {given}")
    if tag in instance.tags:
        raise ValueError(f"the instance has a tag {tag!r}; name another")
    regions = list(dict.fromkeys(region_of_territory))
    code = {region: at for at, region in enumerate(regions)}
    alone = sorted({str(region) for region in region_of_unit if region is not None and region not in code})
    if alone:
        raise ValueError(f"regions without a territory: {', '.join(alone)}; give each one at least")
    of_unit = np.array([-1 if region is None else code[region] for region in region_of_unit], dtype=np.int32)
    served = np.zeros((k, len(regions)), dtype=np.bool_)
    served[np.arange(k), [code[region] for region in region_of_territory]] = True
    return replace(instance, tags={**instance.tags, tag: Tag(tuple(map(str, regions)), of_unit, served)})


def territories_in_regions(
    instance: Instance, region_of_unit: Sequence[Hashable], count: Mapping[Hashable, int]
) -> Instance:
    """Lay out new territories, so many in each region, in place of those of the instance.

    They are called ``North 1``, ``North 2``, ..., have a centre to be placed and equal shares within their region, and
    nobody serves anybody yet.

    Parameters
    ----------
    instance
        The facts; its territories, tags and incumbent alignment are left out.
    region_of_unit
        (n,) region of each unit.
    count
        Region -> number of territories, 1 or more.

    Raises
    ------
    ValueError
        For a region of units without a number, or a number below 1.
    """
    wrong = [f"{region}: {number}" for region, number in count.items() if number < 1]
    if wrong:
        raise ValueError(f"every region needs a territory at least, given {', '.join(wrong)}")
    regions = [region for region, number in count.items() for _ in range(number)]
    labels = [f"{region} {at + 1}" for region, number in count.items() for at in range(number)]
    k, none = len(labels), np.full(instance.num_units, -1, dtype=np.int32)
    territories = Territories(
        ids=pd.Index(labels, dtype=object),
        reps=tuple(labels),
        centres=np.full((k, 2), np.nan),
        shares=np.ones((k, len(instance.measures))),
    )
    incumbent: Integers = none
    bare = replace(instance, units=replace(instance.units, incumbent=incumbent), territories=territories, tags={})
    return within_regions(bare, region_of_unit, regions)
