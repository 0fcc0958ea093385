"""How good: connected territories, three activity measures balanced, through the public API, beside the best known.

Usage: ``python -m benchmarks.commercial --instances DIR [--best-known CSV] [--time-limit S]``
"""

from __future__ import annotations

from .commercial_files import find_files, name_of, parse, read_best_known
from .contiguous import Trial, is_asked, parser, run_all


def main(arguments: list[str] | None = None) -> None:
    """Run all instances, one process each."""
    asked = parser("commercial", str(__doc__).splitlines()[0], "2DU60-05-1,DU150*").parse_args(arguments)
    known = {} if asked.best_known is None else read_best_known(asked.best_known)
    trials = [
        Trial(
            areas=parse(file.read_text(encoding="ascii"), name_of(file)),
            time_limit=asked.time_limit,
            seed=asked.seed,
            known=known.get(name_of(file)),
        )
        for file in find_files(asked.instances)
        if is_asked((name_of(file), file.stem), asked.only)
    ]
    print(f"{len(trials)} commercial territory design instances, {asked.time_limit:g} s each, seed {asked.seed}")
    run_all(trials, asked.json)


if __name__ == "__main__":
    main()
