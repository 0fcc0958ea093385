"""Settings files replace defaults, and tell everything that is wrong with them."""

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.salesforce.settings import Level, SalesforceSettings
from scenarios.publish.settings import read_settings


def test_values_replace_defaults(tmp_path):
    """Texts, numbers, booleans and words of choices; what is not named stays."""
    path = tmp_path / "a.yaml"
    path.write_text("model: 2027\ntype_priority: 3\nforecast_managers: false\naccount_access: Read\n")
    settings = read_settings(SalesforceSettings(), path)
    assert (settings.model, settings.type_priority, settings.forecast_managers) == ("2027", 3, False)
    assert settings.account_access is Level.READ
    assert settings.user_key == "Name"
    assert read_settings(SalesforceSettings(), None) == SalesforceSettings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("account_access: Full", "must be one of blank, None, Read, Edit, All"),
        ("type_priority: true", "whole number"),
        ("forecast_managers: 1", "true or false"),
        ("model: [a]", "must be a text"),
        ("currency: dollars", "ISO code"),
        ("usr_key: Name", "Did you mean 'user_key'"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, text, message):
    """Each names the file and the remedy."""
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_settings(SalesforceSettings(), path)
