"""Layouts fit the sheets, and country codes are what they are."""

from scenarios.publish.peoplesoft.layouts import COUNTRIES, COUNTRY_NAMES, LAYOUTS, MOST_COLUMNS


def test_layouts_fit():
    """No layout is too wide or names a property twice."""
    for columns in LAYOUTS.values():
        names = [column.name for column in columns]
        assert len(set(names)) == len(names) <= MOST_COLUMNS


def test_countries_are_one_to_one():
    """Two letters to three, each once; names lead to known codes."""
    assert all(len(two) == 2 and len(three) == 3 for two, three in COUNTRIES.items())
    assert len(set(COUNTRIES.values())) == len(COUNTRIES)
    assert set(COUNTRY_NAMES.values()) <= set(COUNTRIES)
