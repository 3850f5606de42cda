# SPDX-License-Identifier: Apache-2.0
"""The report as a page, as a picture, and as a table on the terminal."""

import html
import math
import time

from . import svg

STYLE = """
:root { --bad: #b42318; --good: #2e7d4f; --tint: #f6f7f9; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a7a; --good: #5cc98b; --tint: #1a202b; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); max-width: 900px;
  margin: 2.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 2.4rem 0 .6rem; }
p { max-width: 46rem; margin: .4rem 0; } .soft { color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1rem 0; }
.figures div { flex: 1 1 12rem; background: var(--tint); border-left: 4px solid var(--colour); border-radius: 4px;
  padding: .6rem .9rem; } .figures b { display: block; font-size: 1.6rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--soft); font-weight: 500; } td.n, th.n { text-align: right; white-space: nowrap; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--grid); vertical-align: top; }
tr.group th { color: var(--ink); font-weight: 600; padding-top: 1rem; }
td.FAILED { color: var(--bad); font-weight: 600; } td.ok { color: var(--good); } td.skipped { color: var(--soft); }
pre { background: var(--tint); padding: .6rem; overflow-x: auto; font-size: 12px; }
svg { width: 100%; height: auto; margin: .8rem 0; }
"""


LONGEST_PAUSE, PAUSE = 5, 1  # seconds between two phases: longer ones are cut in the plot


def quantile(values, part):
    """The value below which `part` of them lie."""
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)] if ordered else math.nan


def measured(found):
    """For each phase: name, style, seconds, median, 99th percentile, MB/s of the backup if known, number of samples."""
    rows = []
    for phase in found["phases"]:
        inside = [ms for at, ms in found["latency"] if phase["from"] <= at < phase["to"]]
        seconds = phase["to"] - phase["from"]
        speed = phase["bytes"] / seconds / 1e6 if "bytes" in phase and seconds > 0 else None
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


def rate(speed):
    return "-" if speed is None else f"{speed:.2f}"


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
            text.append(f"{name:36} {middle:8.2f} {high:8.2f} {rate(speed):>12} {samples:8d}")
    if headline := found["headline"]:
        text += ["", " | ".join(headline["columns"])]
        text += [" | ".join(str(cell) for cell in row) for row in headline["rows"]]
    count = counts(found["checks"])
    text.append(f"\n{count['ok']} passed, {count['FAILED']} failed, {count['skipped']} skipped")
    return "\n".join(text)


def without_pauses(found):
    """Samples and phases in seconds from the first one; longer pauses between phases are cut to PAUSE."""
    samples, phases = found["latency"], found["phases"]
    start = min([at for at, _ in samples] + [phase["from"] for phase in phases])
    cuts = [  # (where a pause ends, seconds that go)
        (after["from"], after["from"] - before["to"] - PAUSE)
        for before, after in zip(phases, phases[1:])
        if after["from"] - before["to"] > LONGEST_PAUSE
    ]
    kept = [s for s in samples if not any(end - gone <= s[0] < end for end, gone in cuts)]
    place = lambda at: at - start - sum(gone for end, gone in cuts if at >= end)  # noqa: E731
    moved = [{**p, "from": place(p["from"]), "to": place(p["to"])} for p in phases]
    return [(place(at), ms) for at, ms in kept], moved, bool(cuts)


def latency_plot(found):
    """Every request as a dot, every phase with its median; None when no request was measured."""
    if not found["latency"]:
        return None
    samples, phases, is_cut = without_pauses(found)
    values = [ms for _, ms in samples]
    plot = svg.Plot(
        "Round trip of each foreground request while a backup runs",
        (0, max([1] + [at for at, _ in samples] + [phase["to"] for phase in phases])),
        (max(min(values) * 0.7, 0.01), max(max(values) * 4, 1)),
        "seconds, pauses between the phases cut" if is_cut else "seconds",
        "milliseconds, logarithmic",
        log=True,
    )
    for phase in phases:
        start, end, style = phase["from"], phase["to"], phase["style"]
        plot.band(start, end, phase["name"], style)
        plot.dots([(at, ms) for at, ms in samples if start <= at < end], style)
        samples = [(at, ms) for at, ms in samples if not start <= at < end]
    plot.dots(samples, "")
    for phase, (_, style, _, middle, _, _, count) in zip(phases, measured(found)):
        if count:
            plot.level(phase["from"], phase["to"], middle, f"median {middle:.2f} ms", style)
    return plot


def latency_section(found):
    plot = latency_plot(found)
    if not plot:
        return ""
    rows = [row for row in measured(found) if row[6]]
    figures = "".join(
        f"<div class={style}><b>{middle:.2f} ms</b>{html.escape(name)}: median round trip</div>"
        for name, style, _, middle, _, _, _ in rows
    )
    body = "".join(
        f"<tr><td>{html.escape(name)}</td><td class=n>{seconds:.1f}</td><td class=n>{samples}</td>"
        f"<td class=n>{middle:.2f}</td><td class=n>{high:.2f}</td><td class=n>{rate(speed)}</td></tr>"
        for name, _, seconds, middle, high, speed, samples in rows
    )
    bars = svg.bars(
        "Median, and what 99 of 100 requests stay below",
        [(name, middle, high, style) for name, style, _, middle, high, _, _ in rows],
        "ms",
    )
    return (
        f"<h2>What the foreground feels</h2><p>{html.escape(found['about'])}</p>"
        f"<div class=figures>{figures}</div>"
        + plot.render()
        + "<p class=soft>One dot is one request. Grey ones lie between the phases.</p>"
        + (bars if rows else "")
        + "<table><tr><th>phase<th class=n>seconds<th class=n>requests<th class=n>p50 ms<th class=n>p99 ms"
        f"<th class=n>backup MB/s</tr>{body}</table>"
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
    rows, group = [], ""
    for check in checks:
        if check.get("scenario", "") != group:
            group = check.get("scenario", "")
            rows.append(f"<tr class=group><th colspan=3>{html.escape(group)}</tr>")
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
        "<!doctype html><html lang=en><meta charset=utf-8><title>socketkpi: run report</title>"
        f"<meta name=viewport content='width=device-width'><style>{svg.STYLE}{STYLE}</style>"
        f"<h1>socketkpi: run report</h1><p class=soft>{made} UTC. {count['ok']} passed, {count['FAILED']} failed, "
        f"{count['skipped']} skipped.</p>"
        + latency_section(found)
        + headline_section(found["headline"])
        + checks_section(found["checks"])
        + "</html>\n"
    )
