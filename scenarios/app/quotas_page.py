"""The page of quotas: who carries what number, how it came about, how likely it is made, and setting it by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import panel as pn
from bokeh.document import Document

from optimizer.exceptions import TerritoryError

from .board import Board, Event
from .desk import Desk, DeskState, QuotaBoard
from .desk.naming import territory_names
from .later import Later
from .panels.quotas import (
    fairness_svg,
    quota_form_html,
    quota_table_html,
    quota_tiles_html,
    waterfall_svg,
)
from .words import safe

SIDE = 620


class QuotasPage:
    """The page of one session.

    Parameters
    ----------
    desk
        What is edited.
    colours
        Gives those of the territories, as on the map.
    document
        Where it is drawn; None in tests without a browser.
    on_change
        Hears that a number was set.
    """

    def __init__(
        self,
        desk: Desk,
        colours: Callable[[], list[str]],
        *,
        document: Document | None,
        on_change: Callable[[], None],
    ) -> None:
        self.desk = desk
        self._colours = colours
        self._on_change = on_change
        self._later = Later(document, self._tell)
        self._focus = 0
        self._problem = ""
        self._board: QuotaBoard | None = None
        self._shown: DeskState | None = None
        self._tiles = Board(sizing_mode="stretch_width")
        self._table = Board(hear=self._hear, sizing_mode="stretch_both")
        self._side = Board(hear=self._hear, width=SIDE, sizing_mode="stretch_height")
        self.layout = pn.Row(
            pn.Column(self._tiles, self._table, sizing_mode="stretch_both"), self._side, sizing_mode="stretch_both"
        )

    def show(self) -> None:
        """Show the quotas of what is on the desk; nothing is worked out twice."""
        state, desk = self.desk.state, self.desk
        if state is self._shown:
            return
        self._shown = state
        if self._board is None:
            self._table.write('<div class="empty">Working out quotas and chances…</div>')
        self._later.do(desk.quotas, self._take)

    def _take(self, board: QuotaBoard | None) -> None:
        self._board = board
        self._draw()

    def _tell(self, problem: str) -> None:
        self._problem = problem
        self._draw()

    def _draw(self) -> None:
        board, names = self._board, territory_names(self.desk.ground.instance)
        problem = (
            f'<div class="note bad row"><span class="grow">{safe(self._problem)}</span><button '
            f'data-do="close">✕</button></div>'
            if self._problem
            else ""
        )
        if board is None:
            self._table.write(problem or '<div class="empty">This plan sets no quotas.</div>')
            return
        colours, focus = self._colours(), min(self._focus, len(names) - 1)
        self._tiles.write(quota_tiles_html(board))
        self._table.write(
            '<div style="height:100%;display:flex;flex-direction:column;padding-bottom:10px">'
            f'{problem}<div class="card scroll" data-scroll="quotas">'
            f"{quota_table_html(board, names, colours, focus=focus)}</div></div>"
        )
        self._side.write(
            '<div class="scroll" data-scroll="side" style="height:100%;padding-bottom:10px">'
            f'<div class="card"><h3>How the quota of {safe(names[focus])} came about</h3>{waterfall_svg(board, focus)}'
            f'<div style="margin-top:8px">{quota_form_html(board, focus, names[focus])}</div></div>'
            f'<div class="card"><h3>Fairness: chances to make the quota</h3>{fairness_svg(board, names, focus=focus)}'
            f"</div>{_sentences(board)}</div>"
        )

    def _hear(self, event: Event) -> None:
        self._problem = ""
        try:
            match event.do:
                case "quota":
                    self._focus = event.index
                case "set-quota":
                    self._set(event.index, _money(event.fields.get("amount", "")), event.fields.get("reason", ""))
                case "let-quota":
                    self._set(event.index, None, event.fields.get("reason", ""))
        except (TerritoryError, ValueError) as error:
            self._problem = str(error)
        self._draw()

    def _set(self, territory: int, amount: Decimal | None, reason: str) -> None:
        self.desk.set_quota(territory, amount, reason)
        self.show()
        self._on_change()


def _sentences(board: QuotaBoard) -> str:
    told = () if board.fairness is None else board.fairness.sentences
    items = "".join(f"<li>{safe(sentence)}</li>" for sentence in told[:8])
    return (
        f'<div class="card"><h3>In words</h3><ul style="margin:0;padding-left:18px">{items}</ul></div>' if items else ""
    )


def _money(word: str) -> Decimal:
    """Read an amount as people write it: 1,250,000 or 1 250 000.50."""
    try:
        value = Decimal(word.replace(",", "").replace(" ", "").replace("_", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        raise ValueError(f"the quota must be an amount of at least 0, such as 1,250,000; given {word[:30]!r}")
    return value
