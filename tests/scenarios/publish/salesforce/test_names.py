"""Names keep the vendor's rules, whatever a territory is called."""

import re
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenarios.publish.cells import safe_cells
from scenarios.publish.export import TargetExport
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


MARKS = ["N/A", "#N/A", "NULL", "None", "nan", "-999", "-", "†", "n.a.", "007", "1.0", "1e5", "TRUE", "4.01E+15", "Ã¼"]


@example(MARKS)
@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=90), min_size=1, max_size=12))
def test_a_label_comes_back_from_an_export(texts):
    """Loaded from a file and exported again, a name is what the plan wants it to be: nothing is left to change."""
    labels = [label(text) for text in texts]
    ids = [f"{place}" for place in range(len(labels))]
    with tempfile.TemporaryDirectory() as folder:
        frame = safe_cells(pd.DataFrame({"Id": ids, "Name": labels}))
        frame.to_csv(Path(folder) / "Territory2.csv", index=False, encoding="utf-8", lineterminator="\n")
        back = TargetExport(Path(folder)).table("Territory2", ["Id", "Name"])
    assert back["Name"].tolist() == labels
    assert [label(text) for text in labels] == labels
