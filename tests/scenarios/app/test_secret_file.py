"""A file only its owner can read."""

import stat

import pytest

from optimizer.exceptions import InputError
from scenarios.app.secret_file import write_secret


def test_it_is_of_the_owner_alone_and_replaces_the_former(tmp_path):
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)
    write_secret(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_a_place_that_is_none_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        write_secret(tmp_path / "none" / "secret", "x")
