"""What people call accounts and territories."""

from dataclasses import replace

import pandas as pd

from scenarios.app.desk.naming import account_name, territory_names


def test_an_account_has_its_name_and_its_id(line):
    assert account_name(line, 3) == "Account 3 (a3)"
    bare = replace(line, units=replace(line.units, names=None))
    assert account_name(bare, 3) == "a3"
    same = replace(line, units=replace(line.units, names=pd.Index(line.units.ids)))
    assert account_name(same, 3) == "a3"


def test_a_rep_with_several_territories_is_told_with_the_label(line):
    assert territory_names(line) == ("Ann", "Bob")
    homes = line.territories
    twice = replace(homes, reps=("Ann", "Ann"))
    assert territory_names(replace(line, territories=twice)) == ("Ann (west)", "Ann (east)")
    nobody = replace(homes, reps=("", "Bob"))
    assert territory_names(replace(line, territories=nobody)) == ("west", "Bob")
