"""What all sessions share."""

from dataclasses import replace

import numpy as np
import pandas as pd

from scenarios.app.desk.naming import territory_names
from scenarios.app.map.marks import make_marks
from scenarios.app.shared import make_shared, mark_facts

from .plans import EVIL


def test_the_hover_tells_each_account(globe_plan):
    shared = make_shared(globe_plan)
    assert shared.facts["account"][0] == EVIL
    assert shared.facts["id"][:2] == ["A0", "A1"]
    assert shared.facts["today"][0] == "Ann"
    assert shared.facts["potential"][1] == "11"


def test_search_looks_at_names_and_ids(globe_plan):
    searched = make_shared(globe_plan).searched
    assert searched.str.contains("a17", regex=False).sum() == 1
    assert searched.str.contains("account 17", regex=False).sum() == 1


def test_a_plan_without_places_has_no_map(globe_plan):
    nowhere = np.full_like(globe_plan.instance.units.places, np.nan)
    instance = replace(globe_plan.instance, units=replace(globe_plan.instance.units, places=nowhere))
    shared = make_shared(replace(globe_plan, instance=instance))
    assert shared.picture is None
    assert shared.facts == {}


def test_a_rep_with_several_territories_is_told_apart(globe_plan):
    instance = globe_plan.instance
    assert territory_names(instance) == ("Ann", "Bob", "Cid")
    twice = replace(instance, territories=replace(instance.territories, reps=("Ann", "Ann", "")))
    assert territory_names(twice) == ("Ann (R1)", "Ann (R2)", "R3")


def test_bins_tell_how_many_and_how_much(globe_plan):
    instance = globe_plan.instance
    marks = make_marks(instance.units.places, most=10)
    facts = mark_facts(instance, marks)
    assert len(facts["account"]) == len(marks)
    assert pd.Series(facts["account"]).str.contains("account").all()
