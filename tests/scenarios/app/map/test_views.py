"""Where accounts lie together."""

import numpy as np

from scenarios.app.map.projection import fit_projection
from scenarios.app.map.views import EVERYTHING, find_views
from scenarios.atlas import read_borders

from .test_projection import instance

US = [(40.0 + i * 0.5, -100.0 + i) for i in range(10)]
FRANCE = [(47.0, 2.0 + i * 0.3) for i in range(5)]


def views(places):
    facts = instance(places)
    return find_views(facts, fit_projection(facts).points(facts.units.places), read_borders())


def test_parts_of_the_world_are_named_the_largest_first():
    found = views([*US, *FRANCE, (-33.9, 151.2)])
    assert [(view.name, view.accounts) for view in found] == [("United States", 10), ("France", 5), (EVERYTHING, 16)]


def test_accounts_in_one_place_are_one_view():
    (only,) = views(US)
    assert (only.name, only.accounts) == (EVERYTHING, 10)


def test_every_account_is_inside_the_view_of_all():
    facts = instance([*US, *FRANCE])
    points = fit_projection(facts).points(facts.units.places)
    left, bottom, right, top = find_views(facts, points, read_borders())[-1].bounds
    assert ((points >= (left - 1e-9, bottom - 1e-9)) & (points <= (right + 1e-9, top + 1e-9))).all()


def test_a_state_of_its_own_is_named():
    hawaii = [(21.3 + i * 0.01, -157.8) for i in range(4)]
    assert "Hawaii" in [view.name for view in views([*US, *hawaii])]
    assert np.isfinite(views([*US, *hawaii])[0].bounds).all()
