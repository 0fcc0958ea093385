"""Alignments as Parquet keep what they hold, and a damaged one is none."""

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import Alignment
from scenarios.store.alignments import AlignmentFolder, AlignmentTable, frame_of, plan_of, to_parquet


@pytest.fixture
def content(line):
    """A plan in which one account is served by nobody."""
    return to_parquet(Alignment(line, np.array([0, 0, 0, 0, 1, 1, 1, -1]), np.array([-1, -1])))


def test_there_and_back(content):
    """Territories come back as they were, labels as text, and nobody as missing."""
    assert plan_of(content).territory_of.tolist() == [0, 0, 0, 0, 1, 1, 1, -1]
    frame = frame_of(content)
    assert frame.columns.tolist() == ["account", "name", "territory", "rep", "was", "territory_index"]
    assert frame["territory"].tolist()[:5] == ["west", "west", "west", "west", "east"]
    assert pd.isna(frame["territory"].iloc[7])
    assert frame["was"].iloc[7] == "east"


def test_same_plan_same_bytes(line, content):
    """Two processes that end the same scenario write the same file."""
    assert to_parquet(Alignment(line, plan_of(content).territory_of, np.array([-1, -1]))) == content


def test_multipliers_come_back_to_the_last_digit(line, content):
    """They are what a search goes on from, and no column of what people read."""
    multiplier = np.array([1 / 3, np.nan, 2e-300, 4.0, 5.0, 6.0, 7.0, 8.0])
    kept = to_parquet(Alignment(line, plan_of(content).territory_of, np.array([-1, -1])), multiplier)
    assert plan_of(kept).multiplier.tobytes() == multiplier.tobytes()
    assert plan_of(content).multiplier is None
    assert frame_of(kept).columns.tolist() == frame_of(content).columns.tolist()


@pytest.mark.parametrize("broken", [b"", b"PAR1", b"no parquet at all" * 10])
def test_damage_is_no_plan(broken):
    """What cannot be read is None, not an error in the middle of a run."""
    assert frame_of(broken) is None
    assert plan_of(broken) is None


def test_a_folder_holds_whole_files_only(tmp_path, content):
    """A file replaces the one of its name whole; nothing else is left in the folder."""
    folder = AlignmentFolder(tmp_path)
    assert folder.read("a") is None
    folder.write("a", b"older")
    folder.write("a", content)
    assert folder.read("a") == content
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_a_table_does_the_same(server, content):
    """In a database an alignment is a row, replaced whole."""
    table = AlignmentTable(server.engine)
    assert table.read("a") is None
    table.write("a", b"older")
    table.write("a", content)
    assert table.read("a") == content
