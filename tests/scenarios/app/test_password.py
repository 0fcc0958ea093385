"""Passwords are kept as what scrypt makes of them."""

import pytest

from scenarios.app.password import StoredPassword


def test_what_is_kept_is_read_again_and_knows_the_password():
    kept = StoredPassword.make("correct horse")
    again = StoredPassword.read(f"{kept}\n")
    assert again == kept
    assert again.matches("correct horse")
    assert not again.matches("correct horsE")
    assert not again.matches("x" * 10_000)
    assert "correct" not in str(kept)


def test_the_same_password_is_kept_differently_each_time():
    assert StoredPassword.make("correct horse") != StoredPassword.make("correct horse")


@pytest.mark.parametrize("password", ["", "short", "x" * 300])
def test_a_password_has_a_fitting_length(password):
    with pytest.raises(ValueError, match="letters"):
        StoredPassword.make(password)


@pytest.mark.parametrize(
    "text",
    ["", "plain text", "scrypt$1$2", "md5$2$8$1$AAAA$AAAA", "scrypt$32768$8$1$!!$??", "scrypt$9999999$8$1$AA==$AA=="],
)
def test_what_is_no_kept_password_is_told(text):
    with pytest.raises(ValueError, match="app-password"):
        StoredPassword.read(text)
