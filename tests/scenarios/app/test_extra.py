"""What is missing is named with what to install."""

import pytest

from optimizer.exceptions import InputError
from scenarios.app.extra import check_extra


def test_what_is_there_is_enough():
    check_extra(("json", "pathlib"))


def test_what_is_missing_is_named():
    with pytest.raises(InputError, match=r"no_such_package.*\[app\]"):
        check_extra(("json", "no_such_package"))
