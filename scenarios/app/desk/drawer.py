"""Where desks are put away: one file each, written whole, found again by an opaque id or by a name."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from optimizer.exceptions import TerritoryError

FOLDER = "desks"
"""Folder of desks in the folder of a store."""
ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
NAMED = "named-"
VERSION = 1
LONGEST = 80
"""Letters of a name."""


class DrawerError(TerritoryError, ValueError):
    """A desk cannot be put away or taken out."""


@dataclass(frozen=True, slots=True)
class KeptDesk:
    """What the drawer has of a desk, without its content.

    Parameters
    ----------
    key
        Opaque id.
    name
        What the planner called it, empty for the desk of a session.
    who
        Who put it away last.
    saved
        When (UTC).
    plan
        Name of its plan.
    edits
        How many.
    """

    key: str
    name: str
    who: str
    saved: datetime
    plan: str
    edits: int


def new_key() -> str:
    """Make an id nobody can guess."""
    return secrets.token_urlsafe(24)


def key_of_name(name: str) -> str:
    """Give the id under which a named desk is kept.

    Raises
    ------
    DrawerError
        For a name that is empty or too long.
    """
    plain = name.strip()
    if not plain or len(plain) > LONGEST:
        raise DrawerError(f"a name of 1 to {LONGEST} letters is needed, given {name!r:.100}")
    return NAMED + hashlib.sha256(plain.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Drawer:
    """A folder of desks. Ids and names come from a browser; no path is ever made of anything but an id that fits.

    Parameters
    ----------
    path
        The folder; made when something is put away.
    """

    path: Path

    def put(self, key: str, record: Mapping[str, Any]) -> None:
        """Put a desk away; it is there whole once this returns, or as it was before.

        Raises
        ------
        DrawerError
            If the folder cannot be written to.
        """
        target = self._file(key)
        partial = target.with_name(f".{key}.{os.getpid()}.{secrets.token_hex(4)}.part")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                # Accounts are nobody else's business, as in the database of a store.
                partial.touch(mode=0o600)
                with partial.open("w", encoding="utf-8") as file:
                    json.dump({"version": VERSION, **record}, file, separators=(",", ":"), ensure_ascii=False)
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(target)
            finally:
                partial.unlink(missing_ok=True)
        except OSError as error:
            raise DrawerError(f"the desk cannot be kept in {self.path}: {error.strerror or error}") from error

    def get(self, key: str) -> dict[str, Any] | None:
        """Take a desk out; None where there is none of this id.

        Raises
        ------
        DrawerError
            If it is damaged, or was put away by a newer version.
        """
        file = self._file(key)
        if not file.is_file():
            return None
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DrawerError(f"the desk {file.name} cannot be read: {error}") from error
        if not isinstance(record, dict) or record.get("version") != VERSION:
            raise DrawerError(f"the desk {file.name} is of another version of this program")
        return record

    def named(self) -> tuple[KeptDesk, ...]:
        """Desks that have a name, the latest first; those that cannot be read are left out."""
        found = []
        for file in sorted(self.path.glob(f"{NAMED}*.json")):
            try:
                record = self.get(file.stem)
            except DrawerError:
                continue
            if record is not None:
                found.append(_told(file.stem, record))
        return tuple(sorted(found, key=lambda kept: kept.saved, reverse=True))

    def _file(self, key: str) -> Path:
        if not ID.fullmatch(key):
            raise DrawerError("that is no id of a desk")
        return self.path / f"{key}.json"


def _told(key: str, record: Mapping[str, Any]) -> KeptDesk:
    return KeptDesk(
        key=key,
        name=str(record["name"]),
        who=str(record["who"]),
        saved=datetime.fromisoformat(record["saved"]).astimezone(UTC),
        plan=str(record["plan"]),
        edits=len(record["edits"]),
    )
