"""A file that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from optimizer.exceptions import InputError, Problem


def write_secret(path: Path, text: str) -> None:
    """Write a file no other user can read, under another name first.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(path)
    except OSError as error:
        raise InputError(
            [Problem(str(path), f"it cannot be written: {error.strerror}", "Give another place")]
        ) from error
