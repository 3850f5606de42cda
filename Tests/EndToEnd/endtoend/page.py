# SPDX-License-Identifier: Apache-2.0
"""The report as a page and as a table on the terminal."""

import html
import math
import time

from . import svg

STYLE = """
:root { --ink: #1d2430; --soft: #667085; --grid: #e4e7ec; --ground: #fff; --idle: #2e7d4f; --plain: #c2410c;
  --background: #1d4ed8; --bad: #b42318; --tint: #f6f7f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --grid: #2b3342; --ground: #12161e;
  --idle: #5cc98b; --plain: #fb923c; --background: #7ca6ff; --bad: #ff8a7a; --tint: #1a202b; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); max-width: 900px;
  margin: 2.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
p { max-width: 42rem; } .soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--soft); font-weight: 500; } td.n, th.n { text-align: right; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--grid); vertical-align: top; }
td.FAILED { color: var(--bad); font-weight: 600; } td.ok { color: var(--idle); } td.skipped { color: var(--soft); }
pre { background: var(--tint); padding: .6rem; overflow-x: auto; font-size: 12px; }
svg { width: 100%; height: auto; margin: .6rem 0; } svg text { font: 12px system-ui, sans-serif; fill: var(--soft); }
svg text.title { fill: var(--ink); font-weight: 600; font-size: 13px; }
.grid { stroke: var(--grid); fill: none; } .dots { fill: none; stroke-width: 3; stroke-linecap: round; opacity: .45; }
.line { fill: none; stroke-width: 1.6; } .band { opacity: .09; } .bar { rx: 3; }
.band.idle, .bar.idle { fill: var(--idle); } .band.plain, .bar.plain { fill: var(--plain); }
.band.background, .bar.background { fill: var(--background); } .dots, .line { stroke: var(--ink); }
.dots.idle, .line.idle { stroke: var(--idle); } .dots.plain, .line.plain { stroke: var(--plain); }
.dots.background, .line.background { stroke: var(--background); }
"""


def quantile(values, part):
    """The value below which `part` of them lie."""
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)] if ordered else math.nan


def measured(found):
    """For each phase: name, style, seconds, median, 99th percentile, MB/s of the backup, number of samples."""
    rows = []
    for phase in found["phases"]:
        inside = [ms for at, ms in found["latency"] if phase["from"] <= at < phase["to"]]
        seconds = phase["to"] - phase["from"]
        speed = phase.get("bytes", 0) / seconds / 1e6 if seconds > 0 else 0
        rows.append(
            (
                phase["name"],
                phase["style"],
                seconds,
                quantile(inside, 0.5),
                quantile(inside, 0.99),
                speed,
                len(inside),
            )
        )
    return rows


def counts(checks):
    return {
        outcome: sum(check["outcome"] == outcome for check in checks)
        for outcome in ("ok", "FAILED", "skipped")
    }


def table(found):
    """For the terminal."""
    text = []
    for check in found["checks"]:
        text.append(f"{check['outcome']:8} {check['claim']}")
        if check["outcome"] == "FAILED" and check.get("detail"):
            text += ["    " + line for line in check["detail"].splitlines()[-12:]]
    if found["phases"]:
        text.append(
            f"\n{'what a request feels':36} {'p50 ms':>8} {'p99 ms':>8} {'backup MB/s':>12} {'samples':>8}"
        )
        for name, _, _, middle, high, speed, samples in measured(found):
            text.append(f"{name:36} {middle:8.2f} {high:8.2f} {speed:12.2f} {samples:8d}")
    if headline := found["headline"]:
        text += ["", " | ".join(headline["columns"])]
        text += [" | ".join(str(cell) for cell in row) for row in headline["rows"]]
    count = counts(found["checks"])
    text.append(f"\n{count['ok']} passed, {count['FAILED']} failed, {count['skipped']} skipped")
    return "\n".join(text)


def latency_section(found):
    if not found["latency"]:
        return ""
    start = min([at for at, _ in found["latency"]] + [phase["from"] for phase in found["phases"]])
    end = max(at for at, _ in found["latency"])
    low = min(ms for _, ms in found["latency"])
    high = max(ms for _, ms in found["latency"])
    plot = svg.Plot(
        "Round trip of a foreground request while a backup runs",
        (0, max(end - start, 1)),
        (max(low * 0.7, 0.01), max(high * 1.3, 1)),
        "seconds",
        "milliseconds",
        log=True,
    )
    covered = []
    for phase in found["phases"]:
        plot.band(phase["from"] - start, phase["to"] - start, phase["name"], phase["style"])
        inside = [
            (at - start, ms) for at, ms in found["latency"] if phase["from"] <= at < phase["to"]
        ]
        plot.dots(inside, phase["style"])
        covered.append((phase["from"], phase["to"]))
    plot.dots(
        [
            (at - start, ms)
            for at, ms in found["latency"]
            if not any(a <= at < b for a, b in covered)
        ],
        "",
    )
    rows = measured(found)
    body = "".join(
        f"<tr><td>{html.escape(name)}</td><td class=n>{middle:.2f}</td><td class=n>{high:.2f}</td>"
        f"<td class=n>{speed:.2f}</td><td class=n>{samples}</td></tr>"
        for name, _, _, middle, high, speed, samples in rows
    )
    median_bars = [
        (name, middle, style) for name, style, _, middle, _, _, _ in rows if not math.isnan(middle)
    ]
    return (
        "<h2>What the foreground feels</h2>"
        + plot.render()
        + (svg.bars("Median round trip", median_bars, "ms") if median_bars else "")
        + "<table><tr><th>phase<th class=n>p50 ms<th class=n>p99 ms<th class=n>backup MB/s<th class=n>samples</tr>"
        + body
        + "</table>"
    )


def headline_section(headline):
    if not headline:
        return ""
    head = "".join(f"<th>{html.escape(str(column))}" for column in headline["columns"])
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}" for cell in row) + "</tr>"
        for row in headline["rows"]
    )
    return (
        f"<h2>With and without the background class</h2><p>{html.escape(headline.get('note', ''))}</p>"
        f"<table><tr>{head}</tr>{rows}</table>"
    )


def checks_section(checks):
    rows = []
    for check in checks:
        detail = check.get("detail", "")
        more = (
            f"<pre>{html.escape(detail[-3000:])}</pre>"
            if detail and check["outcome"] == "FAILED"
            else ""
        )
        if detail and check["outcome"] == "skipped":
            more = f" <span class=soft>({html.escape(detail)})</span>"
        seconds = f"{check['seconds']:.1f}" if "seconds" in check else ""
        rows.append(
            f"<tr><td class={check['outcome']}>{check['outcome']}</td><td>{html.escape(check['claim'])}{more}</td>"
            f"<td class=n>{seconds}</td></tr>"
        )
    return (
        "<h2>Checks</h2><table><tr><th>outcome<th>claim<th class=n>seconds</tr>"
        + "".join(rows)
        + "</table>"
    )


def render(found):
    count = counts(found["checks"])
    made = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Run report</title>"
        f"<meta name=viewport content='width=device-width'><style>{STYLE}</style>"
        f"<h1>Run report</h1><p class=soft>{made} UTC. {count['ok']} passed, {count['FAILED']} failed, "
        f"{count['skipped']} skipped.</p>"
        + latency_section(found)
        + headline_section(found["headline"])
        + checks_section(found["checks"])
        + "</html>\n"
    )
