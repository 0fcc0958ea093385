"""Notebooks are listed, their links lead somewhere, and they are kept as they were before anybody ran them."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)[^)]*\)")


def told(notebook):
    """Text of all cells of markdown."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("page", ["README.md", "docs/notebooks.md"])
def test_every_notebook_is_listed(page):
    """No notebook is forgotten, and none is named that is not there."""
    links = LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    listed = {Path(link).name for link in links if link.endswith(".ipynb")}
    assert listed == {notebook.name for notebook in NOTEBOOKS}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_links_lead_to_files(notebook):
    """Pages and other notebooks that the text points to are there."""
    assert [link for link in LINK.findall(told(notebook)) if not (notebook.parent / link).is_file()] == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_notebooks_hold_no_outputs(notebook):
    """What a run shows is not kept, and every cell has a name by which changes are told."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"]] == []
    assert len({cell["id"] for cell in cells}) == len(cells)
