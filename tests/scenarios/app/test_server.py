"""The server listens as access says."""

import socket

import pytest

pytest.importorskip("panel")

from optimizer.exceptions import InputError
from scenarios.app.access import check_access
from scenarios.app.login import Door
from scenarios.app.server import MOST_BYTES, make_server


def test_a_port_that_is_taken_is_told(globe_plan, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        access = check_access("127.0.0.1", taken.getsockname()[1], environment={})
        with pytest.raises(InputError, match="another program uses this port"):
            make_server(globe_plan, access, tmp_path)


def test_an_address_of_another_machine_is_told(globe_plan, tmp_path):
    access = check_access("192.0.2.1", 5006, header="X-User", proxies=["10.0.0.1"], environment={})
    with pytest.raises(InputError, match="--address"):
        make_server(globe_plan, access, tmp_path)


def test_it_is_guarded(globe_plan, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = make_server(globe_plan, check_access("127.0.0.1", port, environment={}), tmp_path)
    try:
        assert server.address == "127.0.0.1"
        application = server._tornado
        assert application.settings["xsrf_cookies"]
        assert application.sign_sessions
        assert application.websocket_origins == {f"127.0.0.1:{port}", f"localhost:{port}"}
        assert application.settings["websocket_max_message_size"] == MOST_BYTES
        assert isinstance(application.auth_provider, Door)
    finally:
        server.stop()
