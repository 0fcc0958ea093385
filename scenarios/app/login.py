"""The doors of the page: who is asked what before anything is shown."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bokeh.server.auth_provider import AuthProvider
from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler

from .access import Access
from .words import safe

COOKIE = "territory-planner"
DAYS = 1.0
"""How long a planner stays signed in."""
MOST_TRIES, MINUTE = 10, 60.0
"""Wrong passwords that one minute may see, from everybody together."""
PLANNER = "planner"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; connect-src 'self' blob: ws: wss:; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'self'; object-src 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_scrypt = ThreadPoolExecutor(1, thread_name_prefix="password")


@dataclass(slots=True)
class Tries:
    """Counts wrong passwords; too many in a minute and nobody may try for the rest of it."""

    clock: Callable[[], float] = time.monotonic
    times: deque[float] = field(default_factory=deque)

    @property
    def open(self) -> bool:
        """Whether another try is allowed."""
        while self.times and self.clock() - self.times[0] > MINUTE:
            self.times.popleft()
        return len(self.times) < MOST_TRIES

    def wrong(self) -> None:
        """Count one."""
        self.times.append(self.clock())


class Door(AuthProvider):  # type: ignore[misc]  # bokeh is read as untyped
    """Lets in requests under the names of the page; by itself it asks for nothing more."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self.tries = Tries()
        super().__init__()

    @property
    def get_user(self) -> Callable[[RequestHandler], str | None]:
        """Who a request is from; None for nobody who is known."""
        return self.user_of

    @property
    def login_url(self) -> str:
        """Where those go who are not known."""
        return "/login"

    @property
    def login_handler(self) -> type[RequestHandler]:
        """What answers there."""
        return NotSignedIn

    def user_of(self, handler: RequestHandler) -> str | None:
        """Check a request and tell who it is from."""
        # A page of another name that was made to lead here must not read this one.
        if handler.request.host.lower() not in {origin.lower() for origin in self.access.origins}:
            raise HTTPError(403, "this page is not served under that name")
        if not isinstance(handler, WebSocketHandler):
            for name, value in HEADERS.items():
                handler.set_header(name, value)
        return self.known(handler)

    def known(self, handler: RequestHandler) -> str | None:  # noqa: ARG002 -- everybody is, here
        """Who is signed in."""
        return PLANNER


class PasswordDoor(Door):
    """Asks for the password once a day."""

    @property
    def login_handler(self) -> type[RequestHandler]:
        """What answers at the login."""
        return Login

    @property
    def logout_url(self) -> str:
        """Where one signs out."""
        return "/logout"

    @property
    def logout_handler(self) -> type[RequestHandler]:
        """What answers there."""
        return Logout

    def known(self, handler: RequestHandler) -> str | None:
        """Who the signed cookie names."""
        value = handler.get_signed_cookie(COOKIE, max_age_days=DAYS)
        return None if value is None else value.decode("utf-8", "replace")[:80]


class ProxyDoor(Door):
    """Believes the header of a proxy that is named, and nobody else."""

    def known(self, handler: RequestHandler) -> str | None:
        """Who the proxy says it is."""
        name = handler.request.headers.get(self.access.header or "", "").strip()
        return name[:80] if name and handler.request.remote_ip in self.access.proxies else None


def door_of(access: Access) -> Door:
    """Give the door that access asks for: the proxy's where there is one, else the password's, else the open one."""
    if access.header is not None:
        return ProxyDoor(access)
    return Door(access) if access.password is None else PasswordDoor(access)


class NotSignedIn(RequestHandler):  # type: ignore[misc]  # tornado is read as untyped
    """Tells those whom no proxy has signed in."""

    def get(self) -> None:
        """Answer."""
        self.set_status(403)
        self.finish(_page("<p>You are not signed in. Come through the address your company gave you.</p>"))


class Login(RequestHandler):  # type: ignore[misc]  # tornado is read as untyped
    """Asks for the password; the form carries a token of this browser, so that no other page can send it."""

    def get(self) -> None:
        """Show the form."""
        self._ask("")

    async def post(self) -> None:
        """Check the password."""
        door = self.application.auth_provider
        if not door.tries.open:
            self.set_status(429)
            self._ask("Too many wrong passwords. Wait a minute.")
            return
        given, password = self.get_body_argument("password", ""), door.access.password
        if not await IOLoop.current().run_in_executor(_scrypt, password.matches, given):
            door.tries.wrong()
            self.set_status(403)
            self._ask("That is not the password.")
            return
        name = self.get_body_argument("name", "").strip()[:80] or PLANNER
        secure = self.request.protocol == "https"
        self.set_signed_cookie(COOKIE, name, expires_days=DAYS, httponly=True, samesite="Strict", secure=secure)
        self.redirect("/")

    def set_default_headers(self) -> None:
        """Say what a browser may do with the answer."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def _ask(self, problem: str) -> None:
        self.finish(
            _page(
                f'<form method="post">{self.xsrf_form_html()}<label>Your name, for the log<input name="name" '
                'maxlength="80" autocomplete="username"></label><label>Password<input name="password" type="password" '
                f'autocomplete="current-password" autofocus></label><p class="bad">{safe(problem)}</p>'
                "<button>Sign in</button></form>"
            )
        )


class Logout(RequestHandler):  # type: ignore[misc]  # tornado is read as untyped
    """Signs out."""

    def get(self) -> None:
        """Forget who it is."""
        self.clear_cookie(COOKIE)
        self.redirect("/login")


def _page(body: str) -> str:
    style = (
        "body{font:15px "
        "system-ui,sans-serif;background:#F4F6F8;color:#1B2430;display:grid;place-items:center;height:90vh}"
        "main{background:#fff;border:1px solid #E3E7EC;border-radius:10px;padding:26px 30px;width:320px}"
        "label{display:block;margin:10px 0;color:#5F6B7A;font-size:13px}input{display:block;width:100%;font:inherit;"
        "padding:7px 9px;border:1px solid #CBD3DC;border-radius:6px;box-sizing:border-box}"
        "button{width:100%;padding:9px;border:0;border-radius:6px;background:#2F5D9B;color:#fff;font:inherit}"
        ".bad{color:#B3372F;min-height:1em;margin:4px 0}h1{font-size:19px;margin:0 0 8px}"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Territory</title>'
        f"<style>{style}</style></head><body><main><h1>Territory</h1>{body}</main></body></html>"
    )
