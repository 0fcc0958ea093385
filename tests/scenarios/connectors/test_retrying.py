"""A busy org is waited for as long as it asks, within bounds."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from scenarios.connectors.retrying import TIMEOUT_SECONDS, Patience, patient_session, wait


class Answer:
    """An answer, and those that follow it when it is asked for again."""

    request = "the call"

    def __init__(self, status, after=None, then=()):
        self.status_code, self.headers = status, {} if after is None else {"Retry-After": after}
        self.then, self.connection = list(then), self

    def close(self):
        """Give the line back."""

    def send(self, request, **options):
        """Answer again."""
        assert (request, options) == ("the call", {"stream": False})
        following = self.then.pop(0)
        following.then = self.then
        return following


def answered(first, **choices):
    """The answer in the end, and the waits."""
    slept = []
    return Patience(sleep=slept.append, **choices).answered(first, stream=False).status_code, slept


def test_it_waits_as_asked():
    """Seconds of the header, else 1, 2, 4, ...; then the answer."""
    assert answered(Answer(429, "3", [Answer(503), Answer(503), Answer(200)])) == (200, [3.0, 2.0, 4.0])


@pytest.mark.parametrize("status", [200, 401, 500])
def test_other_answers_are_given_at_once(status):
    """Only what was not worked on is sent again."""
    assert answered(Answer(status)) == (status, [])


def test_patience_has_an_end():
    """So many tries, and no wait longer than allowed."""
    assert answered(Answer(429, "1", [Answer(429, "1")] * 5), tries=2) == (429, [1.0, 1.0])
    assert answered(Answer(503, "121")) == (503, [])


def test_a_date_is_as_good_as_seconds():
    """The header may hold a date; one that has passed means now, one that is none counts as nothing."""
    patience = Patience()
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 80 < patience.seconds(soon, 0) <= 90
    assert patience.seconds("Wed, 21 Oct 2015 07:28:00 GMT", 0) == 0
    assert patience.seconds("Wed, 21 Oct 2015 07:28:00", 0) == 0
    assert patience.seconds("soon", 3) == patience.seconds(None, 3) == 8


def test_a_session_waits_for_none_that_has_gone():
    """Every call has a limit of time, and the hook that waits."""
    pytest.importorskip("requests", reason="comes with the extra `salesforce`")
    patience = Patience()
    session = patient_session(patience)
    assert session.hooks["response"] == [patience.answered]
    assert session.request.keywords == {"timeout": TIMEOUT_SECONDS}


def test_time_passes(monkeypatch):
    """Waiting is waiting."""
    slept = []
    monkeypatch.setattr("scenarios.connectors.retrying.time.sleep", slept.append)
    wait(2.0)
    assert slept == [2.0]
