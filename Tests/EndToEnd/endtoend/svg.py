# SPDX-License-Identifier: Apache-2.0
"""Plots as SVG text: axes, points, levels, bars. Colours are CSS classes: `STYLE` has a light and a dark set."""

import html
import math

WIDTH, HEIGHT = 860, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 32, 44
NAMES, VALUES = 230, 110  # left and right of bars
STYLE = """
:root { --ink: #1d2430; --soft: #667085; --grid: #e4e7ec; --ground: #fff;
  --idle: #2e7d4f; --plain: #c2410c; --background: #1d4ed8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --grid: #2b3342; --ground: #12161e;
  --idle: #5cc98b; --plain: #fb923c; --background: #7ca6ff; } }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
svg text.title { fill: var(--ink); font-weight: 600; font-size: 14px; }
svg text.label { fill: var(--ink); font-weight: 500; paint-order: stroke; stroke: var(--ground); stroke-width: 4px;
  stroke-linejoin: round; }
.idle { --colour: var(--idle); } .plain { --colour: var(--plain); } .background { --colour: var(--background); }
.grid { stroke: var(--grid); fill: none; } .band { fill: var(--colour, none); opacity: .09; }
.dots { fill: none; stroke: var(--colour, var(--soft)); stroke-width: 3; stroke-linecap: round; opacity: .45; }
.level { fill: none; stroke: var(--colour, var(--ink)); stroke-width: 2; }
.bar { fill: var(--colour, var(--ink)); rx: 3px; } .bar.faint { opacity: .35; }
"""


def nice_ticks(low, high, count=5):
    """Round numbers from low to high, about `count` of them."""
    if high <= low:
        return [low]
    step = 10 ** math.floor(math.log10((high - low) / count))
    for factor in (1, 2, 5, 10):
        if (high - low) / (step * factor) <= count:
            step *= factor
            break
    first = math.ceil(low / step)
    return [round(n * step, 10) for n in range(first, int(high / step) + 1)]


def decades(low, high):
    """1, 2, 5, 10, 20 ... between low and high."""
    values = []
    power = math.floor(math.log10(low))
    while 10**power <= high:
        values += [factor * 10**power for factor in (1, 2, 5) if low <= factor * 10**power <= high]
        power += 1
    return values


def number(value):
    return f"{value:g}"


class Plot:
    """One pair of axes; `x` and `y` are ranges. With `log`, y is logarithmic."""

    def __init__(self, title, x, y, x_label, y_label, log=False):
        self.x0, self.x1 = x
        self.y0, self.y1 = y
        self.log = log
        self.parts = []
        self.head = (title, x_label, y_label)

    def px(self, x):
        return LEFT + (x - self.x0) / ((self.x1 - self.x0) or 1) * (WIDTH - LEFT - RIGHT)

    def py(self, y):
        if self.log:
            y = min(max(y, self.y0), self.y1)
            part = math.log(y / self.y0) / math.log(self.y1 / self.y0)
        else:
            part = (y - self.y0) / ((self.y1 - self.y0) or 1)
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    def band(self, start, end, label, style):
        """A shaded stretch of time with its name at the top, a line for each part of it."""
        x, width = self.px(start), max(self.px(end) - self.px(start), 1)
        self.parts.append(
            f'<rect class="band {style}" x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{HEIGHT - TOP - BOTTOM}"/>'
        )
        for row, part in enumerate(label.split(", ")):
            self.parts.append(
                f'<text class="label" x="{x + 4:.1f}" y="{TOP + 13 + 15 * row}">{html.escape(part)}</text>'
            )

    def dots(self, points, style):
        """Many points as one path, so that thousands stay small."""
        path = "".join(f"M{self.px(x):.1f} {self.py(y):.1f}h0" for x, y in points)
        self.parts.append(f'<path class="dots {style}" d="{path}"/>')

    def level(self, start, end, y, label, style):
        """A value that holds for a stretch of time, with its number above."""
        left, right, height = self.px(start), self.px(end), self.py(y)
        self.parts.append(
            f'<path class="level {style}" d="M{left:.1f} {height:.1f}H{right:.1f}"/>'
            f'<text class="label" x="{(left + right) / 2:.1f}" y="{height - 7:.1f}" text-anchor="middle">'
            f"{html.escape(label)}</text>"
        )

    def render(self, style=""):
        """SVG for a page, or with a style a file that stands alone."""
        title, x_label, y_label = self.head
        ticks = []
        for value in decades(self.y0, self.y1) if self.log else nice_ticks(self.y0, self.y1):
            y = self.py(value)
            ticks.append(
                f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
                f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number(value)}</text>'
            )
        for value in nice_ticks(self.x0, self.x1, 10):
            ticks.append(
                f'<text class="tick" x="{self.px(value):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">'
                f"{number(value)}</text>"
            )
        alone = f"<style>{style}</style><rect width='100%' height='100%' fill='var(--ground)'/>" if style else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' aria-label="{html.escape(title)}">{alone}'
            f'<text class="title" x="{LEFT}" y="16">{html.escape(title)}</text>'
            + "".join(ticks)
            + "".join(self.parts)
            + f'<text class="axis" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">'
            f"{html.escape(x_label)}</text>"
            f'<text class="axis" transform="translate(14 {HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">'
            f"{html.escape(y_label)}</text></svg>"
        )


def bars(title, rows, unit):
    """Pairs of horizontal bars: rows of (name, value, higher value, style); the longest reaches the right edge."""
    most = max((high for _, _, high, _ in rows), default=1) or 1
    height = TOP + 46 * len(rows)
    parts = [f'<text class="title" x="0" y="16">{html.escape(title)}</text>']
    for index, (name, low, high, style) in enumerate(rows):
        y = TOP + 46 * index
        parts.append(
            f'<text class="label" x="{NAMES - 10}" y="{y + 21}" text-anchor="end">{html.escape(name)}</text>'
        )
        for offset, value, faint, what in ((0, low, "", "p50"), (16, high, " faint", "p99")):
            length = max(value / most * (WIDTH - NAMES - VALUES), 1)
            parts.append(
                f'<rect class="bar {style}{faint}" x="{NAMES}" y="{y + offset}" width="{length:.1f}" height="14"/>'
                f'<text class="tick" x="{NAMES + 8 + length:.1f}" y="{y + offset + 11}">'
                f"{what} {value:.2f} {html.escape(unit)}</text>"
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{html.escape(title)}">' + "".join(parts) + "</svg>"
    )
