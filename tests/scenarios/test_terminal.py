"""What is shown fits the terminal and leaves nothing out."""

import io
from dataclasses import replace
from functools import partial

import pytest
from rich.console import Console

from optimizer.criteria import Criteria
from optimizer.quotas import (
    Adjustment,
    FixedShares,
    QuotaBounds,
    QuotaLevels,
    Relief,
    allocate_quotas,
    build_tree,
)
from optimizer.stop import Limit, MaxRuntime
from scenarios import single_run
from scenarios.changes import AddTerritories, ChangeCriteria, KeepIncumbent
from scenarios.comparison import compare
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.terminal import RunDisplay, show_broken, show_comparison, show_notes, show_waterfall

pytestmark = pytest.mark.usefixtures("quick_solve")


def console(width=80, *, terminal=False):
    """Make a console that keeps what it shows."""
    return Console(file=io.StringIO(), width=width, highlight=False, force_terminal=terminal, _environ={})


def outcomes(line, criteria, count=2, observer=None):
    """Run today and some more scenarios."""
    more = [Scenario(f"scenario {i} [with a long name]", criteria) for i in range(count)]
    quotas = partial(allocate_quotas, target=39_100_000)
    return run(
        line, [Scenario("today", criteria, KeepIncumbent()), *more], MaxRuntime(1), quotas=quotas, observer=observer
    )


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_tables_fit(line, criteria, width, count):
    """No line is wider than the terminal, every scenario is in a table, the baseline in all."""
    screen = console(width)
    comparison = compare(outcomes(line, criteria, count))
    show_comparison(comparison, screen, "Line")
    text = screen.file.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert text.count("long name]") == count
    assert text.count("today") - text.count("today's") == text.count("lower bound") >= 1
    assert "…" not in text


def waterfall(line, criteria, width=100, **choices):
    """Show the quotas of one plan with everything in its waterfall."""
    quotas = partial(
        allocate_quotas,
        target=39_100_000,
        history="potential",
        method=FixedShares({"west": 0.6, "east": 0.4}),
        over_assignment=0.05,
        capacity=[0.5, 1.0],
        bounds=QuotaBounds(cap={"west": 20_000_000}),
        round_to=1_000,
        **choices,
    )
    outcome = run(line, [Scenario("plan", criteria)], MaxRuntime(1), quotas=quotas)[0]
    screen = console(width)
    show_waterfall(outcome, screen)
    return outcome, screen.file.getvalue()


@pytest.mark.parametrize("relief", Relief)
def test_a_waterfall_fits_a_hundred_columns(line, criteria, relief):
    """Every term and the quota of every rep, the sum below, and where relief goes."""
    outcome, text = waterfall(line, criteria, relief=relief)
    lines = text.splitlines()
    assert lines[0] == "Quotas of plan"
    assert max(len(shown) for shown in lines if "relieved" not in shown) <= 100
    for word in ("history", "growth", "potential", "over-", "assigned", "ramp", "quota"):
        assert word in text
    for rep, amount in zip(outcome.quotas.reps, outcome.quotas.amounts, strict=True):
        assert any(shown.split()[0] == rep and f"{amount:,.0f}" in shown for shown in lines if shown.strip())
    assert f"{outcome.quotas.total:,.0f}" in text
    assert outcome.quotas.relief_note in text


def test_a_waterfall_with_numbers_by_hand_fits_a_hundred_columns(line, criteria):
    """Nine columns of millions and a long name, counted in thousands, with no heading cut."""
    renamed = replace(line.territories, reps=("Maximiliana Featherstonehaugh", "Bob"))
    long = replace(line, territories=renamed)
    levels = QuotaLevels(
        tree=build_tree([["west", "east"]]),
        over_assignment=(0.05,),
        adjustments=(Adjustment(node="west", amount=210_000_000, who="Eve", why="new deal"),),
    )
    quotas = partial(
        allocate_quotas,
        target=390_000_000,
        history="potential",
        method=FixedShares({"west": 0.6, "east": 0.4}),
        capacity=[0.9, 1.0],
        bounds=QuotaBounds(cap={"west": 220_000_000}),
        round_to=7_000_000,
        levels=levels,
    )
    outcome = run(long, [Scenario("plan", criteria)], MaxRuntime(1), quotas=quotas)[0]
    screen = console(100)
    show_waterfall(outcome, screen)
    text = screen.file.getvalue()
    assert max(len(shown) for shown in text.splitlines() if "relieved" not in shown) <= 100
    assert "adjust-" in text
    assert not [shown for shown in text.splitlines() if "…" in shown and "Maximiliana" not in shown]


def test_a_narrow_terminal_counts_in_thousands(line, criteria):
    """What does not fit is divided by a thousand and says so."""
    _, text = waterfall(line, criteria, width=60)
    assert text.startswith("Quotas of plan, in thousands\n")
    assert max(len(shown) for shown in text.splitlines() if "relieved" not in shown) <= 60


def test_no_quotas_no_waterfall(line, criteria):
    """A plan without quotas shows nothing; terms that are 0 for all have no column."""
    screen = console()
    show_waterfall(run(line, [Scenario("plan", criteria)], MaxRuntime(1))[0], screen)
    assert screen.file.getvalue() == ""
    nothing = run(line, [Scenario("plan", criteria)], MaxRuntime(1), quotas=partial(allocate_quotas, target=0))[0]
    show_waterfall(nothing, screen)
    assert [shown.split() for shown in screen.file.getvalue().splitlines() if "all" in shown] == [["all", "0"]]
    show_waterfall(outcomes(line, criteria, 0)[0], screen)
    assert "over-" not in screen.file.getvalue()
    assert "potential" in screen.file.getvalue()


def test_plain_lines_without_a_terminal(line, criteria):
    """A log file gets lines: scenarios, phases, and how each ended."""
    screen = console()
    with RunDisplay(screen) as display:
        outcomes(line, criteria, 1, observer=display)
    lines = screen.file.getvalue().splitlines()
    assert lines[0] == "today (1 of 2)"
    assert lines[1] == "kept    today"
    assert lines[2] == "scenario 0 [with a long name] (2 of 2)"
    assert lines[3] == "     0.0 s  nearest"
    assert lines[-1].startswith(
        "done    scenario 0 [with a long name]: feasible, gap 10.00%; did all it had planned after"
    )


def test_live_line_in_a_terminal(line, criteria):
    """A terminal gets one live line with phase, best, bound and gap, and keeps only the endings."""
    screen = console(120, terminal=True)
    with RunDisplay(screen) as display:
        outcomes(line, criteria, 1, observer=display)
    text = screen.file.getvalue()
    assert "done" in text
    assert "[with a long name]" in text
    display = RunDisplay(screen)
    display.on_phase("search", 0.0)
    display.on_improvement(1234.0, 1000.0, 1.0)
    assert display._line() == "search  best 1,234, bound 1,000, gap 18.96%"


def test_improvements_are_rare_in_a_log():
    """A search that finds a thousand plans does not write a thousand lines."""
    screen = console()
    display = RunDisplay(screen)
    for step in range(1_000):
        display.on_improvement(2_000.0 - step, None, step / 100)
    assert len(screen.file.getvalue().splitlines()) == 1


def test_broken_plans_say_by_how_much(line):
    """Rules, amounts and limits are told; a long list is cut and says so."""
    strict = Criteria(forbidden=frozenset((f"a{i}", "west") for i in range(3)), balance={"workload": 0.1})
    outcome = run(line, [Scenario("strict", strict)], MaxRuntime(1))[0]
    screen = console(200)
    show_broken(outcome, screen)
    assert "strict breaks" in screen.file.getvalue()
    assert "below the limit 16.2 by" in screen.file.getvalue()
    many = outcome.assessment.violations * 10
    longer = replace(outcome, result=replace(outcome.result, assessment=replace(outcome.assessment, violations=many)))
    show_broken(longer, screen)
    assert "more, see assessment.json" in screen.file.getvalue()


def test_failures_are_told(line, criteria):
    """A scenario without a plan says at which stage it failed and why."""
    screen = console(200)
    with RunDisplay(screen) as display:
        wrong = Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"}))
        outcome = run(line, [wrong], MaxRuntime(1), observer=display)[0]
    show_broken(outcome, screen)
    text = screen.file.getvalue()
    assert "failed  wrong: build" in text
    assert "there is no such tag" in text


def test_interrupted_plans_say_so(line, criteria, monkeypatch, quick_solve):
    """The line of a search ended by hand says so."""

    def by_hand(*args, **options):
        return replace(quick_solve(*args, **options), limit=Limit.INTERRUPTED)

    monkeypatch.setattr(single_run, "solve", by_hand)
    screen = console(200)
    with RunDisplay(screen) as display:
        run(line, [Scenario("a", criteria, ChangeCriteria(max_count=8))], MaxRuntime(1), observer=display)
    assert "was interrupted after" in screen.file.getvalue()


def test_notes_are_cut():
    """A few notes are shown, the number of the others is told."""
    screen = console()
    show_notes(tuple(f"assumed {i}" for i in range(20)), screen)
    assert "note: assumed 7" in screen.file.getvalue()
    assert "and 12 more notes" in screen.file.getvalue()


def test_several_at_once_have_a_line_each(line, criteria):
    """Scenarios at work side by side each leave the screen with their own end; those from the store say so."""
    screen = console(terminal=True)
    scenarios = [Scenario(name, criteria) for name in ("a", "b", "c")]
    ended = run(line, scenarios, MaxRuntime(1), progress=False)
    with RunDisplay(screen) as display:
        for position, scenario in enumerate(scenarios):
            display.on_scenario(scenario, position, 3)
        for outcome in (ended["c"], replace(ended["a"], stored=True), ended["b"]):
            display.on_outcome(outcome)
        assert not display._live.tasks
    lines = [text for text in screen.file.getvalue().splitlines() if "did all it had planned" in text]
    assert [name in text for name, text in zip("cab", lines, strict=True)] == [True] * 3
    assert ["stored" in text for text in lines] == [False, True, False]
