"""What is behind the planning page, with nothing drawn: a plan on a desk, edited, judged, searched and kept.

::

    desk          Desk: one session; every edit is checked, logged, and can be taken back
    state         DeskState, a value          edits     the log of them          past      undo and redo
    ground        facts and choices: who goes together, what may go where       refusal   why an edit is not made
    figures       what a state comes to       memory    figures of the last states
    quota_board   quotas, with those set by hand kept
    search        a search beside the desk    seeker    the process it runs in
"""

from .desk import Desk
from .edits import Action, Edit, HandQuota
from .figures import Figures, Shift
from .ground import Ground
from .quota_board import QuotaBoard
from .refusal import EditRefused, Objection, Reach
from .search import Search, SearchProgress
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
    "QuotaBoard",
    "Reach",
    "Search",
    "SearchProgress",
    "Shift",
]
