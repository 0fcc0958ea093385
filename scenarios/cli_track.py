"""``territory track``: the year under way against a kept plan."""
# ruff: noqa: PLC0415 -- everything heavy is imported where it is used, so that help appears at once

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_runs import DEFAULT_STORE, StorePlace, existing
from .telling import told

if TYPE_CHECKING:
    from .publish.record import RunRecord
    from .tracking import Source, YearBookings

Place = Annotated[
    str,
    typer.Argument(metavar="RESULTS_OR_RUN", help="Folder that `territory run --out` wrote, or a run: 3/rebalanced."),
]
BookingsFile = Annotated[
    Path, typer.Option("--bookings", "-b", help="Bookings of the year: account, month or date, amount.")
]
ScenarioName = Annotated[
    str | None, typer.Option("--scenario", "-s", help="Which plan; needed where several were solved.")
]
Day = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Last day that counts; the last booked.")
]
FirstDay = Annotated[
    datetime | None,
    typer.Option("--year-start", formats=["%Y-%m-%d"], help="First day of the year, instead of the plan's."),
]
PlanFile = Annotated[
    Path | None, typer.Option("--plan", help="The plan file; needed for RESULTS that the store does not have.")
]
Persistence = Annotated[
    float | None,
    typer.Option(
        "--persistence", min=0, max=1, help="Part of a territory's own lead or lag that lasts all year; the plan's."
    ),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Folder for tracking.csv and its three companions.")]


def track(
    place: Place,
    *,
    bookings: BookingsFile,
    scenario: ScenarioName = None,
    as_of: Day = None,
    year_start: FirstDay = None,
    plan: PlanFile = None,
    persistence: Persistence = None,
    out: Out = None,
    store: StorePlace = DEFAULT_STORE,
) -> None:
    """Hold the year so far against a plan: attainment, run-rate, chances now, drift, and what calls for a repair."""
    with told():
        from rich.console import Console

        from optimizer.exceptions import InputError, Problem

        from .publish.folder import ResultFolder
        from .terminal_tracking import show_tracking
        from .tracking import plan_year
        from .tracking import track as track_year

        source, file = found_plan(place, scenario, store, plan=plan)
        planned = plan_year(source, file, first=None if year_start is None else year_start.date())
        rows = _rows(bookings, file)
        try:
            year = track_year(planned, rows, as_of=None if as_of is None else as_of.date(), persistence=persistence)
        except ValueError as error:
            raise InputError([Problem(bookings.name, str(error), "Give --as-of or --year-start")]) from error
        console = Console(highlight=False)
        show_tracking(year, console)
        if out is not None:
            frames = {
                "tracking.csv": year.to_frame(),
                "tracking_periods.csv": year.periods_frame(),
                "tracking_balance.csv": year.balance_frame(),
                "tracking_alarms.csv": year.alarms_frame(),
            }
            with ResultFolder(out) as folder:
                for file_name, frame in frames.items():
                    folder.write_tables(file_name, [frame])
            console.print(f"Written to {out}: {', '.join(frames)}", markup=False, soft_wrap=True)


def _rows(bookings: Path, file: Path) -> YearBookings:
    """Read the bookings of the year by the names that the plan file gives its own."""
    from .planfile.document import read_document
    from .planfile.schema import ColumnsSection, read_schema
    from .tracking import read_year_bookings

    schema = read_schema(read_document(file)).schema if file.suffix.lower() in (".yaml", ".yml") else None
    columns = ColumnsSection() if schema is None else schema.columns
    account = columns.bookings.account or columns.account
    return read_year_bookings(bookings, account=account, when=columns.bookings.month, amount=columns.bookings.amount)


def found_plan(place: str, scenario: str | None, store: str, *, plan: Path | None) -> tuple[Source, Path]:
    """What was kept, and the plan file it was made from."""
    if Path(place).is_dir():
        return _of_folder(Path(place), scenario, store, plan=plan)
    return _of_run(place, scenario, store, plan=plan)


def _of_folder(results: Path, scenario: str | None, store: str, *, plan: Path | None) -> tuple[Source, Path]:
    from optimizer.exceptions import InputError, Problem

    from .publish.record import read_record
    from .store.approvals import frame_hash
    from .store.book import ApprovalBook
    from .tracking import Source

    record = read_record(results)
    name = record.choose(scenario)
    rows, quotas = record.rows("alignment", name), record.rows("quotas", name)
    sums = {} if quotas.empty else quotas.groupby("territory")["amount"].sum().to_dict()
    cents = {str(territory): int(amount) for territory, amount in sums.items()}
    if plan is None and Path(store).is_dir():
        place = existing(store)
        same = ApprovalBook(place).same_plan(name, frame_hash(rows))
        files = [file for kept in same if (file := place.run(kept.run).file) is not None]
        plan = Path(files[0]) if files else None
    if plan is None:
        message = "nothing says which plan file it was made from"
        raise InputError([Problem(str(results), message, "Give the plan file with --plan")])
    served = {str(a): str(t) for a, t in zip(rows["account"], rows["territory"], strict=True) if t}
    return Source(
        name=name, scenario=name, territory_of=served, cents=cents, deviations=_deviations(record, name)
    ), plan


def _deviations(record: RunRecord, scenario: str) -> dict[str, dict[str, float]]:
    """Measure -> territory -> deviation, as the folder has them."""
    rows = record.rows("territories", scenario)
    start = "deviation_"
    found: dict[str, dict[str, float]] = {}
    for column in [str(name) for name in rows.columns if str(name).startswith(start)]:
        pairs = zip(rows["territory"].astype(str), rows[column].astype(float), strict=True)
        found[column.removeprefix(start)] = {label: value for label, value in pairs if not math.isnan(value)}
    return found


def _noted_deviations(out: object, scenario: str, plan: str) -> dict[str, dict[str, float]]:
    """Those of the folder a run wrote, where it still holds this very plan."""
    from optimizer.exceptions import InputError

    from .publish.record import read_record
    from .store.approvals import frame_hash

    if out is None or not Path(str(out)).is_dir():
        return {}
    try:
        record = read_record(Path(str(out)))
    except InputError:
        return {}
    same = scenario in record.planned and frame_hash(record.rows("alignment", scenario)) == plan
    return _deviations(record, scenario) if same else {}


def _of_run(word: str, scenario: str | None, store: str, *, plan: Path | None) -> tuple[Source, Path]:
    from optimizer.money import to_cents

    from .store import StoreError
    from .store.approvals import frame_hash
    from .store.reading import pick
    from .tracking import Source

    place = existing(store)
    chosen = pick(place, word if scenario is None else f"{word.partition('/')[0]}/{scenario}")
    solved = [kept for kept in chosen if kept.status not in ("kept", "failed", "open")] or list(chosen)
    if len(solved) != 1:
        known = ", ".join(f"{kept.run}/{kept.name}" for kept in chosen)
        raise StoreError(
            place.where, f"{word!r} has {len(solved)} plans, and one can be tracked", f"Name one of: {known}"
        )
    kept = solved[0]
    file = plan or (None if (noted := place.run(kept.run).file) is None else Path(noted))
    if file is None:
        raise StoreError(place.where, f"run {kept.run} has no plan file", "Give the plan file with --plan")
    frame = place.alignment_frame(kept)
    served = {str(a): str(t) for a, t in zip(frame["account"], frame["territory"], strict=True) if isinstance(t, str)}
    cents = {territory: to_cents(amount, "quota") for territory, _, amount in kept.quotas or ()}
    drifted = _noted_deviations(place.run(kept.run).options.get("out"), kept.name, frame_hash(frame))
    label = f"{kept.run}/{kept.name}"
    return Source(name=label, scenario=kept.name, territory_of=served, cents=cents, deviations=drifted), file
