from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from optimizer.potential import AccountTraits, BookingHistory, LastTwelveMonths, SharedRisk, ShrunkMean, backtest
from optimizer.potential.forecast import outlook_at
from optimizer.potential.outlook import Outlook
from scenarios.examples import Example, example_path


def mean_coverage(company, level: str, *, shared: SharedRisk | None = None, **shocks: float) -> float:
    """Mean coverage of the shrunk mean over many simulated companies of forty territories."""
    found = []
    for seed in range(25):
        history, traits = company(seed, years=6, n=1_200, **shocks)
        table = backtest(
            history,
            traits,
            groups={"territory": np.arange(1_200) % 40},
            candidates=[ShrunkMean()],
            shared=shared,
            draws=200,
        ).to_frame()
        latest = table[table["origin"] == table["origin"].max()]
        found.append(float(latest.loc[latest["level"] == level, "coverage"].iloc[0]))
    return float(np.mean(found))


def test_rows_hold_what_they_say_by_hand(yearly):
    """One origin, two methods, three levels: errors and bias as added up by hand."""
    history = yearly([[4, 4, 8], [2, 2, 2], [2, 2, 2], [0, 0, 4]])
    found = backtest(history, groups={"rep": ["x", "x", "y", "y"]}, candidates=[LastTwelveMonths()])
    table = found.to_frame().set_index("level")
    assert table.index.tolist() == ["account", "rep", "company"]
    assert table["origin"].unique().tolist() == ["2026-01"]
    assert table["units"].tolist() == [4, 2, 1]
    assert table["wape"].tolist() == [8 / 16, 8 / 16, 8 / 16]
    assert table["bias"].tolist() == [-0.5] * 3
    assert found.verdict.method == LastTwelveMonths()


def test_levels_differ_where_errors_cancel_out(yearly):
    """What two accounts of a group exchange is an error of accounts, not of the group."""
    history = yearly([[4, 4, 0], [4, 4, 8], [4, 4, 4]])
    table = backtest(history, groups={"rep": ["x", "x", "y"]}, candidates=[LastTwelveMonths()]).to_frame()
    assert table["wape"].tolist() == [8 / 12, 0, 0]


def test_coverage_is_the_share_inside_the_interval(yearly):
    """Equal to quantiles of the outlook's draws, compared one by one."""
    rng = np.random.default_rng(3)
    history = yearly(rng.lognormal(2, 1, (40, 1)) * rng.lognormal(0, 0.6, (40, 3)))
    groups = np.arange(40) % 5
    table = backtest(history, groups={"rep": groups}, candidates=[ShrunkMean()], draws=100, seed=4).to_frame()
    now, _, outlook = outlook_at(history, AccountTraits.alike(40), method=ShrunkMean(), at=24)
    for level, codes, count in (("account", np.arange(40), 40), ("rep", groups, 5)):
        sums = outlook.territory_draws(codes, count, draws=100, seed=4)
        low, high = np.quantile(sums, [0.1, 0.9], axis=0)
        actual = np.array([now.outcome[codes == code].sum() for code in range(count)])
        expected = ((low <= actual) & (actual <= high)).mean()
        assert table.set_index("level").loc[level, "coverage"] == pytest.approx(expected)


def test_the_verdict_is_that_of_the_first_grouping(yearly):
    """A forecast that is not better is said to be so, as data."""
    history = yearly(np.repeat(np.random.default_rng(1).lognormal(3, 1, (60, 1)), 4, axis=1))
    found = backtest(history, groups={"rep": np.arange(60) % 6}, draws=20)
    assert found.verdict.method == LastTwelveMonths()
    assert not found.verdict.better
    assert "the forecast is not better: the simpler one" in found.verdict.reason


def test_a_short_history_says_what_is_missing(yearly):
    """Between 24 and 36 months rows fall back and say so; below there is no row; the verdict needs 36."""
    history = yearly([[1, 2, 4]] * 5)
    some = backtest(history.until(30), draws=20)
    assert set(some.to_frame()["origin"]) == {"2025-07", "2025-04", "2025-01"}
    assert some.to_frame().query("method == 'blend'")["fallback"].notna().all()
    none = backtest(history.until(23), draws=20)
    assert none.rows == ()
    assert none.to_frame().columns.tolist()[:3] == ["origin", "level", "method"]
    assert "there are 23" in none.verdict.reason


def test_nothing_booked_has_no_error(yearly):
    """No division by 0: what cannot be told is None."""
    table = backtest(yearly([[0, 0, 0]] * 3), candidates=[LastTwelveMonths()], draws=10).to_frame()
    assert table["wape"].isna().all()
    assert table["bias"].isna().all()
    assert (table["coverage"] == 1).all()


def test_the_same_seed_gives_the_same_table(company):
    """Twice the same, and another seed differs in coverage at most."""
    history, traits = company(2, n=300, years=3)
    one, again, other = (backtest(history, traits, draws=30, seed=seed).to_frame() for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    pd.testing.assert_frame_equal(one.drop(columns="coverage"), other.drop(columns="coverage"))


def test_names_of_levels_are_taken(yearly):
    """A grouping may not be called account."""
    with pytest.raises(ValueError, match="'account' is a level of every backtest"):
        backtest(yearly([[1, 2, 3]]), groups={"account": ["x"]})


@pytest.mark.slow
def test_intervals_cover_as_often_as_they_say(company):
    """With shocks by year the estimated ones cover about 80 % of territories; independent accounts far less."""
    shocks = {"company_sd": 0.2, "region_sd": 0.1}
    covered = mean_coverage(company, "territory", **shocks)
    alone = mean_coverage(company, "territory", shared=SharedRisk.none(), **shocks)
    assert covered == pytest.approx(0.8, abs=0.08)
    assert alone < covered - 0.05


def test_resellers_by_rep_at_december_2012():
    """On the bundled resellers the forecast is better by rep than last twelve months flat, and its verdict says so."""
    folder = example_path(Example.RESELLERS).parent
    bookings, accounts = pd.read_csv(folder / "bookings.csv"), pd.read_csv(folder / "accounts.csv")
    history = BookingHistory.from_table(bookings, accounts=accounts["account"])
    traits = AccountTraits.from_table(accounts, history.accounts, segment="business_type", region="country")
    found = backtest(history, traits, groups={"rep": accounts["owner"]})
    assert found.verdict.better
    by_rep = found.to_frame().query("level == 'rep' and origin == '2012-12'").set_index("method")
    assert by_rep.loc["blend", "wape"] < 0.9 * by_rep.loc["last twelve months", "wape"]


def test_a_shared_risk_in_place_of_the_estimated_one(yearly, monkeypatch):
    """Every outlook of the backtest is drawn with the shocks given."""
    seen = []
    draws = Outlook.territory_draws

    def spy(self, *args, **kwargs):
        seen.append(self.shared)
        return draws(self, *args, **kwargs)

    monkeypatch.setattr(Outlook, "territory_draws", spy)
    none = SharedRisk.none()
    backtest(yearly([[1, 2, 4]] * 3), shared=none, draws=10)
    assert seen
    assert all(one is none for one in seen)
