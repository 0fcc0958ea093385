"""Charts hold as much as can be read."""

from dataclasses import replace

from scenarios.publish.excel import charts
from scenarios.publish.excel.charts import shown_scenarios


def test_the_baseline_comes_first(results):
    """The baseline, then the solved ones, each once, no more than can be told apart."""
    assert shown_scenarios(results) == ("today", "nearest")
    assert shown_scenarios(replace(results, baseline="nearest")) == ("nearest",)


def test_very_many_territories(results, monkeypatch):
    """Only the first territories of each scenario are drawn."""
    monkeypatch.setattr(charts, "MOST_TERRITORIES", 2)
    blocks = charts._blocks(results.tables["territories"], ("today", "nearest"))
    assert blocks == [("today", 0, 1), ("nearest", 3, 4)]


def test_other_territories_are_not_drawn_under_wrong_names(results):
    """A scenario whose territories are not those of the longest, in their order, has no columns."""
    frame = results.tables["territories"]
    other = frame["territory"].where((frame["scenario"] == "today") | (frame["territory"] != "7 =Lakes"), "New 1")
    assert [name for name, _, _ in charts._blocks(frame.assign(territory=other), ("today", "nearest"))] == ["today"]
    fewer = frame[(frame["scenario"] == "nearest") | (frame["territory"] != "7 =Lakes")].reset_index(drop=True)
    assert charts._blocks(fewer, ("today", "nearest")) == [("today", 0, 1), ("nearest", 2, 4)]
