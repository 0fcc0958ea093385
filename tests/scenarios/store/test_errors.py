"""An error of a store says where, what and what to do, also after a way through another process."""

import pickle

from optimizer.exceptions import InputError
from scenarios.store import StoreError


def test_told_and_pickled():
    """It is an input error like any other, and survives pickling."""
    error = StoreError("runs.sqlite", "this store is damaged", "Restore it")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own
    assert isinstance(again, StoreError)
    assert isinstance(again, InputError)
    assert str(again) == str(error)
    assert "runs.sqlite: this store is damaged. Restore it" in str(again)
