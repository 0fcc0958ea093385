"""Districts of a kept plan from the command line."""

import pandas as pd
import pytest

from tests.scenarios.command_line import call


def test_districts_are_written(small_run):
    """The table shows totals and deviations, the file each territory with its groups; a folder does as well."""
    for place in ("1/rebalanced", "out"):
        found = call("levels", place, "district=2", "region=1", "--seconds", "2", "--out", "levels.csv")
        assert found.exit_code == 0, found.stderr
        assert "region 1" in found.stdout
        assert "+0.0%" in found.stdout
        frame = pd.read_csv(small_run / "levels.csv", encoding="utf-8-sig")
        assert frame["territory"].tolist() == ["R1", "R2"]
        assert sorted(frame["district"]) == ["district 1", "district 2"]
        assert frame["region"].tolist() == ["region 1", "region 1"]


def test_levels_of_the_plan_file(small_run):
    """Where none are named those of the plan file are built, each by its own tolerance."""
    found = call("levels", "1/rebalanced")
    assert found.exit_code == 2
    assert "it asks for no levels" in found.stderr
    file = small_run / "plan.yaml"
    file.write_text(file.read_text() + "levels: [{name: district, count: 2, balance: {potential: 40%}}]\n")
    found = call("levels", "out", "--plan", file, "--seconds", "2", "--out", "levels.csv")
    assert found.exit_code == 0, found.stderr
    assert "district 2" in found.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["district"], "a level is a name and a number"),
        (["district=many"], "a level is a name and a number"),
        (["territory=2"], "a name of its own"),
        (["district=3"], "asks for 3 groups of 2 members"),
        (["district=1", "--balance", "potential=ten"], "a tolerance is a share"),
        (["district=1", "--balance", "potental=0.1"], "potental"),
        (["district=1", "--contiguous"], "contig"),
    ],
)
@pytest.mark.usefixtures("small_run")
def test_what_makes_no_sense_is_told(words, message):
    """Words, numbers, measures, and contacts that are not there."""
    found = call("levels", "1/rebalanced", *words)
    assert found.exit_code == 2
    assert message in found.stderr
