"""The page around what is said."""

from __future__ import annotations

from scenarios.report.page import STYLE, page, paragraphs, section, sentences, warning


def test_page_is_a_document(read):
    """With language, character set and title, all text escaped."""
    html = page("A <b> title", "text & more")
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>A &lt;b&gt; title</title>" in html
    assert "text &amp; more" in html
    assert ("meta", "charset", "utf-8") in read(html).attributes


def test_style_asks_nobody():
    """No font, picture or sheet from elsewhere; rows are kept whole and headings repeated on paper."""
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "thead { display: table-header-group; }" in STYLE
    assert "break-inside: avoid" in STYLE
    assert "<" not in STYLE.replace("</", "<")


def test_empty_sections_are_left_out():
    """No heading without anything below."""
    assert section("x", "Heading", "") == ""
    assert section("x", "Heading", "text", fresh=False) == '<section id="x"><h2>Heading</h2>text</section>'


def test_lists():
    """Sentences in lists and paragraphs; of many warnings the first, and how many more."""
    assert sentences([]) == ""
    assert sentences(["a < b"]) == "<ul><li>a &lt; b</li></ul>"
    assert paragraphs(["a", "b"]) == "<p>a</p><p>b</p>"
    assert "and 8 more" in warning("Broken", ["x"] * 20)
