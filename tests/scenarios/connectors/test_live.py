"""Records of an org: calls recorded by a fake, and answered by a real HTTP server."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from optimizer.exceptions import InputError
from scenarios.connectors.live import BULK_ABOVE, LiveRecords, SimpleOrg, connect
from scenarios.connectors.record_ids import full_id
from scenarios.connectors.salesforce import salesforce_files

A, U = full_id("001000000000001"), full_id("005000000000001")
FIELDS = {
    "Account": ["Id", "Name", "OwnerId", "BillingLatitude", "BillingLongitude", "Potential__c", "Secret__c"],
    "User": ["Id", "Name", "IsActive"],
    "Opportunity": ["Id", "AccountId", "CloseDate", "Amount", "StageName", "IsWon"],
}


class FakeOrg:
    """An org of one account, as often as asked for."""

    def __init__(self, count=1):
        self.size, self.asked = count, []

    def fields(self, record):
        related = {"OwnerId": "Owner", "AccountId": "Account"}
        return [{"name": name, "relationshipName": related.get(name)} for name in FIELDS[record]]

    def count(self, record, where):
        self.asked.append(f"count {record}{where}")
        return self.size

    def rows(self, soql):
        self.asked.append(soql)
        if "FROM Account" in soql:
            return [{"Id": A, "Name": "Acme", "Owner": {"Name": "Ann"}, "OwnerId": U, "Potential__c": 5.0}]
        if "FROM User" in soql:
            return [{"Id": U, "Name": "Ann", "IsActive": True}]
        return [{"AccountId": A, "CloseDate": "2026-03-31", "Amount": 7.0, "IsWon": True, "Id": "006000000000001"}]

    def bulk_rows(self, record, soql):
        self.asked.append(f"bulk {record}")
        return [{"Id": A, "Name": "Acme", "Owner.Name": "Ann", "OwnerId": U}] if "Account" in soql else []


def files(org, *wanted):
    return salesforce_files().with_records(LiveRecords(org, wanted))


def test_only_the_needed_fields_are_asked_for():
    """Fields come from describe(): those of the mapping that are there, and those wanted; no others."""
    org = FakeOrg()
    frame = files(org, "Potential__c").accounts(None).frame
    fields = "Id, Name, Owner.Name, OwnerId, BillingLatitude, BillingLongitude, Potential__c"
    assert org.asked[0] == "count Account"
    assert org.asked[1].split(" FROM ") == [f"SELECT {fields}", "Account"]
    assert frame[["account", "owner", "Potential__c"]].to_numpy().tolist() == [[A, U, 5.0]]


def test_many_rows_go_by_bulk():
    """Above two thousand rows the query is a bulk job."""
    org = FakeOrg(BULK_ABOVE + 1)
    assert files(org).accounts(None).frame["owner"].tolist() == [U]
    assert org.asked[1] == "bulk Account"
    assert FakeOrg(BULK_ABOVE).size == BULK_ABOVE


def test_bookings_and_users():
    """Only won opportunities and active users are asked for."""
    org = FakeOrg()
    assert files(org).opportunities(None).frame.to_numpy().tolist() == [[A, "2026-03-31", 7.0]]
    assert files(org).users(None).frame["rep"].tolist() == ["Ann"]
    assert "count Opportunity WHERE IsWon = true" in org.asked
    assert any(soql.endswith("FROM User WHERE IsActive = true") for soql in org.asked)


def test_a_field_that_is_not_there():
    """It is told with the one that comes close, before anything is read."""
    org = FakeOrg()
    with pytest.raises(InputError, match="Did you mean 'Potential__c'"):
        files(org, "Potental__c").accounts(None)
    assert not any(soql.startswith("SELECT") for soql in org.asked)


def test_without_the_extra(monkeypatch):
    """Where the client is not installed, the message says how to get it."""
    monkeypatch.setitem(sys.modules, "simple_salesforce", None)
    with pytest.raises(InputError, match=r"territory-optimizer\[salesforce\]"):
        connect("CRM")


class Answers(BaseHTTPRequestHandler):
    """The REST and Bulk 2.0 calls that are used, as the vendor documents them, for three accounts."""

    refuse: str | None = None
    rows = tuple({"Id": full_id(f"00100000000000{place}"), "Name": f"N{place}", "OwnerId": U} for place in (1, 2, 3))
    calls: list[str] = []  # noqa: RUF012 -- the server makes one handler a request
    total = 3

    def do_GET(self):
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        soql = query.get("q", [""])[0]
        self.calls.append(f"GET {address.path.split('/', 4)[4]} {soql}".strip())
        if self.refuse is not None:
            self.answer([{"errorCode": self.refuse, "message": "token 00Dsecret"}], status=401)
        elif address.path.endswith("/describe"):
            fields = [{"name": name, "relationshipName": None} for name in ("Id", "Name", "OwnerId")]
            self.answer({"fields": fields})
        elif "COUNT()" in soql:
            self.answer({"totalSize": self.total, "done": True, "records": []})
        elif soql:
            where = address.path.replace("query/", "query/01g-2000")
            self.answer({"totalSize": 3, "done": False, "nextRecordsUrl": where, "records": self.rows[:2]})
        elif "01g-2000" in address.path:
            self.answer({"totalSize": 3, "done": True, "records": self.rows[2:]})
        elif address.path.endswith("/results"):
            self.pages(query.get("locator", [None])[0])
        else:
            self.answer({"id": "750", "state": "JobComplete"})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.calls.append(f"POST {self.path.split('/', 4)[4]} {asked['operation']} {asked['query']}")
        self.answer({"id": "750", "state": "UploadComplete"})

    def pages(self, locator):
        """Give two pages of a job."""
        rows = self.rows[:2] if locator is None else self.rows[2:]
        body = "Id,Name,OwnerId\n" + "".join(f'"{row["Id"]}","{row["Name"]}","{U}"\n' for row in rows)
        self.send_response(200)
        self.send_header("Sforce-Locator", "next" if locator is None else "null")
        self.send_header("Sforce-NumberOfRecords", str(len(rows)))
        self.end_headers()
        self.wfile.write(body.encode())

    def answer(self, data, status=200):
        """Give JSON."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def answers(monkeypatch):
    """Serve, with a clean slate."""
    monkeypatch.setattr(Answers, "calls", [])
    return Answers


@pytest.fixture
def org(answers):
    """Log in to the server by the real client, whose https goes to http here."""
    simple = pytest.importorskip("simple_salesforce")
    requests = pytest.importorskip("requests")
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    Thread(target=server.serve_forever, daemon=True).start()

    class Plain(requests.adapters.HTTPAdapter):
        def send(self, request, *args, **options):
            request.url = request.url.replace("https://", "http://")
            return super().send(request, *args, **options)

    session = requests.Session()
    session.mount("https://", Plain())
    address = f"https://127.0.0.1:{server.server_port}"
    client = simple.Salesforce(instance_url=address, session_id="00Dsecret", session=session)
    refusals = (simple.exceptions.SalesforceError, simple.exceptions.SalesforceOperationError)
    yield SimpleOrg(client, refusals)
    server.shutdown()
    server.server_close()


def test_pages_over_http(org, answers):
    """Fields by describe(), a count, then the query with its second page."""
    frame = files(org).accounts(None).frame
    assert frame["name"].tolist() == ["N1", "N2", "N3"]
    assert answers.calls[0].endswith("sobjects/Account/describe")
    assert answers.calls[1].endswith("SELECT COUNT() FROM Account")
    assert answers.calls[2].endswith("SELECT Id, Name, OwnerId FROM Account")
    assert len(answers.calls) == 4


def test_a_job_over_http(org, answers, monkeypatch):
    """Many rows come by a job of Bulk API 2.0, page by page."""
    monkeypatch.setattr(Answers, "total", BULK_ABOVE + 1)
    assert files(org).accounts(None).frame["name"].tolist() == ["N1", "N2", "N3"]
    assert any(call.endswith("query SELECT Id, Name, OwnerId FROM Account") for call in answers.calls if "POST" in call)
    assert sum(call.endswith("/results") for call in answers.calls) == 2


def test_what_the_org_refuses(org, monkeypatch):
    """An expired session is a problem with its code; neither the session nor the answer is told."""
    monkeypatch.setattr(Answers, "refuse", "INVALID_SESSION_ID")
    with pytest.raises(InputError, match=r"refused \(INVALID_SESSION_ID\)") as caught:
        files(org).accounts(None)
    assert "00Dsecret" not in str(caught.value)


def test_a_login_needs_its_variables(monkeypatch):
    """Those that are not set are named."""
    pytest.importorskip("simple_salesforce")
    for name in ("INSTANCE_URL", "SESSION_ID", "USERNAME", "PASSWORD"):
        monkeypatch.delenv(f"CRM_{name}", raising=False)
    with pytest.raises(InputError, match="CRM_USERNAME and CRM_PASSWORD are not set"):
        connect("CRM")
    monkeypatch.setenv("CRM_INSTANCE_URL", "https://example.invalid")
    monkeypatch.setenv("CRM_SESSION_ID", "00D")
    assert isinstance(connect("CRM"), SimpleOrg)
