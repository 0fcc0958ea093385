"""What a planner takes away."""

import io

import pandas as pd
import pytest

from scenarios.app.desk.exports import alignment_bytes, table_bytes, workbook_bytes

from .test_side_by_side import laid


def test_the_alignment_is_a_table_for_excel(line_plan, middle):
    """With a byte order mark, each account with its reason."""
    content = alignment_bytes(laid(line_plan, middle))
    assert content.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")
    assert frame["account"].tolist() == [f"a{i}" for i in range(8)]
    assert frame["territory"].tolist() == ["west"] * 4 + ["east"] * 4
    assert frame["reason"].notna().all()


def test_no_cell_runs_as_a_formula():
    """Reasons are typed by people."""
    content = table_bytes(pd.DataFrame({"reason": ["=1+1", "fine"]})).decode("utf-8-sig")
    assert content.splitlines() == ["reason", "'=1+1", "fine"]


def test_the_workbook_is_that_of_a_run(line_plan, middle):
    """Its first sheet reads, and the accounts are in it."""
    pytest.importorskip("xlsxwriter")
    calamine = pytest.importorskip("python_calamine")
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook_bytes(line_plan, laid(line_plan, middle))))
    assert {"Territories", "Accounts", "Comparison"} <= set(book.sheet_names)
    cells = [str(cell) for row in book.get_sheet_by_name("Accounts").to_python() for cell in row]
    assert "a7" in cells
