"""Tables in: one reader a format, found by the suffix of the file; each only maps cells to columns."""

from .numbers import parse_numbers
from .table import Note, read_table, unheard
from .text import as_text

__all__ = ["Note", "as_text", "parse_numbers", "read_table", "unheard"]
