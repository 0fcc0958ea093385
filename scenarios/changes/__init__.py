"""What a scenario changes: typed, frozen edits of facts, choices, quotas and people, each telling what it did.

``docs/scenarios.md`` lists them with an example each.
"""

from .adding import AddTerritories
from .change import AnyChange, Change, QuotaChange, TeamChange
from .closing import CloseTerritories
from .criteria import ChangeCriteria, CriteriaFields, KeepIncumbent
from .hiring import Hire
from .homes import MovesHome
from .leaving import RepLeaves, StaysVacant
from .limits import MoveLimits, Times, relax, tighten
from .merging import MergeTerritories
from .pinning import FreeAccounts, PinAccounts
from .quotas import ChangeQuotas, ScaleTarget
from .restricting import RestrictTo
from .scaling import ScaleMeasure
from .segment import Segment
from .splitting import SplitTerritory

__all__ = [
    "AddTerritories",
    "AnyChange",
    "Change",
    "ChangeCriteria",
    "ChangeQuotas",
    "CloseTerritories",
    "CriteriaFields",
    "FreeAccounts",
    "Hire",
    "KeepIncumbent",
    "MergeTerritories",
    "MoveLimits",
    "MovesHome",
    "PinAccounts",
    "QuotaChange",
    "RepLeaves",
    "RestrictTo",
    "ScaleMeasure",
    "ScaleTarget",
    "Segment",
    "SplitTerritory",
    "StaysVacant",
    "TeamChange",
    "Times",
    "relax",
    "tighten",
]
