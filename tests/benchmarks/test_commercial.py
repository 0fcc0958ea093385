"""The commercial territory design benchmark runs the files of a folder."""

from benchmarks import commercial
from benchmarks.known import Known, Proof

TEXT = "2\n0 0 1 10 20 30 0\n1 3 5 11 21 31 0\n1\n0 1\n1 1 0.05 0.05 0.05 0.05\n1 1\n"


def test_files_of_a_folder(monkeypatch, tmp_path):
    """Those that match, each with what is known under its name in the literature."""
    found = []
    monkeypatch.setattr(commercial, "run_all", lambda trials, _json: found.extend(trials))
    for name in ("2DU2-05-1", "2DU2-05-3", "DU2-05-1"):
        (tmp_path / f"{name}-edited.dat").write_text(TEXT)
    (tmp_path / "best.csv").write_text("instance,k,value,status\n2DU2-05-1,1,5,optimal\n")
    options = ["--instances", str(tmp_path), "--best-known", str(tmp_path / "best.csv"), "--only", "2DU*"]
    commercial.main([*options, "--time-limit", "3"])
    assert [trial.areas.name for trial in found] == ["2DU2-05-1", "2DU2-05-3"]
    assert [trial.known for trial in found] == [Known(1, 5.0, Proof.OPTIMAL), None]
    assert [trial.time_limit for trial in found] == [3.0, 3.0]
