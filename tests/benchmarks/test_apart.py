"""Work in another process: its answer, its failure and its slowness all come back."""

import math
import os
import time

import pytest

from benchmarks.apart import WorkFailedError, one_line, run_apart


def test_answer_comes_back():
    """The function ran on its argument, in another process."""
    assert run_apart(math.sqrt, 9.0, 60) == 3.0
    assert run_apart(os.getenv, "PATH", 60) == os.environ["PATH"]


def test_failure_is_a_reason():
    """What was raised is told in one line."""
    with pytest.raises(WorkFailedError, match="ValueError: "):
        run_apart(math.sqrt, -1.0, 60)


def test_slowness_is_a_reason():
    """The process is ended at its limit."""
    started = time.monotonic()
    with pytest.raises(WorkFailedError, match="no answer within 1 s"):
        run_apart(time.sleep, 600.0, 1)
    assert time.monotonic() - started < 30


def test_sudden_end_is_a_reason():
    """A process that ends without a word is told by its exit code."""
    with pytest.raises(WorkFailedError, match="exit code 3"):
        run_apart(os._exit, 3, 60)


def test_first_line_of_an_error():
    """The kind stands before what it says, and alone where it says nothing."""
    assert one_line(ValueError("first\nsecond")) == "ValueError: first"
    assert one_line(KeyboardInterrupt()) == "KeyboardInterrupt"
