"""Why not, and at what price: conflicts, the cheapest way out, what a choice costs, why an account is where it is."""

from .conflict import Conflict, explain_infeasibility
from .easing import EasingWeights
from .relaxation import Relaxation, cheapest_relaxation

__all__ = ["Conflict", "EasingWeights", "Relaxation", "cheapest_relaxation", "explain_infeasibility"]
