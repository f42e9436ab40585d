"""The plot of the measurements as SVG: four panels, without any library."""

import math
from html import escape

import model as models
from measure import STAGES
from report import of_series, reference, stage_seconds

WIDTH, HEIGHT = 1080, 800
PANEL_WIDTH, PANEL_HEIGHT = 430, 270
COLORS = {
    "load": "#9aa5b1",
    "neighbors": "#2563a8",
    "edges": "#8cc5e3",
    "gather": "#e0a336",
    "infomap": "#c1443c",
    "write": "#5d6b78",
}
INK, FAINT, IDEAL, SHARED = "#1f2933", "#d9dee3", "#7b8794", "#b8c4cf"


def text(x, y, content, size=12, anchor="middle", color=INK, weight="normal", turn=None):
    turned = f' transform="rotate({turn} {x:.1f} {y:.1f})"' if turn is not None else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{color}"'
        f' font-weight="{weight}"{turned}>{escape(content)}</text>'
    )


def line(x1, y1, x2, y2, color, width=1.0, dash=None):
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"'
        f' stroke-width="{width}"{dashed}/>'
    )


def dot(x, y, color, filled=True):
    fill = color if filled else "white"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{fill}" stroke="{color}" stroke-width="2"/>'


def path(points, color, dash=None):
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{color}" stroke-width="2"{dashed}/>'


def round_steps(largest, count=5):
    """Round numbers from 0 past `largest`."""
    step = 10 ** math.floor(math.log10(largest / count))
    step *= next(factor for factor in (1, 2, 5, 10) if step * factor * count >= largest)
    return [i * step for i in range(math.ceil(largest / step) + 1)]


def number(value):
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:g}"


class Panel:
    """Axes at a place of the plot."""

    def __init__(self, left, top, title, x_name, y_name):
        self.left, self.top = left, top
        self.parts = [
            text(left, top - 16, title, 15, "start", weight="bold"),
            text(left + PANEL_WIDTH / 2, top + PANEL_HEIGHT + 44, x_name, color=IDEAL),
            text(left - 46, top + PANEL_HEIGHT / 2, y_name, color=IDEAL, turn=-90),
        ]

    def linear_y(self, largest):
        steps = round_steps(largest)
        self.y = lambda value: self.top + PANEL_HEIGHT * (1 - value / steps[-1])
        for step in steps:
            self.grid_y(self.y(step), number(step))

    def grid_y(self, y, label):
        self.parts.append(line(self.left, y, self.left + PANEL_WIDTH, y, FAINT))
        self.parts.append(text(self.left - 8, y + 4, label, anchor="end"))

    def label_x(self, x, label):
        self.parts.append(text(x, self.top + PANEL_HEIGHT + 20, label))

    def powers_x(self, largest):
        """Logarithmic: 1, 2, 4 … up to `largest`."""
        top = max(1, math.ceil(math.log2(largest)))
        self.x = lambda value: self.left + 20 + (PANEL_WIDTH - 40) * math.log2(value) / top
        for power in range(top + 1):
            self.label_x(self.x(1 << power), str(1 << power))

    def decades(self, values):
        """Both axes logarithmic and alike."""
        low = math.floor(math.log10(min(values)))
        high = math.ceil(math.log10(max(values)))
        share = lambda value: (math.log10(value) - low) / (high - low)  # noqa: E731
        self.x = lambda value: self.left + PANEL_WIDTH * share(value)
        self.y = lambda value: self.top + PANEL_HEIGHT * (1 - share(value))
        for decade in range(low, high + 1):
            value = 10.0**decade
            self.grid_y(self.y(value), f"{value:g}")
            self.parts.append(
                line(self.x(value), self.top, self.x(value), self.top + PANEL_HEIGHT, FAINT)
            )
            self.label_x(self.x(value), f"{value:g}")
        self.parts.append(
            path([(self.x(10.0**low), self.y(10.0**low)), (self.x(10.0**high), self.y(10.0**high))],
                 IDEAL, "5 4")
        )  # fmt: skip


def bars(points, left, top):
    panel = Panel(left, top, "Strong scaling: time by stage", "ranks x threads", "seconds")
    panel.linear_y(max(p.seconds for p in points))
    room = PANEL_WIDTH / len(points)
    for index, point in enumerate(points):
        x = left + room * (index + 0.5)
        base = 0.0
        for stage, seconds in zip(STAGES, stage_seconds(point)):
            y, bottom = panel.y(base + seconds), panel.y(base)
            panel.parts.append(
                f'<rect x="{x - room * 0.32:.1f}" y="{y:.1f}" width="{room * 0.64:.1f}"'
                f' height="{bottom - y:.1f}" fill="{COLORS[stage]}"'
                f' fill-opacity="{0.55 if point.shares_cores else 1}"/>'
            )
            base += seconds
        panel.parts.append(text(x, panel.y(base) - 6, f"{base:.1f}", 11))
        mark = "*" if point.shares_cores else ""
        panel.label_x(x, f"{point.ranks} x {point.threads}{mark}")
        if point.hosts > 1:
            panel.parts.append(
                text(x, top + PANEL_HEIGHT + 33, f"{point.hosts} hosts", 10, color=IDEAL)
            )
    return panel.parts


def speedups(points, left, top):
    panel = Panel(left, top, "Strong scaling: speed-up", "threads in all", "beside one rank")
    first = reference(points)
    most = max(p.ranks * p.threads for p in points)
    ideal = max(min(most, points[0].cores), max(first.seconds / p.seconds for p in points))
    panel.linear_y(ideal)
    panel.powers_x(most)
    cores = min(points[0].cores, most)
    bend = [(1, 1), (cores, cores), (most, cores)]
    panel.parts.append(path([(panel.x(x), panel.y(y)) for x, y in bend], IDEAL, "5 4"))
    panel.parts.append(
        text(panel.x(most) - 4, panel.y(cores) - 8, f"{cores} cores", 11, "end", IDEAL)
    )
    kinds = [
        ("ranks", COLORS["neighbors"], lambda p: p.hosts == 1 and p.threads == 1),
        ("threads of one rank", COLORS["gather"], lambda p: p.ranks == 1),
        ("ranks on two hosts", COLORS["infomap"], lambda p: p.hosts > 1),
    ]
    for index, (name, color, belongs) in enumerate(kinds):
        chosen = [p for p in points if belongs(p)]
        if not chosen:
            continue
        places = [(panel.x(p.ranks * p.threads), panel.y(first.seconds / p.seconds)) for p in chosen]
        panel.parts.append(path(places, color))
        panel.parts += [dot(x, y, color, not p.shares_cores) for (x, y), p in zip(places, chosen)]
        y = panel.top + PANEL_HEIGHT - 20 - 20 * (len(kinds) - 1 - index)
        panel.parts += [
            dot(left + PANEL_WIDTH - 150, y - 4, color),
            text(left + PANEL_WIDTH - 138, y, name, anchor="start"),
        ]
    return panel.parts


def efficiencies(points, left, top):
    panel = Panel(
        left, top, "Weak scaling: as many pairs for each rank", "ranks", "efficiency of a core at work, %"
    )
    first = reference(points)

    def efficiency(point, time):
        pairs = (point.faces / first.faces) ** 2
        return 100 * pairs * time(first) / time(point) / point.busy_cores

    kinds = [
        ("neighbors", COLORS["neighbors"], lambda p: p.neighbors),
        ("whole run", INK, lambda p: p.seconds),
    ]
    panel.linear_y(max(100, *(efficiency(p, time) for p in points for _, _, time in kinds)))
    most = max(p.ranks for p in points)
    panel.powers_x(most)
    level = panel.y(100)
    panel.parts.append(path([(panel.x(1), level), (panel.x(most), level)], IDEAL, "5 4"))
    for name, color, time in kinds:
        places = [(panel.x(p.ranks), panel.y(efficiency(p, time))) for p in points]
        panel.parts.append(path(places, color))
        panel.parts += [dot(x, y, color, not p.shares_cores) for (x, y), p in zip(places, points)]
        y = top + PANEL_HEIGHT - (40 if name == "neighbors" else 20)
        panel.parts += [dot(left + 20, y - 4, color), text(left + 32, y, name, anchor="start")]
    for point in points:
        panel.parts.append(
            text(panel.x(point.ranks), top + PANEL_HEIGHT + 33, f"{point.faces:,}", 10, color=IDEAL)
        )
    return panel.parts


def predicted(points, left, top):
    panel = Panel(left, top, "Model: predicted beside measured", "seconds measured", "seconds predicted")
    model = models.Model(points)
    shapes = [(p, models.Shape.of(p)) for p in points]
    kinds = [
        ("whole run", INK, lambda p: p.seconds, model.seconds),
        ("neighbors", COLORS["neighbors"], lambda p: p.neighbors, lambda s: model.stage("neighbors", s)),
        ("infomap", COLORS["infomap"], lambda p: p.infomap, lambda s: model.stage("infomap", s)),
    ]
    values = [
        (name, color, measured(p), guess(s), p)
        for name, color, measured, guess in kinds
        for p, s in shapes
        if measured(p) > 0 and guess(s) > 0
    ]
    panel.decades([v for _, _, m, g, _ in values for v in (m, g)])
    panel.parts += [
        dot(panel.x(m), panel.y(g), color, not p.shares_cores) for _, color, m, g, p in values
    ]
    for index, (name, color, _, _) in enumerate(kinds):
        y = top + 22 + 20 * index
        panel.parts += [dot(left + 18, y - 4, color), text(left + 30, y, name, anchor="start")]
    return panel.parts


def svg(points):
    strong, weak = of_series(points, "strong"), of_series(points, "weak")
    some = points[0]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    legend_x = 80
    for stage, color in COLORS.items():
        parts.append(f'<rect x="{legend_x}" y="24" width="12" height="12" fill="{color}"/>')
        parts.append(text(legend_x + 17, 35, stage, anchor="start"))
        legend_x += 40 + 7 * len(stage)
    parts.append(
        text(WIDTH - 30, 35, f"{some.cores} cores; pale or hollow: more threads than cores (*)",
             anchor="end", color=IDEAL)
    )  # fmt: skip
    left, right, upper, lower = 80, 600, 85, 455
    if strong and reference(strong):
        parts += bars(strong, left, upper) + speedups(strong, right, upper)
    if weak and reference(weak):
        parts += efficiencies(weak, left, lower)
    if len(models.Model(points).timed) >= 6:
        parts += predicted(points, right, lower)
    return "\n".join(parts + ["</svg>"]) + "\n"
