"""The made-up companies have the truth their description says."""

import numpy as np
import pytest

from benchmarks import company as simulator
from benchmarks.company import MONTHS, Regime, all_regimes, make_company

QUIET = Regime(account_noise=0.15, company_shock=0.0, region_shock=0.0, growth_shift=0.0, signal=True)


def with_(**choices):
    """A quiet company's regime with some changes."""
    quiet = {name: getattr(QUIET, name) for name in QUIET.__slots__}
    return Regime(**{**quiet, **choices})


def test_sixteen_different_regimes():
    """All combinations, half of them with signal."""
    regimes = all_regimes()
    assert len({regime.name for regime in regimes}) == 16
    assert sum(regime.signal for regime in regimes) == 8


def test_shapes_and_places():
    """Every territory has an account, lies in one region, and bookings are 36 months without returns."""
    company = make_company(QUIET, 3, accounts=200, regions=3, territories_each=5)
    assert company.bookings.shape == (200, 36)
    assert company.bookings.min() == 0
    assert np.bincount(company.territory, minlength=15).min() >= 1
    assert (company.region == company.territory // 5).all()
    assert len(company) == 200
    assert company.by_territory(np.ones(200)).sum() == 200
    with pytest.raises(ValueError, match="14 accounts are too few for 15 territories"):
        make_company(QUIET, 3, accounts=14, regions=3, territories_each=5)


def test_months_hold_the_year(monkeypatch):
    """Where nothing drifts and nothing shocks, the last twelve months are what is expected, or nothing at all."""
    monkeypatch.setattr(simulator, "PERSISTENCE", 1.0)
    monkeypatch.setattr(simulator, "DRIFT", 0.0)
    company = make_company(with_(account_noise=0.0), 1, accounts=500)
    ratio = company.recent / company.expected
    assert np.unique(ratio.round(6)).tolist() == pytest.approx([0, 1 / 0.95], abs=1e-6)
    assert (company.bookings == 0).mean() > 0.5


def test_true_years_have_the_true_mean():
    """Over many years every territory brings what it is expected to, whatever the shocks."""
    regime = with_(company_shock=0.15, region_shock=0.1, account_noise=0.8)
    company = make_company(regime, 2, accounts=300, regions=2, territories_each=3)
    years = company.years(20_000, 5)
    error = years.std(axis=0) / np.sqrt(len(years))
    assert (np.abs(years.mean(axis=0) - company.by_territory(company.expected)) < 4 * error).all()


def test_common_shocks_are_common():
    """Territories go together with a company's shock, more so in one region, and not at all without."""
    shared = make_company(with_(company_shock=0.15, region_shock=0.1), 2, regions=2, territories_each=3)
    alone = make_company(QUIET, 2, regions=2, territories_each=3)
    with_shock = np.corrcoef(shared.years(4_000, 1).T)
    assert with_shock[0, 3] > 0.4
    assert with_shock[0, 1] > with_shock[0, 3] + 0.1
    assert abs(np.corrcoef(alone.years(4_000, 1).T)[0, 1]) < 0.06


def test_history_has_signal_only_where_it_should():
    """Within a segment the last year goes with the next one's expected revenue, or not at all."""
    for signal, low, high in ((True, 0.9, 1.0), (False, -0.1, 0.1)):
        company = make_company(with_(signal=signal), 4)
        own = (company.segment == 0) & (company.recent > 0)
        correlation = np.corrcoef(np.log(company.recent[own]), np.log(company.expected[own]))[0, 1]
        assert low < correlation < high


def test_potential_knows_size_with_error():
    """The planner's list goes with the true expected revenue, though not perfectly, also where history does not."""
    company = make_company(with_(signal=False), 4)
    own = company.segment == 0
    assert 0.6 < np.corrcoef(np.log(company.potential[own]), np.log(company.expected[own]))[0, 1] < 0.9


def test_growth_shifts_start_with_the_last_year():
    """By segment and region growth is uneven in the last year and uneven the same way in the next."""
    company = make_company(with_(growth_shift=0.3, account_noise=0.0), 6, accounts=40_000, regions=4)
    years = company.bookings.reshape(len(company), 3, MONTHS).sum(axis=2)
    group = company.segment * 4 + company.region
    sums = np.column_stack([np.bincount(group, year) for year in (*years.T, company.expected)])
    first, last, following = np.log(sums[:, 1:] / sums[:, :-1]).T
    assert last.std() > 3 * first.std()
    assert np.corrcoef(last, following)[0, 1] > 0.8


def test_same_seed_same_company():
    """Every number comes from the seed, and the years of one seed are not those of another."""
    one, two, other = (make_company(QUIET, seed, accounts=120) for seed in (1, 1, 2))
    assert (one.bookings == two.bookings).all()
    assert (one.potential == two.potential).all()
    assert (one.years(3, 1) == two.years(3, 1)).all()
    assert (one.years(3, 1) != one.years(3, 2)).any()
    assert (one.expected != other.expected).any()
