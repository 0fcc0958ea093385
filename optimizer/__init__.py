"""Territory and quota optimization: facts and choices in, a plan and what is proved about it out.

``build_instance`` makes an ``Instance`` from tables, ``Criteria`` says what a good plan is, ``solve`` searches within
a stopping criterion and returns a ``Result`` around one ``Alignment``. Quotas live in ``optimizer.quotas``.
"""

from .alignment import Alignment, incumbent_alignment
from .assessment import Assessment, Balance, judge
from .build import build_instance
from .capacity import PlanYear
from .criteria import Criteria, TravelCriterion
from .diagnosis import cheapest_relaxation, explain_infeasibility
from .exceptions import InputError, Problem, QuotaError, TerritoryError
from .instance import Instance, Tag, Territories, Units, Unplaced
from .places import MissingPlace
from .progress import Observer
from .result import Result, Status
from .rules import Rule, Violation
from .solve import Solver, solve
from .solvers.exact_search import ExactSearch
from .stop import Limit, MaxIterations, MaxRuntime, StoppingCriterion, TargetGap
from .tables import Columns
from .travel import GreatCircle, Planar, Quantity, RoadProfile, TravelMatrix

__all__ = [
    "Alignment",
    "Assessment",
    "Balance",
    "Columns",
    "Criteria",
    "ExactSearch",
    "GreatCircle",
    "InputError",
    "Instance",
    "Limit",
    "MaxIterations",
    "MaxRuntime",
    "MissingPlace",
    "Observer",
    "PlanYear",
    "Planar",
    "Problem",
    "Quantity",
    "QuotaError",
    "Result",
    "RoadProfile",
    "Rule",
    "Solver",
    "Status",
    "StoppingCriterion",
    "Tag",
    "TargetGap",
    "Territories",
    "TerritoryError",
    "TravelCriterion",
    "TravelMatrix",
    "Units",
    "Unplaced",
    "Violation",
    "build_instance",
    "cheapest_relaxation",
    "explain_infeasibility",
    "incumbent_alignment",
    "judge",
    "solve",
]
