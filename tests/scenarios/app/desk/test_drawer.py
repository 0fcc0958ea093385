"""A drawer of desks: whole files, ids that are never paths."""

import json

import pytest

from scenarios.app.desk.drawer import ID, Drawer, DrawerError, key_of_name, new_key

RECORD = {"name": "Spring", "who": "Pat", "saved": "2027-01-04T09:00:00+00:00", "plan": "a plan", "edits": [1, 2]}


@pytest.fixture
def drawer(tmp_path):
    return Drawer(tmp_path / "desks")


def test_what_is_put_away_is_found_again(drawer):
    """Also by another process; nothing else is left in the folder."""
    key = new_key()
    assert drawer.get(key) is None
    drawer.put(key, RECORD)
    drawer.put(key, RECORD | {"who": "Ann"})
    assert Drawer(drawer.path).get(key)["who"] == "Ann"
    assert [file.name for file in drawer.path.iterdir()] == [f"{key}.json"]


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 65, "short", "with space and more", "x/y" * 8, "é" * 20])
def test_an_id_that_is_none_touches_no_file(drawer, key):
    """Ids come from a browser."""
    with pytest.raises(DrawerError, match="no id of a desk"):
        drawer.get(key)
    with pytest.raises(DrawerError, match="no id of a desk"):
        drawer.put(key, RECORD)
    assert not drawer.path.exists()


def test_ids_are_opaque_and_differ(drawer):
    """Nobody guesses the desk of somebody else."""
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(ID.fullmatch(key) and len(key) >= 32 for key in keys)
    assert drawer.named() == ()


def test_named_desks_are_listed_the_latest_first(drawer):
    """Desks of sessions are not; a damaged file is passed over."""
    drawer.put(new_key(), RECORD)
    for name, day in (("Spring", "04"), ("  Autumn ", "05")):
        drawer.put(key_of_name(name), RECORD | {"name": name.strip(), "saved": f"2027-01-{day}T09:00:00+00:00"})
    (drawer.path / f"{key_of_name('broken')}.json").write_text("{", encoding="utf-8")
    assert [(kept.name, kept.edits) for kept in drawer.named()] == [("Autumn", 2), ("Spring", 2)]
    assert drawer.named()[0].key == key_of_name("Autumn")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_must_be_one(name):
    """Of a length people can read."""
    with pytest.raises(DrawerError, match="a name of 1 to 80 letters"):
        key_of_name(name)


@pytest.mark.parametrize(
    ("text", "told"), [("{", "cannot be read"), ("[]", "another version"), ('{"version": 2}', "another version")]
)
def test_a_damaged_desk_is_told(drawer, text, told):
    """Not taken for an empty one."""
    key = new_key()
    drawer.put(key, RECORD)
    (drawer.path / f"{key}.json").write_text(text, encoding="utf-8")
    with pytest.raises(DrawerError, match=told):
        drawer.get(key)


def test_a_write_that_fails_leaves_what_was_there(drawer):
    """Half a file is never seen, and no scrap stays behind."""
    key = new_key()
    drawer.put(key, RECORD)
    with pytest.raises(TypeError):
        drawer.put(key, {"edits": object()})
    assert drawer.get(key)["who"] == "Pat"
    assert len(list(drawer.path.iterdir())) == 1
    blocked = Drawer(drawer.path / f"{key}.json")
    with pytest.raises(DrawerError, match="cannot be kept"):
        blocked.put(new_key(), RECORD)
    assert json.loads((drawer.path / f"{key}.json").read_text(encoding="utf-8"))["plan"] == "a plan"
