"""Account families from a column of parents."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .tables import Labels
from .travel import Integers


def find_families(ids: pd.Index[Any], parents: Labels) -> Integers:
    """(n,) family of each account, codes 0.. without gaps.

    Accounts with the same parent are a family, an account with a blank parent is one by itself. Where parents are
    accounts themselves, a family is everything below one topmost parent, that parent included. The column is read
    this way if at least half of the parents are ids of accounts and following them never leads round in a circle;
    a column of district numbers that happen to be account ids too does lead round, or mostly is not.

    Parameters
    ----------
    ids
        (n,) ids of the accounts, unique and none blank.
    parents
        (n,) id of the parent, missing where blank.
    """
    n = len(ids)
    code, distinct = pd.factorize(parents)
    below = np.flatnonzero(code >= 0)
    if len(below) == 0:
        return np.arange(n, dtype=np.int32)
    account_of_parent = ids.get_indexer(distinct)
    known = account_of_parent >= 0
    if 2 * np.count_nonzero(known) >= len(distinct):
        # Nodes are the accounts, then the parents that are no accounts; each points to its parent.
        node = np.where(known, account_of_parent, n + np.arange(len(distinct)))
        size = n + len(distinct)
        graph = coo_matrix((np.ones(len(below), dtype=np.int8), (below, node[code[below]])), shape=(size, size))
        trees, label = connected_components(graph, directed=False)
        # Each tree has one topmost node; a part with a circle has none.
        if trees == size - len(below):
            return np.unique(label[:n], return_inverse=True)[1].astype(np.int32)
    alone = code < 0
    family = code.astype(np.int32)
    family[alone] = len(distinct) + np.arange(np.count_nonzero(alone))
    return family
