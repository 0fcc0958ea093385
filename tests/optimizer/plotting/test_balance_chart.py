"""The balance chart shows every deviation, the band it may lie in, and who is outside."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.plotting import plot_balance
from optimizer.plotting.balance_chart import OUTSIDE

BOTH = Criteria(balance={"potential": 0.10, "workload": 0.50})


def dots(ax):
    """One layer a measure."""
    return [layer for layer in ax.collections if isinstance(layer, PathCollection)]


def legend(ax):
    """Texts of the legend."""
    return [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.fixture
def split(line, plan):
    """Potential 10 and 11 of 10.5 each; workload 7 and 2 of 4.5 each."""
    return plan(line, [0, 0, 0, 0, 1, 1])


def test_dots_stand_at_the_deviations(split, line):
    """One dot a territory and measure, at total / target - 1, the first territory on top."""
    ax = plot_balance(judge(split, BOTH), line)
    potential, workload = dots(ax)
    assert potential.get_offsets()[:, 0].tolist() == pytest.approx([-1 / 21, 1 / 21])
    assert workload.get_offsets()[:, 0].tolist() == pytest.approx([7 / 4.5 - 1, 2 / 4.5 - 1])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["r0", "r1"]
    assert ax.yaxis_inverted()


def test_bands_are_the_tolerances(split, line):
    """Each row has a band of twice the tolerance around 0."""
    ax = plot_balance(judge(split, BOTH), line)
    bands = [(bar.get_x(), bar.get_width()) for bar in ax.patches]
    assert bands == [(-0.1, 0.2)] * 2 + [(-0.5, 1.0)] * 2
    assert legend(ax) == ["potential (within 10%)", "workload (within 50%)"]


def test_dots_outside_are_ringed(split, line):
    """Only what breaks its tolerance is marked."""
    potential, workload = dots(plot_balance(judge(split, BOTH), line))
    assert OUTSIDE not in {to_hex(colour).upper() for colour in potential.get_edgecolors()}
    assert [to_hex(colour).upper() == OUTSIDE for colour in workload.get_edgecolors()] == [True, True]


def test_rounding_is_no_breach(make, plan):
    """A deviation of exactly the tolerance is inside."""
    instance = make([0.0, 1.0], [0.0, 1.0], measures={"potential": [0.9, 1.1]})
    layer = dots(plot_balance(judge(plan(instance, [0, 1]), Criteria(balance={"potential": 0.1})), instance))[0]
    assert OUTSIDE not in {to_hex(colour).upper() for colour in layer.get_edgecolors()}


def test_watched_measures_are_hollow_without_band(split, line):
    """Where nothing was asked all measures are shown, watched."""
    ax = plot_balance(judge(split, Criteria()), line)
    assert len(dots(ax)) == 3
    assert not ax.patches
    assert legend(ax)[0] == "potential (watched)"
    assert to_hex(dots(ax)[0].get_facecolors()[0]) == "#ffffff"


def test_measures_and_territories_can_be_chosen(split, line):
    """Only what is named is drawn, in the order given."""
    ax = plot_balance(judge(split, BOTH), line, measures=["count"], territories=["t1", "t0"])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["r1", "r0"]
    assert dots(ax)[0].get_offsets()[:, 0].tolist() == pytest.approx([-1 / 3, 1 / 3])


def test_territory_without_target_stands_at_the_edge(make, plan):
    """An infinite deviation is shown as far to the right as the chart goes."""
    instance = make([0.0, 1.0], [0.0, 1.0], shares=[1.0, 0.0])
    ax = plot_balance(judge(plan(instance, [0, 1]), Criteria(balance={"potential": 0.1})), instance)
    assert dots(ax)[0].get_offsets()[1, 0] == ax.get_xlim()[1]


def test_islands_and_single_territories(islands, plan):
    """Who is alone in its pool is on target by definition."""
    assessment = judge(plan(islands, [0, 0, 1, 1, 2, 2]), Criteria(balance={"potential": 0.1}))
    ax = plot_balance(assessment, islands)
    assert dots(ax)[0].get_offsets()[:, 0].tolist() == pytest.approx([0.5, -0.5, 0.0])
    alone = plot_balance(assessment, islands, territories=["t2"])
    assert len(dots(alone)[0].get_offsets()) == 1


def test_hundred_territories_have_rows_without_names(make, plan):
    """All dots are there; names would not be readable."""
    instance = make([float(x) for x in range(100)], [float(x) for x in range(100)])
    ax = plot_balance(judge(plan(instance, list(range(100))), Criteria(balance={"potential": 0.1})), instance)
    assert len(dots(ax)[0].get_offsets()) == 100
    assert not ax.get_yticklabels()


def test_image_is_written(split, line, tmp_path):
    """The figure can be saved as a picture that is not blank."""
    plot_balance(judge(split, BOTH), line).figure.savefig(tmp_path / "balance.png")
    assert plt.imread(tmp_path / "balance.png").std() > 0


def test_given_axes_are_used_and_pyplot_is_left_alone(split, line):
    """No new figure, and the current axes stay current."""
    figure, (left, right) = plt.subplots(1, 2)
    plt.sca(left)
    assert plot_balance(judge(split, BOTH), line, right) is right
    assert plt.get_fignums() == [figure.number]
    assert plt.gca() is left


@pytest.mark.parametrize("wrong", [{"measures": ["x"]}, {"measures": []}, {"territories": ["x"]}, {"territories": []}])
def test_unknown_names_are_told(wrong, split, line):
    """A measure or territory that is not there, or none at all, is an error."""
    with pytest.raises(ValueError, match="give at least one"):
        plot_balance(judge(split, BOTH), line, **wrong)
