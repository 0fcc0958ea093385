"""Passwords, kept only as what scrypt makes of them (Percival and Josefsson, RFC 7914, 2016)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass

SCHEME = "scrypt"
COST, BLOCK, LANES = 2**15, 8, 1
"""32 MB and about a tenth of a second for each try."""
MEMORY = 2**26
SALT = 16
SHORTEST, LONGEST = 10, 256
REMEDY = "Make a file with `territory app-password FILE`"


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """What is kept of a password: ``scrypt$32768$8$1$salt$key`` as text.

    Parameters
    ----------
    cost, block, lanes
        Parameters of scrypt: N, r, p.
    salt, key
        What was mixed in, and what came out.
    """

    cost: int
    block: int
    lanes: int
    salt: bytes
    key: bytes

    @classmethod
    def make(cls, password: str) -> StoredPassword:
        """Keep a password; ValueError where it is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise ValueError(f"a password has {SHORTEST} to {LONGEST} letters, given {len(password)}")
        salt = secrets.token_bytes(SALT)
        return cls(COST, BLOCK, LANES, salt, _key(password, salt, COST, block=BLOCK, lanes=LANES))

    @classmethod
    def read(cls, text: str) -> StoredPassword:
        """Take the text apart; ValueError where it is none."""
        scheme, *parts = text.strip().split("$")
        try:
            cost, block, lanes = map(int, parts[:3])
            salt, key = (base64.b64decode(part, validate=True) for part in parts[3:])
        except (ValueError, binascii.Error) as error:
            raise ValueError(f"this is no password as it is kept. {REMEDY}") from error
        if scheme != SCHEME or not (2 <= cost <= 2**17 and 1 <= block <= 8 and 1 <= lanes <= 4 and len(key) >= 16):
            raise ValueError(f"this is no password as it is kept. {REMEDY}")
        return cls(cost, block, lanes, salt, key)

    def matches(self, password: str) -> bool:
        """Whether this is the password; takes as long whatever is given."""
        if len(password) > LONGEST:
            return False
        given = _key(password, self.salt, self.cost, block=self.block, lanes=self.lanes)
        return hmac.compare_digest(given, self.key)

    def __str__(self) -> str:
        salt, key = (base64.b64encode(part).decode() for part in (self.salt, self.key))
        return f"{SCHEME}${self.cost}${self.block}${self.lanes}${salt}${key}"


def _key(password: str, salt: bytes, cost: int, *, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=2 * MEMORY, dklen=32)
