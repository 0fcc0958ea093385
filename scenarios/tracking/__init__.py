"""The year under way: what is booked against quota, how likely it is now, how far balance drifted, what to repair.

::

    bookings    rows of a bookings table up to a day
    planned     a kept plan and the plan file it was made from: who serves whom, quotas by period, seasons, outlook
    alarms      named thresholds
    year        the year so far as a value: attainment, run-rate, chances, drift
    watching    what is beyond its threshold
    tracked     bookings held against the plan
"""

from .alarms import Alarm, Thresholds, Warned
from .bookings import YearBookings, read_year_bookings
from .planned import PlannedYear, Source, plan_year
from .tracked import track
from .year import TrackedYear

__all__ = [
    "Alarm",
    "PlannedYear",
    "Source",
    "Thresholds",
    "TrackedYear",
    "Warned",
    "YearBookings",
    "plan_year",
    "read_year_bookings",
    "track",
]
