"""Jobs of Bulk API 2.0 that change an org: created, filled, closed, asked after."""

import csv
import io
from dataclasses import dataclass, field

from tests.scenarios.publish.salesforce.validator import RefusedError


@dataclass
class Job:
    """A job and what became of its rows."""

    thing: str
    operation: str
    state: str = "Open"
    rows: list = field(default_factory=list)
    done: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    left: list = field(default_factory=list)
    half: bool = False
    error: str = ""

    def fill(self, body):
        """Take the rows, once."""
        if self.state != "Open" or self.rows:
            raise ValueError("InvalidJobState")
        if body.startswith(b"\xef\xbb\xbf") or len(body) > 150 * 1024 * 1024 * 3 // 4:
            raise ValueError("InvalidBatch")
        self.rows = list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline="")))

    def set_state(self, state):
        """Close or abort it."""
        if state not in ("UploadComplete", "Aborted") or self.state != "Open":
            raise ValueError("InvalidJobState")
        self.state = state
        self.left = list(self.rows)

    def go_on(self, org):
        """Come one state further; the rows are worked on in between."""
        if self.state == "UploadComplete":
            self.state = "InProgress"
        elif self.state == "InProgress":
            many = len(self.rows) // 2 if self.half else len(self.rows)
            for row in self.left[:many]:
                self._work_on(org, row)
            self.left = self.left[many:]
            self.state, self.error = ("Failed", "InternalServerError") if self.half else ("JobComplete", "")

    def _work_on(self, org, row):
        try:
            made = getattr(org, self.operation)(self.thing, dict(row))
        except RefusedError as error:
            self.failed.append({"sf__Id": row.get("Id", ""), "sf__Error": f"{code_of(error)}:{error}:--", **row})
        else:
            self.done.append({"sf__Id": made or row["Id"], "sf__Created": str(bool(made)).lower(), **row})

    def results(self, name):
        """One of the three tables of results, newest row first: their order is not that of the rows."""
        tables = {"successfulResults": self.done, "failedResults": self.failed, "unprocessedrecords": self.left}
        rows = tables[name][::-1]
        text = io.StringIO(newline="")
        extra = {"successfulResults": ["sf__Id", "sf__Created"], "failedResults": ["sf__Id", "sf__Error"]}
        writer = csv.DictWriter(text, [*extra.get(name, []), *(self.rows[0] if self.rows else [])], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    def told(self, key):
        """What the org says of the job."""
        counts = {"numberRecordsProcessed": len(self.done) + len(self.failed), "numberRecordsFailed": len(self.failed)}
        return {"id": key, "object": self.thing, "state": self.state, "errorMessage": self.error, **counts}


def code_of(error):
    """Status code of a refusal."""
    first = str(error).split(" ", 1)[0]
    return first if first.isupper() and "_" in first else "FIELD_INTEGRITY_EXCEPTION"
