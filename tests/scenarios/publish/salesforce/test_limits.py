"""Limits of the org are kept, and broken ones are told with by how much."""

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.export import TargetExport
from scenarios.publish.salesforce.hierarchy_steps import make_case
from scenarios.publish.salesforce.limits import check_limits
from scenarios.publish.salesforce.org import read_org
from scenarios.publish.salesforce.settings import Edition, SalesforceSettings
from scenarios.publish.salesforce.wanted import read_wanted


def case(results, **choices):
    """The small plan against an org nothing is known of."""
    settings = SalesforceSettings(account_key="AccountNumber", **choices)
    org = read_org(TargetExport(None), settings)
    return make_case(read_wanted(results, "nearest", settings, home=None, taken=frozenset()), org, settings)


def test_exactly_at_the_limit(results):
    """As many territories as a model can have are no problem; one more is."""
    check_limits(case(results, most_territories=3))
    with pytest.raises(InputError, match="3 territories are 1 more"):
        check_limits(case(results, most_territories=2))


def test_models_of_an_edition():
    """Two for Enterprise, four for the others."""
    assert {edition: edition.most_models for edition in Edition} == {
        Edition.DEVELOPER: 4,
        Edition.ENTERPRISE: 2,
        Edition.PERFORMANCE: 4,
        Edition.UNLIMITED: 4,
    }
