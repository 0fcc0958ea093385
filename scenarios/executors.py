"""Who works on the scenarios of a run: this process, processes beside it, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module

from optimizer.exceptions import InputError, Problem
from optimizer.stop import StoppingCriterion

from .workers import ProcessWorkers

CONNECT_SECONDS = 20


@contextmanager
def executor_for(workers: int, scheduler: str | None, stop: StoppingCriterion) -> Iterator[Executor | None]:
    """Give the executor the command line asks for; None for this process.

    Parameters
    ----------
    workers
        Processes on this machine; 1 for this process alone.
    scheduler
        Address of a Dask scheduler (``tcp://host:8786``), None for no cluster.
    stop
        Effort of a scenario: one that takes three times as long and five minutes more counts as hung.

    Raises
    ------
    InputError
        If both are asked for, the extra ``dask`` is not installed, or nobody answers at the address.
    """
    if scheduler is not None and workers > 1:
        message = "a cluster has workers of its own"
        raise InputError([Problem("--workers", message, "Give --workers or --scheduler", value=workers)])
    if scheduler is not None:
        with _cluster(scheduler) as executor:
            yield executor
    elif workers == 1:
        yield None
    else:
        patience = 3 * stop.seconds + 300 if stop.seconds < float("inf") else None
        with ProcessWorkers(workers, patience=patience) as processes:
            yield processes


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        remedy = "Install the extra: pip install 'territory-optimizer[dask]'"
        problem = Problem("--scheduler", "Dask clusters need the package distributed", remedy, value=scheduler)
        raise InputError([problem]) from error
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        remedy = "Start one with `dask scheduler`, and give its address as tcp://host:8786"
        problem = Problem("--scheduler", f"no scheduler answers: {error}", remedy, value=scheduler)
        raise InputError([problem]) from error
    with client, client.get_executor() as executor:
        yield executor
