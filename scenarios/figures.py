"""The figures of a comparison as people read them: grouped rows of text, each cell good, bad or neither."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from optimizer.instance import COUNT

NONE = "-"
"""What stands for a figure that does not exist."""
FARTHEST = "Farthest off target"
TRAVEL = "Travel, one way"
MOVED = "Moves from today's rep"
PROOF = "Proof"
QUOTAS = "Quotas"
PEOPLE = "People and money"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure; ``good`` is None where it is neither good nor bad."""

    text: str
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of every scenario, under the heading of its group."""

    group: str
    label: str
    cells: tuple[Cell, ...]


def figure_rows(frame: pd.DataFrame, baseline: str) -> tuple[Row, ...]:
    """Rows of figures, one cell a scenario.

    Parameters
    ----------
    frame
        See ``Comparison.to_frame``.
    baseline
        Scenario whose travel the others are held against.
    """
    measures = [column.removeprefix("deviation_") for column in frame.columns if column.startswith("deviation_")]
    base = frame.loc[frame["scenario"] == baseline].iloc[0]
    rows = [
        Row("", "status", tuple(map(_status, frame["status"], frame["feasible"]))),
        Row("", "rules broken", tuple(map(_broken, frame["violations"]))),
        *(Row(FARTHEST, f"{_called(name)} {_asked(frame, name)}", _deviations(frame, name)) for name in measures),
        *(Row(TRAVEL, unit, _changes(frame[f"travel_{unit}"], base[f"travel_{unit}"])) for unit in ("hours", "km")),
        Row(MOVED, "accounts", _cells(frame, "moved_accounts", "{:,.0f}")),
        *(Row(MOVED, name, _cells(frame, f"disruption_{name}", "{:.1%}")) for name in measures if name != COUNT),
        Row(PROOF, "objective", _cells(frame, "objective")),
        Row(PROOF, "lower bound", _cells(frame, "lower_bound")),
        Row(PROOF, "gap", _cells(frame, "gap", "{:.2%}")),
    ]
    if frame["quota_total"].notna().any():
        exact = frame.astype({f"quota_{word}": float for word in ("total", "smallest", "largest")})
        rows += [Row(QUOTAS, word, _cells(exact, f"quota_{word}")) for word in ("total", "smallest", "largest")]
        rows.append(Row(QUOTAS, "spread of quota / weight", _cells(frame, "quota_spread", "{:.1%}")))
    if frame["chance_least"].notna().any():
        rows.append(Row(QUOTAS, "lowest P(attain)", _cells(frame, "chance_least", "{:.0%}")))
        points = 100 * frame[["chance_iqr"]]
        rows.append(Row(QUOTAS, "spread of P(attain)", _cells(points, "chance_iqr", "{:.1f} points")))
    rows += _people(frame)
    if (frame["unplaced_accounts"] > 0).any():
        rows.append(Row("", "accounts outside the plan", _cells(frame, "unplaced_accounts", "{:,.0f}")))
    rows.append(Row("", "seconds", _cells(frame, "seconds", "{:,.1f}")))
    return tuple(rows)


def _people(frame: pd.DataFrame) -> list[Row]:
    """Hires, and the sums of the budget, where there are any."""
    rows = [Row(PEOPLE, "people to hire", _cells(frame, "hires", "{:,.0f}"))] if "hires" in frame else []
    money = [name for name in ("revenue", "cost", "contribution") if name in frame]
    amounts = frame[money].astype(float)
    return rows + [Row(PEOPLE, name, _cells(amounts, name)) for name in money]


def plain_table(header: tuple[str, ...], rows: tuple[Row, ...]) -> str:
    """Set rows under a header of scenario names as plain text."""
    lines = [("", *header)]
    group = ""
    for row in rows:
        if row.group not in ("", group):
            lines.append((row.group, *[""] * len(header)))
        group = row.group
        lines.append((indented(row), *(cell.text for cell in row.cells)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])]).rstrip() for first, *rest in lines
    )


def indented(row: Row) -> str:
    """Label of a row, set in below the heading of its group."""
    return f"  {row.label}" if row.group else row.label


def percent(share: float) -> str:
    """Write a share in per cent with no more decimals than it has."""
    return f"{100 * share:.4g}%"


def _status(status: str, feasible: bool) -> Cell:  # noqa: FBT001 -- a column of the frame
    return Cell(status, None if status == "kept" else bool(feasible))


def _broken(violations: float) -> Cell:
    if pd.isna(violations):
        return Cell(NONE)
    return Cell(f"{violations:,.0f}" if violations else "none", good=not violations)


def _called(measure: str) -> str:
    """Name a measure for people, to whom the count is that of accounts."""
    return "accounts" if measure == COUNT else measure


def _asked(frame: pd.DataFrame, measure: str) -> str:
    """Say what is asked of a measure, for the label of its row."""
    distinct = frame[f"tolerance_{measure}"].dropna().unique()
    if len(distinct) == 0:
        return "(watched)"
    return f"(asked {percent(distinct[0])})" if len(distinct) == 1 else "(of asked)"


def _deviations(frame: pd.DataFrame, measure: str) -> tuple[Cell, ...]:
    """Worst deviation of a measure; each with its tolerance where scenarios ask for different ones."""
    asked = frame[f"tolerance_{measure}"]
    differ = len(asked.dropna().unique()) > 1
    cells = []
    for worst, tolerance, keeps in zip(frame[f"deviation_{measure}"], asked, frame[f"within_{measure}"], strict=True):
        beside = f" of {percent(tolerance)}" if differ and pd.notna(tolerance) else ""
        cells.append(Cell(_text(worst, "{:.1%}") + beside, None if pd.isna(keeps) else bool(keeps)))
    return tuple(cells)


def _changes(values: pd.Series[float], base: float) -> tuple[Cell, ...]:
    """Figures of which less is better, with their change against the baseline."""
    cells = []
    for value in values:
        change = round(value / base - 1, 2) if base > 0 and pd.notna(value) else 0.0
        cells.append(Cell(_text(value) + (f" ({change:+.0%})" if change else ""), change < 0 if change else None))
    return tuple(cells)


def _cells(frame: pd.DataFrame, column: str, pattern: str | None = None) -> tuple[Cell, ...]:
    return tuple(Cell(_text(value, pattern)) for value in frame[column])


def _text(value: float, pattern: str | None = None) -> str:
    if pd.isna(value):
        return NONE
    return (pattern or ("{:,.0f}" if abs(value) >= 100 or value == 0 else "{:,.2f}")).format(value)
