"""A small plan on disk: six accounts, three reps, two pools, with every kind of section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

PLAN = """\
plan: Small
inputs:
  accounts: accounts.csv
  reps: reps.csv
  bookings: bookings.csv
measures:
  potential: {last_months: 12, of: bookings}
  workload: {column: hours}
criteria:
  balance: {potential: 0.5, workload: 50%}
  travel: {by: potential}
  disruption: {weight: 1, at_most: 0.4}
  eligibility: [country]
  keep_together: parent
  pin: {column: key}
  forbid: {file: forbidden.csv}
quotas:
  target: 1_200
  growth: {floor: -0.5}
  history: potential
scenarios:
  - {name: today, keep: incumbent}
  - name: tighter
    criteria: {balance: {potential: 0.3}}
  - {name: one more, add_territories: {count: 1, serves: {country: US}}}
effort: {seconds: 5, gap: 1%}
seed: 3
"""
ACCOUNTS = """\
account,name,latitude,longitude,owner,hours,kind,country,parent,key
A1,Alpha,47.6,-122.3,R1,10,shop,US,P1,yes
A2,Beta,47.5,-122.2,R1,20,shop,US,P1,
A3,Gamma,34.0,-118.2,R2,30,depot,US,,no
A4,Delta,33.9,-118.1,R2,15,shop,US,,
A5,Épsilon,51.5,-0.1,R3,15,shop,GB,,
A6,Zeta,51.6,-0.2,R3,15,depot,GB,,
"""
REPS = """\
territory,rep,country,latitude,longitude
R1,Ann,US,47.6,-122.3
R2,Bob,US,34.0,-118.0
R3,Cy,GB,51.5,0.1
"""
BOOKINGS = """\
account,month,amount
A1,2024-12,999
A1,2025-01,100
A1,2025-12,100
A2,2025-03,150
A3,2025-03,200
A4,2025-06,150
A5,2025-06,200
A6,2025-12,300
"""
FORBIDDEN = """\
account,territory
A3,R1
"""
FILES = {
    "plan.yaml": PLAN,
    "accounts.csv": ACCOUNTS,
    "reps.csv": REPS,
    "bookings.csv": BOOKINGS,
    "forbidden.csv": FORBIDDEN,
}

Edits = Mapping[str, tuple[str, str]]
"""File -> (text to replace, text to put there)."""
Writer = Callable[[Edits], Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Write the small plan with some texts replaced; gives the path of the plan file."""

    def _write(edits: Edits) -> Path:
        for name, content in FILES.items():
            old, new = edits.get(name, ("", ""))
            assert old in content, f"{old!r} is not in {name}"
            (tmp_path / name).write_text(content.replace(old, new, 1) if old else content, encoding="utf-8")
        return tmp_path / "plan.yaml"

    return _write


@pytest.fixture
def three_years() -> Callable[[Path], Path]:
    """Give the small plan bookings of every month of 2023 to 2025: each account its own level, with ups and downs."""

    def _book(path: Path) -> Path:
        rows = ["account,month,amount"]
        for number in range(1, 7):
            for month in range(36):
                amount = 4 * number + (7 * month + 3 * number) % 5
                rows.append(f"A{number},{2023 + month // 12}-{month % 12 + 1:02d},{amount}")
        (path.parent / "bookings.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    return _book
