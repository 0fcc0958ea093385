"""The page around what a report says: one file with its style inside, that asks nobody for anything."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.display import Html, element, joined

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may do with the file: draw it, and run or fetch nothing."""
STYLE = """
:root { --ink: #222; --faint: #66635c; --line: #ddd9d0; --accent: #332288; --good: #117733; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1060px; padding: 28px 32px 64px; color: var(--ink); background: #fff;
  font: 15px/1.5 "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 22px; margin: 44px 0 10px; padding-top: 10px; border-top: 2px solid var(--accent); }
h3 { font-size: 16px; margin: 26px 0 6px; }
p, ul { margin: 0 0 10px; max-width: 78ch; }
ul { padding-left: 20px; }
.lede { color: var(--faint); margin-bottom: 18px; }
.note, figcaption, caption { color: var(--faint); font-size: 13px; }
.note { max-width: 90ch; }
caption { text-align: left; padding-bottom: 4px; }
nav { margin: 0 0 20px; font-size: 14px; }
nav a { color: var(--accent); margin-right: 16px; display: inline-block; }
.say { font-size: 17px; }
.say li { margin-bottom: 7px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 18px 0 22px; }
.tile { border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; }
.tile b { display: block; font-size: 24px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tile span { color: var(--faint); font-size: 13px; }
.warn { border-left: 4px solid var(--bad); background: #fcf3f2; padding: 10px 14px; margin: 14px 0; }
.warn ul { margin: 6px 0 0; }
figure { margin: 12px 0 18px; }
figure svg { width: 100%; height: auto; display: block; }
svg text { font-family: inherit; fill: var(--ink); }
svg text.bad { fill: var(--bad); }
svg text.halo { paint-order: stroke; stroke: #fff; stroke-width: 3px; font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 20px; font-size: 13.5px; line-height: 1.35; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px 4px 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { vertical-align: bottom; border-bottom: 1.5px solid var(--ink); font-weight: 600; overflow-wrap: break-word; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding: 4px 0 4px 10px; }
th.n { white-space: normal; }
.n + td:not(.n), .n + th:not(.n) { padding-left: 16px; }
.total td { font-weight: 600; border-top: 1.5px solid var(--ink); border-bottom: 0; }
tr.group td { font-weight: 600; padding-top: 12px; border-bottom: 1px solid var(--ink); }
tr.group + tr td:first-child, .set td:first-child { padding-left: 10px; }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.small { font-size: 12.5px; }
.matrix td, .matrix th { text-align: center; border: 1px solid #fff; padding: 4px 3px; font-size: 12.5px; }
.matrix tbody th { text-align: right; font-weight: 400; border-bottom: 1px solid #fff; padding-right: 8px; }
.matrix thead th { font-weight: 400; border-bottom: 1.5px solid var(--ink); }
.same { color: var(--faint); background: #f4f2ed; }
.letter + .letter { margin-top: 60px; border-top: 6px double var(--line); padding-top: 30px; }
.letter h2 { font-size: 18px; margin: 20px 0 8px; padding-top: 6px; border-top-width: 1px; }
.halves { display: grid; grid-template-columns: 1fr 1fr; gap: 30px; }
.bare thead { display: none; }
.flows { padding-left: 16px; max-width: none; font-size: 13.5px; }
.flows li { margin-bottom: 5px; }
.names { color: var(--faint); }
.columns { columns: 3; column-gap: 24px; list-style: none; padding: 0; max-width: none; font-size: 12.5px; }
.columns li { display: flex; justify-content: space-between; gap: 10px; border-bottom: 1px solid #eeebe4;
  break-inside: avoid; font-variant-numeric: tabular-nums; }
.columns span:first-child { overflow-wrap: anywhere; }
.columns span + span { white-space: nowrap; }
.alone figure { max-width: 62%; }
@media print {
  @page { margin: 15mm 14mm 17mm; @bottom-right { content: counter(page); font: 9pt Arial, sans-serif; color: #666; } }
  body { font-size: 10pt; max-width: none; padding: 0 1px; }
  nav { display: none; }
  h1 { font-size: 21pt; }
  h2 { font-size: 15pt; margin-top: 22pt; }
  .fresh h2 { margin-top: 0; }
  h3 { font-size: 11.5pt; }
  .say { font-size: 11pt; }
  table { font-size: 8.6pt; }
  .small, .matrix td, .matrix th { font-size: 8pt; }
  .note, figcaption, caption { font-size: 8.6pt; }
  .fresh { break-before: page; }
  h2, h3, caption, .lead { break-after: avoid; }
  thead { display: table-header-group; }
  tr, figure, .tile, .warn li, .keep, .flows li { break-inside: avoid; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: 8px; }
  .tile b { font-size: 15pt; }
  .letter h2 { font-size: 12pt; margin: 9pt 0 4pt; padding-top: 4pt; }
  .letter p { margin-bottom: 4pt; }
  .letter h3 { margin: 7pt 0 3pt; }
  .letter table { margin-bottom: 6pt; }
  .letter figure { margin: 4pt 0 6pt; }
  .letter td, .letter th { padding-top: 1.5pt; padding-bottom: 1.5pt; }
  .letter .lede { margin-bottom: 6pt; }
  .halves { gap: 16pt; }
  .flows { font-size: 7.8pt; line-height: 1.25; }
  .flows li { margin-bottom: 2.5pt; }
  .columns { columns: 4; font-size: 7pt; line-height: 1.25; column-gap: 11pt; }
  .letter + .letter { margin: 0; border: 0; padding: 0; break-before: page; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def page(title: str, *content: object) -> str:
    """Put content into a file of its own.

    Parameters
    ----------
    title
        Of the window.
    content
        Elements and text.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        # First of all, so that it holds for all that follows.
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="generator", content="territory-optimizer"),
        element("title", title),
        element("style", Html(STYLE)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, element('body', joined(content)), lang='en')}\n"


def section(identity: str, heading: str, *content: object, fresh: bool = True) -> Html:
    """Make a section; a fresh one begins on a new sheet of paper.

    Parameters
    ----------
    identity
        Where links lead.
    heading
        Its words.
    content
        What it says; nothing at all leaves the section out.
    fresh
        Whether it begins a sheet.
    """
    if not joined(content):
        return Html("")
    return element("section", element("h2", heading), *content, id=identity, class_="fresh" if fresh else None)


def paragraphs(sentences: Sequence[str], class_: str | None = None) -> Html:
    """Write sentences, a paragraph each."""
    return joined(element("p", sentence, class_=class_) for sentence in sentences)


def sentences(told: Sequence[object], class_: str | None = None) -> Html:
    """List sentences; nothing where there are none."""
    return element("ul", *(element("li", one) for one in told), class_=class_) if told else Html("")


def warning(heading: str, told: Sequence[str], most: int = 12) -> Html:
    """Set what is wrong apart from the rest."""
    shown = [*told[:most], *([f"and {len(told) - most:,} more"] if len(told) > most else [])]
    return element("div", element("b", heading), sentences(shown), class_="warn")
