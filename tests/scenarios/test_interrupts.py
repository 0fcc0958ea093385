"""Ctrl-C that is put off is heard afterwards, by whoever would have heard it."""

import signal
import threading

import pytest

from scenarios.interrupts import interrupt_held


def test_it_is_heard_afterwards():
    """What is within ends, then the interrupt comes, and the handler is the former one."""
    before, done = signal.getsignal(signal.SIGINT), []

    def press():
        with interrupt_held():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            done.append(1)

    with pytest.raises(KeyboardInterrupt):
        press()
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is before


def test_nothing_is_heard_where_nothing_was_pressed():
    """The handler is put back."""
    before = signal.getsignal(signal.SIGINT)
    with interrupt_held():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_errors_pass():
    """An error within is raised; one that comes with an interrupt is its context."""
    with pytest.raises(ValueError, match="full"), interrupt_held():
        raise ValueError("full")

    def press_and_fail():
        with interrupt_held():
            signal.raise_signal(signal.SIGINT)
            raise ValueError("full")

    with pytest.raises(KeyboardInterrupt) as caught:
        press_and_fail()
    assert isinstance(caught.value.__context__, ValueError)


def test_handlers_of_others_are_called_afterwards():
    """A handler of our caller hears it once, and one that ignores goes on to ignore."""
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with interrupt_held():
            signal.raise_signal(signal.SIGINT)
            assert heard == []
        assert heard == [signal.SIGINT]
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with interrupt_held():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_are_left_alone():
    """A thread, which may not set handlers, does what is within."""
    done = []

    def work():
        with interrupt_held():
            done.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [signal.getsignal(signal.SIGINT)]
