"""What accounts may bring next year: a point and draws, added up to territories before any quantile is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.chunks import THREADS, Span, in_parallel
from optimizer.travel import Floats

from .draws import AccountDraws, GammaDraws, GivenDraws, QuantileDraws
from .shared import SharedRisk

Seed = int | np.random.Generator
"""An integer of 0 or more, or a generator one number is taken from."""
BLOCK = 2_000_000
"""Numbers of accounts by draws held at a time in each thread."""


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """The next year of every account, uncertain.

    An outlook is of bookings to come as things go, not of potential; territories are sums of its accounts.
    The draws of an account depend on the seed and the number of draws alone, not on the assignment: plans compare on
    the same possible years.

    Parameters
    ----------
    point
        (n,) what to expect, currency units.
    own
        How accounts turn out by themselves.
    shared
        What they have in common.

    Raises
    ------
    ValueError
        If the point is not finite or regions are of other accounts.
    """

    point: Floats
    own: AccountDraws
    shared: SharedRisk = field(default_factory=SharedRisk)

    def __post_init__(self) -> None:
        point = np.array(self.point, dtype=np.float64)
        if point.ndim != 1 or not np.isfinite(point).all():
            raise ValueError(f"the point needs a finite number for each account, given shape {point.shape}")
        if self.shared.region is not None and len(self.shared.region) != len(point):
            raise ValueError(f"regions of {len(self.shared.region)} accounts for {len(point)}")
        point.flags.writeable = False
        object.__setattr__(self, "point", point)

    @classmethod
    def from_sd(cls, point: ArrayLike, sd: ArrayLike, *, shared: SharedRisk | None = None) -> Outlook:
        """Bring a forecast of your own with its standard deviation.

        Parameters
        ----------
        point, sd
            (n,) currency units of the year, not negative. Accounts are gamma distributed.
        shared
            Shocks in common; None for the assumed ones, ``SharedRisk.none()`` where accounts are independent.

        Raises
        ------
        ValueError
            Naming the account.
        """
        mean = np.array(point, dtype=np.float64)
        return cls(mean, GammaDraws(mean, np.array(sd, dtype=np.float64)), shared or SharedRisk())

    @classmethod
    def from_quantiles(cls, levels: Sequence[float], values: ArrayLike, *, shared: SharedRisk | None = None) -> Outlook:
        """Bring quantiles of your own; the point is the mean.

        Parameters
        ----------
        levels
            (q,) such as 0.1, 0.5, 0.9: two or more, rising.
        values
            (n, q) currency units of the year; linear between and beyond.
        shared
            As for ``from_sd``.

        Raises
        ------
        ValueError
            Naming the account.
        """
        own = QuantileDraws(np.array(levels, dtype=np.float64), np.array(values, dtype=np.float64))
        return cls(own.means(), own, shared or SharedRisk())

    @classmethod
    def from_draws(cls, draws: ArrayLike, *, shared: SharedRisk | None = None) -> Outlook:
        """Bring draws of your own, (draws, n) currency units; the point is their mean.

        A row is one possible year of all accounts, so what they have in common is in it: ``shared`` None adds none.

        Raises
        ------
        ValueError
            For another shape or numbers that are not finite.
        """
        own = GivenDraws(np.array(draws, dtype=np.float64))
        return cls(own.values.mean(axis=0), own, shared or SharedRisk.none())

    def __len__(self) -> int:
        return len(self.point)

    def territory_points(self, territory_of: ArrayLike, num_territories: int) -> Floats:
        """(k,) sum of the points of each territory, currency units.

        Parameters
        ----------
        territory_of
            (n,) territory of each account, 0..k-1, -1 for unplaced ones, which count nowhere.
        num_territories
            How many there are, k.

        Raises
        ------
        ValueError
            For another length, or a territory outside -1..k-1.
        """
        codes = self._checked(territory_of, num_territories)
        placed = codes >= 0
        return np.bincount(codes[placed], self.point[placed], minlength=num_territories).astype(np.float64)

    def territory_draws(
        self, territory_of: ArrayLike, num_territories: int, *, draws: int = 1_000, seed: Seed
    ) -> Floats:
        """(draws, k) sums of each territory, currency units; one row is one possible year of the whole company.

        Parameters
        ----------
        territory_of, num_territories
            As for ``territory_points``.
        draws
            How many.
        seed
            The same integer gives the same draws, whatever the number of threads.

        Raises
        ------
        ValueError
            As ``territory_points``, or for less than one draw.
        """
        codes = self._checked(territory_of, num_territories)
        factors, spans, entropy = self._begin(draws, seed)
        # Pieces draw by themselves, so that one of unplaced accounts alone need not be drawn.
        spans = [span for span in spans if (codes[span[0] : span[1]] >= 0).any()]

        def add_up(span: Span) -> tuple[NDArray[np.int64], Floats]:
            values = self._values(span, draws, factors=factors, entropy=entropy)
            return _sum_rows(codes[span[0] : span[1]], values)

        totals = np.zeros((num_territories, draws))
        for first in range(0, len(spans), THREADS):
            for territories, sums in in_parallel(spans[first : first + THREADS], add_up):
                totals[territories] += sums
        return np.ascontiguousarray(totals.T)

    def account_quantiles(self, levels: Sequence[float], *, draws: int = 1_000, seed: Seed) -> Floats:
        """(n, q) quantiles of each account by itself, currency units. Never add them up: sums have others.

        Parameters
        ----------
        levels
            (q,) between 0 and 1.
        draws, seed
            As for ``territory_draws``.

        Raises
        ------
        ValueError
            For levels outside 0..1 or less than one draw.
        """
        factors, spans, entropy = self._begin(draws, seed)

        def quantiles(span: Span) -> Floats:
            values = self._values(span, draws, factors=factors, entropy=entropy)
            return np.asarray(np.quantile(values, levels, axis=1).T)

        return np.concatenate([np.zeros((0, len(levels))), *in_parallel(spans, quantiles)])

    def _checked(self, territory_of: ArrayLike, num_territories: int) -> NDArray[np.int64]:
        codes = np.asarray(territory_of)
        if codes.shape != self.point.shape or not (np.issubdtype(codes.dtype, np.integer) or not codes.size):
            raise ValueError(f"territory_of needs a whole number for each of {len(self)} accounts, given {codes.shape}")
        if num_territories < 1 or (codes.size and not -1 <= codes.min() <= codes.max() < num_territories):
            raise ValueError(f"territories must be -1..{num_territories - 1}; -1 is for accounts that are unplaced")
        return codes.astype(np.int64)

    def _begin(self, draws: int, seed: Seed) -> tuple[Floats, list[Span], int]:
        """Shared factors, pieces of accounts, and the number all pieces draw from."""
        if draws < 1:
            raise ValueError(f"draws must be at least 1, given {draws}")
        if isinstance(seed, int) and seed < 0:
            raise ValueError(f"a seed must be 0 or more, given {seed}")
        entropy = int(seed.integers(2**63)) if isinstance(seed, np.random.Generator) else int(seed)
        factors = self.shared.factors(draws, np.random.default_rng([entropy, 0]))
        rows = max(1, BLOCK // draws)
        return factors, [(first, min(first + rows, len(self))) for first in range(0, len(self), rows)], entropy

    def _values(self, span: Span, draws: int, *, factors: Floats, entropy: int) -> Floats:
        """(rows, draws) accounts of a piece with the shared shocks; pieces depend on the number of draws alone."""
        first, last = span
        rng = np.random.default_rng([entropy, 1 + first])
        values = self.own.sample(first, last, draws, rng)
        region = self.shared.region
        return np.asarray(values * (factors[0] if region is None else factors[region[first:last]]))


def _sum_rows(codes: NDArray[np.int64], values: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Territories among ``codes``, and the sum of the rows of each; rows of -1 are left out."""
    order = np.argsort(codes, kind="stable")
    order = order[np.searchsorted(codes[order], 0) :]
    territories, starts = np.unique(codes[order], return_index=True)
    if not len(territories):
        return territories, np.zeros((0, values.shape[1]))
    return territories, np.asarray(np.add.reduceat(values[order], starts, axis=0))
