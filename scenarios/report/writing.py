"""Report and letters as files."""

from __future__ import annotations

import re
from pathlib import Path

from optimizer.display import element
from scenarios.publish.files import folder_names
from scenarios.publish.folder import ResultFolder

from .case import ReportCase
from .letters import letter_html, letters_html
from .page import page
from .report import report_html

INDEX = "index.html"
MARK = '<meta name="generator" content="territory-optimizer">'
"""By which a file is known to be ours."""


def write_report(case: ReportCase, path: Path, *, accounts: bool = True) -> Path:
    """Write the report to a file, replacing one of its name; parameters as for ``report_html``.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    ResultFolder(path.parent).write_text(path.name, report_html(case, accounts=accounts))
    return path


def write_letters(case: ReportCase, path: Path) -> Path:
    """Write the letters to all reps to one file, replacing one of its name.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    ResultFolder(path.parent).write_text(path.name, letters_html(case))
    return path


def write_letter_folder(case: ReportCase, path: Path) -> tuple[Path, ...]:
    """Write a letter a file into a folder, with a list of them; letters of a former run are removed.

    Returns
    -------
    tuple
        The letters, in the order of the territories.

    Raises
    ------
    InputError
        If the folder is a file, or cannot be written to.
    """
    folder = ResultFolder(path)
    territories = [str(territory) for territory in case.territories["territory"]]
    # Not by territory alone: whoever sends them looks for a name.
    files = folder_names(tuple(f"{case.reps[territory]} {territory}" for territory in territories))
    names = dict(zip(territories, (f"{file}.html" for file in files.values()), strict=True))
    for territory, name in names.items():
        folder.write_text(name, letter_html(case, territory))
    links = [element("li", element("a", case.reps[territory], href=name)) for territory, name in names.items()]
    title = f"{case.record.title}: letters"
    folder.write_text(INDEX, page(title, element("h1", title), element("ul", *links)))
    _remove_former(path, {*names.values(), INDEX})
    return tuple(path / name for name in names.values())


def _remove_former(folder: Path, written: set[str]) -> None:
    """Delete letters that this run did not write: a rep who is gone has none."""
    for file in folder.glob("*.html"):
        if file.name not in written and re.fullmatch(r"[a-z0-9-]+\.html", file.name) and file.is_file():
            with file.open(encoding="utf-8", errors="replace") as opened:
                ours = MARK in opened.read(2_000)
            if ours and not file.is_symlink():
                file.unlink()
