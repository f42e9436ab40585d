"""How alike two partitions of the same faces are, each an array with the cluster of every face."""
import numpy as np


def same(a, b):
    """The share of faces whose clusters have the same members in both."""
    pairs, count = np.unique(np.column_stack([a, b]), axis=0, return_counts=True)
    of_a = dict(zip(*np.unique(a, return_counts=True)))
    of_b = dict(zip(*np.unique(b, return_counts=True)))
    return sum(c for (p, q), c in zip(pairs, count) if of_a[p] == c == of_b[q]) / len(a)


def f_score(labels, truth):
    """The F-score of pairs of faces, by which two partitions agree on who is whom."""
    def pairs(counts):
        return int((counts.astype(np.int64) * (counts - 1)).sum())
    both = pairs(np.unique(np.column_stack([truth, labels]), axis=0, return_counts=True)[1])
    total = sum(pairs(np.unique(one, return_counts=True)[1]) for one in (truth, labels))
    return 2 * both / total if total else 0.0
