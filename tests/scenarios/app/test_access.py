"""Who may reach the page."""

import pytest

from optimizer.exceptions import InputError
from scenarios.app.access import VARIABLE, check_access, is_loopback
from scenarios.app.password import StoredPassword

KEPT = str(StoredPassword.make("correct horse"))


def problems(*arguments, **options):
    with pytest.raises(InputError) as caught:
        check_access(*arguments, **{"environment": {}, **options})
    return [problem.table for problem in caught.value.problems]


def test_this_machine_alone_needs_nothing():
    access = check_access("127.0.0.1", 5006, environment={})
    assert access.local
    assert access.origins == ("localhost:5006", "127.0.0.1:5006")
    assert access.url == "http://localhost:5006/"


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "127.5.5.5", "::1"])
def test_addresses_of_this_machine(address):
    assert is_loopback(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "10.1.2.3", "::", "example.org"])  # noqa: S104
def test_another_address_is_refused_without_a_password_or_a_proxy(address):
    assert not is_loopback(address)
    assert "--address" in problems(address, 5006, origins=["plans.example.org"])


def test_a_password_opens_another_address(tmp_path):
    file = tmp_path / "pw"
    file.write_text(KEPT)
    assert check_access("10.1.2.3", 80, password_file=file, environment={}).password.matches("correct horse")
    assert check_access("10.1.2.3", 80, environment={VARIABLE: KEPT}).origins == ("10.1.2.3:80",)


def test_everything_wrong_is_told_at_once(tmp_path):
    file = tmp_path / "pw"
    file.write_text("secret")
    found = problems("0.0.0.0", 80, password_file=file, header="bad header", proxies=["nowhere"])  # noqa: S104
    assert {"pw", "--auth-header", "--trusted-proxy", "--origin"} <= set(found)


def test_a_header_needs_its_proxy():
    assert problems("127.0.0.1", 80, header="X-User") == ["--auth-header"]
    assert problems("127.0.0.1", 80, proxies=["10.0.0.1"]) == ["--auth-header"]
    assert problems("127.0.0.1", 80, origins=["http://x/y z"]) == ["--origin"]


def test_a_password_file_that_is_not_there_is_told(tmp_path):
    assert problems("127.0.0.1", 80, password_file=tmp_path / "none") == ["none"]
