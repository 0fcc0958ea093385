"""What moves quotas at the end: commitments of the territories beside what they are given, and side constraints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment
from optimizer.instance import Instance
from optimizer.mapping import FrozenMapping
from optimizer.money import to_cents
from optimizer.quotas import (
    QuotaPlan,
    SideConstraint,
    couple_products,
    couple_territories,
    reconcile_plan,
)
from optimizer.tables import Mask, Table, did_you_mean
from scenarios.origin import served_from
from scenarios.quotas.levels import COMPANY

from .document import Keys
from .schema import QuotaSection
from .schema.revisions import SideConstraintSection
from .schema.words import EACH
from .sources import Sources


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReconcileRule:
    """What territories commit to; called with a plan, it sets both sides beside each other and reconciles them.

    Parameters
    ----------
    commitments
        Territory -> currency units; those not named, as new ones, commit to what they are given.
    pinned
        Node -> currency units it keeps.
    apply
        Whether quotas follow; else both sides are only shown.
    """

    commitments: Mapping[str, float]
    pinned: Mapping[str, float]
    apply: bool

    def __post_init__(self) -> None:
        for name in ("commitments", "pinned"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))

    def __call__(self, plan: QuotaPlan, *, unit: int) -> QuotaPlan:
        """The plan with both sides, and its quotas between them."""
        asked = [self.commitments.get(str(label)) for label in plan.labels]
        proposals = np.array(
            [
                given if amount is None else to_cents(amount, "commitment")
                for given, amount in zip(plan.cents.tolist(), asked, strict=True)
            ],
            dtype=np.int64,
        )
        found, sides = reconcile_plan(
            plan,
            proposals,
            pinned={str(node): amount for node, amount in self.pinned.items()},
            unit=unit,
            change=self.apply,
        )
        return replace(found, sides=sides)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SideRule:
    """One side constraint of the plan file.

    Parameters
    ----------
    name
        For messages.
    members
        Territory -> whether it is meant; new ones are where most of their accounts are served from today.
    products
        Names; none where it is about whole quotas.
    rate
        Territory -> what a unit of quota counts, or one for all under ``EACH``; None for 1.
    least, most
        Currency units, None for none.
    penalty
        Cost of going beyond, None where that is not allowed.
    """

    name: str
    members: Mapping[str, bool]
    products: tuple[str, ...]
    rate: Mapping[str, float] | None
    least: float | None
    most: float | None
    penalty: float | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", FrozenMapping(self.members))
        if self.rate is not None:
            object.__setattr__(self, "rate", FrozenMapping(self.rate))

    def on_territories(self, alignment: Alignment) -> SideConstraint:
        """Over territories by index."""
        members = np.flatnonzero(self._meant(alignment))
        return self._over(members, members, alignment)

    def on_products(self, alignment: Alignment, names: tuple[str, ...]) -> SideConstraint:
        """Over cells of territory and product, row by row."""
        columns = np.array([names.index(name) for name in self.products], dtype=np.int64)
        members = np.flatnonzero(self._meant(alignment))
        cells = (members[:, np.newaxis] * len(names) + columns).ravel()
        return self._over(cells, np.repeat(members, len(columns)), alignment)

    def _meant(self, alignment: Alignment) -> Mask:
        known = [self.members.get(str(label)) for label in alignment.instance.territories.ids]
        found = [
            served_from(alignment, territory, known) if member is None else member
            for territory, member in enumerate(known)
        ]
        return np.array(found, dtype=bool)

    def _over(
        self,
        cells: np.ndarray[tuple[int], np.dtype[np.int64]],
        owners: np.ndarray[tuple[int], np.dtype[np.int64]],
        alignment: Alignment,
    ) -> SideConstraint:
        labels = [str(label) for label in alignment.instance.territories.ids]
        rates = None
        if self.rate is not None:
            each = self.rate.get(EACH, 0.0)
            rates = np.array([self.rate.get(labels[owner], each) for owner in owners.tolist()])
        return SideConstraint(
            name=self.name,
            cells=cells,
            rates=rates,
            least=None if self.least is None else to_cents(self.least, f"least of {self.name}"),
            most=None if self.most is None else to_cents(self.most, f"most of {self.name}"),
            penalty=self.penalty,
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RevisionRule:
    """All that moves quotas once they are shared out; called with an alignment and its plan, it gives the revised one.

    Parameters
    ----------
    reconcile
        Commitments; None where there are none.
    sides
        Side constraints.
    round_to
        Unit of the quotas, currency units.
    fixed_products
        Whether the sum of each product is as the plan file says, and so stays.
    """

    reconcile: ReconcileRule | None
    sides: tuple[SideRule, ...]
    round_to: float
    fixed_products: bool

    def territories(self, alignment: Alignment, plan: QuotaPlan) -> QuotaPlan:
        """Revise whole quotas: first what territories commit to, then side constraints."""
        unit = to_cents(self.round_to, "round_to")
        if self.reconcile is not None:
            plan = self.reconcile(plan, unit=unit)
        constraints = [side.on_territories(alignment) for side in self.sides if not side.products]
        if constraints:
            plan, coupled = couple_territories(plan, constraints, unit=unit)
            plan = replace(plan, coupled=(coupled,))
        return plan

    def products(self, alignment: Alignment, plan: QuotaPlan) -> QuotaPlan:
        """Revise quotas by product: what each territory carries in all stays."""
        sides = [side for side in self.sides if side.products]
        if not sides or plan.products is None:
            return plan
        constraints = [side.on_products(alignment, plan.products.products) for side in sides]
        unit = to_cents(self.round_to, "round_to")
        found, coupled = couple_products(plan.products, constraints, unit=unit, totals=self.fixed_products)
        return replace(plan, products=found, coupled=(*plan.coupled, coupled))


def read_revisions(
    section: QuotaSection, instance: Instance, *, products: tuple[str, ...], sources: Sources
) -> RevisionRule | None:
    """Read commitments and side constraints; None where there are none, or a problem went to the log.

    Parameters
    ----------
    section
        What the plan file says of quotas.
    instance
        The facts; its territories are the rows of the reps table.
    products
        Names of the products, none where quotas are not split by product.
    sources
        Tables, and where problems go.
    """
    if section.reconcile is None and not section.side_constraints:
        return None
    before = len(sources.log.problems)
    labels = [str(label) for label in instance.territories.ids]
    table = sources.table("territories")
    if table is None:
        if "territories" not in sources.tried:
            sources.problem(
                ("quotas", "reconcile"), "there is no table of reps to look up columns in", "Give `inputs.reps`"
            )
        return None
    reconcile = _read_reconcile(section, labels, table, sources)
    sides = [
        _read_side(position, side, labels, table=table, products=products, sources=sources)
        for position, side in enumerate(section.side_constraints)
    ]
    names = [side.name for side in section.side_constraints]
    if len(set(names)) < len(names):
        sources.problem(
            ("quotas", "side_constraints"), "two side constraints have one name", "Give each a name of its own"
        )
    if len(sources.log.problems) > before:
        return None
    return RevisionRule(
        reconcile=reconcile,
        sides=tuple(sides),
        round_to=section.round_to,
        fixed_products=section.products is not None and section.products.shares is not None,
    )


def _read_reconcile(section: QuotaSection, labels: list[str], table: Table, sources: Sources) -> ReconcileRule | None:
    asked = section.reconcile
    if asked is None:
        return None
    if not _has(table, asked.column, ("reconcile", "column"), sources):
        return None
    nodes = {COMPANY, *labels}
    for level in section.levels:
        if table.has(level):
            nodes |= {str(name) for name in table.labels(level).dropna()}
    for node in asked.pin:
        if node not in nodes:
            remedy = f"{did_you_mean(node, sorted(nodes))}Known: {', '.join(sorted(nodes))}"
            sources.problem(
                ("quotas", "reconcile", "pin", node), "there is no such territory or node of a level", remedy
            )
    amounts = table.numbers(asked.column)
    values = amounts[: len(labels)]
    table.note_rows(amounts < 0, asked.column, "a commitment is below 0", "Give 0 or more")
    commitments = {label: float(value) for label, value in zip(labels, values, strict=True) if np.isfinite(value)}
    if len(commitments) < len(labels):
        missing = ", ".join(label for label in labels if label not in commitments)
        sources.notes.append(f"No {asked.column} of {missing}: they count as committed to what they are given.")
    return ReconcileRule(commitments=commitments, pinned=asked.pin, apply=asked.apply)


def _read_side(
    position: int,
    side: SideConstraintSection,
    labels: list[str],
    *,
    table: Table,
    products: tuple[str, ...],
    sources: Sources,
) -> SideRule:
    here: Keys = ("side_constraints", position)
    meant = _members(here, side, len(labels), table=table, sources=sources)
    _check_names(here, side, labels, products=products, sources=sources)
    if side.territories:
        meant &= np.isin(np.array(labels, dtype=object), list(side.territories))
    if not meant.any() and labels:
        sources.problem(
            ("quotas", *here), f"the side constraint {side.name} is about no territory", "Correct where or territories"
        )
    least, most = side.limits
    return SideRule(
        name=side.name,
        members=dict(zip(labels, meant.tolist(), strict=True)),
        products=side.products,
        rate=side.rate,
        least=least,
        most=most,
        penalty=side.elastic,
    )


def _members(here: Keys, side: SideConstraintSection, count: int, *, table: Table, sources: Sources) -> Mask:
    """(k,) True for territories whose columns have the values asked for."""
    meant = np.ones(count, dtype=bool)
    for column, values in side.where.items():
        if not _has(table, column, (*here, "where", column), sources):
            continue
        found = [None if pd.isna(name) else str(name) for name in table.labels(column).head(count)]
        known = sorted({name for name in found if name is not None})
        for value in (value for value in values if value not in known):
            remedy = f"{did_you_mean(value, known)}Known: {', '.join(known)}"
            sources.problem(("quotas", *here, "where", column), f"no rep has the {column} {value!r}", remedy)
        meant &= np.isin(np.array(found, dtype=object), list(values))
    return meant


def _check_names(
    here: Keys, side: SideConstraintSection, labels: list[str], *, products: tuple[str, ...], sources: Sources
) -> None:
    """Note territories and products that are not there."""
    for key, names in (("territories", side.territories), ("rate", set(side.rate or ()) - {EACH})):
        for name in (name for name in names if name not in labels):
            remedy = f"{did_you_mean(name, labels)}Known: {', '.join(labels)}"
            sources.problem(("quotas", *here, key), "there is no such territory", remedy, value=name)
    for name in (name for name in side.products if name not in products):
        known = f"Known: {', '.join(products)}" if products else "Quotas are not split by product: add `products:`"
        remedy = f"{did_you_mean(name, products)}{known}"
        sources.problem(("quotas", *here, "products"), "there is no such product", remedy, value=name)


def _has(table: Table, column: str, keys: Keys, sources: Sources) -> bool:
    if table.has(column):
        return True
    remedy = f"{did_you_mean(column, table.frame.columns)}Name a column of the reps"
    sources.problem(("quotas", *keys), "reps have no such column", remedy, value=column)
    return False
