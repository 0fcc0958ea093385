"""The page on which a plan is edited: the map, and beside it figures, what is chosen, territories and the log."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import numpy as np
import panel as pn
from bokeh.document import Document
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.exceptions import TerritoryError
from optimizer.instance import NOBODY

from .board import Board, Event, read_number
from .desk import Desk, DeskState, Search
from .desk.naming import partner_names, territory_names
from .desk.pieces import told_cut_off
from .later import Later
from .map_pane import MapPane
from .panels.balance import balance_html
from .panels.chosen import chosen_html, price_html, why_html
from .panels.lists import counted, log_html, rules_html, tabs_html
from .panels.search_panel import found_html, keep_form_html, replace_form_html, solve_form_html
from .panels.tiles import tiles_html
from .search_watch import SearchWatch, told
from .shared import Shared, colours_of
from .words import safe

SIDE = 496
"""Width of what stands beside the map, pixels."""
WHILE_SOLVING = (
    '<div class="card muted small">The map shows the best plan so far. Figures are of what is on the desk; '
    "go on working, or stop when you like what you see.</div>"
)
NOBODY_CHOSEN: NDArray[np.intp] = np.zeros(0, dtype=np.intp)


class Tab(Enum):
    """A list beside the map."""

    TERRITORIES = "territories"
    RULES = "rules"
    LOG = "log"


class PlanPage:
    """The page of one session.

    Parameters
    ----------
    shared
        The plan.
    desk
        What is edited.
    document
        Where it is drawn; None in tests without a browser.
    on_change
        Hears that the desk has changed, so that other pages follow.
    on_keep
        Keeps what is on the desk under a name.
    on_confirm
        Hears that edits may go for what was to be opened.
    """

    def __init__(
        self,
        shared: Shared,
        desk: Desk,
        *,
        document: Document | None,
        on_change: Callable[[], None],
        on_keep: Callable[[str], None],
        on_confirm: Callable[[], None],
    ) -> None:
        self._shared = shared
        self.desk = desk
        self._on_change = on_change
        self._on_keep = on_keep
        self._on_confirm = on_confirm
        self._later = Later(document, lambda text: self.note(text, bad=True))
        self._chosen = NOBODY_CHOSEN
        self._focus: int | None = None
        self._tab = Tab.TERRITORIES
        self._found: Search | None = None
        self._map: MapPane | None = None
        self._tiles = Board(sizing_mode="stretch_width")
        self._note = Board(hear=self._hear, sizing_mode="stretch_width", visible=False)
        self._panel = Board(hear=self._hear, sizing_mode="stretch_width", visible=False)
        self._why = Board(hear=self._hear, sizing_mode="stretch_width", visible=False)
        self._card = Board(hear=self._hear, sizing_mode="stretch_width")
        self._list = Board(hear=self._hear, sizing_mode="stretch_both", min_height=140)
        self.watch = SearchWatch(document, self._panel, on_sketch=self._sketched, on_end=self._ended)
        side = pn.Column(
            self._tiles,
            self._note,
            self._panel,
            self._card,
            self._why,
            self._list,
            width=SIDE,
            sizing_mode="stretch_height",
            styles={"background": "#F4F6F8", "border-left": "1px solid #E3E7EC", "overflow": "hidden"},
        )
        self._stage = pn.Row(sizing_mode="stretch_both", min_height=0)
        self.layout = pn.Row(self._stage, side, sizing_mode="stretch_both")
        self.lay(desk)

    def lay(self, desk: Desk) -> None:
        """Show another desk, or the same after another scenario was opened on it."""
        self.desk = desk
        self._chosen, self._focus = NOBODY_CHOSEN, None
        self.names = territory_names(desk.ground.instance)
        self._new_map()
        self._repaint_all()
        self.show()

    def show(self) -> None:
        """Write everything beside the map."""
        desk, instance = self.desk, self.desk.ground.instance
        figures, criteria = desk.figures(), desk.ground.criteria
        self._tiles.write(tiles_html(figures, instance, criteria))
        self._show_card()
        tabs = tabs_html(
            [
                (Tab.TERRITORIES.value, "Territories"),
                (Tab.RULES.value, counted(len(figures.violations), "Rules broken")),
                (Tab.LOG.value, counted(len(desk.state.edits), "Log")),
            ],
            self._tab.value,
        )
        match self._tab:
            case Tab.TERRITORIES:
                body = balance_html(figures, criteria, self.colours, names=self.names, focus=self._focus)
            case Tab.RULES:
                body = rules_html(figures.violations, dict(zip(figures.labels, self.names, strict=True)))
            case Tab.LOG:
                body = log_html(desk.state.edits)
        self._list.write(
            '<div class="card" style="height:calc(100% - 16px);display:flex;flex-direction:column;padding:0">'
            f'{tabs}<div class="scroll" data-scroll="list-{self._tab.value}" style="padding:0 8px 8px">{body}'
            f"</div></div>"
        )

    def _show_card(self) -> None:
        """Write what is known of the chosen accounts."""
        if self.watch.running and not len(self._chosen):
            self._card.write(WHILE_SOLVING)
            return
        held = self.desk.held_together(self._chosen) if len(self._chosen) else NOBODY_CHOSEN
        self._card.write(
            chosen_html(
                self._chosen,
                self.desk.ground.instance,
                self.desk.state,
                names=self.names,
                colours=self.colours,
                held=len(held),
            )
        )

    def note(self, text: str, *, bad: bool = False) -> None:
        """Tell something; an empty text takes the last away."""
        self._note.visible = bool(text)
        tone = "bad" if bad else "good"
        self._note.write(
            f'<div class="note {tone} row" role="status"><span class="grow">{safe(text)}</span>'
            '<button data-do="note-close">✕</button></div>'
            if text
            else ""
        )

    def undo(self) -> None:
        """Take the last edit back."""
        self._changed(self.desk.state, self.desk.undo())

    def redo(self) -> None:
        """Make it again."""
        self._changed(self.desk.state, self.desk.redo())

    def ask_solve(self) -> None:
        """Show the form for a search."""
        stop = self._shared.plan.stop
        self._open(solve_form_html(min(stop.seconds, 3600.0), stop.gap))

    def ask_keep(self, name: str) -> None:
        """Show the form for a name."""
        self._open(keep_form_html(name))

    def ask_replace(self, name: str, edits: int) -> None:
        """Ask whether edits may go for something else."""
        self._open(replace_form_html(name, edits))

    def stop(self) -> None:
        """Stop the search and keep its best plan."""
        self.watch.stop()

    def _open(self, html: str) -> None:
        if not self.watch.running:
            self._panel.visible = True
            self._panel.write(html)

    def _hear(self, event: Event) -> None:
        """Do what was pressed; what cannot be done is told and changes nothing."""
        try:
            self._do(event)
        except (TerritoryError, ValueError) as error:
            self.note(str(error), bad=True)

    def _do(self, event: Event) -> None:
        match event.do:
            case "move" | "pin" | "free":
                self._edit(event)
            case "why":
                self._ask_why()
            case "solve":
                self._solve(event)
            case "keep":
                self._on_keep(event.fields.get("name", "").strip())
                self._panel.close()
            case "take":
                self._take()
            case "replace":
                self._panel.close()
                self._on_confirm()
            case "pin-cost":
                self._ask_pin_cost()
            case _:
                self._look(event)

    def _look(self, event: Event) -> None:
        """Show something else; nothing is changed."""
        match event.do:
            case "territory":
                self.look_for(event.index)
            case "list" if event.value in {tab.value for tab in Tab}:
                self._tab = Tab(event.value)
                self.show()
            case "only" if event.index < self.desk.ground.instance.num_units:
                self.choose(np.array([event.index]))
            case "clear":
                self.choose(NOBODY_CHOSEN)
            case "why-close":
                self._why.close()
            case "note-close":
                self.note("")
            case "stop":
                self.stop()
            case "panel-close" | "drop":
                self._panel.close()

    def choose(self, units: NDArray[np.intp]) -> None:
        """Choose accounts; the map shows them."""
        if self._map is not None:
            self._map.choose(units)
        self._select(units)

    def look_for(self, territory: int) -> None:
        """Look at a territory, or at all again where it was looked at."""
        if not 0 <= territory < len(self.names):
            raise ValueError(f"there is no territory {territory}")
        self._focus = None if self._focus == territory else territory
        if self._map is not None:
            if self._focus is None:
                self._map.home()
            else:
                self._map.focus(self.desk.state.alignment.units_in(territory))
        self.show()

    def _select(self, units: NDArray[np.intp]) -> None:
        self._chosen = np.asarray(units, dtype=np.intp)
        self._why.close()
        self.show()

    def _edit(self, event: Event) -> None:
        before, reason = self.desk.state, event.fields.get("reason", "")
        if not len(self._chosen):
            raise ValueError("choose accounts first: tap one, or draw around several")
        match event.do:
            case "move":
                self.desk.move(self._chosen, self._territory(event.fields.get("territory", "")), reason)
            case "pin":
                self.desk.pin(self._chosen, reason)
            case _:
                self.desk.free(self._chosen, reason)
        apart = told_cut_off(self.desk.ground, before, self.desk.state)
        self.note("\n".join(apart), bad=bool(apart))
        self._changed(before, self.desk.state)

    def _territory(self, word: str) -> int:
        if not word.isdigit() or int(word) >= len(self.names):
            raise ValueError("choose the territory that the accounts move to")
        return int(word)

    def _changed(self, before: DeskState, after: DeskState) -> None:
        """Show what an edit changed."""
        if self._map is not None:
            moved = before.alignment.territory_of != after.alignment.territory_of
            moved |= before.pinned != after.pinned
            self._map.map.repaint(np.flatnonzero(moved), after.alignment, after.pinned)
            self._map.map.warn(self.desk.cut_off())
        self._why.close()
        self.show()
        self._on_change()

    def _ask_why(self) -> None:
        if len(self._chosen) != 1:
            return
        unit, desk = int(self._chosen[0]), self.desk
        instance = desk.ground.instance
        name = str((instance.units.ids if instance.units.names is None else instance.units.names)[unit])
        names: dict[object, str] = dict(zip(instance.territories.ids, self.names, strict=True))
        owned = bool((instance.units.incumbent != NOBODY).any())
        self._why.visible = True
        self._why.write('<div class="card muted">Judging every other place for it…</div>')
        self._later.do(
            lambda: desk.why_here(unit),
            lambda placement: self._why.write(
                why_html(placement, name, names=names, partners=partner_names(instance, placement), has_incumbent=owned)
            ),
        )

    def _ask_pin_cost(self) -> None:
        """Seek the plan without a pin, beside the page."""
        if len(self._chosen) != 1:
            return
        pricing = self.desk.price_of_pin(int(self._chosen[0]))
        self._why.visible = True
        self._why.write('<div class="card muted">Seeking the plan without this pin, up to 20 seconds…</div>')

        def wait() -> str:
            pricing.wait()
            return pricing.problem if pricing.result is None else pricing.result.words

        self._later.do(wait, lambda words: self._why.write(price_html(words)))

    def _solve(self, event: Event) -> None:
        seconds = read_number(event.fields.get("seconds", ""), "seconds", 1.0, 3600.0)
        gap = read_number(event.fields.get("gap", ""), "gap", 0.0, 50.0) / 100
        search = self.desk.solve(seconds, gap=gap)
        self._panel.visible = True
        self.note("")
        self.watch.follow(search, self.desk.state, seconds)
        self._on_change()

    def _sketched(self, alignment: Alignment) -> None:
        """Show the best plan so far, unless the planner goes on editing meanwhile."""
        if self._map is not None and self.desk.state is self.watch.began_from:
            if alignment.instance.free_centres().any():
                # Territories that are placed anew have new neighbours.
                self.colours = colours_of(alignment)
            self._map.paint(alignment, self.colours, self.desk.state.pinned)
            self.show()

    def _ended(self, search: Search) -> None:
        self._found = search
        result = search.result
        if result is None:
            self._panel.write(found_html(search.problem, self.watch.points, usable=False))
            self._repaint_all()
        elif self.desk.state is self.watch.began_from:
            self._panel.write(found_html(told(result), self.watch.points, usable=False))
            self._take()
        else:
            self._panel.write(found_html(told(result), self.watch.points, usable=True))
        self._on_change()

    def _take(self) -> None:
        """Put the plan that was found on the desk; undo brings the former back."""
        result = None if self._found is None else self._found.result
        if result is None:
            return
        try:
            self.desk.take(result)
            self.note("The plan that was found is on the desk; Undo brings back the one before.")
        except TerritoryError as error:
            self.note(str(error), bad=True)
        self._repaint_all()
        self.show()
        self._on_change()

    def _new_map(self) -> None:
        picture = self._shared.picture
        if picture is None:
            self._stage.objects = [Board('<div class="empty">No account has a place: there is no map.</div>')]
            return
        self._map = MapPane(self._shared, picture, self.names, on_select=self._select, on_territory=self.look_for)
        self._stage.objects = [self._map.layout]

    def _repaint_all(self) -> None:
        state = self.desk.state
        self.colours = colours_of(state.alignment)
        if self._map is not None:
            self._map.paint(state.alignment, self.colours, state.pinned)
            self._map.map.warn(self.desk.cut_off())
