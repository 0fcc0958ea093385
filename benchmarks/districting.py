"""How good: connected districts of equal population through the public API, beside the best values published.

Usage: ``python -m benchmarks.districting --instances DIR [--best-known CSV] [--time-limit S] [--tolerance T]``
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from .contiguous import Request, Trial, parser, requested, run_all
from .districting_files import TERRITORIES, find_graphs, name_of, read_best_known, read_graph, state_of, tolerance_of
from .known import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Number of districts and tolerance for all states; None for those of each."""

    territories: int | None = None
    tolerance: float | None = None

    def districts(self, name: str, known: Known | None) -> int | None:
        """As asked for, as published, or as the state has seats; None where none of these is."""
        if self.territories is not None:
            return self.territories
        return TERRITORIES.get(state_of(name)) if known is None else known.k


def main(arguments: list[str] | None = None) -> None:
    """Run all states, one process each."""
    asked = _parser().parse_args(arguments)
    trials, left_out = read_trials(requested(asked), Rules(territories=asked.territories, tolerance=asked.tolerance))
    print(f"{len(trials)} districting instances, {asked.time_limit:g} s each, seed {asked.seed}")
    if left_out:
        print(f"left out, their number of districts is not known: {', '.join(left_out)}")
    run_all(trials, asked.json)


def read_trials(request: Request, rules: Rules) -> tuple[list[Trial], list[str]]:
    """Read the states asked for, small ones first, and name those whose number of districts is not known."""
    graphs = [path for path in find_graphs(request.instances) if request.wants(name_of(path), state_of(name_of(path)))]
    known = {} if request.best_known is None or not graphs else read_best_known(request.best_known)
    trials = [make_trial(path, known.get(name_of(path)), request=request, rules=rules) for path in graphs]
    left_out = [name_of(path) for path, trial in zip(graphs, trials, strict=True) if trial is None]
    return [trial for trial in trials if trial is not None], left_out


def make_trial(nodes: Path, known: Known | None, *, request: Request, rules: Rules) -> Trial | None:
    """Read a state, None where its number of districts is not known; an answer to another question does not count."""
    name = name_of(nodes)
    k, tolerance = rules.districts(name, known), tolerance_of(name, rules.tolerance)
    if k is None:
        return None
    answers = known is not None and (known.k, tolerance_of(name, None)) == (k, tolerance)
    return Trial(
        areas=read_graph(nodes, k, tolerance),
        time_limit=request.time_limit,
        seed=request.seed,
        solutions=request.solutions,
        known=known if answers else None,
    )


def _parser() -> argparse.ArgumentParser:
    options = parser("districting", str(__doc__).splitlines()[0], "AL,IA_tract")
    options.add_argument("--tolerance", type=float, help="share; 0.005 for a state, 0.05 for the whole country")
    options.add_argument("--territories", type=int, help="number of districts; else as published, or of seats in 2010")
    return options


if __name__ == "__main__":
    main()
