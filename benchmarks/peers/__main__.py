"""Side by side: the same accounts through this package and through what a user would pick instead.

Usage: ``python -m benchmarks.peers [--accounts N] [--territories K] [--centres fixed|free] [--env DIR] ...``
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.points import draw_centres, load_points
from benchmarks.record import BOUND, EFFORT, FEASIBLE, IMBALANCE, INSTANCE, METHOD, OBJECTIVE, SIZE, Report
from benchmarks.scale import FIXED, Scale, add_instance_options, chosen_effort, describe, run_or_say_why

from .catalogue import PEERS
from .environment import make_environment
from .rival import Contest, compete

ACCOUNTS, TERRITORIES = 5_000, 50


def main(arguments: list[str] | None = None) -> None:
    """Run ours, then every peer, one process each."""
    asked = _parser().parse_args(arguments)
    tolerance, seconds = chosen_effort(asked)
    task = Scale(
        accounts=asked.accounts,
        territories=asked.territories,
        centres=asked.centres,
        placing=asked.placing,
        data=asked.data,
        tolerance=tolerance,
        seconds=seconds,
        seed=asked.seed,
    )
    print(describe(task))
    report = Report((INSTANCE, METHOD, *SIZE, OBJECTIVE, *BOUND, FEASIBLE, IMBALANCE, *EFFORT), asked.json)
    peers = [peer for peer in PEERS if any(word.lower() in peer.name.lower() for word in asked.only or [""])]
    python = make_environment(asked.env)
    report.header()
    report.add(run_or_say_why(task))
    points = load_points(task.data, task.accounts, task.seed)
    centres = draw_centres(points.places, task.territories, task.placing, task.seed) if task.centres == FIXED else None
    for peer in peers:
        report.add(compete(Contest(task, points, centres, python), peer))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=str(__doc__).splitlines()[0])
    add_instance_options(parser, accounts=ACCOUNTS, territories=TERRITORIES)
    parser.add_argument("--env", type=Path, default=Path(".venv-peers"), help="folder of the peers' environment")
    parser.add_argument("--only", nargs="*", help="peers whose names hold one of these words")
    return parser


if __name__ == "__main__":
    main()
