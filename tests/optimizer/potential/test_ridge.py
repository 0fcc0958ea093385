from __future__ import annotations

import numpy as np
import pytest

from optimizer.potential.ridge import PENALTIES, fit_ridge


def brute(features: np.ndarray, target: np.ndarray, penalty: float) -> tuple[np.ndarray, float]:
    """Coefficients with the intercept, and GCV by the hat matrix, column by column of the definition."""
    n, p = features.shape
    middle = features.mean(axis=0)
    centred = features - middle
    inverse = np.linalg.inv(centred.T @ centred + penalty * np.eye(p))
    hat = np.full((n, n), 1 / n) + centred @ inverse @ centred.T
    residual = target - hat @ target
    score = n * residual @ residual / (n - np.trace(hat)) ** 2
    coefficients = inverse @ centred.T @ (target - target.mean())
    return np.append(target.mean() - middle @ coefficients, coefficients), score


@pytest.mark.parametrize("noise", [0.1, 1.0, 20.0])
def test_coefficients_and_penalty_are_those_of_the_definition(noise):
    """The penalty has the least score of a hat matrix written out, the coefficients solve its equations."""
    rng = np.random.default_rng(3)
    features = rng.normal(2.0, 1.0, (40, 4))
    target = features @ [1.0, -2.0, 0.0, 0.5] + noise * rng.standard_normal(40)
    scores = {penalty: brute(features, target, penalty)[1] for penalty in 40 * PENALTIES}
    line = fit_ridge(features, target)
    assert line.penalty == min(scores, key=scores.get)
    expected = brute(features, target, line.penalty)[0]
    assert np.append(line.intercept, line.coefficients) == pytest.approx(expected)
    assert line.predict(features) == pytest.approx(expected[0] + features @ expected[1:])


def test_features_that_repeat_each_other_are_no_trouble():
    """Two equal columns share the weight of one."""
    one = np.random.default_rng(4).normal(size=(30, 1))
    line = fit_ridge(np.hstack([one, one]), 3.0 * one[:, 0] + 1.0)
    assert line.coefficients[0] == pytest.approx(line.coefficients[1])
    assert line.predict(np.hstack([one, one])) == pytest.approx(3.0 * one[:, 0] + 1.0, abs=0.02)


def test_more_features_than_rows():
    """A single row is predicted by itself, whatever the features."""
    line = fit_ridge(np.ones((1, 5)), np.array([7.0]))
    assert line.predict(np.ones((1, 5))).tolist() == [7.0]


def test_misuse():
    """No rows and lengths that disagree are refused."""
    with pytest.raises(ValueError, match="needs rows"):
        fit_ridge(np.zeros((0, 2)), np.zeros(0))
    with pytest.raises(ValueError, match="given 2 of features and 3"):
        fit_ridge(np.zeros((2, 2)), np.zeros(3))
