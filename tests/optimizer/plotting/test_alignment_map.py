"""The map shows every account once, in the right colour, without touching anything else."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from shapely.geometry import box

from optimizer.plotting import plot_alignment
from optimizer.plotting.colours import PALETTE, UNSERVED
from optimizer.travel import GreatCircle


def dots(ax):
    """Layers of dots: accounts (unserved, served), then frames and fillings of centres."""
    return [layer for layer in ax.collections if isinstance(layer, PathCollection)]


def colour_at(ax):
    """Place -> colour of every account drawn."""
    layers = [layer for layer in dots(ax) if layer.zorder < 4]
    return {
        tuple(place): to_hex(colour).upper()
        for layer in layers
        for place, colour in zip(layer.get_offsets().tolist(), layer.get_facecolors(), strict=True)
    }


def test_every_account_is_drawn_in_the_colour_of_its_territory(line, plan):
    """Six accounts, the first four of t0."""
    ax = plot_alignment(plan(line, [0, 0, 0, 0, 1, 1]))
    expected = {(10.0 * i, 0.0): PALETTE[int(i >= 4)] for i in range(6)}
    assert colour_at(ax) == {place: colour.upper() for place, colour in expected.items()}
    assert [text.get_text() for text in ax.texts] == ["r0", "r1"]


def test_layers_are_few(line, plan):
    """However many accounts, there is one layer of dots, one of spokes and two of centres."""
    ax = plot_alignment(plan(line, [0, 0, 0, 0, 1, 1]), spokes=True)
    assert len(dots(ax)) == 3
    assert len(ax.collections) == 4
    spokes = next(layer for layer in ax.collections if isinstance(layer, LineCollection))
    assert len(spokes.get_segments()) == 6


def test_image_is_written(line, plan, tmp_path):
    """The figure can be saved as a picture that is not blank."""
    ax = plot_alignment(plan(line, [0, 0, 0, 0, 1, 1]))
    ax.figure.savefig(tmp_path / "map.png")
    assert plt.imread(tmp_path / "map.png").std() > 0


def test_accounts_without_territory_are_grey(line, plan):
    """What nobody serves is shown, and shown as such."""
    colours = colour_at(plot_alignment(plan(line, [0, 0, -1, 0, 1, 1])))
    assert colours[20.0, 0.0] == UNSERVED
    assert len(colours) == 6


def test_accounts_without_place_are_left_out(make, plan):
    """An unplaced account has no dot and no spoke, the others do."""
    instance = make([0.0, None, 20.0], [10.0], unplaced=[1])
    ax = plot_alignment(plan(instance, [0, -1, 0]), spokes=True)
    assert set(colour_at(ax)) == {(0.0, 0.0), (20.0, 0.0)}


def test_given_axes_are_used_and_pyplot_is_left_alone(line, plan):
    """Nothing global changes where axes are given: no new figure, not even another current one."""
    figure, (left, right) = plt.subplots(1, 2)
    plt.sca(left)
    assert plot_alignment(plan(line, [0] * 6), right) is right
    assert plt.get_fignums() == [figure.number]
    assert plt.gca() is left
    assert not left.collections


def test_islands_are_both_in_view(islands, plan):
    """Accounts far apart lie within the limits, the centres as well."""
    ax = plot_alignment(plan(islands, [0, 0, 1, 1, 2, 2]))
    left, right = ax.get_xlim()
    assert left < 0.0
    assert right > 1010.0
    assert len(ax.texts) == 3


def test_part_of_the_territories(islands, plan):
    """With territories named, others and accounts without one are left out and the view is on those."""
    ax = plot_alignment(plan(islands, [0, 0, 1, -1, 2, 2]), territories=["t0", "t1"])
    assert set(colour_at(ax)) == {(0.0, 0.0), (10.0, 0.0), (20.0, 0.0)}
    assert ax.get_xlim()[1] < 100
    assert [text.get_text() for text in ax.texts] == ["r0", "r1"]


def test_single_territory_of_one_account(make, plan):
    """The smallest plan has a view that is not empty."""
    ax = plot_alignment(plan(make([(3.0, 4.0)], [(3.0, 4.0)]), [0]))
    assert ax.get_xlim()[0] < 3 < ax.get_xlim()[1]
    assert ax.get_ylim()[0] < 4 < ax.get_ylim()[1]


def test_fifty_territories(make, plan):
    """More territories than colours: all are drawn, each with its name, in colours of the palette."""
    rng = np.random.default_rng(1)
    places = [tuple(place) for place in rng.random((500, 2)) * 100]
    instance = make(places, places[:50])
    ax = plot_alignment(plan(instance, np.arange(500) % 50), spokes=True)
    assert set(colour_at(ax).values()) <= {colour.upper() for colour in PALETTE}
    assert len(colour_at(ax)) == 500
    assert len(ax.texts) == 50


def test_open_free_centres_have_no_marker(free_line, plan):
    """A territory whose centre is not placed has dots only; with spokes asked for there is nothing to join."""
    ax = plot_alignment(plan(free_line, [0, 0, 0, 1, 1, 1], [1, -1]), spokes=True)
    assert len(dots(ax)[-1].get_offsets()) == 1
    spokes = next(layer for layer in ax.collections if isinstance(layer, LineCollection))
    assert len(spokes.get_segments()) == 3
    assert [text.get_text() for text in ax.texts] == ["r0"]


def test_size_by_a_measure(line, plan):
    """An account of six times the potential has a dot of several times the area; larger ones lie below."""
    sizes = dots(plot_alignment(plan(line, [0] * 6), size_by="potential"))[0].get_sizes()
    assert (np.diff(sizes) < 0).all()
    assert sizes[0] / sizes[-1] > 3


def test_measure_of_nobody(make, plan):
    """A measure that is 0 everywhere gives dots of one size."""
    instance = make([0.0, 1.0], [0.0], measures={"potential": [0.0, 0.0]})
    sizes = dots(plot_alignment(plan(instance, [0, 0]), size_by="potential"))[0].get_sizes()
    assert sizes[0] == sizes[1] > 0


def test_colours_given_are_used(line, plan):
    """A colour given for a label is taken, the others keep theirs."""
    colours = colour_at(plot_alignment(plan(line, [0, 0, 0, 0, 1, 1]), colours={"t1": "#123456"}))
    assert colours[50.0, 0.0] == "#123456"
    assert colours[0.0, 0.0] == PALETTE[0]


def test_names_can_be_left_out(line, plan):
    """Without labels there is no text."""
    assert not plot_alignment(plan(line, [0] * 6), labels=False).texts


def test_proportions_follow_the_latitude(make, plan):
    """At 60 degrees north a degree of latitude is drawn twice as long as one of longitude."""
    instance = make([(59.0, 10.0), (61.0, 12.0)], [(60.0, 11.0)], travel=GreatCircle())
    assert plot_alignment(plan(instance, [0, 0])).get_aspect() == pytest.approx(2.0)


def test_borders_lie_below_and_leave_the_view(make, plan):
    """Outlines in metres are brought to degrees, lie under the accounts and do not widen the view."""
    instance = make([(48.0, 11.0), (49.0, 12.0)], [(48.5, 11.5)], travel=GreatCircle())
    europe = gpd.GeoDataFrame(geometry=[box(-10, 35, 30, 60)], crs="EPSG:4326").to_crs("EPSG:3857")
    ax = plot_alignment(plan(instance, [0, 0]), borders=europe)
    land = ax.collections[0]
    assert land.zorder < min(layer.zorder for layer in dots(ax))
    assert land.get_paths()[0].get_extents().extents == pytest.approx([-10, 35, 30, 60], abs=1e-6)
    assert ax.get_xlim()[1] - ax.get_xlim()[0] < 2


def test_unknown_territories_are_told(line, plan):
    """A label that is no territory is an error that names it and those there are."""
    with pytest.raises(ValueError, match=r"no territory 'x'; known: t0, t1"):
        plot_alignment(plan(line, [0] * 6), territories=["t0", "x"])


def test_nothing_to_draw_is_told(line, plan):
    """A territory without accounts alone makes no map."""
    with pytest.raises(ValueError, match="no account to be drawn"):
        plot_alignment(plan(line, [0] * 6), territories=["t1"])


def test_planning_does_not_load_matplotlib():
    """Neither package imports the drawing library."""
    code = "import optimizer, scenarios.runner, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 -- our own code
