"""How the page looks: one style sheet for every board, with fonts of the reader's machine and nothing fetched."""

from __future__ import annotations

INK, MUTED, LINE, PAPER, BACK = "#1B2430", "#5F6B7A", "#E3E7EC", "#FFFFFF", "#F4F6F8"
ACCENT, GOOD, BAD, WARN = "#2F5D9B", "#1F7A4D", "#B3372F", "#9A6700"

STYLE = """
:host { min-width: 0; min-height: 0; }
.board { height: 100%; box-sizing: border-box; font: 13px/1.42 system-ui, -apple-system, 'Segoe UI', Roboto,
  'Helvetica Neue', Arial, sans-serif; color: #1B2430; font-variant-numeric: tabular-nums; }
.board * { box-sizing: border-box; }
.bar { display: flex; align-items: center; gap: 10px; height: 100%; padding: 0 14px; background: #1B2735; color: #fff; }
.bar .brand { font-weight: 700; font-size: 15px; letter-spacing: .2px; }
.bar .plan { color: #C9D3DF; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; flex: 1 1 120px;
  min-width: 60px; }
.bar .tabs { display: flex; gap: 2px; height: 100%; }
.bar .tab { border: 0; background: none; color: #C9D3DF; font: inherit; padding: 0 13px; cursor: pointer; height: 100%;
  border-bottom: 3px solid transparent; border-top: 3px solid transparent; }
.bar .tab:hover { color: #fff; } .bar .tab.on { color: #fff; font-weight: 600; border-bottom-color: #7FB2F0; }
.bar button.tool, .bar select { background: #2B3A4C; border: 1px solid #41536A; color: #fff; }
.bar button.tool:hover:not(:disabled) { background: #374A60; }
.bar .pill { background: #2B3A4C; border-radius: 12px; padding: 3px 11px; max-width: 190px; color: #DCE5EF; }
.bar button.go { background: #3B7DD8; border-color: #3B7DD8; } .bar button.go:hover { background: #4F8DE3; }
button, select, input, textarea { font: inherit; color: inherit; border-radius: 6px; }
button { cursor: pointer; border: 1px solid #CBD3DC; background: #fff; padding: 4px 10px; white-space: nowrap; }
button:hover:not(:disabled) { background: #EEF2F6; } button:disabled { opacity: .42; cursor: default; }
button.main { background: #2F5D9B; border-color: #2F5D9B; color: #fff; }
button.main:hover:not(:disabled) { background: #254C80; }
button.stop { background: #B3372F; border-color: #B3372F; color: #fff; }
button.stop:hover:not(:disabled) { background: #962C25; }
button.link { border: 0; background: none; padding: 0; color: #2F5D9B; text-decoration: underline; }
button:focus-visible, select:focus-visible, input:focus-visible, [role=button]:focus-visible {
  outline: 2px solid #7FB2F0; outline-offset: 1px; }
input[type=text], input[type=number], input[type=date], textarea, select { border: 1px solid #CBD3DC; background: #fff;
  padding: 4px 8px; min-width: 0; }
select { padding-right: 4px; }
.mapbar { display: flex; align-items: center; gap: 8px; height: 100%; padding: 0 10px; background: #fff;
  border-bottom: 1px solid #E3E7EC; }
.seg { display: inline-flex; border: 1px solid #CBD3DC; border-radius: 6px; overflow: hidden; flex: none; }
.seg button { border: 0; border-radius: 0; padding: 4px 10px; border-left: 1px solid #CBD3DC; }
.seg button:first-child { border-left: 0; } .seg button.on { background: #2F5D9B; color: #fff; }
.grow { flex: 1; } .row { display: flex; gap: 8px; align-items: center; } .wrap { flex-wrap: wrap; }
.side { height: 100%; display: flex; flex-direction: column; background: #F4F6F8; border-left: 1px solid #E3E7EC; }
.card { background: #fff; border: 1px solid #E3E7EC; border-radius: 8px; padding: 10px 12px; margin: 8px 10px 0; }
.card h3, h3 { margin: 0 0 6px; font-size: 13px; font-weight: 650; } h2 { margin: 0 0 8px; font-size: 16px; }
.muted { color: #5F6B7A; } .small { font-size: 12px; } .bad { color: #B3372F; } .good { color: #1F7A4D; }
.warn { color: #9A6700; } .num { text-align: right; white-space: nowrap; } .nowrap { white-space: nowrap; }
.cut { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6px; padding: 8px 10px 0; }
.tile { background: #fff; border: 1px solid #E3E7EC; border-radius: 8px; padding: 4px 9px 5px; min-width: 0; }
.tile .what { color: #5F6B7A; font-size: 11px; } .tile .big { font-size: 15.5px; font-weight: 650; line-height: 1.2; }
.tile .more { font-size: 11px; color: #5F6B7A; min-height: 15px; }
.tile.bad-edge { border-color: #E2A7A2; background: #FDF4F3; } .tile.good-edge { border-color: #B4D9C4; }
table { border-collapse: collapse; width: 100%; } th { font-weight: 600; color: #5F6B7A; font-size: 11.5px;
  text-align: left; padding: 3px 5px; border-bottom: 1px solid #E3E7EC; position: sticky; top: 0; background: #fff;
  z-index: 1; }
th.num { text-align: right; } td { padding: 3px 5px; border-bottom: 1px solid #EFF2F5; vertical-align: middle; }
tr.press { cursor: pointer; } tr.press:hover td { background: #F3F7FB; } tr.on td { background: #E6F0FB; }
.chip { display: inline-block; width: 11px; height: 11px; border-radius: 3px; vertical-align: -1px; flex: none; }
.tag { display: inline-block; border-radius: 10px; padding: 1px 8px; font-size: 11.5px; background: #E9EEF4;
  color: #3B4856; white-space: nowrap; } .tag.ok { background: #DFF1E6; color: #1F6B43; }
.tag.no { background: #F9E0DE; color: #96281F; } .tag.run { background: #E0ECFA; color: #25518A; }
.scroll { overflow: hidden auto; min-height: 0; flex: 1 1 0; } .pad { padding: 10px 14px; }
.note { border-radius: 8px; padding: 7px 11px; margin: 8px 10px 0; background: #E6F0FB; color: #1F3F66;
  white-space: pre-line; }
.note.bad { background: #FBE6E4; color: #7F221B; } .note.good { background: #E1F2E8; color: #17573A; }
.foot { padding: 6px 10px; } details > summary { cursor: pointer; color: #2F5D9B; }
.grid2 { display: grid; grid-template-columns: 1fr 1fr; gap: 0 14px; } svg text { font-family: inherit; }
.found { position: relative; } .empty { color: #5F6B7A; padding: 14px; text-align: center; }
label.f { display: block; font-size: 12px; color: #5F6B7A; margin: 6px 0 2px; }
label.f + input, label.f + select { width: 100%; }
.bars { display: block; }
"""

PAGE_STYLE = """
html, body { margin: 0; padding: 0; height: 100%; overflow: hidden; background: #F4F6F8; }
"""
