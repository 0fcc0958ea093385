"""An org behind a real HTTP server: login, describe, query with pages, collections, ingest jobs, and what goes wrong.

It speaks the calls as the vendor documents them, and leaves the rules of objects to the miniature org.
"""

import json
import re
import socket
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit

from tests.scenarios.publish.salesforce.fake_org.faults import Kind
from tests.scenarios.publish.salesforce.fake_org.ingest import Job, code_of
from tests.scenarios.publish.salesforce.fake_org.queries import counted, fields_of, selected
from tests.scenarios.publish.salesforce.validator import FIELDS, RefusedError

USER, PASSWORD, TOKEN = "planner@example.com", "correct horse", "tOkEn"
TURNED_AWAY = {Kind.BUSY: 429, Kind.UNAVAILABLE: 503, Kind.BROKEN: 500}
BASE = re.compile(r"/services/data/v\d+\.0/(.*)")
SOAP = (
    '<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body>{}</soapenv:Body></soapenv:Envelope>'
)
REJECTED = (
    "<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>"
    "<sf:exceptionMessage>Invalid username, password, security token</sf:exceptionMessage>"
)


@dataclass(frozen=True)
class Asked:
    """What a call brings, and what goes wrong with it."""

    query: dict
    body: bytes
    kinds: set


class OrgServer:
    """Serves a miniature org on a free port."""

    def __init__(self, org, *, page=2000):
        self.org, self.page = org, page
        self.sessions, self.logins, self.faults = set(), 0, []
        self.jobs, self.queries, self.calls = {}, {}, []
        self.no_jobs = set()
        self.lock = Lock()
        server = self

        class Bound(Handler):
            state = server

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self.port = self._http.server_port

    def __enter__(self):
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._http.shutdown()
        self._http.server_close()

    def log_in(self):
        """A new session."""
        self.logins += 1
        session = f"00Dsession{self.logins}"
        self.sessions.add(session)
        return session

    def changes(self):
        """Calls that change something, in order."""
        return [call for call in self.calls if re.match("(POST|PATCH|PUT|DELETE) (composite|jobs/ingest)", call)]


class Handler(BaseHTTPRequestHandler):
    """One call."""

    state = None

    def do_GET(self):
        self._serve("GET")

    def do_POST(self):
        self._serve("POST")

    def do_PATCH(self):
        self._serve("PATCH")

    def do_PUT(self):
        self._serve("PUT")

    def do_DELETE(self):
        self._serve("DELETE")

    def log_message(self, *_):
        """Say nothing."""

    def _serve(self, method):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        found = BASE.fullmatch(address.path)
        call = f"{method} {found.group(1) if found else address.path}"
        with self.state.lock:
            self.state.calls.append(call)
            faults = [fault for fault in self.state.faults if fault.strikes(call)]
            kinds = {fault.kind for fault in faults}
            if Kind.CUT_BEFORE in kinds:
                self._cut()
                return
            status, answer, headers = self._answer(call, address, body, faults)
        if Kind.CUT_AFTER in kinds:
            self._cut()
            return
        text = answer if isinstance(answer, str) else json.dumps(answer)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def _cut(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, call, address, body, faults):
        kinds = {fault.kind for fault in faults}
        away = next((fault for fault in faults if fault.kind in TURNED_AWAY), None)
        if away is not None:
            return TURNED_AWAY[away.kind], error("REQUEST_LIMIT_EXCEEDED"), {"Retry-After": away.after}
        if "/Soap/u/" in call:
            return self._log_in(body.decode())
        if Kind.EXPIRED in kinds:
            self.state.sessions.clear()
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.state.sessions:
            return 401, error("INVALID_SESSION_ID"), {}
        asked = Asked(parse_qs(address.query), body, kinds)
        try:
            return self._route(call, asked)
        except KeyError as problem:
            return 404, error(f"NOT_FOUND {problem}"), {}
        except ValueError as problem:
            return 400, error(str(problem).split(" ", 1)[0], str(problem)), {}

    def _log_in(self, body):
        given = dict(re.findall(r"<n1:(username|password)>(.*?)</n1:", body, re.DOTALL))
        if given != {"username": USER, "password": PASSWORD + TOKEN}:
            return 500, SOAP.format(REJECTED), {"Content-Type": "text/xml"}
        address = f"https://127.0.0.1:{self.state.port}/services/Soap/u/59.0/00D"
        session = self.state.log_in()
        return 200, SOAP.format(f"<sessionId>{session}</sessionId><serverUrl>{address}</serverUrl>"), {}

    def _route(self, call, asked):
        for pattern, answer in ROUTES:
            found = re.fullmatch(pattern, call)
            if found:
                return answer(self, found, asked)
        raise KeyError(call)

    def describe(self, found, _asked):
        """Fields of an object."""
        return 200, {"fields": [{"name": name, "relationshipName": None} for name in fields_of(found.group(1))]}, {}

    def query(self, _found, asked):
        """First page of a query."""
        soql = asked.query["q"][0]
        number = counted(self.state.org, soql)
        if number is not None:
            return 200, {"totalSize": number, "done": True, "records": []}, {}
        self.state.queries[f"01g{len(self.state.queries)}"] = selected(self.state.org, soql)
        return self._page(f"01g{len(self.state.queries) - 1}", 0)

    def more(self, found, _asked):
        """A further page."""
        return self._page(found.group(1), int(found.group(2)))

    def _page(self, key, start):
        rows, end = self.state.queries[key], start + self.state.page
        answer = {"totalSize": len(rows), "done": end >= len(rows), "records": rows[start:end]}
        if end < len(rows):
            answer["nextRecordsUrl"] = f"/services/data/v59.0/query/{key}-{end}"
        return 200, answer, {}

    def open_query(self, _found, asked):
        """A query as a job."""
        if self.state.no_jobs & set(json.loads(asked.body)["query"].split()):
            raise ValueError("InvalidEntity")
        key = f"750q{len(self.state.queries)}"
        self.state.queries[key] = selected(self.state.org, json.loads(asked.body)["query"], typed=False)
        return 200, {"id": key, "state": "UploadComplete"}, {}

    def query_state(self, found, _asked):
        """It has ended at once."""
        return 200, {"id": found.group(1), "state": "JobComplete"}, {}

    def query_results(self, found, asked):
        """Its rows, page by page."""
        rows, start = self.state.queries[found.group(1)], int(asked.query.get("locator", ["0"])[0])
        end = start + self.state.page
        lines = [",".join(f'"{name}"' for name in rows[0])]
        lines += [",".join('"' + cell.replace('"', '""') + '"' for cell in row.values()) for row in rows[start:end]]
        locator = str(end) if end < len(rows) else "null"
        headers = {"Sforce-Locator": locator, "Sforce-NumberOfRecords": str(len(rows[start:end]))}
        return 200, "\n".join(lines) + "\n", headers

    def collection(self, found, asked):
        """Create, change or delete up to 200 records, each by itself."""
        method = found.group(1)
        if method == "DELETE":
            rows = [(self._thing_of(key), {"Id": key}) for key in asked.query["ids"][0].split(",")]
            given = asked.query
        else:
            given = json.loads(asked.body)
            rows = [record_of(record) for record in given["records"]]
        if len(rows) > 200 or str(given["allOrNone"]) not in ("False", "['false']"):
            raise ValueError("INVALID_BATCH")
        operation = {"POST": "insert", "PATCH": "update", "DELETE": "delete"}[method]
        return 200, [self._one(operation, thing, row, locked=Kind.LOCKED in asked.kinds) for thing, row in rows], {}

    def _thing_of(self, key):
        held = [thing for thing, records in self.state.org.records.items() if key in records]
        return held[0] if held else "Territory2"

    def _one(self, operation, thing, row, *, locked):
        if locked:
            return refused(RefusedError("UNABLE_TO_LOCK_ROW somebody else has it"))
        try:
            made = getattr(self.state.org, operation)(thing, row)
        except RefusedError as problem:
            return refused(problem)
        return {"id": made or row["Id"], "success": True, "errors": []}

    def open_job(self, _found, asked):
        """A new job."""
        given = json.loads(asked.body)
        if (
            given["object"] not in FIELDS
            or given["object"] in self.state.no_jobs
            or given["operation"] not in ("insert", "update", "delete")
        ):
            raise ValueError("InvalidJob")
        key = f"7500000000000{len(self.state.jobs):02d}"
        self.state.jobs[key] = Job(given["object"], given["operation"])
        return 200, self.state.jobs[key].told(key), {}

    def fill_job(self, found, asked):
        """Rows of a job."""
        self.state.jobs[found.group(1)].fill(asked.body)
        return 201, "", {}

    def set_job(self, found, asked):
        """Close or abort."""
        job = self.state.jobs[found.group(1)]
        job.set_state(json.loads(asked.body)["state"])
        job.half = Kind.HALF in asked.kinds
        return 200, job.told(found.group(1)), {}

    def job_state(self, found, _asked):
        """How far it is; asking is what makes it go on here."""
        job = self.state.jobs[found.group(1)]
        job.go_on(self.state.org)
        return 200, job.told(found.group(1)), {}

    def job_results(self, found, _asked):
        """What became of its rows."""
        return 200, self.state.jobs[found.group(1)].results(found.group(2)), {"Content-Type": "text/csv"}


def record_of(record):
    """Object and row of a record as JSON: null empties a field, numbers are numbers."""
    cells = {name: value for name, value in record.items() if name not in ("attributes", "id")}
    row = {name: "#N/A" if value is None else str(value) for name, value in cells.items()}
    return record["attributes"]["type"], ({"Id": record["id"], **row} if "id" in record else row)


def refused(problem):
    """What a collection tells of a row that is refused."""
    return {"success": False, "errors": [{"statusCode": code_of(problem), "message": str(problem), "fields": []}]}


def error(code, message="no"):
    """An error as the REST interface tells it."""
    return [{"errorCode": code, "message": message}]


ROUTES = (
    (r"GET sobjects/(\w+)/describe", Handler.describe),
    (r"GET query/", Handler.query),
    (r"GET query/(\w+)-(\d+)", Handler.more),
    (r"POST jobs/query", Handler.open_query),
    (r"GET jobs/query/(\w+)", Handler.query_state),
    (r"GET jobs/query/(\w+)/results", Handler.query_results),
    (r"(POST|PATCH|DELETE) composite/sobjects", Handler.collection),
    (r"POST jobs/ingest", Handler.open_job),
    (r"PUT jobs/ingest/(\w+)/batches", Handler.fill_job),
    (r"PATCH jobs/ingest/(\w+)", Handler.set_job),
    (r"GET jobs/ingest/(\w+)", Handler.job_state),
    (r"GET jobs/ingest/(\w+)/(\w+)", Handler.job_results),
)
