"""Quotas of a scenario: those of the plan, with what the scenario says again put in their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from optimizer.exceptions import Problem
from scenarios.changes import AnyChange, ChangeQuotas, ScaleTarget
from scenarios.quotas import QuotaRule

from .document import Keys, PlanProblem, dotted
from .facts import Facts
from .methods import read_method
from .outlook import AccountOutlook, why_no_outlook
from .quotas import RELIEF, bounds_of, check_names, check_sums
from .schema import PlanSchema, QuotaSection, ScenarioQuotaSection
from .schema.words import TOLD
from .sources import Sources

PLAIN = ("target", "over_assignment", "round_to", "ramp")
"""Keys that are fields of the rule as they stand."""
OF_METHOD = {"method", "measure", "weights", "shares", "retention", "history"}
OF_BOUNDS = {"floor", "cap", "growth", "share", "capacity"}
"""Keys that make one field of the rule together."""
HOME = "quotas"


@dataclass(frozen=True, slots=True)
class ScenarioQuotas:
    """Makes the changes of quotas; what is wrong goes to the log of the sources.

    Parameters
    ----------
    schema
        The plan file.
    rule
        How it sets quotas; None where it sets none, or they are wrong.
    facts
        Accounts and territories.
    outlook
        On the plan year, None for none.
    sources
        Where problems go.
    """

    schema: PlanSchema
    rule: QuotaRule | None
    facts: Facts
    outlook: AccountOutlook | None
    sources: Sources

    def read(self, section: ScenarioQuotaSection, here: Keys, *, same_facts: bool) -> list[AnyChange]:
        """Changes of a section; none where a problem went to the log.

        Parameters
        ----------
        section
            What the scenario says.
        here
            Keys of the scenario.
        same_facts
            Whether territories and accounts are those of the plan, so that floors and caps can be added up.
        """
        plan = self.schema.quotas
        if plan is None:
            message, remedy = "the plan sets no quotas", "Add `quotas:` to the plan"
            self.sources.problem((*here, HOME), message, remedy)
        if plan is None or self.rule is None:
            return []
        before, notes = len(self.sources.log.problems), len(self.sources.notes)
        both = self._merged(plan, section, here)
        if both is None:
            return []
        values = self._values(section, both, here)
        if same_facts and self.facts.instance is not None and len(self.sources.log.problems) == before:
            check_sums(self.schema, both, self.facts.instance, self.sources)
        found = self.sources.log.problems[before:]
        self.sources.log.problems[before:] = [self._placed(problem, here) for problem in found]
        # What the plan assumed has been told.
        del self.sources.notes[notes:]
        if found:
            return []
        raised = [] if section.raise_target is None else [ScaleTarget(1.0 + section.raise_target)]
        return [*([ChangeQuotas(**values)] if values else []), *raised]

    def _merged(self, plan: QuotaSection, section: ScenarioQuotaSection, here: Keys) -> QuotaSection | None:
        """Quotas of the plan with the keys of the scenario; those of another method make room for its own."""
        own = section.model_dump(exclude_unset=True, exclude={"raise_target"})
        data = plan.model_dump(exclude_unset=True)
        if "method" in own:
            data = {name: value for name, value in data.items() if name not in OF_METHOD - {"history"}}
        try:
            return QuotaSection.model_validate({**data, **own})
        except ValidationError as error:
            for found in error.errors(include_url=False):
                told: dict[str, Any] = found["ctx"] if found["type"] == TOLD else {}
                message = str(told.get("message", found["msg"]))
                remedy = str(told.get("remedy", "Make it agree with the quotas of the plan"))
                problem = self.sources.document.problem((*here, HOME), message, remedy)
                self.sources.log.problems.append(problem)
            return None

    def _values(self, section: ScenarioQuotaSection, both: QuotaSection, here: Keys) -> dict[str, Any]:
        """Field of the rule -> its new value."""
        instance, own = self.facts.instance, section.model_fields_set
        if instance is None:
            return {}
        before = len(self.sources.log.problems)
        check_names(both, instance, self.sources)
        self._check_months(section, here)
        values = {name: value for name in PLAIN if (value := getattr(section, name)) is not None}
        if own & OF_METHOD and len(self.sources.log.problems) == before:
            missing = why_no_outlook(self.schema, self.facts.past) if self.outlook is None else ""
            values["method"] = read_method(both, instance, outlook=self.outlook, missing=missing, sources=self.sources)
        if "history" in own:
            values["history"] = section.history
        if own & OF_BOUNDS:
            values["bounds"] = bounds_of(both)
        if section.relief is not None:
            values["relief"] = RELIEF[section.relief]
        return values

    def _check_months(self, section: ScenarioQuotaSection, here: Keys) -> None:
        for key in ("ramp", "relief"):
            if getattr(section, key) is not None and self.rule is not None and self.rule.attendance is None:
                message = "it is counted in months of the plan year"
                remedy = "Add `plan_year: {start: 2027-01-01}` with months that fill the periods"
                self.sources.problem((*here, HOME, key), message, remedy)

    def _placed(self, problem: Problem, here: Keys) -> Problem:
        """Tell a problem of quotas at the scenario that makes it, where it is told at the plan."""
        column = problem.column or ""
        if not isinstance(problem, PlanProblem) or not column.startswith(HOME):
            return problem
        keys: Keys = (*here, *column.split("."))
        return replace(problem, row=self.sources.document.line(keys), column=f"{dotted(here)}.{column}")
