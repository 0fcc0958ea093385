"""New territories beside those there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance, Territories, with_territories
from optimizer.mapping import FrozenMapping
from optimizer.travel import Floats, TravelMatrix

from .naming import amount, counted

TABLE = "add_territories"


@dataclass(frozen=True, slots=True)
class AddTerritories:
    """New territories beside those there are.

    Parameters
    ----------
    count
        How many.
    serves
        Tag -> values the new territories can serve; a tag not named is served in all its values.
    share
        Size of the target of each, relative to the mean of the territories that serve the same units.
    centre
        Place of all of them, as ``Units.places``; None to let the solver place each.
    names
        Their labels; by default "New 1", "New 2", ...

    Raises
    ------
    ValueError
        If ``count`` is below 1, ``share`` not above 0, or ``names`` are not ``count`` distinct ones.
    """

    count: int
    serves: Mapping[str, Iterable[str]] | None = None
    share: float = field(default=1.0, kw_only=True)
    centre: tuple[float, float] | None = field(default=None, kw_only=True)
    names: tuple[str, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"add at least 1 territory, given {self.count}")
        if not 0 < self.share < float("inf"):
            raise ValueError(f"share must be above 0 (1 is the mean of the pool), given {self.share}")
        if self.centre is not None and not (len(self.centre) == 2 and np.isfinite(self.centre).all()):
            raise ValueError(f"centre must be two finite coordinates, given {self.centre}")
        if self.names and len(set(self.names)) != self.count:
            raise ValueError(f"{self.count} territories need as many distinct names, given {self.names}")
        # One value may be written as plain text; a text is not a list of its letters.
        serves = {
            tag: (values,) if isinstance(values, str) else tuple(values) for tag, values in (self.serves or {}).items()
        }
        object.__setattr__(self, "serves", FrozenMapping(serves))
        object.__setattr__(self, "names", tuple(self.names))

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``; ``InputError`` where tags, values or names do not fit the instance."""
        self._check(instance)
        labels = self.labels(instance)
        rows = {name: self._row(name, tag.values) for name, tag in instance.tags.items()}
        served = {
            name: np.vstack([tag.served, np.tile(rows[name], (self.count, 1))]) for name, tag in instance.tags.items()
        }
        old = instance.territories
        place = (np.nan, np.nan) if self.centre is None else self.centre
        territories = Territories(
            ids=pd.Index([*old.ids, *labels], dtype=object),
            reps=(*old.reps, *labels),
            centres=np.vstack([old.centres, np.tile(place, (self.count, 1))]),
            shares=np.vstack([old.shares, np.tile(self._shares(instance, rows), (self.count, 1))]),
        )
        return with_territories(instance, territories, served), criteria

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- facts alone tell
        """See ``Change.sentence``."""
        self._check(instance)
        what = counted(self.count, "territory", "territories")
        served = [f"{tag} {', '.join(values)}" for tag, values in (self.serves or {}).items()]
        serving = f" serving {' and '.join(served)}" if served else ""
        size = "" if self.share == 1.0 else f" of {amount(self.share)} times the mean target"
        return f"adds {what}{serving}{size}: {', '.join(self.labels(instance))}"

    def _check(self, instance: Instance) -> None:
        log = ProblemLog()
        known_tags = ", ".join(instance.tags) or "none was read"
        for name, values in (self.serves or {}).items():
            if name not in instance.tags:
                log.add(TABLE, "there is no such tag", f"Known tags: {known_tags}", column="serves", value=name)
                continue
            known = instance.tags[name].values
            for value in values:
                if value not in known:
                    remedy = f"Known values: {', '.join(known)}"
                    log.add(TABLE, "no account has this value", remedy, column=f"serves.{name}", value=value)
        taken = set(instance.territories.ids) & set(self.names)
        for label in sorted(taken):
            log.add(TABLE, "there is a territory of this name", "Choose another", column="names", value=label)
        if isinstance(instance.travel, TravelMatrix) and not instance.travel.between_units:
            message = "the travel matrix has no column for a new territory"
            log.add(TABLE, message, "Give a matrix between accounts, or plan with coordinates")
        log.raise_if_any()

    def labels(self, instance: Instance) -> tuple[str, ...]:
        """Names given, or "New i" with the first numbers that are not taken."""
        if self.names:
            return self.names
        taken = {str(label) for label in instance.territories.ids}
        free = (f"New {i}" for i in range(1, len(taken) + self.count + 1) if f"New {i}" not in taken)
        return tuple(label for label, _ in zip(free, range(self.count), strict=False))

    def _row(self, name: str, values: tuple[str, ...]) -> NDArray[np.bool_]:
        """(values,) True where a new territory serves the value of a tag."""
        chosen = (self.serves or {}).get(name)
        return np.ones(len(values), dtype=bool) if chosen is None else np.isin(values, tuple(chosen))

    def _shares(self, instance: Instance, rows: Mapping[str, NDArray[np.bool_]]) -> Floats:
        """(measures,) share of one new territory: ``share`` times the mean of those it shares a pool with."""
        peer = np.ones(instance.num_territories, dtype=bool)
        for name, tag in instance.tags.items():
            peer &= (tag.served & rows[name]).any(axis=1)
        shares = instance.territories.shares
        return np.asarray(self.share * (shares[peer] if peer.any() else shares).mean(axis=0))
