"""Who may reach the page: this machine alone, or others with a password or a proxy that has signed them in."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.exceptions import InputError, ProblemLog

from .password import REMEDY, StoredPassword

VARIABLE = "TERRITORY_APP_PASSWORD_HASH"
"""Environment variable that may hold a password as it is kept."""
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- named to be refused without origins
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}")
ORIGIN = re.compile(r"[A-Za-z0-9.\-\[\]:]+?(?::\d{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How the page is reached, checked.

    Parameters
    ----------
    address, port
        What is listened to.
    origins
        ``host:port`` as browsers write it; requests under another name are refused.
    password
        What a planner must know; None for no password.
    header
        Header in which a proxy tells who is signed in; None for no proxy.
    proxies
        Addresses whose header is believed.
    """

    address: str = "127.0.0.1"
    port: int = 5006
    origins: tuple[str, ...] = ()
    password: StoredPassword | None = None
    header: str | None = None
    proxies: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the page."""
        return is_loopback(self.address)

    @property
    def url(self) -> str:
        """Where to look."""
        return f"http://{self.origins[0]}/"


def is_loopback(address: str) -> bool:
    """Whether an address is of this machine alone."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check_access(
    address: str,
    port: int,
    *,
    origins: Sequence[str] = (),
    password_file: Path | None = None,
    header: str | None = None,
    proxies: Sequence[str] = (),
    environment: Mapping[str, str] = os.environ,
) -> Access:
    """Put together who may reach the page.

    Parameters
    ----------
    address, port
        What is listened to.
    origins
        Names under which browsers reach it; by default the address.
    password_file
        File with a password as ``StoredPassword`` writes it; otherwise ``TERRITORY_APP_PASSWORD_HASH`` is looked at.
    header, proxies
        See ``Access``.
    environment
        Variables.

    Raises
    ------
    InputError
        If others could reach the page without being asked who they are, or something given cannot be.
    """
    log = ProblemLog()
    password = _password(password_file, environment, log)
    _check_proxy(header, proxies, log)
    if not is_loopback(address) and password is None and header is None:
        log.add(
            "--address",
            "others could reach the page without being asked who they are",
            f"{REMEDY} and give it with --password-file, or give --auth-header with --trusted-proxy; "
            "or leave --address out",
            value=address,
        )
    named = tuple(origins) or _origins(address, port)
    if not named:
        log.add("--origin", "under which name browsers reach the page is not known", "Give --origin host:port")
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            log.add("--origin", "this is no host:port", "Give one such as plans.example.org:443", value=origin)
    log.raise_if_any()
    return Access(address=address, port=port, origins=named, password=password, header=header, proxies=tuple(proxies))


def _check_proxy(header: str | None, proxies: Sequence[str], log: ProblemLog) -> None:
    """Note what is wrong with a proxy that signs people in."""
    if header is not None and not HEADER.fullmatch(header):
        log.add("--auth-header", "this is no name of a header", "Give one such as X-Forwarded-User", value=header)
    if (header is None) != (not proxies):
        log.add(
            "--auth-header",
            "a header counts only where it comes from a proxy that is named",
            "Give both --auth-header and --trusted-proxy",
        )
    for proxy in proxies:
        if not _is_address(proxy):
            log.add("--trusted-proxy", "this is no address", "Give one such as 10.0.0.5", value=proxy)


def _origins(address: str, port: int) -> tuple[str, ...]:
    if is_loopback(address):
        return (f"localhost:{port}", f"127.0.0.1:{port}")
    return () if address in EVERYWHERE else (f"{address}:{port}",)


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True


def _password(file: Path | None, environment: Mapping[str, str], log: ProblemLog) -> StoredPassword | None:
    text = environment.get(VARIABLE, "")
    where = VARIABLE
    if file is not None:
        where = file.name
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            log.add(where, f"the password cannot be read: {error}", REMEDY)
            return None
    if not text:
        return None
    try:
        return StoredPassword.read(text)
    except ValueError as error:
        log.add(where, str(error), REMEDY)
        return None


__all__ = ["VARIABLE", "Access", "InputError", "check_access", "is_loopback"]
