"""Every backend there is here, under one name each."""

from __future__ import annotations

import warnings

import pulp
import pytest

from optimizer.solvers.backends.backend import Backend
from optimizer.solvers.backends.cpsat import CpSatBackend
from optimizer.solvers.backends.highs import HighsBackend
from optimizer.solvers.backends.pulp import PulpBackend


def _cbc() -> PulpBackend:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return PulpBackend(pulp.PULP_CBC_CMD(msg=False, gapRel=1e-9))


BACKENDS = {
    "HiGHS": HighsBackend,
    "CP-SAT": CpSatBackend,
    "PuLP with HiGHS": lambda: PulpBackend(pulp.HiGHS(msg=False, gapRel=1e-7)),
    "PuLP with CBC": _cbc,
}


@pytest.fixture(params=list(BACKENDS))
def backend(request) -> Backend:
    """Each backend in turn."""
    return BACKENDS[request.param]()
