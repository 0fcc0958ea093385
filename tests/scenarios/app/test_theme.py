"""The style sheet fetches nothing."""

import re

from scenarios.app.theme import PAGE_STYLE, STYLE


def test_nothing_is_fetched():
    assert not re.search(r"url\(|@import|https?:", STYLE + PAGE_STYLE)


def test_braces_are_closed():
    assert STYLE.count("{") == STYLE.count("}")
    assert PAGE_STYLE.count("{") == PAGE_STYLE.count("}")
