"""Pieces cover all rows, in order, whatever the number of threads."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from optimizer import chunks
from optimizer.chunks import FEWEST, PIECES, SMALL, in_chunks, in_parallel, in_pieces


@pytest.fixture(params=[1, 2])
def threads(request, monkeypatch) -> int:
    """One thread, and two."""
    monkeypatch.setattr(chunks, "THREADS", request.param)
    return request.param


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("count", [SMALL, SMALL + 1, 54_321])
def test_pieces_cover_all_rows_in_order(count):
    """Each row once, the first piece first, all of about one size."""
    spans = in_chunks(count, lambda span: span)
    assert len(spans) == PIECES
    assert [row for span in spans for row in range(*span)] == list(range(count))
    sizes = [last - first for first, last in spans]
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("count", [0, 1, SMALL - 1])
def test_few_rows_are_one_piece(count):
    """Not worth a thread."""
    assert in_chunks(count, lambda span: span) == [(0, count)]


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("count", [0, 3, PIECES, 100, 5_000])
def test_rows_that_take_long_are_in_pieces_worth_a_thread(count):
    """At most sixteen, and none so small that the thread takes longer than its rows."""
    spans = in_pieces(count, lambda span: span)
    assert len(spans) == max(1, min(PIECES, count // FEWEST))
    assert [row for span in spans for row in range(*span)] == list(range(count))


def test_a_sum_is_the_same_to_the_last_bit(monkeypatch):
    """The pieces, and so the order of additions, do not depend on the number of threads."""
    amounts = np.random.default_rng(5).lognormal(0, 5, 50_000)
    found = []
    for threads in (1, 2, 5):
        monkeypatch.setattr(chunks, "THREADS", threads)
        found.append(sum(in_chunks(len(amounts), lambda span: float(amounts[span[0] : span[1]].sum()))))
    assert found[0] == found[1] == found[2]


def test_answers_come_in_order_although_work_does_not(monkeypatch):
    """The first piece waits for the second to end; its answer is still the first."""
    monkeypatch.setattr(chunks, "THREADS", 2)
    second_done = threading.Event()

    def work(span):
        if span[0] == 0:
            assert second_done.wait(30)
        second_done.set()
        return span[0]

    assert in_parallel([(0, 1), (1, 2)], work) == [0, 1]


@pytest.mark.usefixtures("threads")
def test_an_error_in_a_piece_is_heard():
    """What a piece raises reaches the caller."""
    with pytest.raises(ZeroDivisionError):
        in_pieces(PIECES, lambda span: 1 // span[0])
