"""What the command line asks of a run, noted with the run so that it is asked the same when it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_OUT = Path("territory-out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks of a run besides the plan.

    Parameters
    ----------
    seconds, seed
        Instead of the plan's.
    workers, scheduler
        See ``executor_for``.
    cold
        Whether no search begins from the plan of an earlier scenario.
    run
        Number of the run that is resumed.
    """

    seconds: float | None = None
    seed: int | None = None
    workers: int = 1
    scheduler: str | None = None
    cold: bool = False
    run: int | None = None

    def noted(self, out: Path) -> dict[str, object]:
        """Give what ``read`` needs to ask the same again."""
        told = {"seconds": self.seconds, "seed": self.seed, "workers": self.workers, "scheduler": self.scheduler}
        return {**told, "cold": self.cold, "out": str(out.absolute())}

    @classmethod
    def read(cls, options: Mapping[str, object]) -> tuple[Path, Asked]:
        """Read what was noted: the folder of the results, and what was asked."""
        seconds, seed, scheduler = options.get("seconds"), options.get("seed"), options.get("scheduler")
        return Path(str(options.get("out", DEFAULT_OUT))), cls(
            seconds=None if seconds is None else float(str(seconds)),
            seed=None if seed is None else int(str(seed)),
            workers=int(str(options.get("workers", 1))),
            scheduler=None if scheduler is None else str(scheduler),
            cold=bool(options.get("cold", False)),
        )
