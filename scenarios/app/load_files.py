"""A plan as files that the loaders of other systems take, in one archive, with what loading them would change."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from optimizer.exceptions import InputError, Problem
from scenarios.publish.difference import Difference
from scenarios.publish.folder import ResultFolder
from scenarios.publish.peoplesoft import PeopleSoftSettings, publish_peoplesoft
from scenarios.publish.record import RunRecord
from scenarios.publish.salesforce import SalesforceSettings, publish_salesforce

THEN = (
    "Without an export of the target every record counts as new. With one, `territory publish … --current` compares, "
    "and `territory publish salesforce … --apply` sends; nothing is sent from this page."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made.

    Parameters
    ----------
    content
        What is in it.
    told
        What its reader should know, in lines; empty for nothing.
    """

    content: bytes
    told: str = ""


@dataclass(frozen=True, slots=True)
class LoadChoices:
    """What a plan does not say and loaders need.

    Parameters
    ----------
    account_key
        Field of the Salesforce account that holds the account ids of the plan; blank where these are Salesforce ids.
    effective_date
        When the plan takes effect, YYYY-MM-DD; blank for the first month of its quotas.
    """

    account_key: str = ""
    effective_date: str = ""


def load_files(record: RunRecord, scenario: str, choices: LoadChoices) -> Made:
    """Write the load files of a plan for every target, as an archive; a target the plan does not fit is told.

    Parameters
    ----------
    record
        Results it is one of.
    scenario
        Which plan.
    choices
        What else is needed.

    Raises
    ------
    InputError
        If it fits no target.
    ValueError
        If a choice cannot be.
    """
    salesforce = SalesforceSettings(account_key=choices.account_key)
    peoplesoft = PeopleSoftSettings(effective_date=choices.effective_date)
    targets: dict[str, Callable[[ResultFolder], Difference]] = {
        "Salesforce": lambda folder: publish_salesforce(record, scenario, folder, settings=salesforce),
        "PeopleSoft": lambda folder: publish_peoplesoft(record, scenario, folder, settings=peoplesoft),
    }
    told = [f"{scenario}, as it would be loaded (dry run, nothing is sent)"]
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory(prefix="territory-") as path:
        for target, publish in targets.items():
            place = Path(path) / target.casefold()
            place.mkdir()
            try:
                with ResultFolder(place) as folder:
                    told.append(f"{target}\n{publish(folder)}")
            except InputError as error:
                problems += error.problems
                told.append("\n".join([f"{target}: not written", *(f"- {problem}" for problem in error.problems)]))
        if len(problems) and not any(file.is_file() for file in Path(path).rglob("*")):
            raise InputError(problems)
        told.append(THEN)
        return Made(_archive(Path(path), "\n\n".join(told)), "\n\n".join(told))


def _archive(folder: Path, told: str) -> bytes:
    """All files of a folder in one, with what was told beside them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("READ ME.txt", f"{told}\n")
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    return packed.getvalue()
