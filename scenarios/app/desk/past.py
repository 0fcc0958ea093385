"""The states that were, and those that were taken back."""

from __future__ import annotations

from dataclasses import dataclass

from .state import DeskState


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """A state with those before it and those after it. Nothing changes it.

    Parameters
    ----------
    states
        From the first one on, those taken back included.
    place
        Which of them is the present one.
    """

    states: tuple[DeskState, ...]
    place: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.place < len(self.states):
            raise ValueError(f"place {self.place} is not among {len(self.states)} states")

    @property
    def first(self) -> DeskState:
        """Where it began."""
        return self.states[0]

    @property
    def present(self) -> DeskState:
        """The state that counts."""
        return self.states[self.place]

    @property
    def can_undo(self) -> bool:
        """True if a state lies before the present one."""
        return self.place > 0

    @property
    def can_redo(self) -> bool:
        """True if a state was taken back."""
        return self.place + 1 < len(self.states)

    def then(self, state: DeskState) -> Past:
        """Go on to a new state; what was taken back is gone."""
        return Past((*self.states[: self.place + 1], state), self.place + 1)

    def back(self) -> Past:
        """Take the last step back; the same where there is none."""
        return Past(self.states, self.place - 1) if self.can_undo else self

    def forth(self) -> Past:
        """Make the step taken back again; the same where there is none."""
        return Past(self.states, self.place + 1) if self.can_redo else self
