"""A plan whose every name tries to become markup, with quotas and chances, as the folder a run wrote."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from optimizer.criteria import Criteria
from optimizer.instance import Instance, Territories, Units, Unplaced
from optimizer.mapping import FrozenMapping
from optimizer.quotas import allocate_quotas
from optimizer.stop import MaxRuntime
from scenarios.changes import AddTerritories, KeepIncumbent
from scenarios.comparison import compare
from scenarios.publish.files import write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import RunRecord, read_record
from scenarios.report.case import ReportCase
from scenarios.runner import run
from scenarios.scenario import Scenario

EVIL = "<script>alert(1)</script>"
QUOTED = "\"'><img src=x onerror=alert(2)>"
MONTHS = ("2027-01", "2027-02", "2027-03")


@pytest.fixture
def towns(_towns) -> Instance:
    """Six accounts around three reps, all with names that are markup; two change hands, one has no place."""
    return _towns


@pytest.fixture(scope="session")
def _towns() -> Instance:
    places = np.array([[47.6, -122.3], [47.5, -122.2], [34.0, -118.2], [33.9, -118.1], [41.9, -87.6], [np.nan, np.nan]])
    units = Units(
        ids=pd.Index(["A1", EVIL, "A3", "A4", "A5", "A6"]),
        places=places,
        activity=np.array([[100.0, 4], [50.0, 2], [70.0, 3], [30.0, 1], [80.0, 2], [20.0, 1]]),
        incumbent=np.array([0, 0, 1, 0, 1, 2], dtype=np.int32),
        family=np.arange(6, dtype=np.int32),
        names=pd.Index([EVIL, "Bell\x07 & Sons", QUOTED, "Gämma, Ltd", "=HYPERLINK(1)", "</td></table>"]),
    )
    territories = Territories(
        ids=pd.Index(["West", QUOTED, "Lakes"]),
        reps=("Ann Ray", EVIL, "Cy Lee"),
        centres=np.array([[47.6, -122.3], [34.0, -118.2], [41.9, -87.6]]),
        shares=np.ones((3, 2)),
    )
    lost = (Unplaced(5, "no coordinates"),)
    return Instance(units, territories, ("potential", "hours"), unplaced=lost, notes=("beds <b>guessed</b>",))


@pytest.fixture(scope="session")
def _record(_towns, solving_at_once, tmp_path_factory) -> RunRecord:
    folder = tmp_path_factory.mktemp("markup") / "results"
    criteria = Criteria(balance={"potential": 0.5})
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario(EVIL, criteria)]
    scenarios.append(Scenario("<b-evil>", criteria, AddTerritories(1, {"colour": "red"})))
    quotas = partial(allocate_quotas, target="1000.01", history="potential", weights={"hours": 1.0}, round_to="0.01")
    with solving_at_once():
        outcomes = run(_towns, scenarios, MaxRuntime(1), quotas=quotas)
    split = lambda plan: plan.split([1, 2, 3], periods=MONTHS)  # noqa: E731
    write_files(compare(outcomes), ResultFolder(folder), title=f"FY27 {EVIL}", split=split)
    return with_chances(read_record(folder))


@pytest.fixture
def record(_record) -> RunRecord:
    """What a run of that plan wrote: today, a plan called like a script, and a scenario that failed."""
    own = {name: frame.copy() for name, frame in _record.tables.items()}
    return replace(_record, tables=FrozenMapping(own), scenarios=deepcopy(_record.scenarios))


def with_chances(record: RunRecord) -> RunRecord:
    """Add what is known of the year to come, by the method chosen and by flat growth."""
    waterfall = record.tables["waterfall"].assign(chance=[0.3, 0.4, 0.5] * 2)
    attainment = pd.concat([waterfall.assign(plan=name) for name in ("equal probability", "flat growth")])
    fairness = pd.DataFrame(
        {
            "scenario": ["today", EVIL] * 2,
            "plan": ["equal probability"] * 2 + ["flat growth"] * 2,
            "chance_least": 0.3,
            "chance_iqr": 0.1,
            "share_at_quota": 0.4,
            "company_chance": 0.45,
            "bias_accounts_finding": "easier for more",
        }
    )
    comparison = record.tables["comparison"].assign(chance_least=0.3, chance_iqr=0.1)
    tables = {
        **record.tables,
        "waterfall": waterfall,
        "attainment": attainment,
        "fairness": fairness,
        "comparison": comparison,
    }
    return replace(record, tables=FrozenMapping(tables))


@pytest.fixture
def case(record) -> ReportCase:
    """The solved scenario of that run."""
    return ReportCase(record, EVIL, "1 May 2027")


@pytest.fixture
def unserved(record) -> ReportCase:
    """The same plan, but nobody serves any account today and there are no quotas."""
    alignment = record.tables["alignment"].assign(was="")
    kept = alignment[alignment["scenario"] == EVIL]
    territories = record.tables["territories"]
    gone = ("quotas", "waterfall", "fairness", "attainment")
    tables = {name: frame for name, frame in record.tables.items() if name not in gone}
    figures = record.tables["comparison"]
    money = [name for name in figures if str(name).startswith(("quota", "chance"))]
    tables["alignment"] = kept
    tables["territories"] = territories[territories["scenario"] == EVIL].drop(columns="quota")
    tables["comparison"] = figures[figures["scenario"] == EVIL].assign(**dict.fromkeys(money))
    entries = tuple(entry for entry in record.scenarios if entry["scenario"] == EVIL)
    return ReportCase(replace(record, baseline=EVIL, tables=FrozenMapping(tables), scenarios=entries), EVIL)


class Reader(HTMLParser):
    """Reads text and elements as a browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and what it carries."""
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """All text, one blank between words."""
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def read():
    """Read HTML: its elements, attributes and text."""

    def reading(html: str) -> Reader:
        reader = Reader()
        reader.feed(html)
        reader.close()
        return reader

    return reading
