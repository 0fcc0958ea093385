"""A headless browser, and the page served to it by the command line; nothing outside this machine can be reached."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

ROOT = Path(__file__).parents[3]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
Answer = TypeVar("Answer")
PATIENCE = 120
"""Seconds a page may take on a slow machine."""
SEEK = """
const css = arguments[0], text = arguments[1];
const seek = (root) => {
  for (const item of root.querySelectorAll('*')) {
    if (item.matches(css) && item.getClientRects().length && (text === null || item.textContent.includes(text)))
      return item;
    if (item.shadowRoot) { const found = seek(item.shadowRoot); if (found) return found; }
  }
  return null;
};
return seek(document);
"""
TEXT = SEEK.replace("return seek(document);", "const found = seek(document); return found ? found.innerText : null;")
PLOTS = """
const plots = [];
const seek = (view) => {
  if (view.model.type === 'Figure' && view.frame) plots.push(view);
  for (const child of view.children()) seek(child);
};
for (const view of Bokeh.index) seek(view);
const shown = plots.filter((view) => view.el.getClientRects().length);
"""
QUIET = """
const done = arguments[arguments.length - 1];
let before = '', alike = 0;
const look = () => {
  const shown = [];
  const seek = (view) => {
    if (view.model.type === 'Figure' && view.frame)
      shown.push([view.frame.bbox.width, view.model.x_range.start, view.model.y_range.end].join());
    for (const child of view.children()) seek(child);
  };
  for (const view of Bokeh.index) seek(view);
  const idle = Bokeh.documents.every((doc) => doc.is_idle);
  const now = shown.join(';');
  alike = idle && now === before ? alike + 1 : 0;
  before = now;
  // A map follows its size by way of the server: four looks alike are a rest.
  if (alike >= 4) done(true); else setTimeout(look, 100);
};
look();
"""
PIXEL = (
    PLOTS
    + """
const view = shown[arguments[0]], box = view.el.getBoundingClientRect();
return arguments[1].map(([x, y]) => [box.x + view.frame.x_scale.compute(x), box.y + view.frame.y_scale.compute(y)]);
"""
)


def missing() -> str:
    """Why no browser can be driven here, empty where one can."""
    if CHROMIUM is None or DRIVER is None:
        return "no chromium with chromedriver is installed"
    try:
        import selenium  # noqa: F401, PLC0415 -- may be missing
    except ImportError:
        return "selenium is not installed"
    return ""


class Served:
    """The page of a plan, served by the command line in a process of its own."""

    def __init__(self, plan: Path, store: Path):
        self.plan, self.store = plan, store
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Begin to serve, and wait until it does."""
        command = [sys.executable, "-m", "scenarios.cli", "app", str(self.plan), "--no-browser"]
        self.process = subprocess.Popen(  # noqa: S603 -- ourselves
            [*command, "--port", str(self.port), "--store", str(self.store)],
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(self.url, timeout=5)  # noqa: S310 -- of this machine
            except (urllib.error.URLError, OSError):
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.3)
            else:
                return
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)


def chrome(downloads: Path):
    """A browser that can reach this machine alone."""
    from selenium import webdriver  # noqa: PLC0415 -- may be missing
    from selenium.webdriver.chrome.options import Options  # noqa: PLC0415
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    options = Options()
    options.binary_location = str(CHROMIUM)
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--window-size=1280,860",
    ):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
    driver.set_script_timeout(PATIENCE)
    return driver


class Tab:
    """One tab of a browser on the page."""

    def __init__(self, driver, url: str):
        self.driver = driver
        driver.switch_to.new_window("tab")
        self.handle = driver.current_window_handle
        driver.get(url)
        self.see(".tab.on")
        self.see("[data-do=territory]")
        self.settle()

    def turn_to(self) -> None:
        """Bring this tab to the front."""
        self.driver.switch_to.window(self.handle)

    def find(self, css: str, text: str | None = None):
        """Element that is seen, through shadow roots; None where there is none."""
        return self.driver.execute_script(SEEK, css, text)

    def see(self, css: str, text: str | None = None):
        """Wait until an element is seen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.find(css, text)
            if found is not None:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{css} {text or ''} is not seen")

    def see_no(self, css: str, text: str | None = None) -> None:
        """Wait until an element is gone."""
        end = time.monotonic() + PATIENCE
        while self.find(css, text) is not None:
            assert time.monotonic() < end, f"{css} {text or ''} is still seen"
            time.sleep(0.1)

    def text(self, css: str, text: str | None = None) -> str:
        """Wait until an element is seen, and give what is written in it, read at once: it may be drawn anew after."""
        return self.until(f"{css} {text or ''}", lambda: self.driver.execute_script(TEXT, css, text))

    def press(self, do: str, value: str | None = None) -> None:
        """Press a button by what it does."""
        css = f"[data-do='{do}']" + ("" if value is None else f"[data-value='{value}']")
        self._again(css, lambda found: found.click())

    def fill(self, css: str, text: str) -> None:
        """Type into a field in place of what is there."""

        def type_into(field) -> None:
            self.driver.execute_script("arguments[0].value = ''", field)
            field.send_keys(text)

        self._again(css, type_into)

    def choose(self, css: str, text: str) -> None:
        """Choose in a list by what is written there."""
        from selenium.webdriver.support.ui import Select  # noqa: PLC0415 -- may be missing

        self._again(css, lambda found: Select(found).select_by_visible_text(text))

    def _again(self, css: str, act: Callable[[Any], None]) -> None:
        """Do something with an element; again where it was drawn anew in between."""
        from selenium.common.exceptions import WebDriverException  # noqa: PLC0415 -- may be missing

        for _ in range(20):
            try:
                act(self.see(css))
            except WebDriverException as error:
                last = error
                time.sleep(0.2)
            else:
                return
        raise AssertionError(f"{css} cannot be used") from last

    def settle(self) -> None:
        """Wait until the map has its size and is drawn."""
        end = time.monotonic() + PATIENCE
        ready = PLOTS + "return shown.length > 0 && shown.every((view) => view.frame.bbox.width > 50)"
        while not self.driver.execute_script(ready):
            assert time.monotonic() < end, "no map is drawn"
            time.sleep(0.1)
        self.quiet()

    def quiet(self) -> None:
        """Wait until the page has drawn what it was sent, and no drawing is under way."""
        self.driver.execute_async_script(QUIET)

    def until(self, told: str, seen: Callable[[], Answer]) -> Answer:
        """Wait until something holds, and give it."""
        end = time.monotonic() + PATIENCE
        while not (found := seen()):
            assert time.monotonic() < end, f"never seen: {told}"
            time.sleep(0.1)
        return found

    def pixels(self, points, plot: int = 0) -> list[tuple[int, int]]:
        """Where places of the map are in the window."""
        found = self.driver.execute_script(PIXEL, plot, np.asarray(points, dtype=float).tolist())
        return [(round(x), round(y)) for x, y in found]

    def tap(self, point) -> None:
        """Tap a place of the map."""
        self._point([point], hold=False)

    def draw(self, points) -> None:
        """Drag along places of the map."""
        self._point(points, hold=True)

    def _point(self, points, *, hold: bool) -> None:
        from selenium.webdriver.common.actions.action_builder import ActionBuilder  # noqa: PLC0415 -- may be missing

        action = ActionBuilder(self.driver, duration=60)
        at = self.pixels(points)
        action.pointer_action.move_to_location(*at[0]).pointer_down()
        for place in at[1:] if hold else []:
            action.pointer_action.move_to_location(*place)
        action.pointer_action.pointer_up()
        action.perform()

    def asked(self) -> list[str]:
        """Addresses asked for since this was last called, by all tabs."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def errors(self) -> list[str]:
        """What the browser complains of."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
