"""Tables in: one reader a format, found by the suffix of the file; each only maps cells to columns."""

from .dates import read_dates
from .forms import DateOrder, DecimalMark, Doubt, Forms, Note, unheard
from .numbers import parse_numbers, read_numbers
from .table import Reading, called, read_cells, read_table, typed
from .text import as_text

__all__ = [
    "DateOrder",
    "DecimalMark",
    "Doubt",
    "Forms",
    "Note",
    "Reading",
    "as_text",
    "called",
    "parse_numbers",
    "read_cells",
    "read_dates",
    "read_numbers",
    "read_table",
    "typed",
    "unheard",
]
