#!/usr/bin/env python3
"""The steps of this program as Python users take them: exact neighbors by faiss, a threshold, Infomap.

    "$(scripts/lib/python-with numpy faiss-cpu infomap scikit-learn)" scripts/reference/pipeline.py \\
        FEATURES [--dim D] [--k K] [--min-sim S] [--threads T] [--seed N] [--undirected]
        [--truth FILE] [--out FILE] [--edges PREFIX]

FEATURES is a .npy, or a .bin of float32 rows. Prints one JSON object: the seconds of each stage, what the
graph and the clusters are like, the codelength, scores if the truth is given, and the peak memory.
"""
import argparse
import json
import resource
import time
import warnings

parser = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("features")
parser.add_argument("--dim", type=int, default=256)
parser.add_argument("--k", type=int, default=50, help="neighbors, the face itself counted")
parser.add_argument("--min-sim", type=float, default=0.58)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--undirected", action="store_true")
parser.add_argument("--truth", help="true labels, one a line")
parser.add_argument("--out", help="where the labels go, one a line")
parser.add_argument("--edges", help="the prefix of three numpy arrays of the graph")
options = parser.parse_args()

warnings.simplefilter("ignore")
import faiss  # noqa: E402  # they take seconds, which an error of the command line should not
import infomap  # noqa: E402
import numpy as np  # noqa: E402

seconds = {}
last = time.perf_counter()


def stage(name):
    """Ends a stage that began where the one before ended."""
    global last
    now = time.perf_counter()
    seconds[name] = round(now - last, 3)
    last = now


def read(path):
    if path.endswith(".npy"):
        faces = np.load(path).astype(np.float32)
    else:
        faces = np.fromfile(path, np.float32).reshape(-1, options.dim)
    return faces / np.linalg.norm(faces, axis=1, keepdims=True)


def neighbors(faces):
    """The numbers of the k nearest faces of each, and their similarities."""
    faiss.omp_set_num_threads(options.threads)
    index = faiss.IndexFlatIP(faces.shape[1])
    index.add(faces)
    similarities, numbers = index.search(faces, min(options.k, len(faces)))
    return numbers, similarities


def search(sources, targets, weights):
    network = infomap.Infomap(
        two_level=True, silent=True, num_trials=1, seed=options.seed,
        directed=not options.undirected)
    network.add_links(np.column_stack([sources, targets, weights]))
    stage("network")
    network.run()
    return network


def label(network, count):
    """The module of each face; those without edges get modules of their own."""
    labels = np.full(count, -1)
    for node, module in network.get_modules().items():
        labels[node] = module
    isolated = np.flatnonzero(labels < 0)
    labels[isolated] = labels.max(initial=0) + 1 + np.arange(len(isolated))
    return labels, len(isolated)


def f_score(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def scores(truth, labels):
    """Pairwise and BCubed precision, recall and F, and the normalized mutual information."""
    from sklearn.metrics import normalized_mutual_info_score
    from sklearn.metrics.cluster import contingency_matrix, pair_confusion_matrix

    (_, wrong), (missed, right) = pair_confusion_matrix(truth, labels)
    pairwise = right / max(right + wrong, 1), right / max(right + missed, 1)
    shared = contingency_matrix(truth, labels, sparse=True).tocoo()
    truth_size, label_size = (np.asarray(shared.sum(axis=axis)).ravel() for axis in (1, 0))
    bcubed = [
        float((shared.data**2 / size).sum() / len(truth))
        for size in (label_size[shared.col], truth_size[shared.row])]
    return {
        "pairwise": [*map(float, pairwise), float(f_score(*pairwise))],
        "bcubed": [*bcubed, f_score(*bcubed)],
        "nmi": float(normalized_mutual_info_score(truth, labels))}


faces = read(options.features)
stage("load")
numbers, similarities = neighbors(faces)
stage("neighbors")
keep = (similarities >= options.min_sim) & (numbers != np.arange(len(faces))[:, None])
sources = np.repeat(np.arange(len(faces)), keep.sum(axis=1))
targets, weights = numbers[keep], similarities[keep]
stage("edges")
network = search(sources, targets, weights)
stage("infomap")
labels, isolated = label(network, len(faces))
if options.out:
    np.savetxt(options.out, labels, fmt="%d")
stage("write")
if options.edges:
    for name, column in (("src", sources), ("dst", targets), ("w", weights)):
        np.save(f"{options.edges}.{name}.npy", column.astype(np.float32 if name == "w" else np.uint32))
result = {
    "faces": len(faces), "edges": len(weights), "isolated": isolated,
    "clusters": len(np.unique(labels)), "codelength": network.codelength, "seconds": seconds,
    "peakMemory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
if options.truth:
    result["scores"] = scores(np.loadtxt(options.truth, dtype=np.int64), labels)
print(json.dumps(result))
