"""What can be wrong with a store."""

from __future__ import annotations

from optimizer.exceptions import InputError, Problem


class StoreError(InputError):
    """A store cannot be used; nothing of it was changed."""

    def __init__(self, where: str, message: str, remedy: str) -> None:
        super().__init__([Problem(where, message, remedy)])
        self._given = (where, message, remedy)

    def __reduce__(self) -> tuple[type[StoreError], tuple[str, str, str]]:
        return type(self), self._given
