"""The page in a real browser: open, tap, lasso, move, undo, pin, solve, stop, compare, download; no network."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from scenarios import Example, example_path
from scenarios.planfile import read_plan

from .browser import CHROMIUM, PLOTS, Served, Tab, chrome, missing
from .plans import EVIL, area_plan, small_plan

LASSO = PLOTS + "return shown[0].model.toolbar.tools.some((tool) => tool.type === 'LassoSelectTool' && tool.active)"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing() or "there is one")]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    page = Served(small_plan(folder), folder / "store")
    yield page
    page.stop()


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    browser = chrome(tmp_path_factory.mktemp("downloads"))
    yield browser
    browser.quit()


@pytest.fixture
def tab(served, driver):
    opened = Tab(driver, served.url)
    yield opened
    opened.turn_to()
    assert not opened.errors()
    outside = [url for url in opened.asked() if url.startswith("http") and not url.startswith(served.url)]
    assert not outside


def fitted(plan):
    """Projection of the map of a plan."""
    from scenarios.app.map.projection import fit_projection  # noqa: PLC0415 -- needs the extra

    return fit_projection(plan.instance)


@pytest.fixture(scope="module")
def points(served):
    """Places of the accounts on the map."""
    plan = read_plan(served.plan)
    return fitted(plan).points(plan.instance.units.places)


def figure(tab, what):
    """Large figure of a tile."""
    return tab.text(".tile", what).splitlines()[1]


def kept(store, address):
    """Whether the desk that an address names is in the store."""
    return list(store.rglob(f"*{address.rpartition('=')[2]}*"))


def around(points, margin=40.0):
    """A way around places."""
    (left, bottom), (right, top) = points.min(axis=0) - margin, points.max(axis=0) + margin
    return [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]


def test_an_account_that_is_tapped_is_told_and_its_name_is_only_text(tab, points):
    tab.tap(points[0])
    assert EVIL in tab.text(".card", "A0")
    assert tab.driver.execute_script("return window.broken") is None
    assert "Two <b>coasts</b>" in tab.text(".bar")


def test_a_move_changes_figures_and_log_and_is_taken_back(tab, points):
    before = tab.text("[data-do=territory][data-value='1']")
    tab.tap(points[3])
    tab.see(".card", "Account 3")
    tab.choose("select[name=territory]", "Bob")
    tab.fill("input[name=reason]", "knows the owner")
    tab.press("move")
    tab.see("button", "Log (1)")
    assert "7" in tab.text("[data-do=territory][data-value='1']").split()
    assert figure(tab, "Moves, of potential") != "0.0 %"
    tab.press("list", "log")
    tab.see("td", "knows the owner")
    tab.press("undo")
    tab.press("list", "territories")
    tab.see("button", "Log")
    tab.until("what was before", lambda: tab.text("[data-do=territory][data-value='1']") == before)
    tab.press("redo")
    tab.see("button", "Log (1)")


def test_a_lasso_chooses_what_lies_in_it(tab, points):
    tab.press("drag", "lasso")
    tab.see("[data-do=drag].on", "Lasso")
    tab.until("lasso at work", lambda: tab.driver.execute_script(LASSO))
    tab.draw(around(points[[6, 7, 8, 9]]))
    tab.see("h3", "4 accounts chosen")


def test_a_pin_holds_an_account_and_is_taken_away(tab, points):
    tab.tap(points[5])
    tab.see(".card", "Account 5")
    tab.press("pin")
    tab.see(".tag", "pinned")
    tab.choose("select[name=territory]", "Bob")
    tab.press("move")
    tab.see(".note.bad", "pinned")
    tab.press("free")
    tab.see_no(".tag", "pinned")


def test_why_here_judges_every_other_place(tab, points):
    tab.tap(points[5])
    tab.see(".card", "Account 5")
    tab.press("why")
    tab.see(".card", "Each row was judged as a whole plan.")
    tab.see("td", "Bob")


def test_a_search_puts_its_plan_on_the_desk(tab, points):
    broken = figure(tab, "Rules broken")
    tab.tap(points[17])
    tab.see(".card", "Account 17")
    tab.press("pin")
    tab.see(".tag", "pinned")
    tab.press("solve-form")
    tab.fill("input[name=seconds]", "3")
    tab.press("solve")
    tab.see("h3", "Solving")
    tab.see(".note", "is on the desk")
    assert broken != "0"
    assert figure(tab, "Rules") == "all kept"
    assert "Ann" in tab.text(".card", "Account 17")
    tab.press("undo")
    tab.see(".tile", "Rules broken")


def test_two_plans_are_compared_on_linked_maps(tab):
    tab.press("page", "Scenarios")
    tab.press("run", "0")
    tab.see("[data-do=open][data-value='0']")
    tab.press("run", "1")
    tab.see("[data-do=open][data-value='1']")
    tab.see("b", None)
    tab.see("td", "rules broken")
    tab.settle()
    ranges = tab.driver.execute_script(
        "const all = [];"
        "const seek = (view) => { if (view.model.type === 'Figure' && view.frame) all.push(view);"
        " for (const child of view.children()) seek(child); };"
        "for (const view of Bokeh.index) seek(view);"
        "return all.filter((view) => view.el.getClientRects().length).map((view) => view.model.x_range.id)"
    )
    assert len(ranges) == 2
    assert len(set(ranges)) == 1
    assert "accounts differ" in tab.text(".mapbar", "accounts differ")
    tab.see("#approve-1 summary").click()
    tab.fill("#approve-1 input[name=note]", "as discussed")
    tab.press("approve", "1")
    tab.see(".tag", "approved by planner")


def test_files_are_handed_to_the_browser(tab, tmp_path):
    tab.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    tab.press("page", "Scenarios")
    tab.press("file", "alignment")
    tab.see(".note", "in your downloads")
    found = tab.until("file", lambda: list(tmp_path.glob("*.csv")))
    lines = found[0].read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("account,")
    assert len(lines) == 31


def test_a_quota_set_by_hand_is_kept_and_the_rest_shared(tab):
    tab.press("page", "Quotas")
    tab.press("quota", "1")
    tab.see("h3", "How the quota of Bob came about")
    tab.fill("input[name=amount]", "300,000")
    tab.press("set-quota")
    tab.see(".tag", "by hand")
    assert "300,000" in tab.text("[data-do=quota][data-value='1']")
    assert "1,000,000" in tab.text("tr", "All")


def test_two_tabs_keep_their_own_and_a_reload_loses_nothing(served, driver, tab, points):
    other = Tab(driver, served.url)
    other.tap(points[2])
    other.see(".card", "Account 2")
    other.choose("select[name=territory]", "Cid")
    other.press("move")
    other.see("button", "Log (1)")
    tab.turn_to()
    assert tab.find("button", "Log (1)") is None
    other.turn_to()
    tab.until("desk in the store", lambda: kept(served.store, driver.current_url))
    driver.get(driver.current_url)
    other.see("button", "Log (1)")
    other.see("button", "↶ Undo")


def test_an_area_is_tapped_anywhere_and_a_territory_that_falls_apart_is_told(driver, tmp_path):
    page = Served(area_plan(tmp_path), tmp_path / "store")
    try:
        tab = Tab(driver, page.url)
        plan = read_plan(page.plan)
        place = plan.instance.units.places[[8]] + (0.5, 1.0)
        tab.tap(fitted(plan).points(place)[0])
        tab.see(".card", "Account 8")
        tab.choose("select[name=territory]", "Cid")
        tab.press("move")
        tab.see(".note.bad", "Cid falls apart: no way leads to Account 8")
        tab.press("list", "rules")
        tab.see("td", "falls into 2 pieces")
        tab.press("undo")
        tab.see("button", "↷ Redo")
        tab.see_no("td", "falls into 2 pieces")
        assert not tab.errors()
    finally:
        page.stop()


def test_a_search_is_stopped_and_a_lost_server_loses_no_run(driver, tmp_path):
    served = Served(example_path(Example.RESELLERS), tmp_path / "store")
    try:
        tab = Tab(driver, served.url)
        tab.press("page", "Scenarios")
        tab.press("run", "0")
        tab.see("[data-do=open][data-value='0']")
        tab.press("solve-form")
        tab.fill("input[name=seconds]", "600")
        tab.fill("input[name=gap]", "0")
        tab.press("solve")
        tab.see("h3", "Solving")
        tab.see_no(".tag.run", "loading")
        tab.see_no(".tag.run", "starting")
        tab.press("list", "rules")
        tab.see("[data-do=list].on", "Rules")
        tab.until("a plan", lambda: "–" not in tab.text(".card", "Solving").split("lower bound")[0])
        tab.press("stop")
        tab.see(".note", "is on the desk")
        address = driver.current_url
        tab.until("desk in the store", lambda: kept(served.store, address))
        tab.press("solve-form")
        tab.press("solve")
        tab.see("h3", "Solving")
        served.kill()
        served.start()
        driver.get(address)
        tab.see("button", "Log (1)")
        tab.press("page", "Scenarios")
        tab.see("[data-do=open][data-value='0']")
        tab.see("div", "found in the store")
    finally:
        served.stop()


@pytest.mark.skipif("TERRITORY_PICTURES" not in os.environ, reason="pictures are taken where TERRITORY_PICTURES is set")
@pytest.mark.parametrize("width", [1280, 1920])
def test_pictures(driver, served, width):
    """Takes pictures of the pages, to be looked at; TERRITORY_PICTURES names their folder."""
    assert CHROMIUM is not None
    folder = Path(os.environ["TERRITORY_PICTURES"])
    tab = Tab(driver, served.url)
    driver.set_window_size(width, width * 10 // 16)
    for page in ("Plan", "Scenarios", "Quotas"):
        tab.press("page", page)
        tab.see(".tab.on", page)
        tab.quiet()
        assert driver.save_screenshot(str(folder / f"{page.lower()}-{width}.png"))
    assert np.isfinite(width)
