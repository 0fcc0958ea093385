"""Whether a peer did better than this package: what the closing line says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from benchmarks.check import ROUNDING
from benchmarks.record import OURS, Record


def better_peers(records: Sequence[Record]) -> list[Record]:
    """Rows of peers whose plan keeps every rule and costs less than ours of the same instance, or where we have none.

    Parameters
    ----------
    records
        Rows as they come: those of an instance one after another.
    """
    better = []
    for _, rows in groupby(records, key=lambda record: record.instance):
        row_of = {record.method: record for record in rows}
        ours = row_of.pop(OURS, None)
        limit = None if ours is None or not ours.feasible else ours.objective
        better += [peer for peer in row_of.values() if _beats(peer, limit)]
    return better


def _beats(peer: Record, limit: float | None) -> bool:
    if not peer.feasible or peer.objective is None:
        return False
    return limit is None or peer.objective < limit * (1 - ROUNDING)


def closing_line(records: Sequence[Record]) -> str:
    """Say who was both feasible and better, and of how many plans."""
    instances = len({record.instance for record in records})
    peers = [record for record in records if record.method != OURS]
    feasible = sum(record.feasible is True for record in peers)
    line = f"{instances} instances: {feasible} of {len(peers)} rows of peers are feasible, "
    better = better_peers(records)
    if not better:
        return line + "none of them better than this package"
    return line + "better than this package: " + ", ".join(f"{peer.method} on {peer.instance}" for peer in better)
