"""Neighbours differ, few territories keep their colours whatever the plan, many still get one each."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import is_color_like

from optimizer.plotting.colours import PALETTE, territory_colours


def test_palette_is_distinct_colours():
    """Twelve different colours that matplotlib knows."""
    assert len(set(PALETTE)) == 12
    assert all(map(is_color_like, PALETTE))


def test_few_territories_are_coloured_in_order_whatever_the_plan(line, plan):
    """Two plans of one instance show a territory in one colour, so that they can be compared."""
    today, other = plan(line, [0, 0, 0, 0, 1, 1]), plan(line, [1, 1, 0, 0, 0, 0])
    assert territory_colours(today) == territory_colours(other) == {"t0": PALETTE[0], "t1": PALETTE[1]}


def test_neighbours_on_a_line_of_forty_differ(make, plan):
    """Forty territories of three accounts in a row: none has the colour of the next three on either side."""
    k = 40
    instance = make([float(x) for x in range(3 * k)], [3.0 * j + 1 for j in range(k)])
    colours = list(territory_colours(plan(instance, np.repeat(np.arange(k), 3))).values())
    for apart in (1, 2, 3):
        assert all(a != b for a, b in zip(colours, colours[apart:], strict=False))


def test_neighbours_in_a_grid_differ(make, plan):
    """Territories that are cells of 8 by 8 differ from the eight cells around them."""
    side = 8
    places = [(float(x), float(y)) for x in range(3 * side) for y in range(3 * side)]
    cell = [int(x // 3) * side + int(y // 3) for x, y in places]
    colours = np.array(list(territory_colours(plan(make(places, [None] * side**2), cell)).values())).reshape(side, side)
    for right, up in ((1, 0), (0, 1), (1, 1), (1, -1)):
        moved = np.roll(colours, (-right, -up), axis=(0, 1))
        inner = (slice(0, side - right), slice(max(0, -up), side - max(0, up)))
        assert (colours[inner] != moved[inner]).all()


def test_territories_without_accounts_get_colours(make, plan):
    """Thirteen territories of which twelve are empty each get a colour."""
    colours = territory_colours(plan(make([0.0, 1.0], [None] * 13), [0, 0]))
    assert set(colours.values()) <= set(PALETTE)
    assert len(colours) == 13


def test_accounts_at_one_place(make, plan):
    """Twenty territories that all lie at one point use the palette evenly instead of failing."""
    instance = make([(5.0, 5.0)] * 60, [(5.0, 5.0)] * 20)
    colours = list(territory_colours(plan(instance, np.arange(60) % 20)).values())
    assert max(map(colours.count, PALETTE)) == 2


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_territory_has_a_colour_of_the_palette(data, make, plan):
    """Whatever the plan, each label has a colour, and the same plan gets the same colours."""
    n, k = data.draw(st.integers(1, 30)), data.draw(st.integers(1, 40))
    spot = st.tuples(st.floats(-100, 100), st.floats(-100, 100))
    instance = make(data.draw(st.lists(spot, min_size=n, max_size=n)), [None] * k)
    alignment = plan(instance, data.draw(st.lists(st.integers(-1, k - 1), min_size=n, max_size=n)))
    colours = territory_colours(alignment)
    assert list(colours) == list(instance.territories.ids)
    assert set(colours.values()) <= set(PALETTE)
    assert territory_colours(alignment) == colours
