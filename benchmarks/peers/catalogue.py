"""The peers: what each is, how it is installed, and which instances it is meant for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """A method of a package.

    Parameters
    ----------
    name
        In tables, and in ``METHODS`` of the worker.
    requirements
        What is installed for it.
    modules
        What must then be importable.
    places_centres
        True if it finds territories by itself; around fixed centres these are then given to the nearest homes.
    keeps_centres
        True if it can serve given centres.
    why_not
        Why it cannot do the other.
    """

    name: str
    requirements: tuple[str, ...]
    modules: tuple[str, ...]
    places_centres: bool = True
    keeps_centres: bool = False
    why_not: str = ""


PEERS = (
    Peer("k-means-constrained", ("k-means-constrained",), ("k_means_constrained",)),
    Peer("scikit-learn KMeans", ("scikit-learn",), ("sklearn",)),
    Peer("METIS (pymetis)", ("pymetis", "scipy"), ("pymetis", "scipy")),
    Peer("ReCom (gerrychain)", ("gerrychain", "scipy"), ("gerrychain", "networkx", "scipy")),
    Peer(
        "OR-Tools min-cost flow",
        ("ortools", "scipy"),
        ("ortools", "scipy"),
        places_centres=False,
        keeps_centres=True,
        why_not="it assigns to given centres, it places none",
    ),
    Peer("spopt PMedian", ("spopt", "pulp"), ("spopt", "pulp"), keeps_centres=True),
    Peer("spopt WardSpatial", ("spopt",), ("spopt", "libpysal", "geopandas")),
)

CONNECTED = (
    Peer("METIS (pymetis)", ("pymetis", "numpy"), ("pymetis", "numpy")),
    Peer("ReCom (gerrychain)", ("gerrychain",), ("gerrychain", "networkx", "numpy")),
    Peer("k-means-constrained", ("k-means-constrained",), ("k_means_constrained",)),
    Peer("spopt PMedian", ("spopt", "pulp"), ("spopt", "pulp")),
    Peer("spopt WardSpatial", ("spopt",), ("spopt", "libpysal", "geopandas")),
)
"""Those for connected territories, each a method of ``connected_worker.METHODS``."""
