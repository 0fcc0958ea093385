"""The method of quotas: from words to an object."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError
from optimizer.quotas import EqualProbability, PotentialShare
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"
BOOKINGS = "  bookings: bookings.csv\n"


def rule(write, more, edits=None):
    plan = read_plan(write({**(edits or {}), "plan.yaml": (HISTORY, HISTORY + more)}))
    return plan.quotas, incumbent_alignment(plan.instance)


@dataclass(frozen=True)
class Certain:
    """An outlook in which every account brings the same in each of two years."""

    amount: float

    def territory_draws(self, assignment, k, /):
        return np.bincount(assignment[assignment >= 0], minlength=k) * np.array([[1.0], [2.0]]) * self.amount


@pytest.mark.parametrize(
    ("more", "quotas"),
    [
        ("  method: equal_split\n", [400, 400, 400]),
        ("  method: potential_share\n  measure: workload\n  round_to: 0.01\n", [342.86, 514.28, 342.86]),
        ("  method: workload_share\n  round_to: 0.01\n", [342.86, 514.28, 342.86]),
        ("  method: capacity_share\n", [400, 400, 400]),
        ("  method: flat_growth\n", [350, 350, 500]),
        # 80 % stay: 280, 280, 400 of 960; unrealised potential (accounts x 1000) takes the other 240 evenly.
        ("  method: baseline_growth\n  retention: 80%\n  measure: thousands\n", [362, 362, 476]),
        ("  method: fixed_shares\n  shares: {R1: 50%, R2: 20%, R3: 30%}\n", [600, 240, 360]),
    ],
)
def test_every_word_sets_quotas(write, more, quotas):
    """Each method of a plan file gives the quotas its name promises."""
    path = write({"plan.yaml": (HISTORY, HISTORY + more)})
    measure = "  workload: {column: hours}\n"
    path.write_text(
        path.read_text().replace(measure, f"{measure}  thousands: {{by: country, values: {{US: 1000, GB: 1000}}}}\n")
    )
    plan = read_plan(path)
    amounts = plan.quotas(incumbent_alignment(plan.instance)).amounts
    assert [float(amount) for amount in amounts] == pytest.approx(quotas, abs=1.0)
    assert sum(amounts) == 1_200


def test_without_a_method_bookings_that_allow_a_forecast_decide(write, three_years):
    """Equal probability where there is an outlook, and the plan says so; potential share where there is none."""
    plan = read_plan(three_years(write({})))
    assert isinstance(plan.quotas.method, EqualProbability)
    assert any("same chance of attainment" in note for note in plan.notes)
    plan = read_plan(write({}))
    assert plan.quotas.method == PotentialShare("potential")
    assert any("no chances of attainment are told: the bookings cover 13 months" in note for note in plan.notes)


def test_equal_probability_may_be_asked_for(write, monkeypatch):
    """Named in the plan it takes the outlook without a note; without any bookings, or too few, it says what to do."""
    monkeypatch.setattr("scenarios.planfile.plan.read_outlook", lambda *_: Certain(100.0))
    asked = "  method: equal_probability\n"
    chosen, today = rule(write, asked)
    assert [float(amount) for amount in chosen(today).amounts] == [400, 400, 400]
    monkeypatch.undo()
    with pytest.raises(InputError, match=r"the bookings cover 13 months, a forecast needs 24.*Use potential_share"):
        rule(write, asked)
    path = write({"plan.yaml": (HISTORY, HISTORY + asked)})
    path.write_text(
        path.read_text().replace(BOOKINGS, "").replace("{last_months: 12, of: bookings}", "{column: hours}")
    )
    with pytest.raises(InputError, match=r"line 20, key 'quotas\.method'.*needs a forecast.*Add `bookings: file.csv`"):
        read_plan(path)


@pytest.mark.parametrize(
    ("more", "key", "message"),
    [
        ("  method: potential_share\n  measure: size\n", "quotas.measure", "no such measure"),
        ("  method: flat_growth\n  retention: 0.9\n", "quotas", "retention belongs to the method baseline_growth"),
        ("  measure: workload\n", "quotas", "measure belongs to the methods"),
        ("  method: fixed_shares\n  shares: {R1: 1}\n", "quotas.shares", "no share for R2, R3"),
        ("  method: fixed_shares\n  shares: {R1: 1, R2: 0, R3: 0, R9: 0}\n", "quotas.shares.R9", "no such territory"),
        ("  method: fixed_shares\n  shares: {R1: 0.5, R2: 0.4}\n", "quotas", "the shares add up to 0.9"),
        ("  shares: {R1: 1}\n", "quotas", "shares belong to the method fixed_shares"),
    ],
)
def test_methods_that_cannot_be(write, more, key, message):
    """What a method lacks, or what does not belong to it, is told at its key."""
    with pytest.raises(InputError) as caught:
        rule(write, more)
    assert [problem.column for problem in caught.value.problems if message in problem.message] == [key]


def test_workload_must_be_there(write):
    """Without a measure of that name, and none named instead, the plan says which there are."""
    path = write({"plan.yaml": (HISTORY, HISTORY + "  method: workload_share\n")})
    path.write_text(
        path.read_text().replace("workload: {column", "toil: {column").replace("workload: 50%", "toil: 50%")
    )
    with pytest.raises(InputError, match=r"no measure 'workload'.*potential, toil, count"):
        read_plan(path)
