"""The report is valid HTML that stands alone; no name of the data becomes markup; it prints without cut tables."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import pandas as pd
import pytest

from optimizer.mapping import FrozenMapping
from scenarios.report.letters import letters_html
from scenarios.report.report import report_html

EVIL, QUOTED = "<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PDFTOTEXT = shutil.which("pdftotext")
MAKERS = [report_html, letters_html]


@pytest.mark.parametrize("make", MAKERS)
def test_html_has_no_mistake(case, make):
    """A strict parser of HTML 5 finds nothing to complain of."""
    html5lib = pytest.importorskip("html5lib", reason="html5lib checks HTML")
    html5lib.HTMLParser(strict=True).parse(make(case))


@pytest.mark.parametrize("make", MAKERS)
def test_no_name_becomes_markup(case, read, make):
    """Names of accounts, reps, territories, scenarios, plan and notes are text, whole, and bring no element along."""
    page = read(make(case))
    assert not {"script", "img", "iframe", "object", "link", "b-evil"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert EVIL in page.text
    assert QUOTED in page.text
    assert "\x07" not in page.text
    assert "Bell\ufffd & Sons" in page.text


@pytest.mark.parametrize("make", MAKERS)
def test_nothing_is_asked_of_the_network(case, read, make):
    """No address, no import, no link but to places of the page; a browser is told to fetch and run nothing."""
    html = make(case)
    page = read(html)
    assert "http:" not in html
    assert "https:" not in html
    assert "url(" not in html
    assert "@import" not in html
    assert not [tag for tag, name, _ in page.attributes if name in ("src", "srcset", "xlink:href", "action")]
    assert all(value.startswith("#") for _, name, value in page.attributes if name == "href")
    policy = [value for tag, name, value in page.attributes if tag == "meta" and value.startswith("default-src")]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_links_lead_somewhere(case, read):
    """Every link of the contents has a place, and no place has two."""
    page = read(report_html(case))
    places = [value for _, name, value in page.attributes if name == "id"]
    links = {value[1:] for _, name, value in page.attributes if name == "href"}
    assert len(places) == len(set(places))
    assert links <= set(places)
    assert {"short", "map", "balance", "moves", "quotas", "scenarios", "proof", "accounts"} <= links


def test_sections_without_content_are_left_out(unserved, read):
    """Without quotas, other scenarios and a sweep, nothing is said of them."""
    page = read(report_html(unserved))
    places = {value for _, name, value in page.attributes if name == "id"}
    assert not {"quotas", "scenarios", "frontier"} & places
    assert "Nobody serves these accounts today" in page.text


def test_accounts_can_be_left_out(case, read):
    """A brief report has no appendix, and is smaller."""
    whole, brief = report_html(case), report_html(case, accounts=False)
    assert len(brief) < len(whole)
    assert "accounts" not in {value for _, name, value in read(brief).attributes if name == "id"}


def test_report_is_the_same_every_time(case):
    """The same results make the same file, letter by letter."""
    again = replace(case)
    assert report_html(case) == report_html(again)


@pytest.fixture
def large(case):
    """The plan with 1,500 accounts of long names."""
    copies = 250

    def many(frame: pd.DataFrame) -> pd.DataFrame:
        parts = [
            frame.assign(account=frame["account"] + f"-{copy}", name=frame["name"] + " of the County Medical Center")
            for copy in range(copies)
        ]
        return pd.concat(parts, ignore_index=True)

    tables = dict(case.record.tables)
    tables["accounts"], tables["alignment"] = many(tables["accounts"]), many(tables["alignment"])
    return replace(case, record=replace(case.record, tables=FrozenMapping(tables)))


def test_file_stays_small(large):
    """1,500 accounts, each listed with its reason, take well under a megabyte."""
    assert len(report_html(large).encode()) < 1_000_000


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.skipif(PDFTOTEXT is None, reason="no pdftotext (poppler) is installed")
@pytest.mark.parametrize("make", MAKERS)
def test_prints_without_cut_tables(large, make, tmp_path):
    """Chromium with no network prints it; no word leaves the paper, and every sheet of a table repeats its headings."""
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(make(large), encoding="utf-8")
    browse(tmp_path, f"--print-to-pdf={printed}", page.as_uri())
    reading = [PDFTOTEXT, "-bbox", printed, "-"]
    boxes = subprocess.run(reading, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- our own page
    sheets = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', boxes, flags=re.DOTALL)
    assert len(sheets) > 5
    for width, height, words in sheets:
        for left, top, right, bottom in re.findall(
            r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', words
        ):
            assert 0 <= float(left) < float(right) <= float(width)
            assert 0 <= float(top) < float(bottom) <= float(height)
        if make is report_html and words.count(">Medical</word>") > 20:
            assert ">why</word>" in words


def browse(home, *asked):
    """Run Chromium without a screen, with a profile of its own and no name resolved."""
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={home}/profile"]
    offline = ["--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9"]
    command = [CHROMIUM, *quiet, *offline, *asked]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 -- our own page
