"""Scenarios as HTML."""

from datetime import UTC, datetime

from scenarios.app.desk import KeptDesk
from scenarios.app.panels.scenarios import (
    compare_bar_html,
    compare_rows_html,
    files_html,
    form_html,
    kept_html,
    list_html,
    told_html,
)
from scenarios.figures import Cell, Row


def test_each_scenario_can_be_run_and_what_has_a_plan_opened(globe_desk):
    assert globe_desk.run_scenario("today").wait(60)
    html = list_html(globe_desk.scenarios(), on_desk="today", approvals=False)
    assert html.count('data-do="run"') == 2
    assert html.count('data-do="open"') == 1
    assert "on the desk" in html
    assert "approve" not in html
    assert 'data-do="approve"' in list_html(globe_desk.scenarios(), on_desk=None, approvals=True)


def test_the_form_asks_for_what_the_plan_has(globe_plan):
    html = form_html(globe_plan.instance, globe_plan.criteria)
    assert 'name="balance:potential"' in html
    assert 'placeholder="30"' in html
    assert 'placeholder="50"' in html


def test_the_form_offers_reps_and_territories(globe_plan):
    """Whoever is there may leave, whatever is there may close, and nothing is chosen at first."""
    territories = globe_plan.instance.territories
    html = form_html(globe_plan.instance, globe_plan.criteria)
    for rep, label in zip(territories.reps, territories.ids, strict=True):
        assert f'<option value="{rep}">{rep}</option>' in html
        assert f'<option value="{label}">{label}, {rep}</option>' in html
    assert '<option value="">nobody</option>' in html
    assert '<option value="">none</option>' in html
    assert {name for name in ("leaves_on", "hires", "hires_on") if f'name="{name}"' in html} == {
        "leaves_on",
        "hires",
        "hires_on",
    }


def test_names_are_only_text():
    evil = "<script>x</script>"
    kept = KeptDesk("k", evil, evil, datetime(2026, 1, 2, tzinfo=UTC), evil, 3)
    row = Row(evil, evil, (Cell(evil), Cell(evil, good=True)))
    html = kept_html([kept]) + compare_bar_html([evil, "b"], (evil, "b"), 1200) + files_html([("a", evil)], [evil])
    html += told_html(evil)
    html += compare_rows_html([row], (evil, "b"))
    assert "<script>" not in html
    assert "1,200" in html
    assert kept_html([]) == ""
