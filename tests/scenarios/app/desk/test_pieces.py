"""What holds territories together, against walks through the contacts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.adjacency import adjacency_from_pairs
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from scenarios.app.desk.ground import Ground
from scenarios.app.desk.pieces import cut_off, held_together, told_cut_off
from scenarios.app.desk.state import DeskState


@pytest.fixture
def chain(line):
    """The line of eight accounts, each in contact with the next."""
    return replace(line, adjacency=adjacency_from_pairs(8, [(unit, unit + 1) for unit in range(7)]))


def state_of(instance, homes):
    alignment = Alignment(instance, np.array(homes, dtype=np.int32), np.full(2, -1, dtype=np.int32))
    return DeskState(alignment, np.full(8, -1, dtype=np.int32))


def walked(pairs, members):
    """Pieces of some units, by walking."""
    left, pieces = set(members), []
    while left:
        reached, border = set(), [min(left)]
        while border:
            unit = border.pop()
            reached.add(unit)
            border += [a + b - unit for a, b in pairs if unit in (a, b) and a + b - unit in left - reached]
        pieces.append(reached)
        left -= reached
    return pieces


def test_what_is_off_the_largest_piece_is_cut_off(chain):
    ground = Ground(chain, Criteria(contiguous=True))
    assert cut_off(ground, state_of(chain, [0, 0, 0, 1, 0, 1, 1, 1])).tolist() == [3, 4]
    assert cut_off(ground, state_of(chain, [0, 0, 0, 0, 1, 1, 1, 1])).tolist() == []
    assert cut_off(ground, state_of(chain, [0, 0, 0, -1, 0, 1, 1, 1])).tolist() == [4]


def test_without_the_rule_nothing_is(chain, line):
    homes = [0, 1, 0, 1, 0, 1, 0, 1]
    for ground in (Ground(chain, Criteria()), Ground(line, Criteria())):
        assert len(cut_off(ground, state_of(ground.instance, homes))) == 0
        assert len(held_together(ground, state_of(ground.instance, homes), [2])) == 0


def test_an_edit_that_cuts_apart_is_told_once(chain):
    ground = Ground(chain, Criteria(contiguous=True))
    whole, apart = state_of(chain, [0] * 5 + [1] * 3), state_of(chain, [0, 0, 0, 1, 0, 1, 1, 1])
    told = told_cut_off(ground, whole, apart)
    assert told == (
        "Ann falls apart: no way leads to Account 4 (a4)",
        "Bob falls apart: no way leads to Account 3 (a3)",
    )
    assert told_cut_off(ground, apart, apart) == ()
    assert told_cut_off(ground, apart, whole) == ()


def test_what_an_account_holds_together_is_found(chain):
    ground = Ground(chain, Criteria(contiguous=True))
    whole = state_of(chain, [0] * 5 + [1] * 3)
    assert held_together(ground, whole, [3]).tolist() == [4]
    assert held_together(ground, whole, [4]).tolist() == []
    assert held_together(ground, whole, [1, 6]).tolist() == [0, 7]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    homes=st.lists(st.integers(-1, 1), min_size=8, max_size=8),
    pairs=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), max_size=14),
    leaving=st.sets(st.integers(0, 7), min_size=1, max_size=3),
)
def test_it_is_what_walks_find(line, homes, pairs, leaving):
    instance = replace(line, adjacency=adjacency_from_pairs(8, sorted(pairs)))
    ground, state = Ground(instance, Criteria(contiguous=True)), state_of(instance, homes)
    off, held = set(), set()
    for home in (0, 1):
        members = {unit for unit in range(8) if homes[unit] == home}
        pieces = walked(pairs, members)
        if pieces:
            off |= members - max(pieces, key=lambda piece: (len(piece), -min(piece)))
        stay = walked(pairs, members - leaving)
        if stay and members & leaving:
            held |= (members - leaving) - max(stay, key=lambda piece: (len(piece), -min(piece)))
    assert set(cut_off(ground, state).tolist()) == off
    assert set(held_together(ground, state, sorted(leaving)).tolist()) == held - off
