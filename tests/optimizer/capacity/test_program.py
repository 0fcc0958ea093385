"""The linear program: its rows, its bound, its rounding and its least shortage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from optimizer.capacity import Attrition, HiringNeed, NewHire
from optimizer.capacity.need import Coverage
from optimizer.capacity.program import HiringProgram, hiring_program, least_shortage, relaxed, rounded_up, whole_hires

HIRE = NewHire(hiring_cost=100, monthly_cost=10)


def need(needed: list[list[float]], **changes: object) -> HiringNeed:
    facts: dict[str, object] = {
        "regions": tuple(range(len(needed))),
        "months": tuple(f"{month:02d}" for month in range(len(needed[0]))),
        "needed": needed,
        "present": 0.0,
        "new_hire": HIRE,
    }
    return HiringNeed(**(facts | changes))  # type: ignore[arg-type]


def test_rows_follow_coverage() -> None:
    """A row a month, a running sum a month, or one sum over the year."""
    each, to_date, year = (hiring_program(need([[1, 2, 0]], coverage=coverage), [0], months=3) for coverage in Coverage)
    assert each.matrix.toarray().tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert each.least.tolist() == [1, 2, 0]
    assert to_date.matrix.toarray().tolist() == [[1, 0, 0], [2, 1, 0], [3, 2, 1]]
    assert to_date.least.tolist() == [1, 3, 3]
    assert year.matrix.toarray().tolist() == [[3, 2, 1]]
    assert year.least.tolist() == [3]


def test_a_prefix_asks_for_its_months_only() -> None:
    """The first months by themselves; the sum over the year belongs to its last month."""
    assert len(hiring_program(need([[1, 2, 0]]), [0], months=2).least) == 2
    assert len(hiring_program(need([[1, 2, 0]], coverage=Coverage.YEAR), [0], months=2).least) == 0


def test_months_before_the_first_start_have_no_column() -> None:
    """Who can start in the second month only has one column of two."""
    late = NewHire(hiring_cost=0, monthly_cost=1, first_month=1)
    program = hiring_program(need([[0, 1]], new_hire=late), [0], months=2)
    assert program.column_of.tolist() == [1]


def test_the_bound_of_the_prices_is_that_of_the_optimum() -> None:
    """Half a hire from the first month costs 60 of 120, and no plan with fractions is cheaper."""
    program = hiring_program(need([[0.5, 0.5]]), [0], months=2)
    found = relaxed(program)
    assert found is not None
    assert found[0].tolist() == pytest.approx([0.5, 0])
    assert found[1] == pytest.approx(6_000)


def test_the_bound_holds_under_a_limit() -> None:
    """With one start a month for both regions, one region hires a month early and pays for it: 120 + 110."""
    program = hiring_program(need([[0, 1], [0, 1]], most_per_month=1), [0, 1], months=2)
    found = relaxed(program)
    assert found is not None
    assert found[1] == pytest.approx(23_000)
    hires, bound = whole_hires(program, 1_000)
    assert hires is not None
    assert float(hires @ program.cost) == 23_000
    assert bound == pytest.approx(23_000)


def test_what_cannot_be_has_no_relaxation() -> None:
    """Three are needed where two can start, or nobody."""
    assert relaxed(hiring_program(need([[3.0]], most_per_month=2), [0], months=1)) is None
    late = NewHire(hiring_cost=0, monthly_cost=1, first_month=5)
    assert relaxed(hiring_program(need([[3.0]], new_hire=late), [0], months=1)) is None
    assert relaxed(hiring_program(need([[0.0]], new_hire=late), [0], months=1)) is not None


def test_rounding_up_drops_what_is_not_needed() -> None:
    """Of two fractions rounded up the dearer is dropped where one hire is enough."""
    program = hiring_program(need([[0.0, 1.0]]), [0], months=2)
    whole = rounded_up(program, np.array([0.5, 0.5]))
    assert whole is not None
    assert whole.tolist() == [0, 1]


def test_rounding_up_keeps_limits_or_gives_none() -> None:
    """Two halves rounded up are two, one too many."""
    program = hiring_program(need([[0.5], [0.5]], most_per_month=1), [0, 1], months=1)
    assert rounded_up(program, np.array([0.5, 0.5])) is None


def test_rounding_up_closes_a_gap_the_solver_left() -> None:
    """Hires short by more than a hair are completed by the cheapest that helps."""
    program = hiring_program(need([[0.0, 2.0]]), [0], months=2)
    whole = rounded_up(program, np.array([0.0, 1.0]))
    assert whole is not None
    assert whole.tolist() == [0, 2]


def test_the_least_shortage_counts_whole_people_under_a_limit() -> None:
    """One start for two half needs: one half stays missing; with fractions of people, or no limit, nothing does."""
    limited = hiring_program(need([[0.5], [0.5]], most_per_month=1), [0, 1], months=1)
    whole = least_shortage(limited, nodes=1_000, whole=True)
    assert whole.missing.sum() == pytest.approx(0.5)
    assert whole.at_least == pytest.approx(0.5)
    assert not least_shortage(limited, nodes=1_000, whole=False).missing.any()
    free = hiring_program(need([[0.5], [0.5]]), [0, 1], months=1)
    assert not least_shortage(free, nodes=1_000, whole=True).missing.any()


def test_a_shortage_to_date_is_counted_once() -> None:
    """A rep-month missing in the first month is missing in every sum to date, and still one rep-month."""
    late = NewHire(hiring_cost=0, monthly_cost=1, first_month=1)
    program = hiring_program(need([[1, 0, 0]], new_hire=late, coverage=Coverage.TO_DATE), [0], months=3)
    assert least_shortage(program, nodes=1_000, whole=False).missing.tolist() == pytest.approx([1, 0, 0])


ROWS = st.lists(st.lists(st.floats(0, 9), min_size=4, max_size=4), min_size=1, max_size=3)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.sampled_from(Coverage), st.sampled_from([None, 1, 20]), st.floats(0, 0.9))
def test_the_bound_of_the_prices_meets_the_cost_of_the_hires(
    rows: list[list[float]], coverage: Coverage, limit: int | None, rate: float
) -> None:
    """Weak duality makes the bound true, strong duality makes it as large as the cost of the hires with fractions."""
    hire = NewHire(hiring_cost=100, monthly_cost=10, attrition=Attrition(rate, ramp=(0.5,)))
    facts = need(rows, coverage=coverage, most_per_month=limit, new_hire=hire)
    program = hiring_program(facts, range(len(rows)), months=4)
    found = relaxed(program)
    missing = least_shortage(program, nodes=0, whole=False).missing
    assert (found is None) == bool(missing.any())
    if found is not None:
        assert found[1] == pytest.approx(float(found[0] @ program.cost), rel=1e-6, abs=1)


def test_rounding_up_ends_where_a_hire_brings_next_to_nothing() -> None:
    """Who costs little and yields a billionth is no help; who yields a whole rep-month is hired."""
    none = csr_matrix((1, 2))
    program = HiringProgram(
        matrix=csr_matrix(np.array([[1e-9, 1.0]])),
        least=np.array([2.0]),
        slack=none,
        starts=none,
        most=None,
        cost=np.array([1, 100]),
        column_of=np.arange(2),
    )
    whole = rounded_up(program, np.array([0.0, 0.9999]))
    assert whole is not None
    assert whole.tolist() == [0.0, 2.0]
