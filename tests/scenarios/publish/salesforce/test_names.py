"""Names keep the vendor's rules, whatever a territory is called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.publish.salesforce.names import developer_name, developer_names, label

RULE = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")


@given(st.lists(st.text(max_size=120), unique=True, max_size=12))
def test_every_label_has_a_name_of_its_own(labels):
    """Any labels come to names that keep the rule, distinct without regard to case."""
    names = developer_names(labels)
    assert list(names) == labels
    assert all(RULE.fullmatch(name) and len(name) <= 80 for name in names.values())
    assert len({name.lower() for name in names.values()}) == len(labels)


def test_names_do_not_depend_on_order_or_company():
    """Labels that come to the same are told apart by themselves, so another order gives the same names."""
    labels = ["North-West", "North West", "north_west", "South"]
    names = developer_names(labels)
    assert developer_names(labels[::-1]) == names
    assert names["South"] == "South"
    assert developer_names(["South"], {"SOUTH"})["South"] != "South"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zürich – Süd", "Zurich_Sud"),
        ("275", "Territory_275"),
        ("__x__", "x"),
        ("", "Territory"),
        ("日本", "Territory"),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_names(text, name):
    """Accents fall, a letter comes first, no underscore is last."""
    assert developer_name(text) == name


def test_labels():
    """A label keeps what people read, without control characters, 80 characters at most with a guard before it."""
    assert label("=cmd|' /C calc'!A0") == "=cmd|' /C calc'!A0"
    assert len(label("=" + "x" * 100)) == 79
    assert label("a\tb  c\u2028d") == "a b c d"
    assert label(" \t\u200b") == "Territory"
    assert label("\ufeff#N/A") == "N/A"
    assert label("'=x") == label("=x")
    assert len(label("x" * 100)) == 80
