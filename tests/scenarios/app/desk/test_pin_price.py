"""What a pin costs, as a figure and as a sentence."""

import pytest

from optimizer.criteria import Criteria
from scenarios.app.desk import EditRefused, errand
from scenarios.app.desk.errand import SearchProgress
from scenarios.app.desk.pin_price import PinPricing
from scenarios.app.desk.seeker import Failed, Priced, PriceOrder

from .test_search import found


@pytest.fixture
def pricing(monkeypatch, line, criteria) -> PinPricing:
    """The price of the first account in the east, its process played by the test."""

    class Errand:
        def __init__(self, order, then):
            self.order, self.then = order, then

    monkeypatch.setattr(errand, "Errand", Errand)
    pinned = Criteria(balance={"potential": 0.1}, pins={"a0": "east"})
    order = PriceOrder(instance=line, criteria=pinned, without=criteria, seconds=1.0, seed=1, threads=1)
    return PinPricing(order, 0, 1)


DONE = SearchProgress(phase="done", seconds=1.0)


def test_the_price_says_what_is_proved_and_where_the_account_would_go(pricing):
    """The plan without the pin is judged here, without the pin."""
    without = found([0, 0, 0, 0, 1, 1, 1, 1])
    pricing._close(Priced(amount=80.0, at_least=70.0, at_most=90.0, without=without), DONE)
    price = pricing.result
    assert price.without.feasible
    assert price.words == (
        "pinning Account 0 (a0) to Bob costs 80 in the objective (proved: at least 70 and at most 90); "
        "without it, it would go to Ann"
    )


def test_a_pin_that_costs_nothing_says_so(pricing):
    """Where the account would be there anyway."""
    pricing._close(Priced(amount=0.0, at_least=None, at_most=None, without=found([1, 0, 0, 0, 0, 1, 1, 1])), DONE)
    assert pricing.result.words == "pinning Account 0 (a0) to Bob costs nothing"


def test_a_price_that_is_not_known_says_so(pricing):
    """Where a plan breaks rules there is no difference to tell."""
    pricing._close(Priced(amount=None, at_least=None, at_most=None, without=found([1] * 8)), DONE)
    assert (
        pricing.result.words
        == "what pinning Account 0 (a0) to Bob costs is not known: one of the two plans breaks rules"
    )


@pytest.mark.parametrize(("end", "told"), [(Failed("no road"), "no road"), (None, "the search was lost: ask again")])
def test_no_price_has_a_reason(pricing, end, told):
    """The error, or that the process is gone."""
    pricing._close(end, DONE)
    assert pricing.result is None
    assert pricing.problem == told


def test_only_a_pin_has_a_price(desk):
    """Asking for the price of no pin is refused before anything is searched."""
    with pytest.raises(EditRefused, match="not pinned"):
        desk.price_of_pin(1)


def test_the_order_frees_the_family_alone(desk, monkeypatch):
    """Other pins stay in both plans."""
    asked = []
    monkeypatch.setattr(errand, "Errand", lambda order, then: asked.append((order, then)))
    desk.pin([0, 1])
    desk.price_of_pin(1, seconds=3.0)
    order = asked[0][0]
    assert (dict(order.criteria.pins), dict(order.without.pins)) == ({"a0": "west", "a1": "west"}, {"a0": "west"})
    assert order.seconds == 3.0
