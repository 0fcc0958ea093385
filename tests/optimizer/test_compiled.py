"""The decorators of compiled loops, and the folder in which these are kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimizer import compiled
from optimizer.compiled import SETTINGS, find_folder, fingerprint, jit_inlined, jittable, jitted, wide
from optimizer.solvers.ruin import ruin_and_recreate
from optimizer.travel import Floats


@jittable
def _twice(value: float) -> float:
    return 2.0 * value


@jitted
def _sum_of_twice(values: Floats) -> float:
    total = 0.0
    for value in values:
        total += _twice(value)
    return total


def test_a_compiled_loop_calls_an_inner_one() -> None:
    """Both give what Python gives."""
    assert _sum_of_twice(np.array([1.0, 2.5])) == 7.0


def test_an_inner_loop_may_be_called_from_python() -> None:
    """Without a wrapper for Python it is not compiled; it must not crash either."""
    assert _twice(3.0) == 6.0


def test_wide_numbers_have_one_type() -> None:
    """Whatever whole number comes in, 64 bits go out."""
    assert type(wide(np.int32(7))) is type(wide(7)) is np.int64  # type: ignore[arg-type, comparison-overlap]


@jit_inlined
def _half(value: float) -> float:
    return 0.5 * value


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Two files of sources."""
    folder = tmp_path / "package"
    (folder / "inner").mkdir(parents=True)
    (folder / "outer.py").write_text("from .inner.loop import loop\n", encoding="utf-8")
    (folder / "inner" / "loop.py").write_text("def loop(): return 1\n", encoding="utf-8")
    return folder


def test_a_change_anywhere_gives_another_folder(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop compiled with an older one inside is never found again."""
    monkeypatch.setattr(SETTINGS, "CACHE_DIR", "")
    before = find_folder(package)
    (package / "inner" / "loop.py").write_text("def loop(): return 2\n", encoding="utf-8")
    after = find_folder(package)
    assert before is not None
    assert after is not None
    assert before != after
    assert before.parent == after.parent == package / "__pycache__"


def test_what_is_not_source_changes_nothing(package: Path) -> None:
    """Neither compiled files nor notes have a part in the fingerprint, the name of a file has."""
    before = fingerprint(package)
    (package / "notes.txt").write_text("notes", encoding="utf-8")
    assert fingerprint(package) == before
    (package / "outer.py").rename(package / "other.py")
    assert fingerprint(package) != before


def test_the_folder_asked_for_is_taken(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user may want all of numba's files elsewhere."""
    monkeypatch.setattr(SETTINGS, "CACHE_DIR", str(tmp_path / "elsewhere"))
    folder = find_folder(package)
    assert folder is not None
    assert folder.parent == tmp_path / "elsewhere"


def test_beside_sources_that_cannot_be_written_the_user_s_cache_is_taken(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where an administrator has installed the package; nowhere, and loops are compiled for each process."""
    monkeypatch.setattr(SETTINGS, "CACHE_DIR", "")
    # A file where the folder should be stops the super-user as well.
    (package / "__pycache__").write_text("", encoding="utf-8")
    monkeypatch.setattr(compiled, "user_cache_path", lambda _name: tmp_path / "cache")
    folder = find_folder(package)
    assert folder is not None
    assert folder.parent == tmp_path / "cache"
    monkeypatch.setattr(compiled, "user_cache_path", lambda _name: package / "outer.py")
    assert find_folder(package) is None


def test_loops_are_kept_there_and_the_setting_is_left_as_it_was() -> None:
    """Loops of other packages keep their own place."""
    assert compiled.FOLDER is not None
    if not SETTINGS.DISABLE_JIT:
        assert Path(ruin_and_recreate.stats.cache_path).parent == compiled.FOLDER  # type: ignore[attr-defined]
    assert str(SETTINGS.CACHE_DIR or "") != str(compiled.FOLDER)


def test_loops_are_compiled_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slower to begin, and nothing else."""
    monkeypatch.setattr(compiled, "FOLDER", None)

    @jitted
    def halves(values: Floats) -> float:
        return _half(values.sum())

    assert halves(np.array([1.0, 3.0])) == 2.0
