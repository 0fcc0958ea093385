"""What a browser sends is only words to check."""

import pytest

pytest.importorskip("panel")

from scenarios.app.board import LONGEST, MOST_FIELDS, Board, Event, read_event


def test_what_is_pressed_is_heard():
    heard = []
    board = Board(hear=heard.append)
    board._handle_msg({"do": "move", "value": "3", "fields": {"reason": "x"}})
    assert heard == [Event("move", "3", heard[0].fields)]
    assert heard[0].fields["reason"] == "x"
    assert heard[0].index == 3


@pytest.mark.parametrize(
    "data",
    [
        None,
        "move",
        {},
        {"do": 3},
        {"do": "x", "value": 3},
        {"do": "x", "fields": {"a": 1}},
        {"do": "x", "fields": {str(n): "" for n in range(MOST_FIELDS + 1)}},
    ],
)
def test_what_is_none_of_this_page_is_not(data):
    heard = []
    Board(hear=heard.append)._handle_msg(data)
    assert heard == []


def test_words_are_cut():
    event = read_event({"do": "x", "value": "v" * 10_000, "fields": {"reason": "r" * 10_000}})
    assert len(event.value) == LONGEST
    assert len(event.fields["reason"]) == LONGEST


@pytest.mark.parametrize("value", ["", "-1", "x", "1.5", "٣", "9" * 30])
def test_an_index_is_a_whole_number(value):
    with pytest.raises(ValueError, match="is no number"):
        _ = Event("x", value).index


def test_the_same_html_is_sent_once():
    board, changes = Board("a"), []
    board.param.watch(changes.append, "html")
    board.write("a")
    board.write("b")
    assert [change.new for change in changes] == ["b"]
