"""The results as files: one folder a scenario, all of them together at the top.

::

    comparison.csv      one row a scenario, see Comparison.to_frame
    assessment.json     every scenario's plan judged: balance, travel, disruption, violations, bound, gap
    summary.txt         the same for reading
    alignment.csv       scenario, account, name, territory, rep, was, reason
    quotas.csv          scenario, rep, territory, period, amount
    waterfall.csv       scenario, territory, rep, the terms of each quota, the quota itself
    territories.csv     scenario, territory, rep, centre, accounts, moves, measures with targets and deviations, quota
    accounts.csv        the facts: account, name, place, measures; once, since scenarios do not change them
    <scenario>/         alignment.csv, quotas.csv and waterfall.csv of one scenario, without the first column

CSV files are UTF-8 with a byte order mark, which Excel needs to read them.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from optimizer.money import Cents, from_cents
from optimizer.quotas import PeriodQuotas, QuotaPlan, QuotaWaterfall, Term
from optimizer.result import Result
from scenarios.comparison import Comparison
from scenarios.outcome import Outcome
from scenarios.reasons import explain

from .folder import ResultFolder
from .frames import account_frame, territory_frame

PeriodSplit = Callable[[QuotaPlan], PeriodQuotas]
"""Splits the quotas of a plan over the year."""

MANIFEST = "assessment.json"


def write_files(
    comparison: Comparison,
    folder: ResultFolder | Path,
    *,
    title: str = "Territory plan",
    split: PeriodSplit = QuotaPlan.split,
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
    alignments, quotas, waterfalls, territories = {}, {}, {}, {}
    for outcome in comparison.outcomes:
        name = outcome.name
        if outcome.alignment is not None:
            alignments[name] = alignment_frame(outcome)
            target.write_tables(f"{slugs[name]}/alignment.csv", [alignments[name]])
            territories[name] = territory_frame(outcome)
        if outcome.quotas is not None:
            quotas[name] = quota_frame(outcome.quotas, split)
            target.write_tables(f"{slugs[name]}/quotas.csv", [quotas[name]])
            if outcome.quotas.waterfall is not None:
                waterfalls[name] = waterfall_frame(outcome.quotas.waterfall)
                target.write_tables(f"{slugs[name]}/waterfall.csv", [waterfalls[name]])
    together = {"alignment": alignments, "quotas": quotas, "waterfall": waterfalls, "territories": territories}
    for file, tables in together.items():
        if tables:
            target.write_tables(f"{file}.csv", (_with_scenario(name, table) for name, table in tables.items()))
    facts = next((outcome.instance for outcome in comparison.outcomes if outcome.instance is not None), None)
    if facts is not None:
        target.write_tables("accounts.csv", [account_frame(facts)])
    target.write_tables("comparison.csv", [comparison.to_frame()])
    target.write_text("summary.txt", summary(comparison, title))
    # Last, since it tells what the run wrote.
    files = sorted([*target.written, MANIFEST])
    target.write_text(MANIFEST, json.dumps(_assessments(comparison, title, slugs, files), indent=1, ensure_ascii=False))
    target.remove_former(former)
    return tuple(target.path / name for name in target.written if "/" not in name)


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


def waterfall_frame(waterfall: QuotaWaterfall) -> pd.DataFrame:
    """One row a territory: territory, rep, one column a term, quota; amounts are text exact to the cent."""
    terms = {term.value: _exact(waterfall.term(term)) for term in Term}
    return waterfall.to_frame().assign(**terms, quota=_exact(waterfall.cents))


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


def summary(comparison: Comparison, title: str) -> str:
    """Everything worth reading about the outcomes, as plain text."""
    parts = [title, "=" * len(title), "", str(comparison)]
    for outcome in comparison.outcomes:
        parts += ["", outcome.name, "-" * len(outcome.name)]
        parts += [f"this scenario {sentence}" for sentence in outcome.changes]
        if outcome.result is not None:
            parts.append(_kept(outcome.result) if outcome.kept else outcome.result.summary())
        if outcome.quotas is not None:
            parts.append(f"quotas       {outcome.quotas.total:,} over {len(outcome.quotas.labels)} territories")
            parts += [f"relief       {note}" for note in filter(None, [outcome.quotas.relief_note])]
        if outcome.failure is not None:
            parts.append(f"failed       {outcome.failure.stage.value}: {outcome.failure.message}")
    notes = dict.fromkeys(
        note for outcome in comparison.outcomes if outcome.instance for note in outcome.instance.notes
    )
    if notes:
        parts += ["", "What was assumed", "----------------", *(f"- {note}" for note in notes)]
    return "\n".join(parts) + "\n"


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
    known = re.compile(r"(?:[a-z0-9-]+/)?(?:alignment|quotas|waterfall|territories|accounts)\.csv")
    listed = files if isinstance(files, list) else []
    return tuple(name for name in listed if isinstance(name, str) and known.fullmatch(name))
