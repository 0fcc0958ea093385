"""Chances of attainment fit the terminal and say what is compared."""

import io
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from rich.console import Console

from optimizer.quotas import Yardsticks, allocate_quotas, fairness_report
from optimizer.stop import MaxRuntime
from scenarios.changes import KeepIncumbent
from scenarios.fairness_table import MOST_REPS, fairness_sentences, show_fairness
from scenarios.outcome import Outcome
from scenarios.runner import run
from scenarios.scenario import Scenario

pytestmark = pytest.mark.usefixtures("quick_solve")
YEARS = np.linspace(0.5, 1.5, 101)[:, None]


def judge(_, quotas, *, others):
    """Hold quotas against years in which the first territory brings three quarters of it."""
    draws = YEARS * np.array([[3_000.0, 1_000.0]])
    return fairness_report({"potential share": quotas.cents / 100, **others}, Yardsticks(draws=draws, target=4_000))


def outcome(line, criteria, history="potential", **others):
    """Run today with quotas of 3,000 and 1,000, and judge them."""
    quotas = partial(allocate_quotas, target=4_000, history=history)
    scenario = Scenario("today", criteria, KeepIncumbent())
    (found,) = run(line, [scenario], MaxRuntime(1), quotas=quotas, fairness=partial(judge, others=others))
    assert found.failure is None
    return found


def shown(found, width=100, **more):
    """Text of the section."""
    screen = Console(file=io.StringIO(), width=width, highlight=False, _environ={})
    show_fairness(found, screen, **more)
    return screen.file.getvalue()


def test_each_rep_has_a_chance(line, criteria):
    """Quota, growth, chance and the chance by another method, those least likely first, sentences below."""
    text = shown(outcome(line, criteria, **{"flat growth": [2_000.0, 2_000.0]}), caveat="Without new business.")
    bob, ann = (next(line for line in text.splitlines() if line.split()[0:1] == [rep]) for rep in ("Bob", "Ann"))
    assert ann.split() == ["Ann", "3,000", "+400%", "50%", "83%"]
    assert bob.split() == ["Bob", "1,000", "+400%", "50%", "0%"]
    assert "potential share: every rep makes quota with a chance of 50%." in text
    assert "flat growth instead: the least likely has 0%" in text
    assert "Expect 50% of the reps at quota" in text
    assert text.rstrip().endswith("Without new business.")


@pytest.mark.parametrize("width", [80, 100])
def test_it_fits(line, criteria, width):
    """With both alternatives no line is wider than the terminal, and nothing is cut."""
    others = {"flat growth": [2_000.0, 2_000.0], "the share of potential": [1_000.0, 3_000.0]}
    text = shown(outcome(line, criteria, **others), width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text


def test_without_history_there_is_no_growth(line, criteria):
    """What is not known is a dash."""
    text = shown(outcome(line, criteria, history=None))
    assert next(line for line in text.splitlines() if line.startswith(" Ann")).split() == ["Ann", "3,000", "-", "50%"]


def test_nothing_is_known(criteria):
    """Without an outlook there is no section and no sentence."""
    found = Outcome(scenario=Scenario("today", criteria))
    assert shown(found) == ""
    assert fairness_sentences(found) == ()


@dataclass(frozen=True)
class Many:
    """Quotas of many reps."""

    reps: tuple
    cents: np.ndarray
    total: float = 1.0
    growth = None
    history = None


def test_many_reps_are_cut(criteria):
    """The reps least likely to make it are shown, the rest is counted."""
    count = MOST_REPS + 5
    quotas = np.linspace(50, 150, count)
    report = fairness_report({"fixed": quotas}, Yardsticks(draws=YEARS * np.full((1, count), 100.0)))
    many = Many(tuple(f"Rep {i}" for i in range(count)), (100 * quotas).astype(np.int64))
    text = shown(Outcome(scenario=Scenario("today", criteria), quotas=many, fairness=report))
    assert f"Rep {count - 1} " in text
    assert "Rep 0 " not in text
    assert "and 5 more reps, none of them less likely to make it, see attainment.csv" in text
