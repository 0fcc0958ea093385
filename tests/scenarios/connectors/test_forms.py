"""What a planner may say of how cells are written."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scenarios.connectors import DateOrder, DecimalMark, Forms
from scenarios.planfile.schema import TableInput


def test_words_of_the_plan_file():
    """Keys beside a file become forms; numbers among the marks become text."""
    given = TableInput.model_validate({"file": "a.csv", "decimal": "comma", "dates": "day_first", "missing": [-1, "x"]})
    assert given.forms == Forms(DecimalMark.COMMA, DateOrder.DAY_FIRST, ("-1", "x"))
    assert TableInput.model_validate({"file": "a.csv"}).forms == Forms()


@pytest.mark.parametrize("word", [{"decimal": ","}, {"dates": "US"}])
def test_other_words(word):
    """What is no such word is refused."""
    with pytest.raises(ValidationError, match="not known here"):
        TableInput.model_validate({"file": "a.csv", **word})
