"""HTML in which no text becomes markup; what notebooks show of facts, plans and quotas."""

from __future__ import annotations

from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.display import Html, bullets, element, escaped, joined, small_table
from optimizer.instance import Instance, Territories, Units
from optimizer.quotas import allocate_quotas
from optimizer.result import Result, Status
from optimizer.stop import Limit
from optimizer.travel import Planar

EVIL = "<script>alert('&')</script>"


class Tags(HTMLParser):
    """Collects elements and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


def read(html):
    """Elements and text of HTML."""
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags.tags, "".join(tags.words)


def shown(text):
    """Letters that are seen."""
    return [letter for letter in text if letter.isprintable() and letter != "\ufffd"]


@given(st.text())
def test_any_text_stays_text(text):
    """Whatever is put into an element or an attribute brings no element, and is read back but for what HTML forbids."""
    tags, words = read(element("p", text, title=text))
    assert tags == ["p"]
    assert shown(words) == shown(text)


def test_html_is_not_escaped_twice():
    """Elements within elements stay elements; text that was joined by hand is text again."""
    inner = element("b", "x < y")
    assert inner == "<b>x &lt; y</b>"
    assert element("p", inner, " & ") == "<p><b>x &lt; y</b> &amp; </p>"
    assert escaped(inner) is inner
    assert not isinstance(inner + "<i>", Html)
    assert joined([inner, "<i>"]) == "<b>x &lt; y</b>&lt;i&gt;"


def test_attributes_and_empty_elements():
    """Underscores are hyphens, None is left out; void elements are not closed, drawn ones close themselves."""
    assert element("td", 3, class_="n", data_x='"', id=None) == '<td class="n" data-x="&quot;">3</td>'
    assert element("br") == "<br>"
    assert element("circle", r=3) == '<circle r="3"/>'
    assert element("meta", name="generator") == '<meta name="generator">'


def test_characters_that_html_forbids_are_replaced():
    """Control characters and halves of surrogate pairs would make a page invalid."""
    assert escaped("a\x00b\x1bc\ud800d\x7f") == "a\ufffdb\ufffdc\ufffdd\ufffd"


def test_long_tables_and_lists_are_cut():
    """What is not shown is counted."""
    html = small_table(("name", "amount"), [(EVIL, number) for number in range(33)])
    tags, words = read(html)
    assert tags.count("tr") == 31
    assert "and 3 more" in words
    assert "script" not in tags
    assert read(bullets([EVIL] * 13))[1].endswith("and 3 more")
    assert bullets([]) == ""


@pytest.fixture
def plan():
    """Three accounts of two reps, all with names that are markup."""
    units = Units(
        ids=pd.Index([EVIL, "b", "c"]),
        places=np.array([[0.0, 0], [1, 0], [9, 0]]),
        activity=np.array([[1.0], [2.0], [4.0]]),
        incumbent=np.array([0, 1, 1], dtype=np.int32),
        family=np.arange(3, dtype=np.int32),
    )
    held = Territories(pd.Index([EVIL, "t"]), (EVIL, "Bo"), np.array([[0.0, 0], [9, 0]]), np.ones((2, 1)))
    instance = Instance(units, held, (EVIL,), travel=Planar(), notes=(EVIL,))
    return Alignment(instance, [0, 0, 1], [-1, -1])


def test_facts_plans_and_quotas_show_themselves(plan):
    """Each tells its figures and every name as it is."""
    assessment = judge(plan, Criteria(balance={EVIL: 0.01}))
    result = Result(Status.VIOLATED, Limit.RUNTIME, plan, assessment, 1.0, 2.0, 7)
    quotas = allocate_quotas(plan, target=100, history=EVIL)
    for shown, told in (
        (plan.instance, ["3 accounts, 2 territories", "3 accounts have a rep today"]),
        (assessment, ["2 rules broken", "1 accounts change hands", "14.3%"]),
        (result, ["violated plan", "ran out of time after 2.0 s", "seed7"]),
        (quotas, ["quotas 100.00 of a target of 100.00", "Bo", "57.00"]),
    ):
        tags, words = read(shown._repr_html_())
        assert "script" not in tags
        assert EVIL in words
        assert all(part in words for part in told), (told, words)
