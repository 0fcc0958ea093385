"""The whole page of one session: the bar at the top, and below it one page at a time."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn
from bokeh.document import Document

from optimizer.exceptions import TerritoryError

from .board import Board, Event
from .desk import Desk, DrawerError, KeptDesk
from .later import Later
from .panels.header import Header, Page, header_html
from .plan_page import PlanPage
from .quotas_page import QuotasPage
from .scenarios_page import ScenariosPage
from .sessions import Sessions
from .shared import Shared

KEY = "desk"
"""Word of the address that tells which desk a browser has, so that it is found again after a reload."""


class Session:
    """What one browser tab shows and edits.

    Parameters
    ----------
    shared
        The plan.
    desk
        What is edited.
    document
        Where it is drawn; None in tests without a browser.
    user
        Who is signed in, empty where nobody needs to.
    """

    def __init__(self, shared: Shared, desk: Desk, document: Document | None = None, *, user: str = "") -> None:
        self._shared = shared
        self._user = user
        self._page = Page.PLAN
        self.desk = desk
        self._opening: Callable[[], None] | None = None
        self._later = Later(document, lambda text: self.plan_page.note(f"not saved: {text}", bad=True))
        self._saving = False
        # The address tells the desk, so that a reload finds it.
        self.bar = Board(hear=self._hear, height=50, sizing_mode="stretch_width", address=f"?{KEY}={desk.key}")
        self.plan_page = PlanPage(
            shared, desk, document=document, on_change=self._changed, on_keep=self._keep, on_confirm=self._confirmed
        )
        self.quotas_page = QuotasPage(
            desk, lambda: self.plan_page.colours, document=document, on_change=self._quota_set
        )
        self.scenarios_page = ScenariosPage(
            shared, desk, document=document, on_open=self._open_scenario, on_take_out=self._take_out
        )
        pages = (self.plan_page.layout, self.scenarios_page.layout, self.quotas_page.layout)
        self._layouts = dict(zip((Page.PLAN, Page.SCENARIOS, Page.QUOTAS), pages, strict=True))
        self.layout = pn.Column(self.bar, *pages, sizing_mode="stretch_both", margin=0)
        self._turn_to(Page.PLAN)

    def _turn_to(self, page: Page) -> None:
        """Show another page."""
        self._page = page
        for other, layout in self._layouts.items():
            layout.visible = other is page
        match page:
            case Page.PLAN:
                self.plan_page.show()
            case Page.QUOTAS:
                self.quotas_page.show()
            case Page.SCENARIOS:
                self.scenarios_page.show()
        self._show_bar()

    def _changed(self) -> None:
        """Follow the desk, and put it away; a page that closes loses nothing."""
        self._show_bar()
        if not self.desk.dirty or self._saving:
            return
        self._saving = True
        state = self.desk.state
        self._later.do(self._put_away, lambda _: self._put(state))

    def _put_away(self) -> None:
        try:
            self.desk.save()
        finally:
            self._saving = False

    def _put(self, state: object) -> None:
        if self.desk.state is not state:
            self._changed()

    def _quota_set(self) -> None:
        self.plan_page.show()
        self._changed()

    def _hear(self, event: Event) -> None:
        match event.do:
            case "undo" | "redo":
                self.plan_page.undo() if event.do == "undo" else self.plan_page.redo()
                self._follow()
            case "solve-form":
                self._turn_to(Page.PLAN)
                self.plan_page.ask_solve()
            case "stop":
                self.plan_page.stop()
            case "keep-form":
                self._turn_to(Page.PLAN)
                self.plan_page.ask_keep(self.desk.scenario or self._shared.plan.name)
            case "page" if event.value in {page.value for page in Page}:
                self._turn_to(Page(event.value))

    def _follow(self) -> None:
        """Bring the page that is open up to date."""
        if self._page is Page.QUOTAS:
            self.quotas_page.show()
        elif self._page is Page.SCENARIOS:
            self.scenarios_page.show()

    def _keep(self, name: str) -> None:
        """Keep what is on the desk under a name."""
        if not name:
            raise DrawerError("a name is needed")
        self.desk.save(name)
        self.plan_page.note(f"“{name}” is saved; it is found on the page Scenarios, under saved desks.")
        self._show_bar()

    def _open_scenario(self, name: str) -> None:
        def lay() -> None:
            self.desk.open_scenario(name)
            self._laid(f"“{name}” is on the desk.")

        self._ask_before(lay, name)

    def _take_out(self, kept: KeptDesk) -> None:
        def lay() -> None:
            notes = self.desk.open(kept.key)
            self._laid("\n".join([f"“{kept.name}” is on the desk.", *notes]))

        self._ask_before(lay, kept.name)

    def _ask_before(self, lay: Callable[[], None], name: str) -> None:
        """Lay something else on the desk; ask first where edits would be gone."""
        if self.plan_page.watch.running:
            raise ValueError("a search is running: stop it, or wait for it")
        if not self.desk.state.edits:
            lay()
            return
        self._opening = lay
        self._turn_to(Page.PLAN)
        self.plan_page.ask_replace(name, len(self.desk.state.edits))

    def _confirmed(self) -> None:
        lay, self._opening = self._opening, None
        if lay is not None:
            lay()

    def _laid(self, told: str) -> None:
        self.plan_page.lay(self.desk)
        self._turn_to(Page.PLAN)
        self.plan_page.note(told)

    def _show_bar(self) -> None:
        desk = self.desk
        self.bar.write(
            header_html(
                Header(
                    plan=self._shared.plan.name,
                    page=self._page,
                    scenario=desk.scenario or "today's plan",
                    can_undo=desk.can_undo,
                    can_redo=desk.can_redo,
                    solving=self.plan_page.watch.running,
                    has_quotas=self._shared.plan.quotas is not None,
                    user=self._user,
                )
            )
        )


def make_page(shared: Shared, sessions: Sessions, *, user: str = "") -> pn.viewable.Viewable:
    """Make the page of a new session, with the desk its address names or a new one."""
    document, given = pn.state.curdoc, pn.state.session_args.get(KEY, [b""])
    desk, problem = sessions.enter(given[0].decode("ascii", "replace") or None, who=user or "planner")
    try:
        session = Session(shared, desk, document, user=user)
    except TerritoryError:
        sessions.leave(desk)
        raise
    if problem:
        session.plan_page.note(problem, bad=True)
    if document is not None:
        document.on_session_destroyed(lambda _context: sessions.leave(desk))
    return session.layout
