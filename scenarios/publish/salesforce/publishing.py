"""A plan as load files for Salesforce, in load order, with a dry run of what they would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.exceptions import InputError, Problem
from scenarios.publish.difference import Difference
from scenarios.publish.export import TargetExport
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import RunRecord

from .hierarchy_steps import Case, make_case, model_steps, territory_delete_steps, territory_steps, type_steps
from .limits import check_limits
from .live_tables import asked_of
from .member_steps import LeftAlone, assignment_steps, forecast_steps, member_steps
from .names import developer_name, label
from .org import Org, Tables, account_references, read_org
from .owner_steps import owner_steps
from .quota_steps import quota_steps
from .rows import Cell, Reference, Step, Thing
from .settings import SalesforceSettings
from .wanted import read_wanted
from .writing import changes_of, left_note, write_steps

NAMED = 5
"""Accounts and reps named in a note."""


@dataclass(frozen=True, slots=True, eq=False)
class Publication:
    """What is to be done to bring an org to a plan.

    Parameters
    ----------
    steps
        In load order.
    org
        As it is.
    left
        What is not touched.
    notes
        For people.
    model
        DeveloperName of the territory model; blank where only owners change.
    """

    steps: tuple[Step, ...]
    org: Org
    left: LeftAlone
    notes: tuple[str, ...]
    model: str

    @property
    def state(self) -> str:
        """State of the model in the org; blank where it has none."""
        models = self.org.records[Thing.MODEL]
        return "".join(models.loc[models["DeveloperName"] == self.model, "State"][:1])

    def write(self, folder: ResultFolder) -> Difference:
        """Write the load files, and give the dry run."""
        return write_steps(self.steps, self.org, folder, left=self.left, notes=self.notes)

    def dry_run(self) -> Difference:
        """The dry run for who sends it and loads no files."""
        return Difference(changes_of(self.steps), (*self.notes, *left_note(self.left)))


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A plan to be published.

    Parameters
    ----------
    record
        What the run wrote.
    scenario
        Which plan.
    settings
        Choices the plan does not make.
    home
        Folder of the settings file.
    owners_only
        Change account owners instead, for orgs without territory management.
    """

    record: RunRecord
    scenario: str
    settings: SalesforceSettings
    home: Path | None = None
    owners_only: bool = False

    def against(self, tables: Tables) -> Publication:
        """Compare with an org.

        Raises
        ------
        InputError
            For tables that cannot be read, limits that are broken, and settings that do not fit the plan.
        """
        record, settings = self.record, self.settings
        org = read_org(tables, settings, owners=self.owners_only)
        wanted = read_wanted(record, self.scenario, settings, home=self.home, taken=_taken(record, org, settings))
        case = make_case(wanted, org, settings)
        left = LeftAlone()
        every = [str(account) for account in record.rows("alignment", self.scenario)["account"]]
        accounts = account_references(every, settings)
        steps = owner_steps(case, accounts, left) if self.owners_only else _steps(case, accounts, left)
        _check_distinct(steps)
        notes = [*org.notes, *wanted.notes, *_unknown(case, accounts)]
        if wanted.unserved:
            notes.append(f"{len(wanted.unserved):,} accounts have no territory in the plan.")
        model = "" if self.owners_only else wanted.model
        return Publication(tuple(steps), org, left, tuple(notes), model)


def publish_salesforce(
    record: RunRecord,
    scenario: str,
    folder: ResultFolder,
    *,
    settings: SalesforceSettings | None = None,
    home: Path | None = None,
    current: Path | None = None,
    owners_only: bool = False,
) -> Difference:
    """Write the load files of a plan; nothing is sent.

    Parameters
    ----------
    record
        What the run wrote.
    scenario
        Which plan.
    folder
        Where to.
    settings
        Choices the plan does not make.
    home
        Folder of the settings file.
    current
        Export of the org, one CSV an object; None where nothing is known of it.
    owners_only
        Write a change of account owners instead, for orgs without territory management.

    Returns
    -------
    Difference
        What loading the files would create, change and remove.

    Raises
    ------
    InputError
        For an export that cannot be read, limits that are broken, and settings that do not fit the plan.
    """
    planned = Planned(record, scenario, settings or SalesforceSettings(), home, owners_only)
    asked = asked_of(planned.settings, owners=owners_only)
    return planned.against(TargetExport(current, asked)).write(folder)


def _steps(case: Case, accounts: Mapping[str, Cell], left: LeftAlone) -> list[Step]:
    """What others hang on goes first; who takes over comes before who leaves, so that nobody is without cover."""
    check_limits(case)
    members = member_steps(case)
    return [
        *(*type_steps(case), *model_steps(case), *territory_steps(case)),
        *(*members.first, *assignment_steps(case, accounts, left), *forecast_steps(case, members.touched)),
        *(*quota_steps(case), *members.last, *territory_delete_steps(case)),
    ]


def _unknown(case: Case, accounts: Mapping[str, Cell]) -> Iterator[str]:
    """Tell of accounts and reps the export does not have, though it has others."""
    reps = {str(node.rep): case.user(node.rep) for node in case.wanted.nodes.values() if node.rep is not None}
    keyed = {label: case.org.key(cell) if isinstance(cell, Reference) else cell for label, cell in accounts.items()}
    for thing, cells, what in (
        (Thing.USER, reps, "reps are no active users of the org"),
        (Thing.ACCOUNT, keyed, "accounts are not in the org"),
    ):
        missing = [name for name, cell in cells.items() if isinstance(cell, Reference)]
        if missing and len(case.org.records[thing]):
            yield f"{len(missing):,} {what}: {', '.join(missing[:NAMED])}."


def _taken(record: RunRecord, org: Org, settings: SalesforceSettings) -> frozenset[str]:
    """DeveloperNames that territories of other models have."""
    model = org.ids[Thing.MODEL].get(developer_name(label(settings.model or record.title), "Model"))
    territories = org.records[Thing.TERRITORY]
    others = territories if model is None else territories[territories["Territory2ModelId"] != model]
    return frozenset(others["DeveloperName"])


def _check_distinct(steps: Sequence[Step]) -> None:
    """Two accounts of the plan that are one record in Salesforce would be in two territories."""
    targets: dict[object, object] = {}
    for step in steps:
        for row in step.rows if step.thing is Thing.ASSIGNMENT else ():
            account, territory = row.get("ObjectId"), row.get("Territory2Id")
            if account is not None and targets.setdefault(account, territory) != territory:
                message = "two accounts of the plan are the same record in Salesforce"
                raise InputError([Problem("Account.csv", message, "Keep one of them in the plan", value=str(account))])
