# SPDX-License-Identifier: Apache-2.0
"""Plots as SVG text: axes, points, lines, bars. Colours are CSS classes, so that a page decides about them."""

import html
import math

WIDTH, HEIGHT = 860, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 26, 40


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
        """A shaded stretch of time with its name at the top."""
        x, width = self.px(start), max(self.px(end) - self.px(start), 1)
        self.parts.append(
            f'<rect class="band {style}" x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{HEIGHT - TOP - BOTTOM}"/>'
            f'<text class="label" x="{x + 4:.1f}" y="{TOP + 13}">{html.escape(label)}</text>'
        )

    def dots(self, points, style):
        """Many points as one path, so that thousands stay small."""
        path = "".join(f"M{self.px(x):.1f} {self.py(y):.1f}h0" for x, y in points)
        self.parts.append(f'<path class="dots {style}" d="{path}"/>')

    def line(self, points, style):
        if points:
            path = "L".join(f"{self.px(x):.1f} {self.py(y):.1f}" for x, y in points)
            self.parts.append(f'<path class="line {style}" d="M{path}"/>')

    def render(self):
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
        return (
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(title)}">'
            f'<text class="title" x="{LEFT}" y="16">{html.escape(title)}</text>'
            + "".join(ticks)
            + "".join(self.parts)
            + f'<text class="axis" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">'
            f"{html.escape(x_label)}</text>"
            f'<text class="axis" transform="translate(14 {HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">'
            f"{html.escape(y_label)}</text></svg>"
        )


def bars(title, rows, unit):
    """Horizontal bars: rows of (label, value, style), longest to the right edge."""
    most = max((value for _, value, _ in rows), default=1) or 1
    height = TOP + 26 * len(rows) + 8
    parts = [f'<text class="title" x="0" y="16">{html.escape(title)}</text>']
    for index, (label, value, style) in enumerate(rows):
        y = TOP + 26 * index
        length = value / most * (WIDTH - 330)
        parts.append(
            f'<text class="tick" x="212" y="{y + 15}" text-anchor="end">{html.escape(label)}</text>'
            f'<rect class="bar {style}" x="220" y="{y}" width="{max(length, 1):.1f}" height="20"/>'
            f'<text class="tick" x="{226 + length:.1f}" y="{y + 15}">{number(round(value, 2))} {html.escape(unit)}</text>'
        )
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{html.escape(title)}">'
        + "".join(parts)
        + "</svg>"
    )
