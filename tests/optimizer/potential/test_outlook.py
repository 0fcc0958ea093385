from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.potential import Outlook, SharedRisk
from optimizer.potential import outlook as module
from optimizer.potential.peers import PeerDraws


def some(n: int = 50, seed: int = 1) -> Outlook:
    """Gamma accounts in three regions."""
    rng = np.random.default_rng(seed)
    point = rng.lognormal(3, 1, n)
    return Outlook.from_sd(point, point * rng.uniform(0, 1, n), shared=SharedRisk(region=np.arange(n) % 3))


def test_draws_given_are_summed_by_territory():
    """Every draw of a territory is the sum of that draw over its accounts, and unplaced ones count nowhere."""
    draws = np.array([[1.0, 2.0, 4.0, 8.0], [10.0, 20.0, 40.0, 80.0]])
    outlook = Outlook.from_draws(draws)
    territory_of = np.array([1, -1, 1, 0])
    assert outlook.territory_draws(territory_of, 3, draws=2, seed=0).tolist() == [[8, 5, 0], [80, 50, 0]]
    assert outlook.territory_points(territory_of, 3).tolist() == [44, 27.5, 0]
    assert outlook.point.tolist() == [5.5, 11, 22, 44]


def test_quantiles_of_a_sum_are_not_sums_of_quantiles():
    """Independent accounts: the interval of the territory is far narrower than the intervals added up."""
    outlook = Outlook.from_sd(np.full(100, 10.0), np.full(100, 5.0), shared=SharedRisk.none())
    low, high = outlook.account_quantiles([0.1, 0.9], draws=500, seed=1).sum(axis=0)
    sums = outlook.territory_draws(np.zeros(100, dtype=int), 1, draws=500, seed=1)[:, 0]
    assert np.ptp(np.quantile(sums, [0.1, 0.9])) < 0.2 * (high - low)


def test_a_shared_shock_does_not_cancel_out():
    """The spread of a large sum is that of the shocks."""
    outlook = Outlook.from_sd(
        np.full(2_000, 10.0), np.full(2_000, 5.0), shared=SharedRisk(company_sd=0.2, region_sd=0.0)
    )
    sums = outlook.territory_draws(np.zeros(2_000, dtype=int), 1, draws=4_000, seed=1)
    assert np.log(sums).std() == pytest.approx(0.2, rel=0.1)
    assert sums.mean() == pytest.approx(20_000, rel=0.02)


def test_regions_move_their_own_accounts():
    """Two territories of one region move together, one of another region less so."""
    region = np.repeat([0, 0, 1], 300)
    shared = SharedRisk(company_sd=0.1, region_sd=0.3, region=region)
    outlook = Outlook.from_sd(np.full(900, 10.0), np.full(900, 1.0), shared=shared)
    sums = outlook.territory_draws(np.repeat([0, 1, 2], 300), 3, draws=2_000, seed=2)
    together = np.corrcoef(np.log(sums).T)
    assert together[0, 1] > 0.95
    assert together[0, 2] == pytest.approx(0.1, abs=0.1)


def test_the_same_seed_gives_the_same_draws():
    """An integer or a generator of it; another seed gives others; a generator moves on."""
    outlook, territory_of = some(), np.arange(50) % 4

    def draw(seed):
        return outlook.territory_draws(territory_of, 4, draws=20, seed=seed)

    assert np.array_equal(draw(3), draw(3))
    assert not np.array_equal(draw(3), draw(4))
    assert np.array_equal(draw(np.random.default_rng(3)), draw(np.random.default_rng(3)))
    generator = np.random.default_rng(3)
    assert not np.array_equal(draw(generator), draw(generator))


def test_threads_and_pieces_change_nothing(monkeypatch):
    """With many pieces the answer is the same on one thread and on four, to the last bit."""
    monkeypatch.setattr(module, "BLOCK", 140)
    outlook, territory_of = some(), np.arange(50) % 4
    answers = []
    for threads in (1, 4):
        monkeypatch.setattr(module, "THREADS", threads)
        monkeypatch.setattr("optimizer.chunks.THREADS", threads)
        answers.append(outlook.territory_draws(territory_of, 4, draws=20, seed=5))
    assert np.array_equal(answers[0], answers[1])


def test_no_more_than_a_block_is_held(monkeypatch):
    """No piece has more numbers than the bound, however many accounts there are."""
    monkeypatch.setattr(module, "BLOCK", 1_000)
    asked = []

    class Spy:
        def sample(self, first, last, draws, rng):  # noqa: ARG002 -- ones
            asked.append((last - first) * draws)
            return np.ones((last - first, draws))

    outlook = Outlook(np.ones(333), Spy(), SharedRisk.none())
    assert (outlook.territory_draws(np.zeros(333, dtype=int), 1, draws=70, seed=0) == 333).all()
    assert max(asked) <= 1_000
    assert sum(asked) == 333 * 70


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 5), st.integers(1, 12))
def test_accounts_have_the_same_years_in_every_plan(seed, n, k, count):
    """Any assignment sums the draws that accounts have as territories of their own, unplaced ones left out."""
    rng = np.random.default_rng(seed)
    outlook = some(n, seed)
    own = outlook.territory_draws(np.arange(n), n, draws=count, seed=seed)
    territory_of = rng.integers(-1, k, n)
    expected = np.zeros((count, k))
    for account, territory in enumerate(territory_of):
        if territory >= 0:
            expected[:, territory] += own[:, account]
    drawn = outlook.territory_draws(territory_of, k, draws=count, seed=seed)
    assert drawn == pytest.approx(expected)
    points = outlook.territory_points(territory_of, k)
    assert points == pytest.approx([outlook.point[territory_of == territory].sum() for territory in range(k)])


def test_account_quantiles_are_those_of_its_draws(monkeypatch):
    """Equal to quantiles of the draws of accounts alone, over many pieces."""
    monkeypatch.setattr(module, "BLOCK", 500)
    outlook = some(20)
    own = outlook.territory_draws(np.arange(20), 20, draws=100, seed=9)
    assert outlook.account_quantiles([0.1, 0.5], draws=100, seed=9) == pytest.approx(
        np.quantile(own, [0.1, 0.5], axis=0).T
    )


def test_quantiles_brought_along_are_drawn_from():
    """The point is the mean under the quantiles, and one account's draws have them again without shared shocks."""
    outlook = Outlook.from_quantiles([0.1, 0.5, 0.9], [[10, 20, 60]], shared=SharedRisk.none())
    drawn = outlook.territory_draws([0], 1, draws=20_000, seed=1)
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([10, 20, 60], rel=0.05)
    assert drawn.mean() == pytest.approx(outlook.point[0], rel=0.03)


def test_what_users_bring_gets_the_assumed_shocks_unless_it_is_joint():
    """Point and spread, and quantiles, are of accounts alone; draws hold what accounts have in common."""
    assert Outlook.from_sd([1.0], [0.5]).shared.company_sd == SharedRisk().company_sd
    assert Outlook.from_quantiles([0.1, 0.9], [[1, 2]]).shared.company_sd == SharedRisk().company_sd
    assert Outlook.from_draws([[1.0], [2.0]]).shared.company_sd == 0


def test_nobody_and_nothing():
    """No accounts give zeros; so do a territory without accounts, and points of 0."""
    nobody = Outlook.from_sd(np.zeros(0), np.zeros(0))
    assert nobody.territory_draws(np.zeros(0, dtype=int), 2, draws=3, seed=0).tolist() == [[0, 0]] * 3
    assert nobody.account_quantiles([0.5], seed=0).shape == (0, 1)
    assert not Outlook.from_sd([0.0], [0.0]).territory_draws([-1], 1, draws=2, seed=0).any()


def test_peers_are_drawn_evenly():
    """Each of the peers comes up about as often, and none from outside."""
    own = PeerDraws(np.arange(10.0), np.array([3]), np.array([4]), np.array([1.0]))
    values, counts = np.unique(own.sample(0, 1, 40_000, np.random.default_rng(1)), return_counts=True)
    assert values.tolist() == [3, 4, 5, 6]
    assert counts == pytest.approx([10_000] * 4, rel=0.05)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda one: one.territory_points([0], 1), "for each of 50 accounts"),
        (lambda one: one.territory_points(np.zeros(50), 1), "a whole number"),
        (lambda one: one.territory_points(np.full(50, 3), 3), r"must be -1\.\.2"),
        (lambda one: one.territory_points(np.full(50, -2), 3), "unplaced"),
        (lambda one: one.territory_points(np.zeros(50, dtype=int), 0), "must be"),
        (lambda one: one.territory_draws(np.zeros(50, dtype=int), 1, draws=0, seed=1), "at least 1"),
        (lambda one: one.territory_draws(np.zeros(50, dtype=int), 1, seed=-1), "seed must be 0 or more"),
        (lambda one: Outlook([[1.0]], one.own), "finite number for each account"),
        (lambda one: Outlook([np.nan], one.own), "finite number for each account"),
        (lambda one: Outlook.from_sd([1.0], [1.0], shared=one.shared), "regions of 50 accounts for 1"),
    ],
)
def test_misuse(call, message):
    """Assignments, counts and seeds that cannot be are named."""
    with pytest.raises(ValueError, match=message):
        call(some())


def test_pieces_of_unplaced_accounts_change_nothing(monkeypatch):
    """Each piece draws by itself: the sums of the others are the same whether it is drawn or not."""
    monkeypatch.setattr(module, "BLOCK", 3 * 50)
    outlook = Outlook.from_sd(np.arange(1.0, 10.0), np.full(9, 0.5))
    alone = np.eye(9, dtype=np.int64)[4] - 1
    every = outlook.territory_draws(np.arange(9), 9, draws=50, seed=2)
    assert np.array_equal(outlook.territory_draws(alone, 1, draws=50, seed=2)[:, 0], every[:, 4])
    assert not outlook.territory_draws(np.full(9, -1), 1, draws=50, seed=2).any()
