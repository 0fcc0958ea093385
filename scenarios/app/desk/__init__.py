"""What is behind the planning page, with nothing drawn: a plan on a desk, edited, judged, searched and kept.

::

    desk          Desk: one session, with searches, scenarios and a drawer
    sheet         the plan under edit: every edit is checked, logged, and can be taken back
    room          DeskRoom: a desk for every session of a server
    state         DeskState, a value          edits     the log of them          past      undo and redo
    ground        facts and choices: who goes together, what may go where
    pieces        what holds territories together       naming    what people call accounts and reps
    approving     approvals, in the book of the store
    drafting      from a wish to an edit      refusal   why an edit is not made
    figures       what a state comes to       memory    figures of the last states
    quota_board   quotas, with those set by hand kept
    docket        scenarios and how they stand          form      a new one    scenario_run    one being solved
    side_by_side  two of them compared        exports   tables and a workbook
    drawer        where desks are put away    record    a desk as JSON
    search        a search for a better plan  pin_price what a pin costs: both beside the desk
    errand        the process they run in, as seen from here                   seeker    from there

Names come when asked for: the process of a search is to begin without everything a page needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .desk import Desk
    from .docket import Approver, Docket, ScenarioLine, Source, Standing
    from .drawer import Drawer, DrawerError, KeptDesk
    from .edits import Action, Edit, HandQuota
    from .errand import SearchProgress
    from .exports import alignment_bytes, table_bytes, workbook_bytes
    from .figures import Figures, Shift
    from .form import ScenarioForm
    from .ground import Ground
    from .pin_price import PinPrice, PinPricing
    from .quota_board import QuotaBoard
    from .refusal import EditRefused, Objection, Reach
    from .room import DeskRoom
    from .scenario_run import ScenarioRun
    from .search import Search
    from .side_by_side import ON_THE_DESK, SideBySide
    from .state import DeskState

__all__ = [
    "ON_THE_DESK",
    "Action",
    "Approver",
    "Desk",
    "DeskRoom",
    "DeskState",
    "Docket",
    "Drawer",
    "DrawerError",
    "Edit",
    "EditRefused",
    "Figures",
    "Ground",
    "HandQuota",
    "KeptDesk",
    "Objection",
    "PinPrice",
    "PinPricing",
    "QuotaBoard",
    "Reach",
    "ScenarioForm",
    "ScenarioLine",
    "ScenarioRun",
    "Search",
    "SearchProgress",
    "Shift",
    "SideBySide",
    "Source",
    "Standing",
    "alignment_bytes",
    "table_bytes",
    "workbook_bytes",
]

_HOMES = {
    "desk": ("Desk",),
    "docket": (
        "Approver",
        "Docket",
        "ScenarioLine",
        "Source",
        "Standing",
    ),
    "drawer": (
        "Drawer",
        "DrawerError",
        "KeptDesk",
    ),
    "edits": (
        "Action",
        "Edit",
        "HandQuota",
    ),
    "errand": ("SearchProgress",),
    "exports": (
        "alignment_bytes",
        "table_bytes",
        "workbook_bytes",
    ),
    "figures": (
        "Figures",
        "Shift",
    ),
    "form": ("ScenarioForm",),
    "ground": ("Ground",),
    "pin_price": (
        "PinPrice",
        "PinPricing",
    ),
    "quota_board": ("QuotaBoard",),
    "refusal": (
        "EditRefused",
        "Objection",
        "Reach",
    ),
    "room": ("DeskRoom",),
    "scenario_run": ("ScenarioRun",),
    "search": ("Search",),
    "side_by_side": (
        "ON_THE_DESK",
        "SideBySide",
    ),
    "state": ("DeskState",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
