"""``territory app`` and ``territory app-password``: thin, everything heavy is imported where it is used."""
# ruff: noqa: PLC0415 -- so that help appears at once

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli_runs import DEFAULT_STORE
from scenarios.examples import Example, example_path
from scenarios.telling import told

PlanFile = Annotated[
    Path | None, typer.Argument(metavar="[PLAN]", help="The plan file (YAML), or a filled workbook; or --demo.")
]
Demo = Annotated[Example | None, typer.Option("--demo", help="Open a plan that comes with the package, to try it.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Where to listen.")]
Address = Annotated[
    str, typer.Option("--address", help="Who can reach it: this machine alone, unless another address is given.")
]
Origins = Annotated[
    list[str] | None, typer.Option("--origin", help="host:port under which browsers reach it, behind a proxy.")
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="File made by `territory app-password`; needed by other addresses."),
]
Header = Annotated[
    str | None, typer.Option("--auth-header", help="Header in which a trusted proxy tells who is signed in.")
]
Proxies = Annotated[list[str] | None, typer.Option("--trusted-proxy", help="Address of that proxy.")]
Store = Annotated[Path, typer.Option("--store", help="Folder where runs and desks are kept.")]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser on it.")]
PasswordPlace = Annotated[Path, typer.Argument(metavar="FILE", help="The new file.")]


def app(
    plan: PlanFile = None,
    *,
    demo: Demo = None,
    port: Port = 5006,
    address: Address = "127.0.0.1",
    origin: Origins = None,
    password_file: PasswordFile = None,
    auth_header: Header = None,
    trusted_proxy: Proxies = None,
    store: Store = Path(DEFAULT_STORE),
    browser: Browser = True,
) -> None:
    """Open the planning page of a plan: map, edits by hand, solving, scenarios, quotas."""
    with told(plan):
        place = _place(plan, demo)
        from .extra import check_extra

        check_extra()
        from .access import check_access

        access = check_access(
            address,
            port,
            origins=origin or (),
            password_file=password_file,
            header=auth_header,
            proxies=trusted_proxy or (),
        )
        from optimizer.solvers.warm import compile_apart
        from scenarios.planfile import read_plan

        from .server import make_server

        compile_apart()
        server = make_server(read_plan(place), access, store)
        typer.echo(f"The planning page is at {access.url} (Ctrl-C ends it)")
        sys.stdout.flush()
        if browser and access.local:
            import webbrowser

            webbrowser.open(access.url)
        server.run_until_shutdown()


def _place(plan: Path | None, demo: Example | None) -> Path:
    """Find the plan file: the one named, or the one that comes with the package."""
    if (plan is None) == (demo is None):
        from optimizer.exceptions import InputError, Problem

        message = "two plans are asked for" if plan is not None else "no plan is named"
        remedy = f"Give a plan file, or --demo {Example.RESELLERS.value}"
        raise InputError([Problem("PLAN", message, remedy, value=None if plan is None else str(plan))])
    return plan if plan is not None else example_path(Example(demo))


def app_password(file: PasswordPlace) -> None:
    """Make the file with a password for the planning page; the password itself is not kept."""
    with told():
        from optimizer.exceptions import InputError, Problem

        from .password import SHORTEST, StoredPassword
        from .secret_file import write_secret

        password = typer.prompt(f"Password, at least {SHORTEST} letters", hide_input=True, confirmation_prompt=True)
        try:
            kept = StoredPassword.make(password)
        except ValueError as error:
            raise InputError([Problem("password", str(error), "Choose another")]) from error
        write_secret(file, f"{kept}\n")
        typer.echo(f"{file} is made; start the page with --password-file {file}")
