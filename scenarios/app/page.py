"""The whole page of one session: the bar at the top, and below it one page at a time."""

from __future__ import annotations

import panel as pn
from bokeh.document import Document

from .board import Board, Event
from .desk import Desk
from .panels.header import Header, Page, header_html
from .plan_page import PlanPage
from .quotas_page import QuotasPage
from .shared import Shared
from .theme import PAGE_STYLE


class Session:
    """What one browser tab shows and edits.

    Parameters
    ----------
    shared
        The plan.
    document
        Where it is drawn; None in tests without a browser.
    user
        Who is signed in, empty where nobody needs to.
    """

    def __init__(self, shared: Shared, document: Document | None = None, *, user: str = "") -> None:
        self._shared = shared
        self._user = user
        self._page = Page.PLAN
        self.desk = Desk(shared.plan, who=user or "planner")
        self.bar = Board(hear=self._hear, height=50, sizing_mode="stretch_width")
        self.plan_page = PlanPage(
            shared, self.desk, document=document, on_change=self._changed, on_keep=lambda name: None
        )
        self.quotas_page = QuotasPage(
            self.desk, lambda: self.plan_page.colours, document=document, on_change=self._changed
        )
        self._stage = pn.Column(self.plan_page.layout, sizing_mode="stretch_both", margin=0)
        self.layout = pn.Column(self.bar, self._stage, sizing_mode="stretch_both", margin=0)
        self._show_bar()

    def _turn_to(self, page: Page) -> None:
        """Show another page."""
        self._page = page
        match page:
            case Page.PLAN:
                self.plan_page.show()
                self._stage.objects = [self.plan_page.layout]
            case Page.QUOTAS:
                self._stage.objects = [self.quotas_page.layout]
                self.quotas_page.show()
            case Page.SCENARIOS:
                pass

    def close(self) -> None:
        """End what runs for this session."""
        self.desk.close()

    def _changed(self) -> None:
        if self._page is Page.QUOTAS:
            self.quotas_page.show()
        self._show_bar()

    def _hear(self, event: Event) -> None:
        match event.do:
            case "undo":
                self.plan_page.undo()
            case "redo":
                self.plan_page.redo()
            case "solve-form":
                self.plan_page.ask_solve()
            case "stop":
                self.plan_page.stop()
            case "keep-form":
                self.plan_page.ask_keep("")
            case "page" if event.value in {page.value for page in Page}:
                self._turn_to(Page(event.value))
        self._show_bar()

    def _show_bar(self) -> None:
        desk = self.desk
        self.bar.show(
            header_html(
                Header(
                    plan=self._shared.plan.name,
                    page=self._page,
                    scenarios=["today"],
                    scenario="today",
                    can_undo=desk.can_undo,
                    can_redo=desk.can_redo,
                    unsaved=False,
                    solving=self.plan_page.watch.running,
                    has_quotas=self._shared.plan.quotas is not None,
                    user=self._user,
                )
            )
        )


def make_page(shared: Shared, *, user: str = "") -> pn.viewable.Viewable:
    """Make the page of a new session."""
    document = pn.state.curdoc
    session = Session(shared, document, user=user)
    if document is not None:
        document.on_session_destroyed(lambda _context: session.close())
    return session.layout


__all__ = ["PAGE_STYLE", "Session", "make_page"]
