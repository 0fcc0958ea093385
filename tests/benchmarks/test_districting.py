"""The districting benchmark finds out how many districts a state has and what is published of it."""

import pytest

from benchmarks import districting
from benchmarks.known import Known

NODES = "idx,pop,x_m,y_m\n0,30,0.0,0.0\n1,40,9000.0,0.0\n2,35,9000.0,9000.0\n"
EDGES = "u,v\n0,1\n1,2\n"
PUBLISHED = (
    "set,instance,objective_name,k,value,status,value_on_these_graphs\n"
    "validi_county,NE,MOI(contiguous),2,12.5,optimal,12.5\n"
)


@pytest.fixture
def trials(monkeypatch, tmp_path):
    """Run the command on four graphs of three nodes; return the trials it would run."""
    for name in ("NE_county", "NE_tract", "US48_county", "11_county"):
        (tmp_path / f"{name}_nodes.csv").write_text(NODES)
        (tmp_path / f"{name}_edges.csv").write_text(EDGES)
    (tmp_path / "best.csv").write_text(PUBLISHED)
    found = []
    monkeypatch.setattr(districting, "run_all", lambda trials, _json: found.extend(trials))
    monkeypatch.setattr(districting, "TERRITORIES", {"NE": 3, "US48": 1})

    def command(*options):
        found.clear()
        districting.main(["--instances", str(tmp_path), "--best-known", str(tmp_path / "best.csv"), *options])
        return {trial.areas.name: trial for trial in found}

    return command


def test_number_of_districts(trials, capsys):
    """As published, else as the state has seats; where neither is known the graph is left out, and that is said."""
    ran = trials("--time-limit", "2")
    assert {name: trial.areas.k for name, trial in ran.items()} == {"NE_county": 2, "NE_tract": 3, "US48_county": 1}
    assert all(trial.time_limit == 2.0 for trial in ran.values())
    printed = capsys.readouterr().out
    assert "3 districting instances" in printed
    assert "not known: 11_county" in printed


def test_tolerance_and_what_is_published_of_it(trials):
    """A published value counts for its own tolerance and number only; the country has a tolerance of its own."""
    ran = trials()
    assert (ran["NE_county"].areas.tolerance, ran["US48_county"].areas.tolerance) == (0.005, 0.05)
    assert isinstance(ran["NE_county"].known, Known)
    assert ran["NE_tract"].known is None
    assert trials("--tolerance", "0.005")["NE_county"].known is not None
    assert trials("--tolerance", "0.1")["NE_county"].known is None
    assert trials("--territories", "3")["NE_county"].known is None


def test_some_of_them(trials):
    """States, or instances, with commas between them."""
    assert trials("--only", "NE").keys() == {"NE_county", "NE_tract"}
    assert trials("--only", "NE_tract,US48").keys() == {"NE_tract", "US48_county"}
