"""Names as Salesforce wants them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable

from scenarios.connectors.text import UNSEEN
from scenarios.publish.cells import GUARDED, plain

LONGEST = 80
"""Characters of a Name, a MasterLabel and a DeveloperName."""
NAMELESS = "Territory"
NOTHING = {"": NAMELESS, "#N/A": "N/A"}
SIGNATURE = 4
"""Letters that tell two labels apart which come to the same name."""


def label(text: str) -> str:
    """Name to show: no control characters, 80 characters at most with the guard that files put before a formula.

    It is the name an export gives back: without characters nobody sees, and without a guard of its own. One of which
    nothing is left, or that loaders take for nothing, is replaced: the org takes no blank.
    """
    seen = re.sub(r" {2,}", " ", plain(re.sub(UNSEEN, "", text)))
    cleaned = NOTHING.get(seen, GUARDED.sub("", seen))
    return cleaned[: LONGEST - cleaned.startswith(tuple("=+-@"))].rstrip()


def developer_name(text: str, fallback: str = NAMELESS) -> str:
    """Name for programs: letters, digits and single underscores, a letter first, no underscore last, 80 at most."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "_", letters).strip("_")
    if not stem[:1].isalpha():
        stem = f"{fallback}_{stem}".rstrip("_")
    return stem[:LONGEST].rstrip("_")


def developer_names(labels: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Label -> its name for programs, distinct without regard to case.

    Where labels come to the same name, or it is taken, letters drawn from the label itself follow; so the name of a
    label does not depend on the order of the others.

    Parameters
    ----------
    labels
        What the territories are called; each once.
    taken
        Names that others have in the org.
    """
    every = list(dict.fromkeys(labels))
    plain_names = {text: developer_name(text) for text in every}
    folded = Counter(name.casefold() for name in plain_names.values())
    used = {name.casefold() for name in taken}
    chosen: dict[str, str] = {}
    for text, name in plain_names.items():
        unique = folded[name.casefold()] == 1 and name.casefold() not in used
        chosen[text] = name if unique else _signed(name, text)
    return chosen


def _signed(name: str, text: str) -> str:
    signature = hashlib.sha256(text.encode()).hexdigest()[: 2 * SIGNATURE]
    return f"{name[: LONGEST - len(signature) - 1].rstrip('_')}_{signature}"
