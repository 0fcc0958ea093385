"""Who leaves and who joins, and the plan at work read back."""

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.travel import TravelMatrix
from scenarios.changes import AddTerritories
from scenarios.repairing import Turnover, plan_at_work


def test_a_leaver_takes_the_territory_with_him(line):
    """The territory, its pins and forbidden pairs go; its accounts have nobody, the others keep theirs."""
    criteria = Criteria(pins={"a0": "west", "a7": "east"}, forbidden=frozenset({("a1", "west"), ("a6", "east")}))
    facts, choices = Turnover(leavers=("Ann",)).apply(line, criteria)
    assert facts.territories.ids.tolist() == ["east"]
    assert facts.territories.reps == ("Bob",)
    assert facts.units.incumbent.tolist() == [-1] * 6 + [0, 0]
    assert facts.tags["language"].served.shape == (1, 2)
    assert dict(choices.pins) == {"a7": "east"}
    assert choices.forbidden == {("a6", "east")}


def test_leavers_by_label_and_hires_together(line):
    """A label names a territory as well as its rep; hires come with it."""
    turnover = Turnover(leavers=("west",), hires=AddTerritories(2))
    facts, _ = turnover.apply(line, Criteria())
    assert facts.territories.ids.tolist() == ["east", "New 1", "New 2"]
    told = turnover.sentence(line, incumbent_alignment(line))
    assert told == "Ann (west) leaves 6 accounts; opens 2 territories: New 1, New 2"


def test_nobody_leaves(line):
    """Nothing changes and that is what it says."""
    facts, criteria = Turnover().apply(line, Criteria())
    assert facts is line
    assert criteria == Criteria()
    assert Turnover().sentence(line, incumbent_alignment(line)) == "nobody leaves or joins"


def test_all_that_is_wrong_at_once(line):
    """Unknown leavers are all told, with the nearest name; the last one may not leave."""
    with pytest.raises(InputError) as told:
        Turnover(leavers=("An", "Zoe")).apply(line, Criteria())
    assert len(told.value.problems) == 2
    assert "Ann" in told.value.problems[0].remedy
    with pytest.raises(InputError, match="nobody would be left"):
        Turnover(leavers=("Ann", "Bob")).apply(line, Criteria())


def test_a_matrix_loses_the_column(line):
    """Travel given for each centre is that of those who stay."""
    from dataclasses import replace  # noqa: PLC0415

    matrix = TravelMatrix(np.arange(16.0).reshape(8, 2), np.ones((8, 2)))
    facts, _ = Turnover(leavers=("Ann",)).apply(replace(line, travel=matrix), Criteria())
    assert facts.travel.distance[:, 0].tolist() == [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0]
    assert facts.travel.hours.shape == (8, 1)


def test_the_plan_at_work_is_read_back(line):
    """A table as it was written, whatever the order; a blank is nobody; a guard against formulas is taken off."""
    frame = incumbent_alignment(line).to_frame().iloc[::-1]
    assert plan_at_work(line, frame, "alignment.csv").territory_of.tolist() == line.units.incumbent.tolist()
    frame.loc[frame["account"] == "a3", "territory"] = ""
    assert plan_at_work(line, frame, "alignment.csv").territory_of[3] == -1
    guarded = pd.DataFrame({"account": ["a0"], "territory": ["west"]})
    assert plan_at_work(line, guarded, "alignment.csv").territory_of.tolist() == [0] + [-1] * 7


def test_a_table_of_another_plan_is_told(line):
    """Missing columns; unknown accounts and territories, and accounts in two rows, all at once."""
    with pytest.raises(InputError, match="no column territory"):
        plan_at_work(line, pd.DataFrame({"account": ["a0"]}), "x.csv")
    table = pd.DataFrame({"account": ["a0", "a0", "b1"], "territory": ["west", "north", "east"]})
    with pytest.raises(InputError) as told:
        plan_at_work(line, table, "x.csv")
    messages = [problem.message for problem in told.value.problems]
    assert messages == ["the plan has no account b1", "the plan has no territory north", "a0 stand in several rows"]
