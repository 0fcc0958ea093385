"""Why not, and at what price: conflicts, the cheapest way out, what a choice costs, why an account is where it is."""

from .choice import Choice
from .conflict import Conflict, explain_infeasibility
from .easing import Easing, EasingWeights
from .oracle import Proof
from .placement import Consequence, Placement, why_here
from .price import Price, price_of, price_pins
from .relaxation import Relaxation, cheapest_relaxation

__all__ = [
    "Choice",
    "Conflict",
    "Consequence",
    "Easing",
    "EasingWeights",
    "Placement",
    "Price",
    "Proof",
    "Relaxation",
    "cheapest_relaxation",
    "explain_infeasibility",
    "price_of",
    "price_pins",
    "why_here",
]
