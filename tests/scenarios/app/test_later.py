"""Work beside the page."""

import pytest

from scenarios.app.later import Later

pytest.importorskip("bokeh")


class Page:
    """Stands for a document: keeps what is to be shown."""

    def __init__(self):
        self.waiting = []

    def add_next_tick_callback(self, show):
        self.waiting.append(show)


def test_without_a_page_all_is_done_at_once():
    seen = []
    Later(None, seen.append).do(lambda: 2, seen.append)
    assert seen == [2]


def test_what_cannot_be_done_is_told():
    told = []

    def refuse():
        raise ValueError("no such thing")

    Later(None, told.append).do(refuse, told.append)
    assert told == ["no such thing"]


def test_with_a_page_the_answer_waits_for_its_turn():
    page, seen = Page(), []
    later = Later(page, seen.append)
    later.do(lambda: 3, seen.append)
    while not page.waiting:
        pass
    assert seen == []
    page.waiting.pop()()
    assert seen == [3]


def test_a_defect_is_raised():
    page = Page()
    later = Later(page, print)
    later.do(lambda: {}["x"], print)
    while not page.waiting:
        pass
    with pytest.raises(KeyError):
        page.waiting.pop()()
