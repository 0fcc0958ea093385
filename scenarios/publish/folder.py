"""A folder of results in which no file is ever half written, and none of a former run is taken for a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self, TextIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.exceptions import InputError, Problem

FORMULA_STARTS = r"^[=+\-@\t\r\n]"
"""Text that begins so is run as a formula by spreadsheets."""
NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)$"


@dataclass(frozen=True, slots=True)
class ResultFolder:
    """Writes files under a temporary name, then puts them in place at once.

    Parameters
    ----------
    path
        The folder; made where it is not there.
    written
        Names of the files put in place so far, relative to the folder.
    made
        Folders that were not there, outermost first.

    Raises
    ------
    InputError
        If the path is a file, or cannot be written to.
    """

    path: Path
    written: list[str] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        for part in (self.path, *self.path.parents):
            if part.exists() and not part.is_dir():
                raise InputError(
                    [Problem(str(part), "this is a file, not a folder", "Give another folder for results")]
                )
        try:
            self._make(self.path)
            _partial(self.path / "test").write_text("", encoding="utf-8")
            _partial(self.path / "test").unlink()
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take away folders that were made for nothing: what failed leaves none that is empty."""
        for part in reversed(self.made if kind is not None else []):
            if part.is_dir() and not any(part.iterdir()):
                part.rmdir()

    def _make(self, path: Path) -> None:
        missing = [part for part in (path, *path.parents) if not part.exists()]
        path.mkdir(parents=True, exist_ok=True)
        self.made.extend(reversed(missing))

    @contextmanager
    def open(self, name: str, *, encoding: str = "utf-8") -> Iterator[TextIO]:
        """Open a file to be written whole; it replaces the one of its name once the block ends without error.

        Parameters
        ----------
        name
            Relative to the folder, with ``/``; folders on the way are made.
        encoding
            Of the text.
        """
        target = self.path / name
        partial = _partial(target)
        try:
            self._make(target.parent)
            with partial.open("w", encoding=encoding, newline="") as file:
                yield file
            partial.replace(target)
        except OSError as error:
            raise _unwritable(target, error) from error
        finally:
            partial.unlink(missing_ok=True)
        self.written.append(name)

    @contextmanager
    def placed(self, name: str) -> Iterator[Path]:
        """Give the path of a file that another library writes; it gets its name once the block ends without error.

        Parameters
        ----------
        name
            Relative to the folder, with ``/``; folders on the way are made.
        """
        target = self.path / name
        partial = target.with_name(f".part-{target.name}")
        try:
            self._make(target.parent)
            partial.unlink(missing_ok=True)
            yield partial
            partial.replace(target)
        except OSError as error:
            raise _unwritable(target, error) from error
        finally:
            partial.unlink(missing_ok=True)
        self.written.append(name)

    def write_text(self, name: str, text: str) -> None:
        """Write a text as UTF-8."""
        with self.open(name) as file:
            file.write(text)

    def write_tables(self, name: str, frames: Iterable[pd.DataFrame]) -> None:
        """Write tables of the same columns below each other as one CSV that Excel reads as UTF-8.

        Text that a spreadsheet would run as a formula gets an apostrophe in front, in headers too.
        """
        with self.open(name, encoding="utf-8-sig") as file:
            for position, frame in enumerate(frames):
                without_formulas(frame).to_csv(file, index=False, header=position == 0, lineterminator="\n")

    def remove_former(self, names: Iterable[str]) -> None:
        """Delete files a former run wrote and this one did not, with folders that are empty then.

        Parameters
        ----------
        names
            What the former run says it wrote; anything that leads out of the folder is left alone.
        """
        for name in names:
            parts = PurePosixPath(name).parts
            if name in self.written or not 1 <= len(parts) <= 2 or ".." in parts or PurePosixPath(name).is_absolute():
                continue
            stale = self.path.joinpath(*parts)
            if stale.is_file() and not stale.is_symlink():
                stale.unlink()
                if stale.parent != self.path and not any(stale.parent.iterdir()):
                    stale.parent.rmdir()


def without_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text (not numbers) that a spreadsheet would run as a formula, headers too."""
    guarded = frame.copy(deep=False)
    for column in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[column]) or pd.api.types.is_bool_dtype(frame[column]):
            continue
        values, codes = _distinct(frame[column])
        text = values.astype("str")
        risky = text.str.match(FORMULA_STARTS) & ~text.str.match(NUMBER)
        if risky.any():
            safe = values.astype(object).mask(risky.astype(bool), "'" + text)
            guarded[column] = safe.take(codes).to_numpy()
    return guarded.rename(columns=_safe_header)


def _safe_header(header: object) -> object:
    risky = isinstance(header, str) and re.match(FORMULA_STARTS, header) and not re.match(NUMBER, header)
    return f"'{header}" if risky else header


def _distinct(column: pd.Series[str]) -> tuple[pd.Series[str], NDArray[np.intp]]:
    """Distinct values, the missing one included, and the code of each row."""
    codes, values = pd.factorize(column, use_na_sentinel=False)
    return pd.Series(values), codes


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _unwritable(path: Path, error: OSError) -> InputError:
    remedy = "Close it where it is open (Excel locks files), or give another folder"
    return InputError([Problem(str(path), f"this cannot be written: {error.strerror or error}", remedy)])
