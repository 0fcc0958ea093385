"""How fast quotas are set and judged, and (``--study``) whether they keep their word on companies made up for it.

Usage: ``python -m benchmarks.quotas [--json FILE] [--study [--seeds N]]``
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer import Alignment, Planar, build_instance
from optimizer.quotas import (
    PayoutCurve,
    PayPlan,
    QuotaBounds,
    QuotaPlan,
    allocate_quotas,
    round_exact,
    simulate_attainment,
    simulate_payout,
    split_periods,
)
from optimizer.quotas.products import split_products

from .apart import WorkFailedError, run_apart
from .check import Floats
from .company import ACTIVE_MONTHS, MONTHS, SEASON, all_regimes
from .quota_outlook import Seen, outlook_of
from .quota_study import Effort, markdown, run_study, write_study
from .record import EFFORT, FEASIBLE, INSTANCE, SIZE, Column, Record, Report, peak_megabytes

PATIENCE = 600.0
TARGET = Decimal(10**13)
OVER_ASSIGNMENT = 0.05
HISTORY_MONTHS = 36
PRODUCT_SHARES = (0.5, 0.3, 0.2)
"""Of the company number."""


class Part(Enum):
    """What is timed."""

    PLAN = "allocated, rounded, 12 months, 3 products"
    SIMULATION = "attainment and payout, 10,000 draws"
    FORECAST = "forecast of 36 months, 200 draws"


ASKED = {Part.PLAN: 5.0, Part.SIMULATION: 5.0, Part.FORECAST: 10.0}
"""Seconds that each may take on two cores."""
DRAWS = {Part.SIMULATION: 10_000, Part.FORECAST: 200}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One thing to time, at a size."""

    part: Part
    size: int
    territories: int
    seed: int = 7


ALL = (
    Timing(part=Part.PLAN, size=100_000, territories=100_000),
    Timing(part=Part.SIMULATION, size=1_000, territories=1_000),
    Timing(part=Part.FORECAST, size=100_000, territories=1_000),
)


def main(arguments: list[str] | None = None) -> None:
    """Time all parts, or run the study."""
    asked = _parser().parse_args(arguments)
    if asked.study:
        study(Effort(seeds=asked.seeds), asked.json)
        return
    report = Report((Column(INSTANCE.field, INSTANCE.heading, 44), *SIZE, FEASIBLE, *EFFORT), asked.json)
    report.header()
    for timing in ALL:
        report.add(run_or_say_why(timing))


def study(effort: Effort, json_file: Path | None) -> None:
    """Run all regimes, tell each as it comes, and print the table for the documentation."""
    print(f"{effort.seeds} companies of {effort.accounts:,} accounts a regime")
    results = run_study(all_regimes(), effort, lambda result: print(result.regime.name, flush=True))
    print(markdown(results))
    if json_file is not None:
        write_study(json_file, results)


def run_or_say_why(timing: Timing) -> Record:
    """Run one part in a process of its own; a failure becomes the note of its row."""
    try:
        return run_apart(run, timing, PATIENCE)
    except WorkFailedError as failure:
        return Record(instance=timing.part.value, n=timing.size, k=timing.territories, note=str(failure))


def run(timing: Timing) -> Record:
    """Prepare, time and check one part, in this process."""
    parts: dict[Part, Callable[[Timing], Record]] = {
        Part.PLAN: time_plan,
        Part.SIMULATION: time_simulation,
        Part.FORECAST: time_forecast,
    }
    return parts[timing.part](timing)


def time_plan(timing: Timing) -> Record:
    """Allocate with floors, caps and growth, round to thousands, split over months and products."""
    alignment, built = make_alignment(timing)
    bounds = QuotaBounds(floor=10_000, growth_floor=-0.9, growth_cap=20)
    started = time.perf_counter()
    plan = allocate_quotas(
        alignment, TARGET, bounds=bounds, history="sales", round_to=1_000, over_assignment=OVER_ASSIGNMENT
    )
    periods = plan.split(SEASON)
    exact = plan.total == periods.total == TARGET * Decimal(str(1 + OVER_ASSIGNMENT))
    exact &= bool((periods.cents.sum(axis=1) == plan.cents).all())
    exact &= split_further(plan, timing.seed)
    return _record(
        timing,
        seconds=time.perf_counter() - started,
        feasible=exact,
        build_seconds=built,
    )


def make_alignment(timing: Timing) -> tuple[Alignment, float]:
    """One account for each territory, with potential and sales, and the seconds it took to build."""
    generator, k = np.random.default_rng(timing.seed), timing.territories
    names = np.arange(k)
    accounts = pd.DataFrame({"account": np.arange(timing.size), "x": 0.0, "y": 0.0})
    accounts["potential"] = generator.lognormal(0, 1, timing.size)
    accounts["sales"] = generator.lognormal(0, 1, timing.size) * float(TARGET) / timing.size
    territories = pd.DataFrame({"territory": names, "x": 0.0, "y": 0.0})
    started = time.perf_counter()
    instance = build_instance(accounts, territories, measures=["potential", "sales"], travel=Planar())
    territory_of = (np.arange(timing.size) % k).astype(np.int32)
    return Alignment(instance, territory_of, np.full(k, -1, dtype=np.int32)), time.perf_counter() - started


def split_further(plan: QuotaPlan, seed: int) -> bool:
    """Split the quotas over products, and each product over the months; whether the sums of all sides are exact."""
    pattern = np.random.default_rng([seed, 1]).dirichlet(np.full(len(PRODUCT_SHARES), 3.0), len(plan.cents))
    total = int(plan.cents.sum())
    columns = round_exact(total * np.asarray(PRODUCT_SHARES), total)
    cells = split_products(plan.cents, columns, pattern).cents
    months = [split_periods(column, SEASON) for column in cells.T]
    exact = bool((cells.sum(axis=1) == plan.cents).all() and (cells.sum(axis=0) == columns).all())
    return exact and all(bool((by.sum(axis=1) == column).all()) for by, column in zip(months, cells.T, strict=True))


def time_simulation(timing: Timing) -> Record:
    """Chances to make quota and incentive pay of every rep and of the company."""
    generator, k, draws = np.random.default_rng(timing.seed), timing.territories, DRAWS[timing.part]
    mean = generator.lognormal(13, 0.5, k)
    shock = generator.lognormal(0, 0.1, (draws, 1)).astype(np.float32)
    revenue = generator.standard_normal((draws, k), dtype=np.float32)
    np.exp(np.multiply(revenue, 0.3, out=revenue), out=revenue)
    revenue *= shock * mean.astype(np.float32)
    curve = PayoutCurve(threshold=0.5, accelerator=1.5, cap=2.5)
    pay = PayPlan(curve=curve, on_target=np.full(k, 50_000.0))
    started = time.perf_counter()
    attainment = simulate_attainment(mean, revenue, target=float(mean.sum()))
    payout = simulate_payout(mean, revenue, pay)
    seconds = time.perf_counter() - started
    hits = (revenue[:, 0] >= np.float32(mean[0])).mean()
    agree = bool(np.isclose(attainment.chance[0], hits) and np.isclose(payout.company.mean(), payout.mean.sum()))
    return _record(timing, seconds=seconds, feasible=agree)


def time_forecast(timing: Timing) -> Record:
    """Forecast every account, and draws of territories."""
    seen = make_bookings(timing)
    started = time.perf_counter()
    draws = outlook_of(seen, draws=DRAWS[timing.part], seed=timing.seed).draws
    seconds = time.perf_counter() - started
    whole = draws.shape == (DRAWS[timing.part], timing.territories) and bool(np.isfinite(draws).all())
    return _record(timing, seconds=seconds, feasible=whole)


def make_bookings(timing: Timing) -> Seen:
    """Make up accounts that book in few months, as in a large table of small customers."""
    generator = np.random.default_rng(timing.seed)
    segment = generator.choice(len(ACTIVE_MONTHS), timing.size, p=(0.9, 0.08, 0.02))
    active = generator.random((timing.size, HISTORY_MONTHS)) < np.asarray(ACTIVE_MONTHS)[segment, None] / MONTHS
    size: Floats = generator.lognormal(8, 1.2, (timing.size, 1))
    bookings = size * active * generator.lognormal(0, 0.6, active.shape)
    territory = generator.integers(0, timing.territories, timing.size)
    return Seen(bookings, segment, territory % 10, territory, timing.territories)


def _record(timing: Timing, *, seconds: float, feasible: bool, build_seconds: float | None = None) -> Record:
    asked = ASKED[timing.part]
    return Record(
        instance=timing.part.value,
        n=timing.size,
        k=timing.territories,
        feasible=feasible,
        build_seconds=build_seconds,
        seconds=seconds,
        peak_mb=peak_megabytes(),
        note=f"over the {asked:g} s asked for" if seconds > asked else "",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quotas", description=str(__doc__).splitlines()[0])
    parser.add_argument("--study", action="store_true", help="compare methods on companies made up, print a table")
    parser.add_argument("--seeds", type=int, default=Effort().seeds, help="companies of each regime in the study")
    parser.add_argument("--json", type=Path, help="write one JSON object a line to this file")
    return parser


if __name__ == "__main__":
    main()
