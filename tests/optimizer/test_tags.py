"""Who serves which values."""

from __future__ import annotations

import pandas as pd

from optimizer.exceptions import ProblemLog
from optimizer.instance import Tag
from optimizer.tables import Table
from optimizer.tags import notes_of_tag, read_tag


def tag_of(of_accounts: list[object], of_territories: list[object]) -> tuple[Tag, ProblemLog]:
    log = ProblemLog()
    accounts = Table("accounts", pd.DataFrame({"tier": of_accounts}), log)
    territories = Table("territories", pd.DataFrame({"tier": of_territories}), log)
    return read_tag("tier", accounts, territories), log


def test_values_are_listed_with_semicolons() -> None:
    """Spaces and empty entries do not matter, order neither."""
    tag, log = tag_of(["A", "B", "C"], ["B; A;", "C"])
    assert tag.values == ("A", "B", "C")
    assert tag.served.tolist() == [[True, True, False], [False, False, True]]
    assert not log.problems


def test_a_star_or_a_blank_serves_every_value() -> None:
    """Generalists are written in either way, alone or beside others."""
    tag, _ = tag_of(["A", "B"], ["*", None, " ", "A;*", ";"])
    assert tag.served.all()
    assert tag.values == ("A", "B")


def test_an_unknown_value_has_no_code() -> None:
    """A blank is unknown, not a value."""
    tag, _ = tag_of(["A", None, ""], ["*"])
    assert tag.of_unit.tolist() == [0, -1, -1]


def test_numbers_are_values_too() -> None:
    """Tier 1 read as 1.0 is served by a territory that lists "1;2"."""
    tag, _ = tag_of([1.0, 2.0, None], ["1;2", "2"])
    assert tag.served.tolist() == [[True, True], [False, True]]


def test_a_value_served_in_vain_is_noted() -> None:
    """A value that only a territory knows is most likely misspelt."""
    tag, _ = tag_of(["Enterprise"], ["Entreprise", "*"])
    assert notes_of_tag("tier", tag) == ["no account has the tier 'Entreprise' some territory serves"]


def test_an_account_has_one_value() -> None:
    """Lists and stars are for territories."""
    _, log = tag_of(["A", "A;B", "*"], ["A", "B"])
    assert [problem.row for problem in log.problems] == [1, 2]


def test_a_column_missing_in_both_tables_is_told_twice() -> None:
    """Each table says for itself what it lacks."""
    log = ProblemLog()
    tables = [Table(name, pd.DataFrame({"x": [1]}), log) for name in ("accounts", "territories")]
    read_tag("tier", *tables)
    assert [problem.table for problem in log.problems] == ["accounts", "territories"]
