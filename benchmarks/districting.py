"""How good: connected districts of equal population through the public API, beside the best values published.

Usage: ``python -m benchmarks.districting --instances DIR [--best-known CSV] [--time-limit S] [--tolerance T]``
"""

from __future__ import annotations

import argparse
from pathlib import Path

from .contiguous import Trial, is_asked, parser, run_all
from .districting_files import TERRITORIES, find_graphs, name_of, read_best_known, read_graph, state_of, tolerance_of
from .known import Known


def main(arguments: list[str] | None = None) -> None:
    """Run all states, one process each."""
    asked = _parser().parse_args(arguments)
    known = {} if asked.best_known is None else read_best_known(asked.best_known)
    graphs = [
        path for path in find_graphs(asked.instances) if is_asked((name_of(path), state_of(name_of(path))), asked.only)
    ]
    of_unknown_k = [name_of(path) for path in graphs if districts(name_of(path), known, asked) is None]
    trials = [make_trial(path, known, asked) for path in graphs if name_of(path) not in of_unknown_k]
    print(f"{len(trials)} districting instances, {asked.time_limit:g} s each, seed {asked.seed}")
    if of_unknown_k:
        print(f"left out, their number of districts is not known: {', '.join(of_unknown_k)}")
    run_all(trials, asked.json)


def districts(name: str, known: dict[str, Known], asked: argparse.Namespace) -> int | None:
    """Number of districts: as asked for, as published, or as the state has seats; None where none of these is."""
    if asked.territories is not None:
        return int(asked.territories)
    return known[name].k if name in known else TERRITORIES.get(state_of(name))


def make_trial(nodes: Path, known: dict[str, Known], asked: argparse.Namespace) -> Trial:
    """Read a state whose number of districts is known; published values count where the tolerance is theirs."""
    name = name_of(nodes)
    k, tolerance = districts(name, known, asked), tolerance_of(name, asked.tolerance)
    assert k is not None
    published = known.get(name)
    same = published is not None and (published.k, tolerance_of(name, None)) == (k, tolerance)
    return Trial(
        areas=read_graph(nodes, k, tolerance),
        time_limit=asked.time_limit,
        seed=asked.seed,
        known=published if same else None,
    )


def _parser() -> argparse.ArgumentParser:
    options = parser("districting", str(__doc__).splitlines()[0], "AL,IA_tract")
    options.add_argument("--tolerance", type=float, help="share; 0.005 for a state, 0.05 for the whole country")
    options.add_argument("--territories", type=int, help="number of districts; else as published, or of seats in 2010")
    return options


if __name__ == "__main__":
    main()
