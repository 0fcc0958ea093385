"""Today's territory by id or by rep."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.exceptions import ProblemLog
from optimizer.incumbent import read_incumbent
from optimizer.instance import Territories
from optimizer.tables import Table

TERRITORIES = Territories(
    ids=pd.Index(["T1", "T2", "T3"]),
    reps=("Ann", "Bob", "T1"),
    centres=np.full((3, 2), np.nan),
    shares=np.ones((3, 0)),
)


def incumbent_of(*owners: object, territories: Territories = TERRITORIES) -> tuple[list[int], ProblemLog]:
    log = ProblemLog()
    table = Table("accounts", pd.DataFrame({"owner": pd.Series(owners, dtype=object)}), log)
    return read_incumbent(table, "owner", territories, is_new=False).tolist(), log


def test_ids_and_reps_name_territories() -> None:
    """Both may stand in one column; a blank is nobody."""
    found, log = incumbent_of("T2", "Ann", None, " Bob ")
    assert found == [1, 0, -1, 1]
    assert not log.problems


def test_an_id_comes_before_a_rep_of_the_same_name() -> None:
    """T1 is the territory T1, not that of the rep who is called so."""
    assert incumbent_of("T1")[0] == [0]


def test_unknown_names_are_told_with_what_comes_close() -> None:
    """Case and small slips are recognised, and each row is named."""
    _, log = incumbent_of("T1", "ann", "Zoe")
    assert [(p.row, p.value) for p in log.problems] == [(1, "ann"), (2, "Zoe")]
    assert "'Ann'" in log.problems[0].remedy
    assert "Did you mean" not in log.problems[1].remedy


def test_no_column_means_nobody() -> None:
    """Where no incumbent is named, all accounts are free to go anywhere."""
    table = Table("accounts", pd.DataFrame({"x": [1, 2]}), ProblemLog())
    assert read_incumbent(table, None, TERRITORIES, is_new=False).tolist() == [-1, -1]
