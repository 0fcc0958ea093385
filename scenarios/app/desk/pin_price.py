"""What a pin costs: the plan with it beside the plan without it, both sought beside the desk."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.instance import NOBODY
from optimizer.result import Result

from .errand import SearchProgress, Sent
from .naming import account_name, territory_names
from .search import judged
from .seeker import End, Failed, Priced, PriceOrder

NOTICEABLE = 1e-9
"""A price below this is none."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PinPrice:
    """The price of a pin, in units of the objective.

    Parameters
    ----------
    unit, territory
        Which account is pinned to which territory, as indices.
    amount
        Objective of the plan with the pin less that without; None where one of them keeps not all rules.
    at_least, at_most
        What is proved of the difference between the best plans; None where no bound is known.
    without
        The plan without the pin.
    """

    unit: int
    territory: int
    amount: float | None
    at_least: float | None
    at_most: float | None
    without: Result

    @property
    def words(self) -> str:
        """The price in a sentence."""
        home = self.without.alignment
        names, now = territory_names(home.instance), int(home.territory_of[self.unit])
        pin = f"pinning {account_name(home.instance, self.unit)} to {names[self.territory]}"
        if self.amount is None:
            return f"what {pin} costs is not known: one of the two plans breaks rules"
        proved = [
            f"{word} {bound:,.4g}"
            for word, bound in (("at least", self.at_least), ("at most", self.at_most))
            if bound is not None
        ]
        told = f" (proved: {' and '.join(proved)})" if proved else ""
        where = f"; without it, it would go to {names[now]}" if now not in (NOBODY, self.territory) else ""
        cost = f"{self.amount:,.4g} in the objective" if abs(self.amount) > NOTICEABLE else "nothing"
        return f"{pin} costs {cost}{told}{where}"


class PinPricing(Sent):
    """The search for the price of a pin; made by ``Desk.price_of_pin``.

    Parameters
    ----------
    order
        What is searched.
    unit, territory
        Which account is pinned to which territory, as indices.
    """

    def __init__(self, order: PriceOrder, unit: int, territory: int) -> None:
        self._order = order
        self._unit, self._territory = unit, territory
        self._price: PinPrice | None = None
        super().__init__(order)

    @property
    def result(self) -> PinPrice | None:
        """The price; None while it is sought, or where there is none (see ``problem``)."""
        return self._price

    @property
    def problem(self) -> str:
        """Why there is no price, empty where nothing went wrong."""
        return self._problem

    def _close(self, end: End | None, progress: SearchProgress) -> None:  # noqa: ARG002 -- as it is called
        order = self._order
        if isinstance(end, Priced):
            self._price = PinPrice(
                unit=self._unit,
                territory=self._territory,
                amount=end.amount,
                at_least=end.at_least,
                at_most=end.at_most,
                without=judged(end.without, order.instance, order.without, seed=order.seed),
            )
        else:
            self._problem = end.message if isinstance(end, Failed) else "the search was lost: ask again"
