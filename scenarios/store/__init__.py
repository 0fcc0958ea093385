"""Where outcomes are kept: SQLite beside one Parquet file per alignment, or PostgreSQL for a team.

::

    migrations      the tables, version by version        tables     their columns, for queries
    engines         SQLite and PostgreSQL, opened with care and checked before anything is written
    alignments      one Parquet an alignment: a file, or a row where a team shares a database
    approvals       proposed, approved, published, superseded: by whom, when, and that it stays as it was
    rows            outcomes to rows and back
    kept            KeptRun, KeptOutcome: what one reads afterwards, without the inputs
    run_store       RunStore: begin, find, save, read; open_store
"""

from .approvals import State, Step
from .errors import StoreError
from .kept import KeptOutcome, KeptRun
from .run_store import Origin, RunStore, open_store

__all__ = ["KeptOutcome", "KeptRun", "Origin", "RunStore", "State", "Step", "StoreError", "open_store"]
