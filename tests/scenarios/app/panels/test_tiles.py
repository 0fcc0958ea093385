"""The large figures."""

from scenarios.app.panels.tiles import tiles_html


def written(desk):
    return tiles_html(desk.figures(), desk.ground.instance, desk.ground.criteria)


def test_what_is_broken_stands_out(globe_desk):
    html = written(globe_desk)
    assert "Rules broken" in html
    assert "bad-edge" in html
    assert "as it began" in html


def test_a_move_is_held_against_the_beginning(globe_desk):
    globe_desk.move(range(8), 1)
    html = written(globe_desk)
    assert "8 moved" in html
    assert "as it began" not in html
    globe_desk.undo()
    assert "0 moved" in written(globe_desk)
