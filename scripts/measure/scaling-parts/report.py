"""The tables of the measurements and of the model, as Markdown."""

import model as models
from measure import STAGES

GIB = 1 << 30
MIB = 1 << 20


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def stage_seconds(point):
    return [point.load, point.neighbors, point.edge_list, point.gather, point.infomap, point.write]


def reference(points):
    """The run with one rank of one thread that the others are compared with."""
    return next((p for p in points if p.ranks * p.threads == 1), None)


def row(point, first):
    """A run beside the one rank `first`. Efficiency: pairs a second and core, beside those of the
    one rank, for the whole run."""
    pairs = (point.faces / first.faces) ** 2
    speedup = pairs * first.seconds / point.seconds
    return [
        point.layout,
        f"{point.faces:,}",
        f"{point.seconds:.2f}",
        f"{speedup:.2f}",
        f"{100 * speedup / (point.ranks * point.threads):.0f} %",
        f"{100 * speedup / point.busy_cores:.0f} %",
        *(f"{seconds:.2f}" for seconds in stage_seconds(point)),
        f"{point.bytes_sent / MIB:,.0f}",
        f"{point.waited:.2f}",
        f"{point.root_memory / MIB:,.0f}",
        f"{point.rank_memory / MIB:,.0f}" if point.ranks > 1 else "",
    ]


HEAD = (
    ["ranks x threads", "faces", "seconds", "speed-up", "a thread", "a core"]
    + [name for name in STAGES]
    + ["MiB sent", "waited", "rank 0 MiB", "others MiB"]
)


def scaling(points, title):
    first = reference(points)
    if not first:
        return ""
    return f"## {title}\n\n" + table(HEAD, [row(p, first) for p in points]) + "\n"


def of_series(points, name):
    return [p for p in points if p.series == name]


def text(points):
    strong, weak = of_series(points, "strong"), of_series(points, "weak")
    some = points[0]
    parts = [
        f"{some.cores} cores, kernel {some.kernel}, dimension {some.dim}, k {some.k}. Rows marked * have"
        " more threads than cores. Speed-up: pairs a second beside one rank with one thread;"
        " efficiency: speed-up a thread, and speed-up a core at work. Stages: seconds of the slowest"
        " rank. Waited: seconds in which the slowest rank waited for messages during the search.\n",
        scaling(strong, "Strong scaling: the same faces"),
        scaling(weak, "Weak scaling: the same number of pairs for each rank"),
    ]
    model = models.Model(points)
    if len(model.timed) >= 6:
        parts += [model_text(model), predictions(model, points)]
    return "\n".join(parts)


def model_text(model):
    rows = []
    for name, terms in {**models.TIME, **models.MEMORY}.items():
        unit = "ns" if name in models.TIME else "bytes"
        scale = 1e9 if name in models.TIME else 1
        factors = ", ".join(
            f"{scale * factor:.3g} {unit} a {term}"
            for factor, term in zip(model.factors[name], terms)
            if factor > 0
        )
        rows.append([name.replace("_", " "), factors, str(model.error(name))])
    lines = [
        "## Model\n\n```\n" + models.__doc__.rstrip() + "\n```\n",
        table(["", "fitted", "error"], rows),
        "",
        f"Whole time: {model.total_error()} over {len(model.timed)} runs;"
        f" each predicted from the others alone: {model.error_left_out()}.",
    ]
    shared = model.error_where_cores_are_shared()
    if shared:
        lines.append(f"Runs that share cores or go over two hosts, not fitted: {shared}.")
    return "\n".join(lines) + "\n"


def predictions(model, points):
    machine = models.Machine()
    dim, k = 256, 50
    usual = [p for p in points if p.k == k and p.dim == dim]
    edges_per_face = sum(p.edges / p.faces for p in usual) / len(usual)
    rows = []
    for faces in (10_000_000, 100_000_000):
        for nodes in (16, 64):
            stages, exposed, first_node, other_node = models.predict(
                model, machine, nodes, faces, dim, k, faces * edges_per_face
            )
            rows.append(
                [
                    f"{faces:,}",
                    str(nodes),
                    f"{sum(stages.values()):,.0f}",
                    *(f"{stages[name]:,.0f}" for name in models.TIME),
                    f"{exposed:,.1f}",
                    f"{first_node / GIB:,.0f}",
                    f"{other_node / GIB:,.0f}",
                ]
            )
    return (
        f"## Predicted\n\nNodes of {machine.cores} cores like the ones measured, {machine.ranks} ranks"
        f" each, {8 * machine.network / 1e9:.0f} Gbit/s of network that arrive at each,"
        f" {machine.file_system / 1e9:.0f} GB/s of file system for all; {edges_per_face:.1f} edges a"
        f" face as measured, dimension {dim}, k {k}. Seconds; memory in GiB.\n\n"
        + table(
            ["faces", "nodes", "seconds"]
            + list(STAGES)
            + ["not hidden", "first node GiB", "other nodes GiB"],
            rows,
        )
        + "\n"
    )
