"""Settings that no org would take are refused."""

import pytest

from scenarios.publish.salesforce.settings import Level, SalesforceSettings


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"account_access": Level.NONE}, "account_access"),
        ({"case_access": Level.ALL}, "case_access"),
        ({"opportunity_access": Level.ALL}, "opportunity_access"),
        ({"currency": "usd"}, "ISO code"),
        ({"most_territories": 0}, "most_territories"),
        ({"type_priority": -1}, "type_priority"),
        ({"type_name": "2_x"}, "type_name"),
        ({"type_name": "a__b"}, "type_name"),
    ],
)
def test_impossible_choices(choices, message):
    """Each names the setting."""
    with pytest.raises(ValueError, match=message):
        SalesforceSettings(**choices)
