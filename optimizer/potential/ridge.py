"""Ridge regression whose penalty is chosen by generalized cross-validation.

Hoerl and Kennard (1970), "Ridge regression: biased estimation for nonorthogonal problems", Technometrics 12(1);
Golub, Heath and Wahba (1979), "Generalized cross-validation as a method for choosing a good ridge parameter",
Technometrics 21(2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.travel import Floats

PENALTIES = 10.0 ** np.arange(-3, 4)
"""Tried, each times the number of rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Ridge:
    """A fitted line.

    Parameters
    ----------
    intercept
        Value where all features are 0.
    coefficients
        (p,) per unit of each feature.
    penalty
        The penalty chosen, on the sum of squares of the coefficients.
    """

    intercept: float
    coefficients: Floats
    penalty: float

    def predict(self, features: Floats) -> Floats:
        """(n,) values for (n, p) features."""
        return np.asarray(self.intercept + features @ self.coefficients)


def fit_ridge(features: Floats, target: Floats) -> Ridge:
    """Fit ``target`` (n,) on ``features`` (n, p) with the penalty of least generalized cross-validation score.

    ``GCV(l) = n RSS(l) / (n - df(l))^2`` with ``df(l) = 1 + sum s_j / (s_j + l)`` over the eigenvalues ``s`` of the
    centred cross product; the intercept is not penalized.

    Raises
    ------
    ValueError
        If there is no row or lengths disagree.
    """
    n = len(target)
    if not n or len(features) != n:
        raise ValueError(f"a regression needs rows, given {len(features)} of features and {n} of the target")
    middle, level = features.mean(axis=0), float(target.mean())
    centred, rest = features - middle, target - level
    eigenvalues, vectors = np.linalg.eigh(centred.T @ centred)
    eigenvalues = np.maximum(eigenvalues, 0.0)
    turned = vectors.T @ (centred.T @ rest)
    total = float(rest @ rest)

    def score(penalty: float) -> float:
        shrunk = turned / (eigenvalues + penalty)
        residual = total - float(2 * shrunk @ turned - shrunk**2 @ eigenvalues)
        freedom = n - 1.0 - float((eigenvalues / (eigenvalues + penalty)).sum())
        return n * max(residual, 0.0) / freedom**2 if freedom > 0.5 else np.inf

    penalty = min((float(value) for value in PENALTIES * n), key=score)
    coefficients = vectors @ (turned / (eigenvalues + penalty))
    return Ridge(level - float(middle @ coefficients), coefficients, penalty)
