"""An org of the small plan behind a server, and a line to it by the real client."""

import json

import pytest

from scenarios.publish.folder import ResultFolder
from scenarios.publish.salesforce import Planned, SalesforceSettings, Talk, apply_salesforce
from scenarios.publish.salesforce.applying import connected
from scenarios.publish.salesforce.journal import JOURNAL
from tests.scenarios.publish.salesforce.fake_org.server import PASSWORD, TOKEN, USER, OrgServer
from tests.scenarios.publish.salesforce.validator import FakeOrg

LIVE = SalesforceSettings(account_key="AccountNumber", forecasting_type="TerritoryRevenue", currency="USD", role="Rep")


def small_org():
    """The accounts and users of the small plan, and no territories."""
    org = FakeOrg()
    for number in range(1, 7):
        org.add("Account", AccountNumber=f"A{number}", Name=f"Account {number}", IsExcludedFromRealign="false")
    for name in ("Ann Ray", "Bob Ox", "Cy Lee", "Zed"):
        org.add("User", Name=name, IsActive="true")
    org.add("ForecastingType", DeveloperName="TerritoryRevenue")
    return org


@pytest.fixture
def slept():
    """Seconds somebody waited."""
    return []


@pytest.fixture
def served(monkeypatch, slept):
    """A server of the small org that the client reaches under its own names, and a login for it; no time passes."""
    pytest.importorskip("simple_salesforce", reason="the extra `salesforce` is not installed")
    adapters = pytest.importorskip("requests").adapters
    send = adapters.HTTPAdapter.send
    with OrgServer(small_org(), page=4) as server:
        here = f"http://127.0.0.1:{server.port}"

        def plain(self, request, *args, **options):
            for name in ("https://test.salesforce.com", here.replace("http:", "https:")):
                if request.url.startswith(name):
                    request.url = here + request.url.removeprefix(name)
            assert request.url.startswith(here), "only the server of the test is asked"
            return send(self, request, *args, **options)

        monkeypatch.setattr(adapters.HTTPAdapter, "send", plain)
        monkeypatch.setattr("scenarios.connectors.retrying.time.sleep", slept.append)
        login = {"USERNAME": USER, "PASSWORD": PASSWORD, "SECURITY_TOKEN": TOKEN, "DOMAIN": "test"}
        for name, value in login.items():
            monkeypatch.setenv(f"SALESFORCE_{name}", value)
        yield server


@pytest.fixture
def publish(served, results, tmp_path):
    """Publish a scenario into the served org; gives what became of it."""

    def apply(scenario="nearest", *, answer=True, settings=LIVE, told=None, home=None):
        talk = Talk(lambda _host, _difference: answer, ([] if told is None else told).append)
        folder = ResultFolder(tmp_path / "load")
        return apply_salesforce(Planned(results, scenario, settings, home), folder, connected("SALESFORCE"), talk)

    assert not served.calls
    return apply


def journal(tmp_path):
    """What is written down."""
    return json.loads((tmp_path / "load" / JOURNAL).read_text(encoding="utf-8"))
