"""What to load for the members and accounts of territories: associations are created and deleted, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .hierarchy_steps import Case
from .rows import Cell, Operation, Reference, Step, Thing, ToldRows, step_of

MANUAL = "Territory2Manual"
Pair = tuple[Cell, Cell]


@dataclass(slots=True)
class LeftAlone:
    """Accounts and assignments that are not touched, and why.

    Parameters
    ----------
    rows
        account, territory the plan gives it, reason.
    """

    rows: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MemberSteps:
    """Steps about members by the time they are due.

    Parameters
    ----------
    first
        Deletes of members whose role changes, then all inserts.
    last
        Deletes of those who leave, once the new ones are in.
    touched
        Pairs of user and territory that are inserted or deleted: a forecast manager among them may be lost on the way,
        and is set again.
    """

    first: tuple[Step, ...]
    last: tuple[Step, ...]
    touched: frozenset[Pair]


def member_steps(case: Case) -> MemberSteps:
    """Compare the reps of the territories with those the plan has."""
    role = case.settings.role
    wanted: dict[Pair, str] = {}
    for label, node in case.wanted.nodes.items():
        if node.rep is not None:
            wanted[case.user(node.rep), case.territory(label)] = f"{node.rep} to {node.name}"
    kept: set[Pair] = set()
    touched: set[Pair] = set()
    changed: ToldRows = []
    gone: ToldRows = []
    current = case.org.records[Thing.MEMBER]
    names, users = _names(case), _users(case)
    for row in current[current["Territory2Id"].isin(case.territories["Id"])].to_dict("records"):
        pair = (row["UserId"], row["Territory2Id"])
        who = f"{users.get(row['UserId'], row['UserId'])} from {names[row['Territory2Id']]}"
        if pair in wanted and pair not in kept and (row["RoleInTerritory2"] == role or not role):
            kept.add(pair)
        elif pair in wanted:
            touched.add(pair)
            changed.append((f"take {who}, whose role changes or who is there twice", {"Id": row["Id"]}))
        else:
            gone.append((f"take {who}", {"Id": row["Id"]}))
    joined = [(pair, told) for pair, told in wanted.items() if pair not in kept]
    with_role = {"RoleInTerritory2": role} if role else {}
    rows: ToldRows = [
        (f"give {told}", {"UserId": user, "Territory2Id": where, **with_role}) for (user, where), told in joined
    ]
    again = "members whose role changes, or who are there twice"
    return MemberSteps(
        (
            replace(step_of(Thing.MEMBER, Operation.DELETE, changed, again), at_once=True),
            step_of(Thing.MEMBER, Operation.INSERT, rows, "reps of the territories"),
        ),
        (step_of(Thing.MEMBER, Operation.DELETE, gone, "members the plan does not have"),),
        frozenset([*touched, *(pair for pair, _ in joined)]),
    )


def assignment_steps(case: Case, accounts: Mapping[str, Cell], left: LeftAlone) -> list[Step]:
    """Compare the accounts of the territories with those the plan gives them.

    Parameters
    ----------
    case
        What is published.
    accounts
        Account of the plan -> its id or reference, see ``account_references``.
    left
        Filled with what is left alone: accounts excluded from realignment, and assignments made by rules, which the
        interface refuses to delete.
    """
    wanted: dict[Pair, str] = {}
    planned: dict[Cell, str] = {}
    for label, cell in accounts.items():
        territory = case.wanted.territory_of.get(label)
        account = case.org.key(cell) if isinstance(cell, Reference) else cell
        planned[account] = label
        if account in case.org.excluded:
            left.rows.append((label, territory or "", "excluded from realignment (IsExcludedFromRealign)"))
        elif territory is not None:
            wanted[account, case.territory(territory)] = f"{label} to {case.wanted.nodes[territory].name}"
    kept, gone = _compared(case, wanted, planned=planned, left=left)
    rows: ToldRows = [
        (f"assign {told}", {"ObjectId": account, "Territory2Id": territory, "AssociationCause": MANUAL})
        for (account, territory), told in wanted.items()
        if (account, territory) not in kept
    ]
    return [
        step_of(Thing.ASSIGNMENT, Operation.INSERT, rows, "accounts of the territories"),
        step_of(Thing.ASSIGNMENT, Operation.DELETE, gone, "accounts that leave, and assignments that are there twice"),
    ]


def _compared(
    case: Case, wanted: Mapping[Pair, str], *, planned: Mapping[Cell, str], left: LeftAlone
) -> tuple[set[Pair], ToldRows]:
    """Find the assignments that stay, and those to delete; other accounts than the plan's are not touched."""
    current = case.org.records[Thing.ASSIGNMENT]
    found = [account for account in planned if isinstance(account, str)]
    mine = current[current["Territory2Id"].isin(case.territories["Id"]) & current["ObjectId"].isin(found)]
    # Assignments by rule cannot be deleted, so of two that are alike the manual one goes.
    ordered = mine.sort_values("AssociationCause", key=lambda cause: cause == MANUAL, kind="stable")
    names = _names(case)
    kept: set[Pair] = set()
    gone: ToldRows = []
    for row in ordered.to_dict("records"):
        pair, label = (row["ObjectId"], row["Territory2Id"]), planned[row["ObjectId"]]
        if row["ObjectId"] in case.org.excluded:
            continue
        if pair in wanted and pair not in kept:
            kept.add(pair)
        elif row["AssociationCause"] == MANUAL:
            gone.append((f"unassign {label} from {names[row['Territory2Id']]}", {"Id": row["Id"]}))
        else:
            reason = f"assigned to {names[row['Territory2Id']]} by rule; change the rule to take it away"
            left.rows.append((label, case.wanted.territory_of.get(label, ""), reason))
    return kept, gone


def forecast_steps(case: Case, touched: frozenset[Pair]) -> list[Step]:
    """Name the reps as forecast managers, a second pass: the user must be a member of the territory by then."""
    if not case.settings.forecast_managers:
        return []
    managers = dict(zip(case.territories["Id"], case.territories["ForecastUserId"], strict=True))
    rows: ToldRows = []
    for label, node in case.wanted.nodes.items():
        if node.rep is None:
            continue
        territory, user = case.territory(label), case.user(node.rep)
        if isinstance(territory, Reference) or managers[territory] != user or (user, territory) in touched:
            rows.append((f"{node.rep} forecasts {node.name}", {"Id": territory, "ForecastUserId": user}))
    return [step_of(Thing.TERRITORY, Operation.UPDATE, rows, "forecast managers, who are members by now")]


def _names(case: Case) -> dict[str, str]:
    return dict(zip(case.territories["Id"], case.territories["Name"], strict=True))


def _users(case: Case) -> dict[str, str]:
    users = case.org.records[Thing.USER]
    return dict(zip(users["Id"], users[case.settings.user_key], strict=True))
