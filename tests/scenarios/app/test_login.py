"""The doors: under which name, with which password, from which proxy."""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

pytest.importorskip("bokeh")

from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.testing import AsyncHTTPTestCase
from tornado.web import Application, HTTPError, RequestHandler

from scenarios.app.access import Access
from scenarios.app.login import HEADERS, MOST_TRIES, PLANNER, Door, Login, PasswordDoor, ProxyDoor, Tries, door_of
from scenarios.app.password import StoredPassword

ACCESS = Access(origins=("plans.example.org", "localhost:5006"))


class Connection:
    """What a request comes by."""

    context = SimpleNamespace(remote_ip="10.0.0.5", protocol="http")

    def set_close_callback(self, callback):
        pass


def request(host="localhost:5006", **headers):
    sent = HTTPHeaders({"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}})
    line = RequestStartLine("GET", "/", "HTTP/1.1")
    asked = HTTPServerRequest(headers=sent, connection=Connection(), start_line=line)
    asked.host = host
    asked.remote_ip = "10.0.0.5"
    return RequestHandler(Application(cookie_secret="x" * 32), asked)


def test_every_name_of_the_page_is_let_in_with_a_policy():
    handler = request("Plans.Example.org")
    assert Door(ACCESS).user_of(handler) == PLANNER
    assert all(handler._headers[name] == value for name, value in HEADERS.items())


@pytest.mark.parametrize("host", ["evil.example", "localhost", "localhost:5007", ""])
def test_any_other_name_is_refused(host):
    with pytest.raises(HTTPError, match="403"):
        Door(ACCESS).user_of(request(host))


def test_a_password_door_knows_signed_cookies_alone():
    door = PasswordDoor(Access(origins=ACCESS.origins, password=StoredPassword.make("correct horse")))
    assert door.user_of(request()) is None
    assert door.user_of(request(Cookie="territory-planner=Ann")) is None
    signer = request()
    value = signer.create_signed_value("territory-planner", "Ann").decode()
    assert door.user_of(request(Cookie=f"territory-planner={value}")) == "Ann"
    assert door.user_of(request(Cookie=f"territory-planner={value[:-3]}abc")) is None


def test_a_header_counts_from_its_proxy_alone():
    known = ProxyDoor(Access(origins=ACCESS.origins, header="X-User", proxies=("10.0.0.5",)))
    other = ProxyDoor(Access(origins=ACCESS.origins, header="X-User", proxies=("10.0.0.6",)))
    assert known.user_of(request(X_User="Ann")) == "Ann"
    assert known.user_of(request()) is None
    assert other.user_of(request(X_User="Ann")) is None


def test_each_access_has_its_door():
    password = StoredPassword.make("correct horse")
    assert type(door_of(ACCESS)) is Door
    assert type(door_of(Access(password=password))) is PasswordDoor
    assert type(door_of(Access(password=password, header="X", proxies=("10.0.0.5",)))) is ProxyDoor


def test_too_many_wrong_passwords_close_the_door_for_a_minute():
    now = [0.0]
    tries = Tries(clock=lambda: now[0])
    for _ in range(MOST_TRIES):
        assert tries.open
        tries.wrong()
    assert not tries.open
    now[0] = 61.0
    assert tries.open


class TestLogin(AsyncHTTPTestCase):
    """The form, asked for and sent as a browser does."""

    def get_app(self):
        application = Application([("/login", Login)], cookie_secret="x" * 32, xsrf_cookies=True)
        application.auth_provider = PasswordDoor(Access(password=StoredPassword.make("correct horse")))
        return application

    def sent(self, token, word, **fields):
        body = urlencode({"_xsrf": token, "password": word, **fields})
        headers = {"Cookie": f"_xsrf={token}"} if token else {}
        return self.fetch("/login", method="POST", body=body, headers=headers, follow_redirects=False)

    def test_the_form_carries_a_token_and_the_policy(self):
        answer = self.fetch("/login")
        assert answer.code == 200
        assert b'name="_xsrf"' in answer.body
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]

    def test_the_password_lets_in_and_nothing_else_does(self):
        token = self.fetch("/login").headers["Set-Cookie"].split("_xsrf=")[1].split(";")[0]
        assert self.sent("", "correct horse").code == 403
        assert self.sent(token, "wrong").code == 403
        answer = self.sent(token, "correct horse", name="Ann")
        assert answer.code == 302
        assert "HttpOnly" in answer.headers["Set-Cookie"]
        assert "SameSite=Strict" in answer.headers["Set-Cookie"]

    def test_too_many_tries_are_refused(self):
        token = self.fetch("/login").headers["Set-Cookie"].split("_xsrf=")[1].split(";")[0]
        self._app.auth_provider.tries.times.extend([self._app.auth_provider.tries.clock()] * MOST_TRIES)
        assert self.sent(token, "correct horse").code == 429
