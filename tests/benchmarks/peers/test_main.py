"""Which contests a command asks for."""

import pytest

from benchmarks.peers import __main__ as peers
from benchmarks.record import Record

GRAPH = {"RI_county_nodes.csv": "idx,pop,x_m,y_m\n0,5,0,0\n1,5,1000,0\n", "RI_county_edges.csv": "u,v\n0,1\n"}


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Run nothing; give what was asked of ours, and of one peer each."""
    heard = []

    def noted(kind):
        def run(task, peer=None):
            heard.append((kind, getattr(task, "accounts", None)))
            name = kind if peer is None else peer.name
            return Record(instance=kind, n=2, k=2, method=name)

        return run

    for name, text in GRAPH.items():
        (tmp_path / name).write_text(text)
    for name, kind in (("run_scale", "accounts"), ("run_or_say_why", "areas")):
        monkeypatch.setattr(peers, name, noted(kind))
    for name, kind in (("compete", "peer of accounts"), ("compete_connected", "peer of areas")):
        monkeypatch.setattr(peers, name, noted(kind))
    monkeypatch.setattr(peers, "make_environment", lambda folder: folder)
    return heard


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        ([], ["accounts", "peer of accounts"]),
        (["--instances"], ["areas", "peer of areas"]),
        (["--accounts", "40", "--instances"], ["accounts", "peer of accounts", "areas", "peer of areas"]),
    ],
)
def test_accounts_areas_or_both(asked, tmp_path, capsys, options, kinds):
    """Accounts by default, areas where they are named, both where both are."""
    place = [str(tmp_path)] if "--instances" in options else []
    peers.main([*options, *place, "--only", "METIS", "--territories", "2", "--centres", "free"])
    assert [kind for kind, _ in asked] == kinds
    assert "none of them better than this package" in capsys.readouterr().out
    sizes = {size for kind, size in asked if kind == "accounts"}
    assert sizes == ({40} if "--accounts" in options else {peers.ACCOUNTS} if "accounts" in kinds else set())
