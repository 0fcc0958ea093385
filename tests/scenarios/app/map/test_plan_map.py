"""The map as a figure."""

import numpy as np
import pytest
import shapely

pytest.importorskip("bokeh")

from bokeh.document import Document
from bokeh.models import MultiPolygons, TapTool

from scenarios.app.map.layers import INK
from scenarios.app.map.picture import draw_picture
from scenarios.app.map.plan_map import Drag, PlanMap
from scenarios.app.shared import mark_facts

COLOURS = ["#111111", "#222222", "#333333"]


@pytest.fixture(scope="module")
def picture(globe_plan):
    return draw_picture(globe_plan.instance)


@pytest.fixture
def drawn(picture, globe_desk):
    facts = mark_facts(picture.instance, picture.marks)
    made = PlanMap(picture, ["Ann", "Bob", "Cid"], facts)
    made.look_at(picture.views[0])
    made.paint(globe_desk.state.alignment, COLOURS, globe_desk.state.pinned)
    return made


def test_accounts_have_the_colour_of_their_territory(drawn, globe_desk):
    home = globe_desk.state.alignment.territory_of
    assert drawn._dots.data["fill"].tolist() == [COLOURS[territory] for territory in home]
    assert [len(drawn._ground.data["xs"][territory]) > 0 for territory in range(3)] == [True] * 3


def test_what_changed_is_drawn_as_if_all_were(drawn, picture, globe_desk):
    globe_desk.move([3, 4], 1)
    globe_desk.pin([5])
    state = globe_desk.state
    drawn.repaint(np.array([3, 4, 5]), state.alignment, state.pinned)
    anew = PlanMap(picture, ["Ann", "Bob", "Cid"], {})
    anew.paint(state.alignment, COLOURS, state.pinned)
    for column in ("fill", "line", "width", "rep"):
        assert list(drawn._dots.data[column]) == list(anew._dots.data[column])
    assert drawn._dots.data["line"][5] == INK
    for one, other in zip(drawn._ground.data["xs"], anew._ground.data["xs"], strict=True):
        assert sum(map(len, one)) == sum(map(len, other))


def test_shapes_keep_their_proportions_whatever_the_window(drawn, picture):
    for width, height in ((400, 900), (1500, 300)):
        drawn._resized("inner_width", width)
        drawn._resized("inner_height", height)
        across, up = drawn.ranges
        assert (across.end - across.start) / width == pytest.approx((up.end - up.start) / height)
        left, bottom, right, top = picture.views[0].bounds
        assert across.start < left < right < across.end
        assert up.start < bottom < top < up.end
    before = drawn.ranges[0].start
    drawn._resized("inner_width", 0)
    assert drawn.ranges[0].start == before


def test_names_are_there(drawn):
    assert sorted(drawn._texts.data["text"]) == ["Ann", "Bob", "Cid"]


def test_what_is_chosen_is_heard(picture):
    heard = []
    drawn = PlanMap(picture, ["Ann", "Bob", "Cid"], {}, on_select=lambda marks: heard.append(marks.tolist()))
    drawn.light(np.array([4, 7]))
    assert heard == [[4, 7]]


def test_every_way_to_drag_has_its_tool(drawn):
    assert set(drawn.tools) == set(Drag)
    assert all(drag.word and drag.told for drag in Drag)


def test_what_is_cut_off_is_ringed_until_it_is_not(drawn, picture):
    drawn.warn(np.array([4, 9]))
    assert np.column_stack([drawn._apart.data["x"], drawn._apart.data["y"]]).tolist() == picture.points[[4, 9]].tolist()
    drawn.warn(np.array([], dtype=np.int32))
    assert len(drawn._apart.data["x"]) == 0


def test_an_area_can_be_tapped_anywhere(globe_plan):
    areas = np.array([shapely.Point(x, y).buffer(0.5) for y, x in globe_plan.instance.units.places], dtype=object)
    picture = draw_picture(globe_plan.instance, areas)
    plot = PlanMap(picture, ["Ann", "Bob", "Cid"], {}).figure
    tapped = next(tool for tool in plot.tools if isinstance(tool, TapTool)).renderers
    assert any(isinstance(renderer.glyph, MultiPolygons) for renderer in tapped)
    assert len({renderer.data_source.id for renderer in tapped}) == 1


def test_dots_and_ground_are_sent_together(drawn, globe_desk):
    sent = []
    document = Document()
    document.add_root(drawn.figure)
    state = globe_desk.state
    # What a browser is told first, it is told when the ground is new as well.
    document.on_change(lambda _event: sent.append(list(drawn._ground.data["fill"])))
    drawn.paint(state.alignment, COLOURS[::-1], state.pinned)
    assert len(sent) > 1
    assert all(fill == COLOURS[::-1] for fill in sent)
