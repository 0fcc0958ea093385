"""The page of scenarios: the list, new ones, the trade-off, files, and two of them side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import panel as pn
from bokeh.document import Document

from optimizer.exceptions import TerritoryError
from scenarios.frontier import Frontier, find_frontier

from .board import Board, Event
from .compare_pane import ComparePane
from .desk import ON_THE_DESK, Desk, KeptDesk, ScenarioForm, ScenarioLine, Standing
from .files import Wanted, offers
from .later import Later
from .load_files import LoadChoices, Made
from .panels.frontier import frontier_html
from .panels.scenarios import files_html, form_html, kept_html, list_html, told_html
from .shared import Shared
from .words import safe

SIDE = 520
BEAT_MS = 500
"""Time between two looks at scenarios that run."""
NOTHING_YET = "Run a scenario to compare it: its plan appears here beside what is on the desk."


class ScenariosPage:
    """The page of one session.

    Parameters
    ----------
    shared
        The plan.
    desk
        Whose scenarios these are.
    document
        Where it is drawn; None in tests without a browser.
    on_open
        Opens a scenario on the desk, by name.
    on_take_out
        Opens a desk that was put away.
    """

    def __init__(
        self,
        shared: Shared,
        desk: Desk,
        *,
        document: Document | None,
        on_open: Callable[[str], None],
        on_take_out: Callable[[KeptDesk], None],
    ) -> None:
        self.desk = desk
        self._document = document
        self._on_open, self._on_take_out = on_open, on_take_out
        self._later = Later(document, lambda text: self.note(text, bad=True))
        self._offers = {offer.key: offer for offer in offers()}
        self._chosen = ["", ""]
        self._shown: tuple[object, ...] = ()
        self._watching: Any = None
        self._problem = self._told = ""
        self._list = Board(hear=self._hear, sizing_mode="stretch_width")
        self._form = Board(
            form_html(shared.plan.instance, shared.plan.criteria), hear=self._hear, sizing_mode="stretch_width"
        )
        self._below = Board(hear=self._hear, sizing_mode="stretch_width")
        side = pn.Column(
            self._list,
            self._form,
            self._below,
            width=SIDE,
            sizing_mode="stretch_height",
            scroll="y-auto",
            styles={"background": "#F4F6F8", "padding-bottom": "10px"},
        )
        self.compare = ComparePane(shared, self._side, self._open_second)
        self.layout = pn.Row(side, self.compare.layout, sizing_mode="stretch_both")

    def show(self) -> None:
        """Show how everything stands."""
        lines = self.desk.scenarios()
        self._show_list(lines)
        self._show_below(lines)
        self._show_pair(lines)
        if any(line.standing is Standing.RUNNING for line in lines):
            self._watch()

    def note(self, text: str, *, bad: bool = False) -> None:
        """Tell something above the list."""
        tone = "bad" if bad else "good"
        self._problem = (
            f'<div class="note {tone} row" role="status"><span class="grow">{safe(text)}</span>'
            '<button data-do="note-close">✕</button></div>'
            if text
            else ""
        )
        self._show_list(self.desk.scenarios())

    def _show_list(self, lines: tuple[ScenarioLine, ...]) -> None:
        self._list.write(self._problem + list_html(lines, on_desk=self.desk.scenario, approvals=self.desk.approvals))

    def _show_below(self, lines: tuple[ScenarioLine, ...]) -> None:
        names = [line.name for line in lines]
        frontier = _weighed(lines)
        chart = "" if frontier is None else frontier_html(frontier, names)
        files = files_html([(offer.key, offer.text) for offer in self._offers.values()], self._names(lines)[::-1])
        self._below.write(chart + files + self._told + kept_html(self.desk.saved()))

    def _names(self, lines: tuple[ScenarioLine, ...]) -> list[str]:
        """What can be compared: scenarios that have a plan, and what is on the desk."""
        planned = [line.name for line in lines if line.outcome is not None and line.outcome.alignment is not None]
        return [*planned, ON_THE_DESK]

    def _show_pair(self, lines: tuple[ScenarioLine, ...]) -> None:
        names = self._names(lines)
        if self._chosen[1] not in names:
            self._chosen[1] = names[-2] if len(names) > 1 else names[0]
        if self._chosen[0] not in names or self._chosen[0] == self._chosen[1]:
            self._chosen[0] = next((name for name in names if name != self._chosen[1]), "")
        first, second = self._chosen
        if not first:
            self.compare.offer(names, (first, second))
            self.compare.empty(NOTHING_YET)
            return
        outcomes = [line.outcome for line in lines if line.name in (first, second)]
        seen = (*names, first, second, self.desk.state, *outcomes)
        if seen == self._shown:
            return
        self._shown = seen
        pair = self.desk.compare(first, second)
        self.compare.offer(names, (first, second), len(pair.units))
        self.compare.show(pair)

    def _side(self, side: int, place: int) -> None:
        names = self._names(self.desk.scenarios())
        if place < len(names):
            other = self._chosen[1 - side]
            if names[place] == other:
                self._chosen[1 - side] = self._chosen[side]
            self._chosen[side] = names[place]
        self._shown = ()
        self.show()

    def _open_second(self) -> None:
        """Put the plan on the right on the desk, unless it is what lies there."""
        if self._chosen[1] == ON_THE_DESK:
            self.note("That plan is on the desk: it is edited on the page Plan.")
            return
        try:
            self._on_open(self._chosen[1])
        except (TerritoryError, ValueError) as error:
            self.note(str(error), bad=True)

    def _hear(self, event: Event) -> None:
        try:
            self._do(event)
        except (TerritoryError, ValueError) as error:
            self.note(str(error), bad=True)

    def _do(self, event: Event) -> None:
        match event.do:
            case "run":
                self.desk.run_scenario(self._line(event).name)
                self.show()
            case "stop-run":
                run = self._line(event).run
                if run is not None:
                    run.stop()
            case "open":
                self._on_open(self._line(event).name)
            case "approve":
                line = self.desk.approve(self._line(event).name, event.fields.get("note", "").strip())
                self.note(f"“{line.name}”: {line.approval}.")
                self.show()
            case "plan":
                self._chosen[1] = self._line(event).name
                self.show()
            case "add":
                self.desk.new_scenario(read_form(event.fields, self.desk))
                self.note(f"“{event.fields.get('name', '').strip()}” is in the list; run it when you like.")
                self.show()
            case "note-close":
                self.note("")
            case _:
                self._fetch(event)

    def _fetch(self, event: Event) -> None:
        """Hand over a file, or a desk that was put away."""
        match event.do:
            case "file" if event.value in self._offers:
                offer = self._offers[event.value]
                name, wanted = offer.name(self.desk.plan.name), self._wanted(event.fields)
                self.note(f"Making {name}…")
                self._later.do(
                    lambda: offer.make(self.desk, wanted), lambda made: self._hand_over(name, made, offer.kind)
                )
            case "told-close":
                self._told = ""
                self.show()
            case "take-out":
                kept = self.desk.saved()
                if event.index < len(kept):
                    self._on_take_out(kept[event.index])

    def _wanted(self, fields: Mapping[str, str]) -> Wanted:
        """Read which plan a file is to be of, and what loaders need."""
        plans, place = self._names(self.desk.scenarios())[::-1], fields.get("of", "0")
        choices = LoadChoices(fields.get("account_key", "").strip(), fields.get("effective", "").strip())
        return Wanted(plans[int(place)] if place.isdigit() and int(place) < len(plans) else ON_THE_DESK, choices)

    def _hand_over(self, name: str, made: Made, kind: str) -> None:
        self.note(f"{name} is in your downloads.")
        self._list.give(name, made.content, kind)
        if made.told:
            self._told = told_html(made.told)
            self.show()

    def _line(self, event: Event) -> ScenarioLine:
        lines = self.desk.scenarios()
        if event.index >= len(lines):
            raise ValueError("there is no such scenario any more")
        return lines[event.index]

    def _watch(self) -> None:
        """Look again and again while anything runs."""
        if self._document is not None and self._watching is None:
            self._watching = self._document.add_periodic_callback(self._look, BEAT_MS)

    def _look(self) -> None:
        lines = self.desk.scenarios()
        self._show_list(lines)
        if not any(line.standing is Standing.RUNNING for line in lines):
            if self._document is not None and self._watching is not None:
                self._document.remove_periodic_callback(self._watching)
            self._watching = None
            self.show()


def _weighed(lines: tuple[ScenarioLine, ...]) -> Frontier | None:
    outcomes = [line.outcome for line in lines if line.outcome is not None and line.outcome.feasible]
    try:
        return find_frontier(outcomes)
    except ValueError:
        return None


def read_form(fields: Mapping[str, str], desk: Desk) -> ScenarioForm:
    """Read the form of a new scenario; words from a browser, each checked.

    Raises
    ------
    ValueError
        If a field holds no number, or names what the plan does not have.
    """
    instance = desk.plan.instance
    balance = {
        measure: _share(fields[key], f"tolerance of {measure}")
        for measure in desk.plan.criteria.balance
        if fields.get(key := f"balance:{measure}", "").strip()
    }
    serves = {
        tag: tuple(word.strip() for word in fields[key].split(",") if word.strip())
        for tag in instance.tags
        if fields.get(key := f"serves:{tag}", "").strip()
    }
    add, moved = fields.get("add", "").strip(), fields.get("disruption", "").strip()
    if add and not (add.isdigit() and int(add) <= 200):
        raise ValueError(f"territories to add must be a whole number up to 200, given {add[:20]!r}")
    return ScenarioForm(
        name=fields.get("name", ""),
        add_territories=int(add or 0),
        serves=serves,
        balance=balance,
        disruption_at_most=_share(moved, "most that may change hands") if moved else None,
        closes=tuple(filter(None, [fields.get("closes", "").strip()])),
        leaves=fields.get("leaves", ""),
        leaves_on=_day(fields.get("leaves_on", ""), "the first day without the rep"),
        hires=fields.get("hires", ""),
        hires_on=_day(fields.get("hires_on", ""), "the first day of the hire"),
    )


def _day(word: str, what: str) -> date | None:
    """Read a day; None for none."""
    if not word.strip():
        return None
    try:
        return date.fromisoformat(word.strip())
    except ValueError:
        raise ValueError(f"{what} must be a day such as 2027-03-01, given {word[:20]!r}") from None


def _share(word: str, what: str) -> float:
    """Read per cent."""
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not 0 <= value <= 1000:
        raise ValueError(f"{what} must be a number of per cent, given {word[:20]!r}")
    return value / 100
