"""How good: connected territories, three activity measures balanced, through the public API, beside the best known.

Usage: ``python -m benchmarks.commercial --instances DIR [--best-known CSV] [--time-limit S]``
"""

from __future__ import annotations

from .commercial_files import find_files, name_of, parse, read_best_known
from .contiguous import Request, Trial, parser, requested, run_all


def main(arguments: list[str] | None = None) -> None:
    """Run all instances, one process each."""
    asked = parser("commercial", str(__doc__).splitlines()[0], "2DU60-05-1,DU150*").parse_args(arguments)
    trials = read_trials(requested(asked))
    print(f"{len(trials)} commercial territory design instances, {asked.time_limit:g} s each, seed {asked.seed}")
    run_all(trials, asked.json)


def read_trials(request: Request) -> list[Trial]:
    """Read the instances asked for, small ones first."""
    files = [file for file in find_files(request.instances) if request.wants(name_of(file), file.stem)]
    known = {} if request.best_known is None or not files else read_best_known(request.best_known)
    return [
        Trial(
            areas=parse(file.read_text(encoding="ascii"), name_of(file)),
            time_limit=request.time_limit,
            seed=request.seed,
            solutions=request.solutions,
            known=known.get(name_of(file)),
        )
        for file in files
    ]


if __name__ == "__main__":
    main()
