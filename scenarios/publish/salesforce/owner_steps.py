"""A change of account owners, for orgs without territory management."""

from __future__ import annotations

from collections.abc import Mapping

from .hierarchy_steps import Case
from .member_steps import LeftAlone
from .rows import Cell, Operation, Reference, Step, Thing, ToldRows, step_of


def owner_steps(case: Case, accounts: Mapping[str, Cell], left: LeftAlone) -> list[Step]:
    """Give each account to the rep of its territory where another owns it.

    Accounts excluded from realignment, without a territory or without a rep are left alone and listed.
    """
    users = dict(
        zip(case.org.records[Thing.USER]["Id"], case.org.records[Thing.USER][case.settings.user_key], strict=True)
    )
    rows: ToldRows = []
    for label, cell in accounts.items():
        territory = case.wanted.territory_of.get(label)
        rep = None if territory is None else case.wanted.nodes[territory].rep
        account = case.org.key(cell) if isinstance(cell, Reference) else cell
        if account in case.org.excluded:
            left.rows.append((label, territory or "", "excluded from realignment (IsExcludedFromRealign)"))
        elif rep is None:
            left.rows.append((label, territory or "", "nobody covers it in the plan"))
        else:
            owner, user = case.org.owners.get(str(account)), case.user(rep)
            if owner != user:
                was = "unknown" if owner is None else users.get(owner, owner)
                rows.append((f"give {label} to {rep} (was {was})", {"Id": account, "OwnerId": user}))
    return [step_of(Thing.ACCOUNT, Operation.UPDATE, rows, "owners of accounts")]
