"""A part of the page: HTML out, what the planner does in it back. Everything that comes back is only words to check."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import param
from panel.custom import JSComponent

from optimizer.mapping import FrozenMapping

from .theme import STYLE

LONGEST = 2_000
"""Letters taken of any word from the browser."""
MOST_FIELDS = 60

_log = logging.getLogger(__name__)

SCRIPT = """
export function render({ model, el }) {
  const root = document.createElement('div');
  root.className = 'board';
  const fields = (from) => {
    const out = {};
    for (const item of from.querySelectorAll('input[name],select[name],textarea[name]'))
      out[item.name] = item.type === 'checkbox' ? (item.checked ? 'yes' : '') : item.value;
    return out;
  };
  const tell = (item, value) => {
    const form = item.closest('[data-form]') || root;
    model.send_msg({ do: item.dataset.do, value: String(value ?? ''), fields: fields(form) });
  };
  const draw = () => {
    const kept = {}, scrolled = {};
    const active = root.querySelector(':focus');
    const focus = active && active.name;
    const caret = focus && active.type === 'text' ? active.selectionStart : null;
    for (const item of root.querySelectorAll('[data-keep]')) kept[item.dataset.keep] = item.value;
    for (const item of root.querySelectorAll('[data-scroll]')) scrolled[item.dataset.scroll] = item.scrollTop;
    const open = new Set([...root.querySelectorAll('details[open][id]')].map((item) => item.id));
    root.innerHTML = model.html;
    for (const item of root.querySelectorAll('[data-keep]'))
      if (item.dataset.keep in kept) item.value = kept[item.dataset.keep];
    for (const item of root.querySelectorAll('[data-scroll]')) item.scrollTop = scrolled[item.dataset.scroll] ?? 0;
    for (const item of root.querySelectorAll('details[id]')) if (open.has(item.id)) item.open = true;
    if (focus) {
      const again = root.querySelector(`[name="${focus}"]`);
      if (again) { again.focus(); if (caret !== null) again.setSelectionRange(caret, caret); }
    }
  };
  root.addEventListener('click', (event) => {
    const item = event.target.closest('[data-do]');
    if (!item || item.disabled || item.tagName === 'SELECT' || item.tagName === 'INPUT') return;
    tell(item, item.dataset.value);
  });
  root.addEventListener('change', (event) => {
    const item = event.target;
    if (item.dataset.do && (item.tagName === 'SELECT' || item.type === 'checkbox'))
      tell(item, item.type === 'checkbox' ? (item.checked ? 'yes' : '') : item.value);
  });
  let waiting = null;
  root.addEventListener('input', (event) => {
    const item = event.target;
    if (!item.dataset.live) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => model.send_msg({ do: item.dataset.live, value: item.value, fields: {} }), 200);
  });
  root.addEventListener('keydown', (event) => {
    const item = event.target;
    if (event.key === 'Enter' && item.tagName === 'INPUT') {
      const button = (item.closest('[data-form]') || root).querySelector('[data-enter]');
      if (button && !button.disabled) tell(button, button.dataset.value);
    }
    if ((event.key === 'Enter' || event.key === ' ') && item.getAttribute('role') === 'button') {
      event.preventDefault();
      item.click();
    }
  });
  if (model.address) window.history.replaceState(null, '', model.address);
  model.on('html', draw);
  model.on('msg:custom', (event) => {
    const message = event.data ?? event;
    if (message.save) {
      const bytes = Uint8Array.from(atob(message.content), (letter) => letter.charCodeAt(0));
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([bytes], { type: message.kind }));
      link.download = message.save;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }
    if (message.activate)
      for (const doc of Bokeh.documents) {
        const tool = doc.get_model_by_id(message.activate);
        if (tool) tool.active = true;
      }
  });
  draw();
  return root;
}
"""


@dataclass(frozen=True, slots=True)
class Event:
    """What the planner did in a board; words from a browser, to be checked.

    Parameters
    ----------
    do
        Name of the button or list.
    value
        What it stands for.
    fields
        What is typed into the form around it.
    """

    do: str
    value: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: FrozenMapping({}))

    @property
    def index(self) -> int:
        """The value as a whole number of at least 0; ValueError where it is none."""
        if not (self.value.isascii() and self.value.isdigit() and len(self.value) < 12):
            raise ValueError(f"{self.value[:40]!r} is no number")
        return int(self.value)


class Board(JSComponent):  # type: ignore[misc]  # panel is read as untyped
    """HTML that tells what is pressed, chosen and typed in it.

    Elements with ``data-do`` tell when pressed or changed, ``data-live`` while typed into; ``data-keep`` keeps what is
    typed, and ``data-scroll`` where one is, when the HTML changes.
    """

    html = param.String(default="", doc="What is shown; texts in it are escaped by whoever writes it.")
    address = param.String(default="", doc="What the browser shows as the address of the page; empty for no change.")
    _esm = SCRIPT
    _stylesheets = [STYLE]  # noqa: RUF012 -- how panel reads it

    def __init__(self, html: str = "", *, hear: Callable[[Event], None] | None = None, **params: Any) -> None:
        super().__init__(html=html, **params)
        self._hear = hear

    def write(self, html: str) -> None:
        """Show other HTML; nothing is sent where it is the same."""
        if html != self.html:
            self.html = html

    def close(self) -> None:
        """Show nothing, and take no room."""
        self.write("")
        self.visible = False

    def give(self, name: str, content: bytes, kind: str) -> None:
        """Hand a file to the browser."""
        self._send_msg({"save": name, "content": base64.b64encode(content).decode(), "kind": kind})

    def activate(self, tool: str) -> None:
        """Choose a tool of a map by its id."""
        self._send_msg({"activate": tool})

    def _handle_msg(self, data: object) -> None:
        event = read_event(data)
        if event is None:
            _log.warning("a message from a browser was none of this page")
            return
        if self._hear is not None:
            self._hear(event)


def read_event(data: object) -> Event | None:
    """Take a message of a browser apart; None where it is none of this page's."""
    if not isinstance(data, Mapping):
        return None
    do, value, fields = data.get("do"), data.get("value", ""), data.get("fields", {})
    if not (isinstance(do, str) and isinstance(value, str) and isinstance(fields, Mapping)):
        return None
    if len(fields) > MOST_FIELDS or not all(isinstance(x, str) for pair in fields.items() for x in pair):
        return None
    cut = {name[:80]: text[:LONGEST] for name, text in fields.items()}
    return Event(do[:80], value[:LONGEST], FrozenMapping(cut))


def read_number(word: str, what: str, least: float, most: float) -> float:
    """Read a number from the browser; ValueError tells what may be given."""
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise ValueError(f"{what} must be a number from {least:g} to {most:g}, given {word[:20]!r}")
    return value
