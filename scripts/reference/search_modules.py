"""Searches the modules of a network by Infomap or NetworKit, and prints what that took as one JSON object.

    python search_modules.py '{"program": "infomap", "network": …}'

The network is a file that Infomap reads, or the prefix of the numpy arrays of an edge list. A process of its own
for each search, for its peak memory and CPU time.
"""
import json
import os
import resource
import sys
import time

asked = json.loads(sys.argv[1])
network, seed = asked["network"], asked["seed"]
is_prefix = not os.path.exists(network)


def column(name):
    import numpy as np
    return np.load(f"{network}.{name}.npy")


def by_infomap():
    """Flow and search are one call."""
    from infomap import Infomap
    start = time.perf_counter()
    words = ["--silent", f"--flow-model {asked['model']}", f"--seed {seed}", f"--num-trials {asked['trials']}",
             f"--markov-time {asked['time']}"]
    if asked["levels"] == "two":
        words.append("--two-level")
    im = Infomap(" ".join(words + [asked["more"]]))
    if is_prefix:
        import numpy as np
        im.add_links(np.column_stack([column(name).astype(float) for name in ("src", "dst", "w")]))
    else:
        im.read_file(network)
    loaded = time.perf_counter()
    im.run()
    return {"load": loaded - start, "search": time.perf_counter() - loaded,
            "codelength": im.codelength, "modules": im.num_top_modules}


def by_networkit():
    """It does not report codelengths: the file `out` gets its modules."""
    import networkit as nk
    import numpy as np
    nk.setNumberOfThreads(1)
    nk.setSeed(seed, False)
    start = time.perf_counter()
    src, dst, w = column("src").astype(np.int64), column("dst").astype(np.int64), column("w")
    low, high = np.minimum(src, dst), np.maximum(src, dst)
    key, place = np.unique((low << 32) | high, return_inverse=True)
    weight = np.bincount(place, weights=w.astype(float))
    graph = nk.GraphFromCoo((weight, (key >> 32, key & 0xFFFFFFFF)), n=int(high.max()) + 1, weighted=True,
                            directed=False)
    loaded = time.perf_counter()
    search = nk.community.LouvainMapEquation(graph, False, 32, "none")
    search.run()
    end = time.perf_counter()
    labels = np.array(search.getPartition().getVector())
    used = np.unique(np.concatenate([src, dst]))
    with open(asked["out"], "w") as file:
        for node in used:
            file.write(f"{node} {labels[node]}\n")
    return {"load": loaded - start, "search": end - loaded, "modules": len(np.unique(labels[used]))}


found = {"infomap": by_infomap, "networkit": by_networkit}[asked["program"]]()
found["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(found))
