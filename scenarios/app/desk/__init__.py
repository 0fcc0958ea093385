"""What is behind the planning page, with nothing drawn: a plan on a desk, edited, judged, searched and kept.

::

    desk          Desk: one session; every edit is checked, logged, and can be taken back
    state         DeskState, a value          edits     the log of them          past      undo and redo
    ground        facts and choices: who goes together, what may go where       refusal   why an edit is not made
    figures       what a state comes to       memory    figures of the last states
    quota_board   quotas, with those set by hand kept
    search        a search for a better plan  pin_price what a pin costs: both beside the desk
    errand        the process they run in, as seen from here                    seeker    from there
"""

from .desk import Desk
from .edits import Action, Edit, HandQuota
from .errand import SearchProgress
from .figures import Figures, Shift
from .ground import Ground
from .pin_price import PinPrice, PinPricing
from .quota_board import QuotaBoard
from .refusal import EditRefused, Objection, Reach
from .search import Search
from .state import DeskState

__all__ = [
    "Action",
    "Desk",
    "DeskState",
    "Edit",
    "EditRefused",
    "Figures",
    "Ground",
    "HandQuota",
    "Objection",
    "PinPrice",
    "PinPricing",
    "QuotaBoard",
    "Reach",
    "Search",
    "SearchProgress",
    "Shift",
]
