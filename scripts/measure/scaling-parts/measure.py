"""Runs of the program, and the points they make."""

import csv
import json
import math
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, fields

# So that all of the work is in these stages: an automatic threshold has one more, for faces that are not always the same.
MIN_SIM = "0.58"
STAGES = ["load", "neighbors", "edges", "gather", "infomap", "write"]
# How often each run is done; the one of the median time counts, of two the faster.
RUNS = int(os.environ.get("RUNS", 3))
# The longest that one run may take.
RUN_SECONDS = 1800


@dataclass
class Point:
    """One run: what it was, and what it took. Times are the slowest rank's, in seconds."""

    series: str
    faces: int
    dim: int
    k: int
    hosts: int
    ranks: int
    threads: int
    cores: int
    kernel: str
    edges: int
    load: float
    neighbors: float
    edge_list: float
    gather: float
    infomap: float
    write: float
    # Of the slowest rank, in the neighbor search: for messages that had not arrived.
    waited: float
    # Sent in the neighbor search and in the gathering of the edges, by all ranks together.
    bytes_sent: int
    # The most that the first rank, which clusters the graph, and any other rank held.
    root_memory: int
    rank_memory: int

    @property
    def seconds(self):
        return self.load + self.neighbors + self.edge_list + self.gather + self.infomap + self.write

    @property
    def busy_cores(self):
        return min(self.ranks * self.threads, self.cores)

    @property
    def shares_cores(self):
        return self.ranks * self.threads > self.cores

    @property
    def layout(self):
        hosts = f"{self.hosts} hosts, " if self.hosts > 1 else ""
        mark = "*" if self.shares_cores else ""
        return f"{hosts}{self.ranks} x {self.threads}{mark}"


def strong(faces, cores):
    powers = [1 << i for i in range(max(3, cores.bit_length()) + 1)]
    one_host = [(1, ranks, 1) for ranks in powers if ranks <= max(8, cores)]
    threads = [(1, 1, threads) for threads in powers if 1 < threads <= cores]
    two_hosts = [(2, ranks, 1) for ranks in (2, 8)]
    return [(faces, 256, 50, *layout) for layout in one_host + threads + two_hosts]


def weak(faces, cores):
    # The number of pairs, which the time goes with, grows with the square of the faces.
    return [
        (int(faces * math.sqrt(ranks)), 256, 50, 1, ranks, 1)
        for ranks in (1, 2, 4, 8, 16, 32, 64)
        if ranks <= max(8, cores)
    ]


def sizes(faces, cores):
    shapes = [
        (faces // 4, 256, 50),
        (faces // 2, 256, 50),
        (faces // 2, 64, 50),
        (faces, 128, 50),
        (faces // 2, 256, 10),
        (faces, 256, 20),
    ]
    return [(*shape, 1, 1, 1) for shape in shapes]


SERIES = {"strong": strong, "weak": weak, "sizes": sizes}


def run_series(name, faces, root, folder):
    """Measures one series and replaces its former points in the file of points."""
    program = build(root)
    cores = len(os.sched_getaffinity(0))
    shapes = SERIES[name](faces, cores)
    kept = [point for point in read(folder) if point.series != name]
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "LOCAL_CLUSTER": os.path.join(scratch, "cluster")}
        cluster = Cluster(root, scratch, environment)
        try:
            for shape in shapes:
                tries = [
                    run(name, shape, cores, program, scratch, environment, cluster)
                    for _ in range(RUNS)
                ]
                if all(tries):
                    point = sorted(tries, key=lambda point: point.seconds)[(RUNS - 1) // 2]
                    kept.append(point)
                    print(
                        f"{name}: {point.faces} x {point.dim}, k {point.k}, {point.layout}:"
                        f" {point.seconds:.2f} s",
                        file=sys.stderr,
                    )
        finally:
            cluster.down()
    write(folder, kept)


def build(root):
    if "PROGRAM" in os.environ:
        return os.path.abspath(os.environ["PROGRAM"])
    shown = subprocess.run([str(root / "scripts" / "build")], check=True, stdout=subprocess.PIPE)
    return shown.stdout.decode().strip()


class Cluster:
    """The two hosts of scripts/cluster/local-cluster, started when first needed."""

    def __init__(self, root, scratch, environment):
        self.scripts = root / "scripts"
        self.script = str(self.scripts / "cluster" / "local-cluster")
        self.scratch = scratch
        self.environment = environment
        self.state = None

    def launcher(self, hosts, ranks):
        """What starts that many ranks on one host or two; None where there is no cluster."""
        mpirun = str(self.scripts / "mpirun")
        if hosts == 1:
            return [mpirun]
        if self.state is None:
            # What is interrupted while it starts is to be ended, too.
            self.state = "starting"
            up = subprocess.run([self.script, "up", "2"], env=self.environment, timeout=300)
            self.state = "up" if up.returncode == 0 else "none"
        if self.state == "none":
            return None
        hostfile = os.path.join(self.scratch, "hosts")
        with open(hostfile, "w") as file:
            file.write("".join(f"node{node} slots={(ranks + 1) // 2}\n" for node in (1, 2)))
        return [self.script, "run", mpirun, "--hostfile", hostfile]

    def down(self):
        if self.state in ("starting", "up"):
            subprocess.run([self.script, "down"], env=self.environment, timeout=60)


def run(series, shape, cores, program, scratch, environment, cluster):
    faces, dim, k, hosts, ranks, threads = shape
    input_file = os.path.join(scratch, f"{faces}x{dim}.bin")
    quiet = {"env": environment, "cwd": scratch, "check": True, "timeout": RUN_SECONDS}
    if not os.path.exists(input_file):
        for old in os.listdir(scratch):
            if old.endswith(".bin"):
                os.remove(os.path.join(scratch, old))
        subprocess.run(
            [program, "generate", input_file, "--faces", str(faces), "--dim", str(dim), "--quiet"],
            stdout=subprocess.DEVNULL, **quiet,
        )  # fmt: skip
    launcher = cluster.launcher(hosts, ranks)
    if launcher is None:
        print(f"{series}: left out: {ranks} ranks on {hosts} hosts", file=sys.stderr)
        return None
    options = [
        input_file, "--dim", str(dim), "--k", str(k), "--min-sim", MIN_SIM, "--threads", str(threads), "--quiet",
    ]  # fmt: skip
    subprocess.run(
        launcher + ["-np", str(ranks), program] + options, stdout=subprocess.DEVNULL, **quiet
    )
    with open(os.path.join(scratch, "labels.run.json")) as file:
        record = json.load(file)
    stages = {stage["name"]: stage for stage in record["stages"]}
    memory = record["peakMemory"]
    return Point(
        series, faces, dim, k, hosts, ranks, threads, cores,
        kernel=record["machine"]["kernel"],
        edges=record["graph"]["edges"],
        **{"edge_list" if name == "edges" else name: stages[name]["max"] for name in STAGES},
        waited=record["graph"]["longestWait"],
        bytes_sent=(stages["neighbors"]["bytes"] + stages["gather"]["bytes"]) if ranks > 1 else 0,
        root_memory=memory[0],
        rank_memory=max(memory[1:], default=memory[0]),
    )  # fmt: skip


def path(folder):
    return folder / "points.csv"


def write(folder, points):
    with open(path(folder), "w", newline="") as file:
        names = [field.name for field in fields(Point)] + ["seconds", "shares_cores"]
        table = csv.DictWriter(file, names)
        table.writeheader()
        for point in points:
            row = {**asdict(point), "seconds": point.seconds, "shares_cores": point.shares_cores}
            table.writerow(
                {key: round(v, 4) if isinstance(v, float) else v for key, v in row.items()}
            )


def read(folder):
    if not path(folder).exists():
        return []
    with open(path(folder), newline="") as file:
        return [
            Point(**{field.name: field.type(row[field.name]) for field in fields(Point)})
            for row in csv.DictReader(file)
        ]
