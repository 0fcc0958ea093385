"""Names become indices, numbers become words."""

import numpy as np
import pytest

from optimizer.exceptions import ProblemLog
from scenarios.changes.naming import amount, count_today, counted, find_territories, listed, mask_of, percent


def test_labels_and_reps_find_territories(trio):
    """A label or a rep, in the order given, each once."""
    log = ProblemLog()
    assert find_territories(trio, ("Cy", "T1", "T3"), log, table="x") == [2, 0]
    assert not log.problems


def test_unknown_names_are_told(trio):
    """All of them, with what was meant and what there is."""
    log = ProblemLog()
    assert find_territories(trio, ("T9", "Bobb"), log, table="close_territories") == []
    assert [problem.value for problem in log.problems] == ["T9", "Bobb"]
    assert "Did you mean 'Bob'?" in log.problems[1].remedy


def test_accounts_of_today_are_counted(trio):
    """Those without a territory count nowhere."""
    assert count_today(trio, mask_of(trio, [0, 2])) == 5
    assert count_today(trio, np.ones(3, dtype=bool)) == 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (counted(1, "account"), "1 account"),
        (counted(1234, "account"), "1,234 accounts"),
        (counted(2, "territory", "territories"), "2 territories"),
        (listed(["a", "b", "c"], most=2), "a, b and 1 more"),
        (amount(1234567.4), "1,234,567"),
        (amount(0.41666), "0.417"),
        (amount(3.0), "3"),
        (percent(0.125), "12.5%"),
        (percent(0.07), "7%"),
    ],
)
def test_numbers_in_words(text, expected):
    """As people write them."""
    assert text == expected
