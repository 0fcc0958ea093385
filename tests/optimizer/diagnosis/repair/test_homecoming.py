"""Who moved for nothing goes back, as far as limits allow."""

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair.case import case_of
from optimizer.diagnosis.repair.homecoming import sent_home
from optimizer.diagnosis.repair.moves import formulate_moves

SCATTERED = np.array([0, 1, 0, 1, 1, 0, 1, 1])


@pytest.mark.parametrize("most", [None, 0.9])
def test_moves_less_and_keeps_the_rules(after, current, most):
    """From a plan that moves much, one that moves less, whether totals or a judge tell."""
    criteria = Criteria(balance={"potential": 0.5}, disruption_at_most=most)
    case = case_of(after, criteria, current, None)
    plan = Alignment(case.instance, SCATTERED, np.full(2, -1))
    assert judge(plan, criteria).feasible
    back = sent_home(case, formulate_moves(case).formulation, plan)
    assert judge(back, criteria).feasible
    assert case.amount(back) < case.amount(plan)


def test_nobody_is_away(case):
    """A plan in which all are at home is given back as it is."""
    plan = Alignment(case.instance, np.array([0, 0, 0, 0, 0, 1, 1, 1]), np.full(2, -1))
    assert sent_home(case, formulate_moves(case).formulation, plan) is plan
