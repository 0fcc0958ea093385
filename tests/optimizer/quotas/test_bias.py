"""A bias is told where it is sure and matters, and not from ten reps."""

from itertools import permutations as orders

import numpy as np
import pytest
from scipy.stats import permutation_test, rankdata, spearmanr

from optimizer.quotas.bias import Bias, Finding, _holm, find_biases


def only(attainment, trait, **choices):
    """The bias against one trait."""
    (bias,) = find_biases(attainment, {"tenure": trait}, **choices)
    return bias


def test_ten_reps_are_too_few():
    """Even a perfect order of ten gives no verdict and no figures; of eleven it does."""
    chances = np.linspace(0.2, 0.8, 11)
    ten = only(chances[:10], np.arange(10))
    assert ten.finding is Finding.TOO_FEW
    assert (ten.count, ten.correlation, ten.low, ten.p_value, ten.difference) == (10, None, None, None, None)
    eleven = only(chances, np.arange(11))
    assert eleven.finding is Finding.EASIER
    assert eleven.correlation == pytest.approx(1)
    assert eleven.difference == pytest.approx(0.8 * 0.6)


def test_only_reps_with_quota_and_known_trait_count():
    """Two of twelve unknown leave ten: too few."""
    chances, tenure = np.linspace(0.2, 0.8, 12), np.arange(12.0)
    chances[0], tenure[5] = np.nan, np.nan
    bias = only(chances, tenure)
    assert (bias.finding, bias.count) == (Finding.TOO_FEW, 10)


def test_direction():
    """Falling chances are harder for more."""
    bias = only(np.linspace(0.8, 0.2, 30), np.arange(30))
    assert bias.finding is Finding.HARDER
    assert bias.difference == pytest.approx(-0.48)
    assert bias.low == pytest.approx(-1)


def test_correlation_and_interval():
    """Spearman's with ties, and the interval of Bonett and Wright by its formula."""
    generator = np.random.default_rng(7)
    tenure = generator.integers(0, 6, 60).astype(float)
    chances = 0.5 + 0.01 * tenure + generator.normal(0, 0.03, 60)
    bias = only(chances, tenure)
    expected = spearmanr(chances, tenure)
    assert bias.correlation == pytest.approx(expected.statistic)
    reach = 1.959964 * np.sqrt((1 + expected.statistic**2 / 2) / 57)
    assert np.arctanh([bias.low, bias.high]) == pytest.approx(
        np.arctanh(expected.statistic) + reach * np.array([-1, 1])
    )


def test_p_value_is_that_of_all_orders():
    """One rep of eleven has trait 1 and one 2, the others none: the share of all 110 ways that is as extreme."""
    chances = np.random.default_rng(3).random(11)

    def correlation(one, two):
        trait = np.zeros(11)
        trait[one], trait[two] = 1, 2
        return spearmanr(chances, trait).statistic, trait

    observed, tenure = correlation(0, 10)
    all_ways = np.array([correlation(one, two)[0] for one, two in orders(range(11), 2)])
    one_sided = min((all_ways >= observed - 1e-9).mean(), (all_ways <= observed + 1e-9).mean())
    assert 0.02 < one_sided < 0.4
    assert only(chances, tenure).p_value == pytest.approx(2 * one_sided, abs=0.02)


def test_chance_alone_is_seldom_called_a_bias():
    """Of 150 plans without a bias in three traits at most one in ten is said to have one (one in twenty is meant)."""
    generator = np.random.default_rng(11)
    alarms = 0
    for seed in range(150):
        traits = {name: generator.random(40) for name in ("size", "potential", "tenure")}
        found = find_biases(generator.random(40), traits, seed=seed, permutations=499)
        alarms += any(bias.finding in (Finding.EASIER, Finding.HARDER) for bias in found)
    assert 1 <= alarms <= 15


def test_a_sure_but_tiny_difference_is_slight():
    """A hundredth of a point in perfect order is no finding; it is when that is called material."""
    chances = 0.5 + np.linspace(0, 1e-4, 50)
    assert only(chances, np.arange(50)).finding is Finding.SLIGHT
    assert only(chances, np.arange(50), material=1e-5).finding is Finding.EASIER


def test_no_sign_has_its_interval():
    """Where nothing is found the interval says what is not excluded."""
    generator = np.random.default_rng(1)
    bias = only(generator.random(20), generator.random(20))
    assert bias.finding is Finding.NO_SIGN
    assert bias.low < bias.correlation < bias.high


@pytest.mark.parametrize(("chances", "tenure"), [(np.full(20, 0.5), np.arange(20)), (np.arange(20) / 20, np.ones(20))])
def test_all_alike_is_no_verdict(chances, tenure):
    """Equal chances, or a team hired on one day, have no correlation."""
    bias = only(chances, tenure)
    assert bias.finding is Finding.ALL_ALIKE
    assert bias.correlation is None


def test_same_seed_same_report():
    """Two runs agree in every figure, another seed draws other permutations."""
    generator = np.random.default_rng(5)
    chances, traits = generator.random(30), {"a": generator.random(30), "b": generator.random(30)}
    assert find_biases(chances, traits, seed=1) == find_biases(chances, traits, seed=1)
    assert find_biases(chances, traits, seed=1) != find_biases(chances, traits, seed=2)


def test_traits_are_judged_together():
    """Holm by hand: 0.01, 0.04 and 0.03 become 0.03, 0.06 and 0.06; a trait without a test does not count."""
    values = [0.01, 0.04, None, 0.03]
    biases = [Bias(trait="any", count=30, finding=Finding.NO_SIGN, p_value=value) for value in values]
    assert _holm(biases) == pytest.approx([0.03, 0.06, 1, 0.06])


@pytest.mark.parametrize(
    ("attainment", "traits", "choices", "message"),
    [
        ([[0.5]], {}, {}, r"given shape \(1, 1\)"),
        ([0.5, np.inf], {}, {}, "finite number or NaN"),
        ([0.5, 0.5], {"tenure": [1]}, {}, "trait 'tenure' needs 2 finite numbers"),
        ([0.5, 0.5], {"tenure": [1, np.inf]}, {}, "trait 'tenure' needs 2 finite numbers"),
        ([0.5], {}, {"permutations": 0}, "permutations must be at least 1"),
        ([0.5], {}, {"material": -1}, "material not negative"),
    ],
)
def test_misuse_is_told(attainment, traits, choices, message):
    """The trait that cannot be used is named."""
    with pytest.raises(ValueError, match=message):
        find_biases(attainment, traits, **choices)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_p_value_is_that_of_scipy(seed):
    """Permutation test and ranks with ties agree with scipy's to Monte Carlo error."""
    generator = np.random.default_rng(seed)
    trait = generator.integers(0, 6, 20).astype(float)
    chance = 0.5 + 0.03 * trait + generator.normal(0, 0.15, 20)
    (bias,) = find_biases(chance, {"trait": trait}, seed=seed)
    theirs = permutation_test(
        (rankdata(chance),),
        lambda order: np.corrcoef(order, rankdata(trait))[0, 1],
        permutation_type="pairings",
        n_resamples=9_999,
        random_state=seed,
    )
    assert bias.correlation == pytest.approx(theirs.statistic)
    assert bias.p_value == pytest.approx(theirs.pvalue, abs=0.03)
