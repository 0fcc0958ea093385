"""Side by side: the same accounts through this package and through what a user would pick instead.

Usage: ``python -m benchmarks.peers [--accounts N] [--territories K] [--centres fixed|free] [--env DIR] ...``
or, for connected territories, ``python -m benchmarks.peers --instances DIR [--best-known CSV] [--names AL,IA] ...``;
with ``--instances`` and ``--accounts`` both, one after the other.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from benchmarks import commercial, districting
from benchmarks.contiguous import STATUS, Request, Trial, run_or_say_why
from benchmarks.points import draw_centres, load_points
from benchmarks.record import (
    BOUND,
    EFFORT,
    FEASIBLE,
    IMBALANCE,
    INSTANCE,
    KNOWN,
    METHOD,
    OBJECTIVE,
    SIZE,
    Column,
    Report,
)
from benchmarks.scale import FIXED, Scale, add_instance_options, chosen_effort, describe
from benchmarks.scale import run_or_say_why as run_scale

from .catalogue import CONNECTED, PEERS, Peer
from .comparison import closing_line
from .connected import ConnectedContest, compete_connected
from .environment import make_environment
from .rival import Contest, compete

ACCOUNTS, TERRITORIES = 5_000, 50
SECONDS = 60.0
"""For each instance of connected territories, unless asked otherwise."""


def main(arguments: list[str] | None = None) -> None:
    """Run ours, then every peer, one process each; accounts, instances of connected territories, or both."""
    asked = _parser().parse_args(arguments)
    trials, left_out = ([], []) if asked.instances is None else _trials(asked)
    task = _task(asked) if asked.instances is None or asked.accounts is not None else None
    if task is not None:
        print(describe(task))
    if asked.instances is not None:
        print(f"{len(trials)} instances of connected territories, {_seconds(asked):g} s each, seed {asked.seed}")
    if left_out:
        print(f"left out, their number of districts is not known: {', '.join(left_out)}")
    report = Report(_columns(task), asked.json)
    python = make_environment(asked.env)
    report.header()
    if task is not None:
        _run_scattered(task, python, report, asked)
    for trial in trials:
        report.add(run_or_say_why(trial))
        for peer in _chosen(CONNECTED, asked):
            report.add(compete_connected(ConnectedContest(trial, python), peer))
    print(closing_line(report.records))


def _run_scattered(task: Scale, python: Path, report: Report, asked: argparse.Namespace) -> None:
    report.add(run_scale(task))
    points = load_points(task.data, task.accounts, task.seed)
    centres = draw_centres(points.places, task.territories, task.placing, task.seed) if task.centres == FIXED else None
    for peer in _chosen(PEERS, asked):
        report.add(compete(Contest(task, points, centres, python), peer))


def _columns(task: Scale | None) -> tuple[Column, ...]:
    instance = Column(INSTANCE.field, INSTANCE.heading, 14 if task is None else len(task.name))
    return (instance, METHOD, *SIZE, OBJECTIVE, *BOUND, *KNOWN, FEASIBLE, STATUS, IMBALANCE, *EFFORT)


def _task(asked: argparse.Namespace) -> Scale:
    tolerance, seconds = chosen_effort(asked)
    return Scale(
        accounts=asked.accounts or ACCOUNTS,
        territories=asked.territories,
        centres=asked.centres,
        placing=asked.placing,
        data=asked.data,
        tolerance=tolerance,
        seconds=seconds,
        seed=asked.seed,
    )


def _seconds(asked: argparse.Namespace) -> float:
    """Of an instance of connected territories."""
    return SECONDS if asked.seconds is None else float(asked.seconds)


def _trials(asked: argparse.Namespace) -> tuple[list[Trial], list[str]]:
    """Read what the folder holds: graphs of states, files of commercial territory design, or both."""
    request = Request(
        instances=asked.instances,
        best_known=asked.best_known,
        only=asked.names,
        time_limit=_seconds(asked),
        seed=asked.seed,
    )
    states, left_out = districting.read_trials(request, districting.Rules(tolerance=asked.tolerance))
    return [*states, *commercial.read_trials(request)], left_out


def _chosen(peers: Iterable[Peer], asked: argparse.Namespace) -> list[Peer]:
    return [peer for peer in peers if any(word.lower() in peer.name.lower() for word in asked.only or [""])]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=str(__doc__).splitlines()[0])
    add_instance_options(parser, accounts=ACCOUNTS, territories=TERRITORIES)
    parser.set_defaults(accounts=None)  # named beside --instances, both are run
    parser.add_argument("--env", type=Path, default=Path(".venv-peers"), help="folder of the peers' environment")
    parser.add_argument("--only", nargs="*", help="peers whose names hold one of these words")
    parser.add_argument("--instances", type=Path, help="folder of districting or commercial instances, or one file")
    parser.add_argument("--names", default="*", help="instances to take, with commas between them")
    parser.add_argument("--best-known", type=Path, help="CSV table of published answers to the instances")
    return parser


if __name__ == "__main__":
    main()
