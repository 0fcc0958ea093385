"""Orders that a process finds as the tests do: each does one thing a search may do."""

import os
import time
from dataclasses import dataclass

import numpy as np

from optimizer.alignment import Alignment
from optimizer.instance import Instance
from optimizer.result import Status
from optimizer.stop import Limit
from scenarios.app.desk.seeker import Solved


@dataclass(frozen=True)
class Slow:
    """Finds today's plan moved by one account a step, and goes on until it is asked to stop; deaf ones do not hear."""

    instance: Instance
    deaf: bool = False
    threads: int = 1

    @property
    def facts(self):
        return self.instance

    def carry_out(self, observer):
        observer.on_phase("looking", 0.0)
        step = 0
        while self.deaf or not observer.stop_asked():
            territory_of = self.instance.units.incumbent.copy()
            territory_of[: step % len(territory_of)] = 1
            plan = Alignment(self.instance, territory_of, np.full(self.instance.num_territories, -1))
            observer.on_improvement(100.0 - min(step, 50), 40.0, 0.3 * step)
            observer.on_plan(lambda plan=plan: plan, 0.3 * step)
            step += 1
            time.sleep(0.02)
        return Solved(
            territory_of=territory_of,
            centre_unit=plan.centre_unit,
            limit=Limit.INTERRUPTED,
            status=Status.FEASIBLE,
            lower_bound=40.0,
            runtime=1.0,
            statistics={},
        )


@dataclass(frozen=True)
class Broken:
    """Cannot be carried out."""

    instance: Instance
    message: str = "there is no road"
    threads: int = 1

    @property
    def facts(self):
        return self.instance

    def carry_out(self, observer):  # noqa: ARG002 -- as it is called
        raise ValueError(self.message)


@dataclass(frozen=True)
class Dying:
    """Its process ends without a word."""

    instance: Instance
    threads: int = 1

    @property
    def facts(self):
        return self.instance

    def carry_out(self, observer):  # noqa: ARG002 -- as it is called
        os._exit(3)
