"""Numbers, words and lists as people write them in YAML."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from scenarios.planfile.schema.words import EACH, MoneyPerTerritory, Number, Share, SharePerMeasure, Text, Texts


@pytest.mark.parametrize(("given", "number"), [(1, 1.0), (0.5, 0.5), ("1e6", 1e6), ("10%", 0.1), (" 5 % ", 0.05)])
def test_numbers(given, number):
    """Exponents and per cent are understood."""
    assert TypeAdapter(Number).validate_python(given) == pytest.approx(number)


@pytest.mark.parametrize("given", [True, "many", "1,000", float("inf"), float("nan"), None, [1], {"a": 1}])
def test_no_numbers(given):
    """Truth values, texts with commas and infinity are no numbers."""
    with pytest.raises(ValidationError):
        TypeAdapter(Number).validate_python(given)


@pytest.mark.parametrize("given", [-0.1, 1.1, "110%"])
def test_no_shares(given):
    """A share is 0..1."""
    with pytest.raises(ValidationError):
        TypeAdapter(Share).validate_python(given)


def test_texts_and_lists():
    """Labels may look like numbers; one text stands for a list of one."""
    assert TypeAdapter(Text).validate_python(275) == "275"
    assert TypeAdapter(Texts).validate_python("US") == ("US",)
    assert TypeAdapter(Texts).validate_python(["US", 7]) == ("US", "7")


def test_one_number_for_all():
    """A plain number is kept under its own key."""
    assert TypeAdapter(SharePerMeasure).validate_python(0.2) == {EACH: 0.2}
    assert TypeAdapter(MoneyPerTerritory).validate_python({"R1": 5}) == {"R1": 5.0}
