"""The server of the page: bound as access says, every session with its own desk, nothing fetched from elsewhere."""

from __future__ import annotations

import errno
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import panel as pn

from optimizer.exceptions import InputError, Problem
from scenarios.planfile.plan import Plan
from scenarios.store import Origin, open_store

from .access import Access
from .desk import DeskRoom
from .desk.approving import StoreApprover
from .login import PLANNER, door_of
from .page import make_page
from .sessions import Sessions
from .shared import Shared, make_shared
from .theme import PAGE_STYLE

MOST_BYTES = 2_000_000
"""Largest message and largest request a browser may send; nothing is uploaded."""
LEFT_MS = 60_000
"""How long a session that lost its browser waits for it."""


def make_server(plan: Plan, access: Access, store: Path) -> Any:
    """Make the server of a plan; it listens and does not run yet.

    Parameters
    ----------
    plan
        What is served.
    access
        Who may reach it.
    store
        Where runs and desks are kept.

    Raises
    ------
    InputError
        If the port is taken or the address is not of this machine.
    """
    shared = make_shared(plan)
    kept = open_store(store, Origin(plan.name, plan.files[0]))
    room = DeskRoom(plan, store=kept, folder=store, approver=StoreApprover(kept))
    pn.config.raw_css = [PAGE_STYLE]
    pn.config.notifications = False
    secret = secrets.token_bytes(32)
    try:
        server = pn.io.server.get_server(
            {"/": _page_of(shared, Sessions(room))},
            port=access.port,
            address=access.address,
            websocket_origin=list(access.origins),
            title=f"{plan.name} · Territory",
            auth_provider=door_of(access),
            cookie_secret=secrets.token_urlsafe(32),
            secret_key=secret,
            sign_sessions=True,
            xsrf_cookies=True,
            websocket_max_message_size=MOST_BYTES,
            http_server_kwargs={"max_body_size": MOST_BYTES, "max_header_size": 65_536},
            unused_session_lifetime_milliseconds=LEFT_MS,
            check_unused_sessions_milliseconds=LEFT_MS // 4,
            start=False,
            show=False,
            verbose=False,
        )
    except OSError as error:
        raise InputError([_problem(error, access)]) from error
    # The first planner is not to wait for what can be done before anybody comes.
    threading.Thread(target=room.prepare, name="prepare", daemon=True).start()
    return server


def _page_of(shared: Shared, sessions: Sessions) -> Callable[[], Any]:
    def page() -> Any:
        user = pn.state.user or PLANNER
        return make_page(shared, sessions, user="" if user == PLANNER else user)

    return page


def _problem(error: OSError, access: Access) -> Problem:
    if error.errno == errno.EADDRINUSE:
        remedy = f"Give another with --port, such as {access.port + 1}, or end what uses it"
        return Problem("--port", "another program uses this port", remedy, value=str(access.port))
    if error.errno == errno.EACCES:
        return Problem("--port", "this port may not be used", "Give one above 1023", value=str(access.port))
    return Problem(
        "--address", f"it cannot be listened to: {error.strerror}", "Give one of this machine", value=access.address
    )
