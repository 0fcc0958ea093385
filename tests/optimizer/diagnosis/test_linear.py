"""A certificate refutes only what no plan keeps."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.elastic import solve_mix
from optimizer.diagnosis.linear import Certificate, by_measure, certificate, stretched
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.rulebook import write


def book_of(instance, criteria):
    """All choices as numbers."""
    case = case_of(instance, criteria)
    return write(case, choices_of(case))


def test_duals_of_an_impossible_program_are_a_certificate(make):
    """Today's territory must give away 45 % and may give 25 %."""
    instance = make(range(4), [0.0, 3.0], incumbent=[0] * 4)
    book = book_of(instance, Criteria(balance={"potential": 0.1}, disruption_at_most=0.25))
    mix = solve_mix(stretched(book), 5.0)
    assert mix.cost > 0
    assert certificate(book, mix).refutes(book)


def test_random_weights_never_refute_what_a_plan_keeps(make):
    """Any weights at all are a sound test."""
    instance = make(range(4), [0.0, 3.0], incumbent=[0, 0, 0, 1])
    book = book_of(instance, Criteria(balance={"potential": 0.1}, disruption_at_most=0.25))
    rng = np.random.default_rng(5)
    for _ in range(200):
        weights = Certificate(rng.normal(size=(2, 1)), {"potential": float(rng.exponential())})
        assert not weights.refutes(book)


@pytest.mark.parametrize(("amount", "refuted"), [(1.0, False), (9.0, True)])
def test_one_measure_is_enough_where_it_is_too_much(make, amount, refuted):
    """Like accounts are put together, and what refutes them refutes the whole."""
    instance = make(range(3), [0.0, 3.0], measures={"potential": [1, 1, 1], "hours": [amount, 1, 1]})
    book = book_of(instance, Criteria(capacity={"hours": 4.0}, balance={"potential": 0.5}))
    mixes = [(alike, solve_mix(stretched(alike), 5.0)) for alike in by_measure(book)]
    assert all(len(alike.open) == 1 for alike, _ in mixes)
    assert any(certificate(alike, mix).refutes(book) for alike, mix in mixes if mix.cost > 1e-7) == refuted
