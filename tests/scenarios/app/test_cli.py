"""The command: what cannot be is told."""

from pathlib import Path

import pytest

from scenarios import Example, example_path
from scenarios.app.cli import _place
from scenarios.app.password import StoredPassword
from tests.scenarios.command_line import call

from .plans import small_plan


def test_an_open_door_to_others_is_refused(tmp_path):
    pytest.importorskip("panel")
    done = call("app", small_plan(tmp_path), "--address", "0.0.0.0", "--no-browser")  # noqa: S104
    assert done.exit_code == 2
    assert "without being asked" in done.stderr
    assert "--origin" in done.stderr


def test_a_plan_or_a_bundled_one_is_needed_and_not_both(tmp_path):
    assert "--demo resellers" in call("app").stderr
    assert "two plans" in call("app", small_plan(tmp_path), "--demo", "resellers").stderr
    assert call("app", "--demo", "nothing").exit_code == 2


def test_a_bundled_plan_is_found():
    assert _place(None, Example.HOSPITALS) == example_path(Example.HOSPITALS)
    assert _place(Path("plan.yaml"), None) == Path("plan.yaml")


def test_a_password_file_is_made(tmp_path):
    file = tmp_path / "pw"
    done = call("app-password", file, text="correct horse\ncorrect horse\n")
    assert done.exit_code == 0
    assert StoredPassword.read(file.read_text()).matches("correct horse")
    assert "correct horse" not in done.stdout


def test_a_short_password_is_refused(tmp_path):
    done = call("app-password", tmp_path / "pw", text="short\nshort\n")
    assert done.exit_code == 2
    assert not (tmp_path / "pw").exists()
