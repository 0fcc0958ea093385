"""Results are read again as they were: labels without guards, money in cents, numbers as numbers."""

import json

import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import read_record


def test_results_come_back(results, towns):
    """Names that were guarded are themselves again; quotas add up; places and measures are the facts'."""
    rows = results.rows("alignment", "nearest")
    assert rows["name"].tolist() == ["Alpha", "=HYPERLINK(1)", 'Gämma, "Ltd"', "+49 30", "E\tpsilon", "@home"]
    assert rows["territory"].tolist()[-1] == ""
    assert results.rows("quotas", "nearest")["amount"].sum() == 100_001
    facts = results.tables["accounts"]
    assert facts["potential"].tolist() == towns.units.activity[:, 0].tolist()
    assert facts["latitude"].isna().tolist() == [False] * 5 + [True]
    territories = results.rows("territories", "nearest")
    assert territories["accounts"].tolist() == [2, 2, 1]
    assert territories["moved_in"].tolist() == [0, 1, 1]
    assert territories["rep"].tolist() == ["Ann Ray", "Bob Ox", "Cy Lee"]
    assert (results.baseline, results.solved, results.planned) == ("today", ("nearest",), ("today", "nearest"))


def test_measures_called_like_formulas_come_back(results, tmp_path):
    """The guard of a header is taken off again."""
    home = tmp_path / "results"
    facts = results.tables["accounts"].rename(columns={"potential": "=cmd|x"})
    ResultFolder(home).write_tables("accounts.csv", [facts])
    assert "'=cmd|x" in (home / "accounts.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert read_record(home).tables["accounts"].columns.tolist() == facts.columns.tolist()


@pytest.mark.parametrize("amount", ["1,234.00", "NaN", "Infinity", "many"])
def test_amounts_that_are_none(results, tmp_path, amount):
    """An amount somebody wrote otherwise is told with file, row and column."""
    home = tmp_path / "results"
    frame = pd.read_csv(home / "quotas.csv", dtype=str)
    frame.loc[1, "amount"] = amount
    frame.to_csv(home / "quotas.csv", index=False)
    assert len(results.tables["quotas"]) == len(frame)
    with pytest.raises(InputError, match=r"quotas\.csv, row 3, column 'amount'.*no amount") as caught:
        read_record(home)
    assert caught.value.problems[0].value == amount


def test_versions_and_notes_are_read(results, tmp_path):
    """What made the plans, and what was assumed; nothing of either in folders of older versions."""
    assert set(results.versions) == {"territory-optimizer", "python", "highspy", "numpy", "ortools", "scipy"}
    assert results.notes == ()
    manifest = tmp_path / "results" / "assessment.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**told, "notes": ["x guessed"]}), encoding="utf-8")
    assert read_record(tmp_path / "results").notes == ("x guessed",)
    older = {key: value for key, value in told.items() if key not in ("versions", "notes")}
    manifest.write_text(json.dumps(older), encoding="utf-8")
    assert dict(read_record(tmp_path / "results").versions) == {}


def test_the_scenario_is_chosen(results):
    """The only solved one needs no name; a wrong name is told with those there are."""
    assert results.choose(None) == "nearest"
    assert results.choose("today") == "today"
    with pytest.raises(InputError, match="Did you mean 'nearest'"):
        results.choose("nearst")


def test_other_folders_are_refused(results, tmp_path):
    """A folder without results, and one of which a table is missing, say what to do."""
    with pytest.raises(InputError, match="no folder of results"):
        read_record(tmp_path)
    assert results.planned
    (tmp_path / "results" / "territories.csv").unlink()
    with pytest.raises(InputError, match=r"territories\.csv.*cannot be read"):
        read_record(tmp_path / "results")
