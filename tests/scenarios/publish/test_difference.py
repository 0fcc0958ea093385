"""The dry run counts what would change and says when nothing would."""

from scenarios.publish.difference import Change, Difference, Verb, write_difference
from scenarios.publish.folder import ResultFolder


def test_changes_are_counted(tmp_path):
    """By object and by what becomes of it; the files say the same, free of formulas."""
    changes = (Change(Verb.CREATE, "A", "=x"), Change(Verb.CREATE, "A", "y"), Change(Verb.REMOVE, "B", "z"))
    difference = write_difference(Difference(changes, ("+1 note",)), ResultFolder(tmp_path))
    assert difference.counts() == {
        "A": {Verb.CREATE: 2, Verb.CHANGE: 0, Verb.REMOVE: 0},
        "B": {Verb.CREATE: 0, Verb.CHANGE: 0, Verb.REMOVE: 1},
    }
    assert not difference.empty
    assert "create,A,'=x" in (tmp_path / "difference.csv").read_text(encoding="utf-8-sig")
    assert "+1 note" in (tmp_path / "difference.txt").read_text()


def test_nothing_to_do():
    """An empty difference says so."""
    assert Difference(()).empty
    assert str(Difference(())) == "Nothing to do: the target is as the plan wants it."
