"""What districting and commercial share: the words of the public API, the check, what is said of a result."""

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import contiguous
from benchmarks.areas import Areas
from benchmarks.contiguous import (
    Reason,
    Request,
    Trial,
    explain,
    find_contacts,
    make_instance,
    run,
    run_all,
    square_like,
)
from benchmarks.districting_files import rounded_km_squared
from benchmarks.known import Known, Proof
from optimizer import Alignment, Criteria, Limit, Quantity, Result, Status, TravelCriterion, judge

# A chain of five places; between the last two is water.
AREAS = Areas(
    name="chain",
    k=2,
    places=np.array([[0.0, 0.0], [10.4, 0.0], [20.0, 0.0], [30.0, 0.0], [50.0, 0.0]]),
    edges=np.array([[0, 1], [2, 1], [2, 3]]),
    amounts={"population": np.array([4, 1, 1, 3, 1])},
    tolerance=0.01,
    cost=rounded_km_squared,
    weighed_by="population",
    scale=0.01,
)
COST = 0.01 * (4 * 100 + 100 + 400)
"""Of the plan 0-1 around 1 and 2-3-4 around 3: four people go 10 km, one goes 10, one 20."""

NOT_PROVED = Reason(proved=False, words="no word why")
PROVED = Reason(proved=True, words="too much water")


@pytest.fixture
def bare(monkeypatch):
    """Neither compile nor search: the plan is given, what is stated of it is up to the test."""

    def stated(status=Status.FEASIBLE, territory_of=(0, 0, 1, 1, 1), lower_bound=5.0):
        def answer(instance, criteria, _stop, *, seed):
            alignment = Alignment(instance, np.array(territory_of), np.array([1, 3]))
            assessment = judge(alignment, criteria)
            return Result(status, Limit.COMPLETED, alignment, assessment, lower_bound, 0.0, seed)

        monkeypatch.setattr(contiguous, "solve", answer)

    monkeypatch.setattr(contiguous.warm, "warm_up", lambda _run: 1)
    monkeypatch.setattr(contiguous, "run_apart", lambda work, task, _seconds: work(task))
    monkeypatch.setattr(contiguous, "explain", lambda _instance, _criteria, _seconds: NOT_PROVED)
    stated()
    return stated


def _trial(known=None, **changed):
    return Trial(areas=replace(AREAS, **changed), time_limit=1.0, seed=7, known=known)


def test_bridge_where_the_graph_is_in_pieces():
    """The shortest one, marked; a graph in one piece gets none."""
    contacts = find_contacts(AREAS)
    assert contacts.pairs[contacts.bridge].tolist() == [[3, 4]]
    whole = replace(AREAS, edges=np.array([[0, 1], [1, 2], [2, 3], [3, 4]]))
    assert not find_contacts(whole).bridge.any()


def test_words_of_the_public_interface():
    """Free territories, contacts, a matrix of rounded squares weighed by population, balance and contiguity."""
    instance, criteria = make_instance(AREAS, find_contacts(AREAS))
    assert instance.free_centres().all()
    assert len(instance.adjacency) == 4
    assert instance.geometry(Quantity.DISTANCE, 1).matrix[0].tolist() == [0.0, 100.0, 400.0, 900.0, 2500.0]
    travel = TravelCriterion(by="population", weight=0.01)
    assert criteria == Criteria(balance={"population": 0.01}, travel=travel, contiguous=True)


def test_straight_distances_need_no_matrix():
    """Units that weigh alike at straight distances: the plane is enough."""
    plain = Areas(name="plain", k=2, places=AREAS.places, edges=AREAS.edges, amounts=AREAS.amounts, tolerance=0.01)
    instance, criteria = make_instance(plain, find_contacts(plain))
    assert instance.geometry(Quantity.DISTANCE, 1).matrix.size == 0
    assert criteria.travel == TravelCriterion()


def test_figures_of_the_check(bare):
    """Objective and gaps from the raw arrays, the status as stated, the bridge in the note."""
    bare(Status.OPTIMAL, lower_bound=COST)
    record = run(_trial(Known(2, 8.0)))
    assert (record.instance, record.n, record.k, record.feasible, record.status) == ("chain", 5, 2, True, "optimal")
    assert record.objective == pytest.approx(COST)
    assert record.gap == 0.0
    assert record.gap_to_best_known == pytest.approx(COST / 8.0 - 1)
    assert record.note == "the bound is above the best known value: one of them is wrong; bridges 3-4"


@pytest.mark.parametrize(
    ("stated", "territory_of", "status"),
    [
        (Status.FEASIBLE, (0, 0, 1, 1, 1), "feasible"),
        (Status.INFEASIBLE, (0, 0, 1, 1, 1), "feasible"),
        (Status.INFEASIBLE, (0, 0, 0, 1, 1), "infeasible"),
        (Status.VIOLATED, (0, 0, 0, 1, 1), "violated"),
    ],
)
def test_status(bare, stated, territory_of, status):
    """What is proved stands, but for a plan that should not exist."""
    bare(stated, territory_of)
    record = run(_trial())
    assert record.status == status
    assert record.feasible == (status == "feasible")
    assert ("called infeasible" in record.note or "calls it infeasible" in record.note) == (
        stated is Status.INFEASIBLE and status == "feasible"
    )


def test_plan_that_the_check_refutes(bare, monkeypatch):
    """A plan called feasible that is not is violated, with the reason."""
    monkeypatch.setattr(contiguous, "find_contacts", _all_touch)
    bare(Status.OPTIMAL, (1, 0, 0, 1, 1), lower_bound=None)
    record = run(_trial(tolerance=0.9))
    assert (record.feasible, record.status) == (False, "violated")
    assert record.note.startswith("the method calls it feasible; territory 1 is in 3 pieces")


def _all_touch(areas):
    every = np.column_stack(np.triu_indices(len(areas), 1))
    return find_contacts(replace(areas, edges=every))


def test_published_as_infeasible(bare):
    """That is said, whether a plan was found or not."""
    bare(Status.INFEASIBLE, (0, 0, 0, 1, 1), lower_bound=None)
    known = Known(2, None, Proof.INFEASIBLE)
    record = run(_trial(known))
    assert (record.status, record.best_known) == ("infeasible", None)
    assert "published as infeasible" in record.note
    bare()
    assert "published as infeasible, and here is a plan" in run(_trial(known)).note


def test_the_search_may_prove_what_the_diagnosis_cannot(bare):
    """Then it is said who proved it, before what the diagnosis came to."""
    bare(Status.INFEASIBLE, (0, 0, 0, 1, 1), lower_bound=None)
    record = run(_trial())
    assert record.status == "infeasible"
    assert "proved by the search, not by the diagnosis" in record.note.split("; ")


def test_reason_why_there_is_no_plan(bare, monkeypatch):
    """The diagnosis may prove what the search could not; then its words count, not what the least bad plan breaks."""
    bare(Status.VIOLATED, (0, 0, 0, 1, 1), lower_bound=None)
    record = run(_trial())
    assert (record.status, record.note.split("; ")[-2]) == ("violated", "no word why")
    assert "asked 5 to 5" in record.note
    monkeypatch.setattr(contiguous, "explain", lambda _instance, _criteria, _seconds: PROVED)
    record = run(_trial(Known(2, 8.0)))
    assert (record.status, record.feasible) == ("infeasible", False)
    assert record.note.split("; ") == [
        "called infeasible, and a plan is published",
        "proved by the diagnosis, not by the search",
        "too much water",
        "bridges 3-4",
    ]


def test_no_reason_is_sought_where_there_is_a_plan(bare, monkeypatch):
    """A plan that passes the check needs no diagnosis."""
    bare(Status.INFEASIBLE)
    monkeypatch.setattr(contiguous, "explain", lambda *_given: pytest.fail("asked for a reason"))
    assert run(_trial()).status == "feasible"


def test_words_of_the_diagnosis():
    """One unit larger than any territory may be, told in a line with the choices; a plan that exists is no conflict."""
    large = replace(AREAS, amounts={"population": np.array([9, 1, 1, 3, 1])})
    reason = explain(*make_instance(large, find_contacts(large)), 10.0)
    assert reason.proved
    assert reason.words.startswith("diagnosis in ")
    assert "0 has 9 population" in reason.words
    assert "\n" not in reason.words
    assert not explain(*make_instance(AREAS, find_contacts(AREAS)), 10.0).proved


def test_table_and_closing_line(bare, tmp_path, capsys):
    """A row each, also where something fails, JSON with the status, and how many are proved or close."""
    bare(Status.OPTIMAL, lower_bound=COST)
    target = tmp_path / "rows.json"
    trials = [_trial(Known(2, COST)), _trial(name="other"), _trial(Known(2, 8.0))]
    run_all(trials, target)
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["status"] for row in rows] == ["optimal"] * 3
    assert [row["instance"] for row in rows] == ["chain", "other", "chain"]
    printed = capsys.readouterr().out
    assert "status" in printed.splitlines()[0]
    assert "3 of 3 feasible, 3 proved optimal, 0 proved infeasible" in printed
    assert "1 of 2 within 0.1%" in printed


def test_failure_is_a_row(monkeypatch):
    """What went wrong is the note; size and best value are there."""

    def fail(_work, _task, _seconds):
        raise contiguous.WorkFailedError("out of memory")

    monkeypatch.setattr(contiguous, "run_apart", fail)
    record = contiguous.run_or_say_why(_trial(Known(2, 8.0)))
    assert (record.n, record.k, record.best_known, record.note) == (5, 2, 8.0, "out of memory")


def test_square_that_warms_up():
    """The same kind: measures, cost and weights, connected cells."""
    square = square_like(AREAS, 7)
    assert (len(square), square.k, square.weighed_by) == (144, 4, "population")
    assert square.cost is AREAS.cost
    assert len(square.edges) == 2 * 12 * 11
    assert not find_contacts(square).bridge.any()


def test_names_asked_for(tmp_path):
    """Patterns between commas; one that matches any of the names is enough."""
    assert Request(instances=tmp_path, only="AL, IA").wants("IA_county", "IA")
    assert Request(instances=tmp_path, only="*_county").wants("IA_county", "IA")
    assert not Request(instances=tmp_path, only="AL,I").wants("IA_county", "IA")
