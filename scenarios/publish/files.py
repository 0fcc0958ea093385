"""The results as files: one folder a scenario, all of them together at the top.

::

    comparison.csv      one row a scenario, see Comparison.to_frame
    assessment.json     every scenario's plan judged: balance, travel, disruption, violations, bound, gap
    summary.txt         the same for reading
    alignment.csv       scenario, account, name, territory, rep, was, reason
    quotas.csv          scenario, rep, territory, period, amount
    waterfall.csv       scenario, territory, rep, the terms of each quota, the quota itself, the chance to make it
    fairness.csv        scenario, plan (the chosen quotas, then their alternatives), see FairnessReport.to_frame
    attainment.csv      scenario, plan, territory, rep, see FairnessReport.reps_to_frame
    quota_tree.csv      scenario, node, parent, depth, quota, over-assignment, bounds, numbers set by hand
    quotas_by_product.csv  scenario, territory, rep, product, amount
    reconciliation.csv  scenario, node, parent, depth, top_down, bottom_up, difference, share, quota
    side_constraints.csv  scenario, constraint, carried, least, most, breach, elastic
    ledger.csv          scenario, line, effective, event, subject, holder, period, amount, note
    quotas_after_changes.csv  scenario, holder, period, amount: quotas.csv with all changes of the year
    capacity.csv        scenario, region, month, reps, need, gap, hires, capacity, surplus
    capacity_by_rep.csv scenario, rep, month, the factors of each rep's capacity, their product
    budget.csv          scenario, region, month, revenue, gross, the lines of cost, cost, contribution
    size.csv            headcount, sales, profit, price of an hour, in_band; of all accounts, whatever the scenario
    territories.csv     scenario, territory, rep, centre, accounts, moves, measures with targets and deviations, quota
    accounts.csv        the facts: account, name, place, measures; once, since scenarios do not change them
    frontier.csv        the plans of a sweep: axes, whether each is on the frontier, the knee
    <scenario>/         the tables that begin with scenario, of one and without that column

CSV files are UTF-8 with a byte order mark, which Excel needs to read them.
"""

from __future__ import annotations

import json
import math
import platform
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from optimizer.capacity.response import SizeBand
from optimizer.money import Cents, from_cents
from optimizer.quotas import FairnessReport, PeriodQuotas, QuotaPlan, QuotaWaterfall, Term
from optimizer.quotas.fairness_text import describe_fairness
from optimizer.result import Result
from scenarios.address import code_version
from scenarios.capacity import CapacityPlan
from scenarios.comparison import Comparison
from scenarios.outcome import Outcome
from scenarios.reasons import explain

from .capacity import BUDGET, BY_REP, CAPACITY, SIZE, capacity_tables
from .folder import ResultFolder
from .frames import account_frame, territory_frame
from .levels import LEVEL_TABLES, level_tables, revision_sentences

PeriodSplit = Callable[[QuotaPlan], PeriodQuotas]
"""Splits the quotas of a plan over the year."""

MANIFEST = "assessment.json"
SEARCHERS = ("highspy", "numpy", "ortools", "scipy")
"""Libraries whose version may change a plan."""
TERRITORIES, ACCOUNTS, FRONTIER = "territories.csv", "accounts.csv", "frontier.csv"
TABLES = (
    *("alignment.csv", "quotas.csv", *LEVEL_TABLES, "waterfall.csv", "fairness.csv", "attainment.csv"),
    *(TERRITORIES, CAPACITY, BY_REP, BUDGET),
)
"""Files there are of each scenario, and of all together."""


def write_files(
    comparison: Comparison,
    folder: ResultFolder | Path,
    *,
    title: str = "Territory plan",
    split: PeriodSplit = QuotaPlan.split,
    size: SizeBand | None = None,
    notes: Sequence[str] = (),
) -> tuple[Path, ...]:
    """Write the outcomes compared, replacing what a former run wrote there.

    Parameters
    ----------
    comparison
        What to write; outcomes without a plan appear in the comparison only.
    folder
        Where to.
    title
        First line of the summary.
    split
        How quotas spread over the year; months of equal size by default.
    size
        How many reps pay, None where not asked.
    notes
        What was assumed while the plan was read, for the summary.

    Returns
    -------
    tuple
        The files at the top of the folder.

    Raises
    ------
    InputError
        If the folder is a file or cannot be written to.
    """
    target = folder if isinstance(folder, ResultFolder) else ResultFolder(folder)
    former = _former_files(target.path)
    slugs = folder_names(comparison.outcomes.names)
    written: dict[str, dict[str, pd.DataFrame]] = {}
    for outcome in comparison.outcomes:
        for file, table in _tables(outcome, split):
            target.write_tables(f"{slugs[outcome.name]}/{file}", [table])
            written.setdefault(file, {})[outcome.name] = table
    for outcome in comparison.outcomes:
        if outcome.alignment is not None:
            written.setdefault(TERRITORIES, {})[outcome.name] = territory_frame(outcome)
    for file in TABLES:
        if file in written:
            target.write_tables(file, (_with_scenario(name, table) for name, table in written[file].items()))
    facts = next((outcome.instance for outcome in comparison.outcomes if outcome.instance is not None), None)
    if facts is not None:
        target.write_tables(ACCOUNTS, [account_frame(facts)])
    if size is not None:
        target.write_tables(SIZE, [size.to_frame()])
    target.write_tables("comparison.csv", [comparison.to_frame()])
    target.write_text("summary.txt", summary(comparison, title, notes))
    # Last, since it tells what the run wrote.
    files = sorted([*target.written, MANIFEST])
    target.write_text(MANIFEST, json.dumps(_assessments(comparison, title, slugs, files), indent=1, ensure_ascii=False))
    target.remove_former(former)
    return tuple(target.path / name for name in target.written if "/" not in name)


def _tables(outcome: Outcome, split: PeriodSplit) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each file of one scenario and what is in it."""
    if outcome.alignment is not None:
        yield "alignment.csv", alignment_frame(outcome)
    if outcome.quotas is not None:
        yield from _quota_tables(outcome.quotas, outcome.fairness, split)
    if outcome.capacity is not None:
        yield from capacity_tables(outcome.capacity)


def _quota_tables(
    quotas: QuotaPlan, fairness: FairnessReport | None, split: PeriodSplit
) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "quotas.csv", quota_frame(quotas, split)
    yield from level_tables(quotas)
    if quotas.waterfall is not None:
        yield "waterfall.csv", waterfall_frame(quotas.waterfall, fairness)
    if fairness is not None:
        yield "fairness.csv", fairness.to_frame()
        yield "attainment.csv", attainment_frame(fairness, quotas)


def alignment_frame(outcome: Outcome) -> pd.DataFrame:
    """One row an account: account, name, territory, rep, was, reason.

    Raises
    ------
    ValueError
        If the outcome has no plan.
    """
    if outcome.alignment is None or outcome.criteria is None:
        raise ValueError(f"scenario {outcome.name!r} has no plan")
    reason = explain(outcome.alignment, outcome.criteria, kept=outcome.kept)
    return outcome.alignment.to_frame().assign(reason=reason)


def quota_frame(quotas: QuotaPlan, split: PeriodSplit = QuotaPlan.split) -> pd.DataFrame:
    """One row a territory and period: rep, territory, period, amount; amounts are text exact to the cent."""
    periods = split(quotas)
    return periods.to_frame().assign(amount=_exact(periods.cents.ravel()))


def waterfall_frame(waterfall: QuotaWaterfall, fairness: FairnessReport | None = None) -> pd.DataFrame:
    """One row a territory: territory, rep, one column a term, quota, chance; amounts are text exact to the cent.

    The chance to make the quota is a share 0..1, missing where nothing is known of the year to come.
    """
    terms = {term.value: _exact(waterfall.term(term)) for term in Term}
    chance = float("nan") if fairness is None else fairness.chosen.attainment.chance
    return waterfall.to_frame().assign(**terms, quota=_exact(waterfall.cents), chance=chance)


def attainment_frame(fairness: FairnessReport, quotas: QuotaPlan) -> pd.DataFrame:
    """One row a plan and territory, as ``FairnessReport.reps_to_frame``, with the rep after the territory."""
    frame = fairness.reps_to_frame()
    frame.insert(2, "rep", list(quotas.reps) * len(fairness.plans))
    return frame


def _exact(amounts: Cents) -> list[str]:
    return [str(from_cents(cents)) for cents in amounts.tolist()]


def folder_names(names: tuple[str, ...]) -> dict[str, str]:
    """Scenario name -> name of its folder: plain letters, distinct, safe on every file system."""
    chosen: dict[str, str] = {}
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "scenario"
        if re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", stem):  # devices to Windows, not folders
            stem = f"scenario-{stem}"
        slug, number = stem, 2
        while slug in chosen.values():
            slug, number = f"{stem}-{number}", number + 1
        chosen[name] = slug
    return chosen


def summary(comparison: Comparison, title: str, notes: Sequence[str] = ()) -> str:
    """Everything worth reading about the outcomes, and what was assumed, as plain text."""
    parts = [title, "=" * len(title), "", str(comparison)]
    for outcome in comparison.outcomes:
        parts += ["", outcome.name, "-" * len(outcome.name)]
        parts += [f"this scenario {sentence}" for sentence in outcome.changes]
        if outcome.result is not None:
            parts.append(_kept(outcome.result) if outcome.kept else outcome.result.summary())
        if outcome.quotas is not None:
            parts.append(f"quotas       {outcome.quotas.total:,} over {len(outcome.quotas.labels)} territories")
            parts += [f"relief       {note}" for note in filter(None, [outcome.quotas.relief_note])]
            parts += [f"moved        {sentence}" for sentence in revision_sentences(outcome.quotas)]
            parts += [f"attainment   {sentence}" for sentence in _sentences(outcome.fairness, outcome.quotas)]
        if outcome.capacity is not None:
            parts += _people(outcome.capacity)
        if outcome.failure is not None:
            parts.append(f"failed       {outcome.failure.stage.value}: {outcome.failure.message}")
    assumed = dict.fromkeys([*notes, *_notes(comparison)])
    if assumed:
        parts += ["", "What was assumed", "----------------", *(f"- {note}" for note in assumed)]
    return "\n".join(parts) + "\n"


def _notes(comparison: Comparison) -> tuple[str, ...]:
    """What was assumed, each once."""
    noted = (note for outcome in comparison.outcomes if outcome.instance for note in outcome.instance.notes)
    return tuple(dict.fromkeys(noted))


def _versions() -> dict[str, str]:
    """What made the plans: this package with a hash of its sources, Python, and the libraries that search."""
    return {
        "territory-optimizer": code_version(),
        "python": platform.python_version(),
        **{name: version(name) for name in SEARCHERS},
    }


def _people(plan: CapacityPlan) -> list[str]:
    """Tell hires, contribution and what they stand on."""
    parts = [] if plan.hires is None else [f"hires        {plan.hires:,} people"]
    if plan.budget is not None:
        parts.append(f"contribution {plan.budget.total_contribution:,} of revenue {plan.budget.total_revenue:,}")
    return parts + [f"people       {note}" for note in (plan.shortage, *plan.counted) if note]


def _sentences(fairness: FairnessReport | None, quotas: QuotaPlan) -> tuple[str, ...]:
    """All there is to say of the fairness of quotas, by the names of reps."""
    return () if fairness is None else describe_fairness(fairness.plans, quotas.reps)


def _kept(result: Result) -> str:
    """Tell what today's alignment breaks; nothing was searched, so there is no more to tell."""
    broken = [f"  - {violation.message}" for violation in result.assessment.violations]
    return "\n".join(["violations", *broken] if broken else ["violations   none"])


def _with_scenario(name: str, table: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([pd.Series(name, index=table.index, name="scenario"), table], axis=1)


def _assessments(comparison: Comparison, title: str, slugs: Mapping[str, str], files: list[str]) -> dict[str, object]:
    return {
        "plan": title,
        "baseline": comparison.baseline,
        "interrupted": comparison.outcomes.interrupted,
        "versions": _versions(),
        "notes": _notes(comparison),
        "files": files,
        "scenarios": [_assessment(outcome, slugs[outcome.name]) for outcome in comparison.outcomes],
    }


def _assessment(outcome: Outcome, slug: str) -> object:
    result, instance = outcome.result, outcome.instance
    told: dict[str, object] = {
        "scenario": outcome.name,
        "folder": slug,
        "seconds": outcome.seconds,
        "changes": outcome.changes,
    }
    if outcome.failure is not None:
        told["failure"] = {
            "stage": outcome.failure.stage.value,
            "error": outcome.failure.error,
            "message": outcome.failure.message,
        }
    if result is not None and instance is not None:
        told |= {
            "status": "kept" if outcome.kept else result.status.value,
            "ended": result.limit.value,
            "seed": result.seed,
            "lower_bound": result.lower_bound,
            "gap": result.gap,
            "statistics": dict(result.statistics),
            "assessment": result.assessment.to_dict(instance),
        }
    if outcome.capacity is not None and outcome.capacity.budget is not None:
        told["contribution"] = str(outcome.capacity.budget.total_contribution)
    if outcome.quotas is not None:
        told["quota_total"] = str(outcome.quotas.total)
    return _finite(told)


def _finite(value: object) -> object:
    """Make a value JSON can hold: numbers that are not finite become null."""
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def _former_files(folder: Path) -> tuple[str, ...]:
    """Read what a former run says it wrote; nothing where there was none, or its record cannot be read."""
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    files = record.get("files") if isinstance(record, dict) else None
    names = "|".join(map(re.escape, (*TABLES, SIZE, ACCOUNTS, FRONTIER)))
    known = re.compile(rf"(?:[a-z0-9-]+/)?(?:{names})")
    listed = files if isinstance(files, list) else []
    return tuple(name for name in listed if isinstance(name, str) and known.fullmatch(name))
