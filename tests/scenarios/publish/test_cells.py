"""No cell can be run, and what was guarded comes back."""

import csv
import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from scenarios.publish.cells import plain, safe_cells, unguarded


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=8), min_size=1))
def test_no_text_can_be_run(texts):
    """Whatever is given, no cell of the CSV begins as a formula or holds a control character."""
    out = io.StringIO()
    safe_cells(pd.DataFrame({"a": texts, "b": "x"})).to_csv(out, index=False)
    cells = [row["a"] for row in csv.DictReader(io.StringIO(out.getvalue()))]
    assert len(cells) == len(texts)
    for cell in cells:
        assert cell[:1] not in tuple("=@") or not cell
        assert cell[:1] not in tuple("+-") or not cell or cell.lstrip("+-").replace(".", "", 1).isdigit()
        assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in cell)


@given(st.text(alphabet="=+-@a'1 ", max_size=6))
def test_guards_come_off(text):
    """A text that was guarded reads as it was, but for blanks around it."""
    guarded = safe_cells(pd.DataFrame({"a": [text]}))["a"]
    expected = plain(text)
    if not expected.startswith("'"):
        assert unguarded(guarded)[0] == expected
