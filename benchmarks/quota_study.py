"""Do equal-probability quotas keep their word? On companies whose truth is known, beside the two rules of thumb.

For each company the same amount (its true expected revenue, so that only the sharing is judged) is shared three ways:
equal probability by a forecast from the bookings, flat growth on the last twelve months, and potential share. Then the
truth is asked: the chance each rep really has, and which share of the quota stands in the wrong territories.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

import numpy as np
from scipy.stats import ttest_rel

from optimizer.quotas import simulate_attainment
from optimizer.quotas.inequality import quota_share_error

from .check import Floats
from .company import Company, Regime, make_company
from .quota_outlook import Seen, equal_chance, outlook_of

CONFIDENCE = 0.95
OTHER_YEARS = 1_000_000
"""Added to a seed for true years that are independent of those of the seed."""
ERROR_YEARS = 300
"""True years the share error is averaged over, at most."""


class Method(Enum):
    """How quotas are set."""

    EQUAL = "equal probability"
    FLAT = "flat growth"
    POTENTIAL = "potential share"
    TRUTH = "the truth"
    """Equal probability by the true distribution: its share error is that of chance, which nobody can avoid."""


RIVALS = (Method.FLAT, Method.POTENTIAL)


class Verdict(Enum):
    """What all seeds of a regime say of one comparison."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "no difference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is simulated.

    Parameters
    ----------
    seeds
        Companies of each regime.
    accounts
        Of each company.
    draws
        Possible years in the forecast.
    years
        True next years that quotas are judged by, and as many others that the truth's own quotas come from.
    """

    seeds: int = 20
    accounts: int = 2_400
    draws: int = 1_000
    years: int = 1_000


@dataclass(frozen=True, slots=True)
class Quality:
    """What quotas are worth in truth.

    Parameters
    ----------
    spread
        Standard deviation over reps of the true chance to make quota; 0 is fair.
    share_error
        Share of the quota in the wrong territories, mean over true years.
    """

    spread: float
    share_error: float


@dataclass(frozen=True, slots=True, eq=False)
class RegimeResult:
    """What was found in one regime: companies for each method, in the same order.

    Parameters
    ----------
    regime
        How revenue varies.
    found
        What quotas by each method are worth.
    better
        Of each company, whether its forecast calls itself better than the last twelve months; None if not asked.
    """

    regime: Regime
    found: dict[Method, list[Quality]]
    better: list[bool | None]

    def mean(self, method: Method) -> Quality:
        """Mean over the companies."""
        found = self.found[method]
        return Quality(float(np.mean([q.spread for q in found])), float(np.mean([q.share_error for q in found])))

    def differences(self, rival: Method) -> tuple[Verdict, Verdict]:
        """Whether spread and share error of equal probability are lower than a rival's.

        A paired t interval (95 %) of the difference over companies that does not hold 0.
        """
        ours, theirs = self.found[Method.EQUAL], self.found[rival]
        pairs = (
            ([q.spread for q in ours], [q.spread for q in theirs]),
            ([q.share_error for q in ours], [q.share_error for q in theirs]),
        )
        return _verdict(*pairs[0]), _verdict(*pairs[1])

    def wins(self, rival: Method) -> tuple[int, int]:
        """In how many companies spread and share error are below the rival's."""
        pairs = list(zip(self.found[Method.EQUAL], self.found[rival], strict=True))
        lower = np.array([(a.spread < b.spread, a.share_error < b.share_error) for a, b in pairs])
        return int(lower[:, 0].sum()), int(lower[:, 1].sum())

    @property
    def holds(self) -> bool:
        """Whether equal probability is lower in both against both."""
        return all(verdict is Verdict.LOWER for rival in RIVALS for verdict in self.differences(rival))

    def to_dicts(self) -> list[dict[str, object]]:
        """One object a method, ready for JSON."""
        rows = []
        for method in self.found:
            row: dict[str, object] = {"regime": self.regime.name, **asdict(self.regime), "method": method.value}
            row |= {**asdict(self.mean(method)), "companies": len(self.found[method])}
            row["forecast_better"] = self.better.count(True)
            if method in RIVALS:
                spread, error = self.differences(method)
                wins = self.wins(method)
                row |= {"equal_probability_spread": spread.value, "equal_probability_share_error": error.value}
                row |= {"spread_wins": wins[0], "share_error_wins": wins[1]}
            rows.append(row)
        return rows


def _verdict(ours: Sequence[float], theirs: Sequence[float]) -> Verdict:
    if np.allclose(ours, theirs, rtol=0, atol=1e-12):
        return Verdict.NEITHER
    interval = ttest_rel(ours, theirs).confidence_interval(CONFIDENCE)
    if interval.high < 0:
        return Verdict.LOWER
    return Verdict.HIGHER if interval.low > 0 else Verdict.NEITHER


def run_study(
    regimes: Iterable[Regime], effort: Effort, tell: Callable[[RegimeResult], None] | None = None
) -> list[RegimeResult]:
    """Judge the methods in each regime; ``tell`` is called with each result as it comes."""
    results = []
    for regime in regimes:
        found: dict[Method, list[Quality]] = {method: [] for method in Method}
        better = []
        for seed in range(effort.seeds):
            qualities, says = judge_company(make_company(regime, seed, accounts=effort.accounts), seed, effort)
            better.append(says)
            for method, quality in qualities.items():
                found[method].append(quality)
        results.append(RegimeResult(regime, found, better))
        if tell is not None:
            tell(results[-1])
    return results


def judge_company(company: Company, seed: int, effort: Effort) -> tuple[dict[Method, Quality], bool | None]:
    """Set quotas of one company each way and ask the truth; also whether the forecast calls itself better."""
    years = company.years(effort.years, seed)
    foreseen = outlook_of(Seen.of(company), draws=effort.draws, seed=seed)
    quotas = set_quotas(company, foreseen.draws, seed, years=effort.years)
    return {method: judge(amounts, years) for method, amounts in quotas.items()}, foreseen.better


def set_quotas(company: Company, forecast: Floats, seed: int, *, years: int) -> dict[Method, Floats]:
    """(k,) quotas by each method, all of the same sum: the true expected revenue."""
    target = float(company.expected.sum())
    recent, potential = company.by_territory(company.recent), company.by_territory(company.potential)
    truth = company.years(years, seed + OTHER_YEARS)  # others than those it is judged by
    return {
        Method.EQUAL: equal_chance(forecast, target),
        Method.FLAT: target * recent / recent.sum(),
        Method.POTENTIAL: target * potential / potential.sum(),
        Method.TRUTH: equal_chance(truth, target),
    }


def judge(quotas: Floats, years: Floats) -> Quality:
    """Judge (k,) quotas by (d, k) true years."""
    chance = simulate_attainment(quotas, years, levels=()).chance
    errors = [quota_share_error(quotas, year) for year in years[:ERROR_YEARS]]
    return Quality(float(np.nanstd(chance)), float(np.mean(errors)))


def markdown(results: Sequence[RegimeResult]) -> str:
    """Write the table for the documentation."""
    methods = (Method.EQUAL, *RIVALS)
    headings = ["regime", *(f"spread, {method.value}" for method in methods)]
    headings += [*(f"share error, {method.value}" for method in methods), "share error nobody avoids"]
    headings += [f"against {rival.value}: spread, share error" for rival in RIVALS] + ["forecast calls itself better"]
    columns = "|---" + "|---:" * (2 * len(methods) + 1) + "|---" * (len(RIVALS) + 1) + "|"
    lines = ["| " + " | ".join(headings) + " |", columns]
    for result in results:
        means = [result.mean(method) for method in methods]
        cells = [result.regime.name, *(f"{q.spread:.3f}" for q in means), *(f"{q.share_error:.1%}" for q in means)]
        cells += [f"{result.mean(Method.TRUTH).share_error:.1%}", *(_against(result, rival) for rival in RIVALS)]
        cells.append("-" if None in result.better else f"{result.better.count(True)} of {len(result.better)}")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", summary(results)])


def _against(result: RegimeResult, rival: Method) -> str:
    words, wins, count = result.differences(rival), result.wins(rival), len(result.found[rival])
    return ", ".join(f"{word.value} ({won} of {count})" for word, won in zip(words, wins, strict=True))


def summary(results: Sequence[RegimeResult]) -> str:
    """Say where equal probability is better in everything and where it is not."""
    lines = []
    for signal, words in ((True, "has signal"), (False, "has no signal")):
        some = [result for result in results if result.regime.signal is signal]
        good = sum(result.holds for result in some)
        if some:
            lines.append(
                f"Where history {words}, equal probability has the lower spread and the lower share error than "
                f"both others in {good} of {len(some)} regimes."
            )
        lines += [f"Not in: {result.regime.name}." for result in some if not result.holds]
    return "\n\n".join([*lines, *(_by_own_word(results, says=says) for says in (True, False))]).strip()


def _by_own_word(results: Sequence[RegimeResult], *, says: bool) -> str:
    """How often equal probability wins among companies whose forecast calls itself better, or not."""
    qualities = [
        [result.found[method][place] for method in (Method.EQUAL, Method.FLAT)]
        for result in results
        for place, better in enumerate(result.better)
        if better is says
    ]
    if not qualities:
        return ""
    spread = sum(ours.spread < flat.spread for ours, flat in qualities)
    error = sum(ours.share_error < flat.share_error for ours, flat in qualities)
    word = "better" if says else "no better"
    return (
        f"Of the {len(qualities)} companies of all regimes whose forecast calls itself {word} than the last twelve "
        f"months, equal probability has a lower spread than flat growth in {spread} and a lower share error in {error}."
    )


def write_study(target: Path, results: Sequence[RegimeResult]) -> None:
    """Write one JSON object a regime and method; the file is never seen half written."""
    draft = target.with_name(target.name + ".part")
    lines = [json.dumps(row, allow_nan=False) for result in results for row in result.to_dicts()]
    draft.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    draft.replace(target)
