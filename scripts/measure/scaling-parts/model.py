"""A model of time and memory, linear in a few terms for each stage, fitted to measured points.

N faces of dimension d, k, E edges, P ranks, T threads for each, H hosts, C cores at work.

    load       N d / min(P, C)                            read, checked, normalized
    neighbors  N^2/2 (d, 1) / C, E d / C                  screened; those found scored again
    edge list  E / min(P, C)                              sorted
    gather     E                                          copied into each host's memory
    infomap    N, E, E / T                                on one rank
    write      N
    memory of the first rank   1, 4 S N d / P, k N / P, E   S = min(P, 3) shards; lists
    memory of another rank     1, 4 S N d / P, k N / P, E

Each term has a factor >= 0, found by least squares of the relative errors. Times are fitted to the
runs of which every thread had a core; memory to all. To what was fitted a prediction adds what could
not be measured on one machine, from assumed speeds of network and file system:

    neighbors  the bytes of the ring that do not hide behind the computation: a host's ranks get
               P/H (N/2) 4 d bytes through its network
    gather     12 E (H-1)/H bytes into each host
    load       4 N d bytes from the file system
    memory     12 E bytes of the edge list in each host but the first, whose ranks were measured,
               and 25 E bytes for Infomap on the first, if that is more
"""

from dataclasses import dataclass


@dataclass
class Shape:
    """What the terms depend on, of a measured run or of one to predict."""

    faces: float
    dim: int
    k: int
    edges: float
    ranks: int
    threads: int
    busy_cores: int

    @staticmethod
    def of(point):
        return Shape(
            point.faces, point.dim, point.k, point.edges, point.ranks, point.threads,
            point.busy_cores,
        )  # fmt: skip


def pairs(s):
    return s.faces * s.faces / 2


def shard_bytes(s):
    return min(s.ranks, 3) * s.faces * s.dim * 4 / s.ranks


def at_once(s):
    return min(s.ranks, s.busy_cores)


def one(s):
    return 1


def memory_terms():
    return {
        "process": one,
        "shard byte": shard_bytes,
        "neighbor listed": lambda s: s.k * s.faces / s.ranks,
        "edge": lambda s: s.edges,
    }


TIME = {
    "load": {"value": lambda s: s.faces * s.dim / at_once(s)},
    "neighbors": {
        "pair and dimension": lambda s: pairs(s) * s.dim / s.busy_cores,
        "pair": lambda s: pairs(s) / s.busy_cores,
        "edge and dimension": lambda s: s.edges * s.dim / s.busy_cores,
    },
    "edge_list": {"edge": lambda s: s.edges / at_once(s)},
    "gather": {"edge": lambda s: s.edges},
    "infomap": {
        "face": lambda s: s.faces,
        "edge, on one thread": lambda s: s.edges,
        "edge, on all threads": lambda s: s.edges / s.threads,
    },
    "write": {"face": lambda s: s.faces},
}
MEMORY = {"root_memory": memory_terms(), "rank_memory": memory_terms()}


def fit(terms, samples):
    """Factors >= 0 that make the mean square of (predicted / measured - 1) least: coordinate
    descent, which for so few terms converges at once.

    - samples: pairs of a shape and what was measured.
    """
    rows = [[term(s) / max(y, 1e-9) for term in terms.values()] for s, y in samples]
    count = len(terms)
    gram = [[sum(r[i] * r[j] for r in rows) for j in range(count)] for i in range(count)]
    right = [sum(r[i] for r in rows) for i in range(count)]
    factors = [0.0] * count
    for _ in range(20_000):
        for i in range(count):
            if gram[i][i] > 0:
                rest = sum(gram[i][j] * factors[j] for j in range(count) if j != i)
                factors[i] = max(0.0, (right[i] - rest) / gram[i][i])
    return factors


def evaluate(terms, factors, shape):
    return sum(factor * term(shape) for factor, term in zip(factors, terms.values()))


@dataclass
class Error:
    mean: float
    largest: float

    def __str__(self):
        return f"mean {100 * self.mean:.0f} %, largest {100 * self.largest:.0f} %"

    @staticmethod
    def of(predicted_and_measured):
        errors = [abs(p / max(m, 1e-9) - 1) for p, m in predicted_and_measured]
        return Error(sum(errors) / len(errors), max(errors)) if errors else None


class Model:
    def __init__(self, points):
        self.timed = [p for p in points if not p.shares_cores and p.hosts == 1]
        self.points = points
        self.factors = {}
        for name, terms in TIME.items():
            self.factors[name] = fit(terms, [(Shape.of(p), getattr(p, name)) for p in self.timed])
        for name, terms in MEMORY.items():
            self.factors[name] = fit(terms, [(Shape.of(p), getattr(p, name)) for p in points])

    def stage(self, name, shape):
        terms = TIME[name] if name in TIME else MEMORY[name]
        return evaluate(terms, self.factors[name], shape)

    def seconds(self, shape):
        return sum(self.stage(name, shape) for name in TIME)

    def error(self, name):
        """Of a stage or a kind of memory, over the points it was fitted to."""
        points = self.timed if name in TIME else self.points
        return Error.of((self.stage(name, Shape.of(p)), getattr(p, name)) for p in points)

    def total_error(self):
        return Error.of((self.seconds(Shape.of(p)), p.seconds) for p in self.timed)

    def error_left_out(self):
        """Of the whole time of each point, predicted by a model that never saw it."""
        pairs = []
        for point in self.timed:
            others = Model([p for p in self.points if p is not point])
            pairs.append((others.seconds(Shape.of(point)), point.seconds))
        return Error.of(pairs)

    def error_where_cores_are_shared(self):
        shared = [p for p in self.points if p.shares_cores or p.hosts > 1]
        return Error.of((self.seconds(Shape.of(p)), p.seconds) for p in shared)


# What Infomap needs for an edge, measured with a million faces: in smaller runs the neighbor search
# needs more, so that nothing can be fitted to them.
INFOMAP_BYTES = 25


@dataclass
class Machine:
    """What is assumed of each node of a cluster."""

    cores: int = 64
    ranks: int = 2
    network: float = 10e9
    file_system: float = 5e9


def predict(model, machine, nodes, faces, dim, k, edges):
    """Seconds by stage; those of them that wait for the network; bytes of memory on the first node and
    on each other one."""
    ranks = nodes * machine.ranks
    threads = machine.cores // machine.ranks
    shape = Shape(faces, dim, k, edges, ranks, threads, nodes * machine.cores)
    stages = {name: model.stage(name, shape) for name in TIME}
    stages["load"] = max(stages["load"], 4 * faces * dim / machine.file_system)
    ring = machine.ranks * faces / 2 * 4 * dim / machine.network
    exposed = max(0.0, ring - stages["neighbors"])
    stages["neighbors"] += exposed
    stages["gather"] += 12 * edges * (nodes - 1) / nodes / machine.network
    root, other = (model.stage(name, shape) for name in MEMORY)
    first_node = max(root + (machine.ranks - 1) * other, INFOMAP_BYTES * edges)
    return stages, exposed, first_node, machine.ranks * other + 12 * edges
