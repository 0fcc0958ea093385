"""A search as the page sees it."""

import pytest

pytest.importorskip("panel")

from scenarios.app.board import Board
from scenarios.app.desk import SearchProgress
from scenarios.app.search_watch import SearchWatch


class Sought:
    """Stands for a search."""

    def __init__(self):
        self.progress = SearchProgress(phase="loading", seconds=1.0)
        self.done = self.stopped = False

    def stop(self):
        self.stopped = True


@pytest.fixture
def watch():
    ended = []
    made = SearchWatch(None, Board(), on_sketch=print, on_end=ended.append)
    made.ended = ended
    return made


def test_time_counts_from_when_it_searches(watch):
    search = Sought()
    watch.follow(search, None, 30)
    search.progress = SearchProgress(phase="exact search", seconds=6.0, objective=10.0, lower_bound=8.0)
    watch.look()
    assert "5 of 30 s" in watch._board.html
    assert "20.00 %" in watch._board.html


def test_the_end_is_told_once(watch):
    search = Sought()
    watch.follow(search, None, 30)
    search.done = True
    watch.look()
    watch.look()
    assert watch.ended == [search]
    assert not watch.running


def test_stop_is_handed_on(watch):
    search = Sought()
    watch.follow(search, None, 30)
    watch.stop()
    assert search.stopped


def test_what_does_not_change_takes_no_room(watch):
    search = Sought()
    watch.follow(search, None, 30)
    for second in range(50):
        search.progress = SearchProgress(phase="search", seconds=float(second), objective=10.0 - (second > 25))
        watch.look()
    assert len(watch.points) < 8
    assert watch.points[-1][0] == 49.0
