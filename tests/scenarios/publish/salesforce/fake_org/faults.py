"""What can go wrong on the way to an org, each at a call of choice."""

import re
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What goes wrong."""

    BUSY = "429, try again later"
    UNAVAILABLE = "503, try again later"
    EXPIRED = "the session is no longer known"
    BROKEN = "500, nothing was done"
    CUT_BEFORE = "the line breaks before the org has read the call"
    CUT_AFTER = "the line breaks after the org has done what was asked"
    LOCKED = "every row of the call is in somebody else's hands"
    HALF = "the job fails when half of its rows are done"


@dataclass
class Fault:
    """Something that goes wrong at one call.

    ``where`` is found in "METHOD path"; of the calls it fits, it happens at ``times`` from ``at`` (0 the first) on.
    """

    kind: Kind
    where: str = ""
    at: int = 0
    times: int = 1
    after: str = "0"
    seen: int = field(default=0, init=False)

    def strikes(self, call):
        """Whether it happens at this call; each is asked about once."""
        if not re.search(self.where, call):
            return False
        self.seen += 1
        return self.at < self.seen <= self.at + self.times
