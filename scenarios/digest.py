"""One number for what a value holds: equal contents, equal digest, in every process and on every machine.

Pickles and ``hash`` do not serve: the order of sets and the salt of texts differ from process to process.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def digest(value: object) -> str:
    """SHA-256 of a value, 64 letters.

    Understood are numbers, texts, dates, enums, sequences, sets, mappings (in any order), arrays, indices, dataclasses,
    functions of a module, ``functools.partial``, and other objects by their class and attributes.

    Raises
    ------
    ValueError
        If a value holds something whose content cannot be known: a function within a function, a lambda, an open file.
    """
    return _bytes_of(value).hex()


def _bytes_of(value: object) -> bytes:
    kind, parts = _parts(value)
    hasher = hashlib.sha256()
    for part in (kind.encode(), *parts):
        # Lengths keep ("ab", "c") apart from ("a", "bc").
        hasher.update(struct.pack(">Q", len(part)))
        hasher.update(part)
    return hasher.digest()


def _parts(value: object) -> tuple[str, Iterable[bytes]]:
    """Kind of a value and what it is made of, in an order that only contents decide."""
    kind, parts = type(value).__name__, None
    match value:
        case Enum():
            parts = [_name_of(type(value)).encode(), value.name.encode()]
        case None | bool() | int() | float() | str() | Decimal() | date() | PurePath():
            parts = [str(value).encode("utf-8", "surrogatepass")]
        case bytes():
            parts = [value]
        case np.generic():
            kind, parts = "scalar", [_bytes_of(value.item())]
        case np.ndarray():
            kind, parts = "array", _array(value)
        case pd.Index() | pd.Series():
            parts = [_bytes_of(value.to_numpy())]
        case Mapping():
            kind, parts = "mapping", sorted(_bytes_of(key) + _bytes_of(item) for key, item in value.items())
        case set() | frozenset():
            kind, parts = "set", sorted(map(_bytes_of, value))
        case tuple() | list():
            kind, parts = "sequence", list(map(_bytes_of, value))
    return _object(value) if parts is None else (kind, parts)


def _array(array: NDArray[Any]) -> list[bytes]:
    head = [array.dtype.str.encode(), str(array.shape).encode()]
    if array.dtype == object:
        return [*head, *map(_bytes_of, array.ravel().tolist())]
    return [*head, np.ascontiguousarray(array).tobytes()]


def _object(value: object) -> tuple[str, Iterable[bytes]]:
    if isinstance(value, type):
        return "type", [_name_of(value).encode()]
    if isinstance(value, FunctionType | BuiltinFunctionType):
        if "<" in value.__qualname__:
            raise ValueError(f"{value.__qualname__} has no name that outlasts this process; define it in a module")
        return "function", [_name_of(value).encode()]
    if isinstance(value, partial):
        return "partial", [_bytes_of((value.func, value.args, value.keywords))]
    if is_dataclass(value):
        return _name_of(type(value)), [_bytes_of((item.name, getattr(value, item.name))) for item in fields(value)]
    if type(value).__reduce_ex__ is not object.__reduce_ex__ or type(value).__module__ in ("builtins", "_io"):
        raise ValueError(f"a {type(value).__name__} has no content that can be told; use a frozen dataclass")
    return _name_of(type(value)), [_bytes_of(getattr(value, "__dict__", {}))]


def _name_of(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"
