"""Over-assignment by level, in the order of the levels and compounded."""

import pytest
from pydantic import ValidationError

from scenarios.planfile.schema import QuotaSection
from scenarios.planfile.schema.levels import compounded, on_top_of
from scenarios.planfile.schema.words import EACH


def test_shares_stand_in_the_order_of_the_levels():
    """The company first; levels that are not named have none; a plain number is the company's."""
    assert on_top_of(("region", "district"), {"district": 0.02, "company": 0.03}) == (0.03, 0.0, 0.02)
    assert on_top_of(("region",), {EACH: 0.05}) == (0.05, 0.0)


def test_shares_compound():
    """3 % twice are 6.09 %; one share is itself, to the last digit."""
    assert compounded({"company": 0.03, "region": 0.03}) == pytest.approx(0.0609)
    assert compounded({EACH: 0.07}) == 0.07


@pytest.mark.parametrize(
    "given",
    [
        {"levels": ["company"]},
        {"over_assignment": {}},
        {"products": {"shares": {}}},
        {"adjust": [{"territory": "A", "quota": -1, "who": "a", "why": "b"}]},
        {"target": 9e13, "levels": ["region"], "over_assignment": {"company": 0.0, "region": 0.1}},
    ],
)
def test_what_cannot_be(given):
    """Names that are taken, empty mappings, amounts below nothing or beyond cents."""
    with pytest.raises(ValidationError):
        QuotaSection.model_validate({"target": 1, **given})
