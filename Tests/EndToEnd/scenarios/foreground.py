# SPDX-License-Identifier: Apache-2.0
"""Scenario 6: what the foreground feels of a backup, through a shaped router, marks ignored and honoured."""

import json
import os
import pathlib
import statistics
import time
import unittest

from endtoend.environment import Place, afp_url, client, nfs_url, setting, unique

RATE = int(os.environ.get("E2E_RATE_MBIT", "50"))
SECONDS = float(os.environ.get("E2E_PHASE_SECONDS", "8"))
SETTLE = 2  # seconds of a phase that do not count
PLAIN = "best-effort"


def quantile(values, part):
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)]


class Foreground(unittest.TestCase):
    scenario = "6 what the foreground feels"

    def setUp(self):
        self.client, self.router, self.peers = client(), Place("ON_ROUTER"), Place("ON_PEERS")
        self.results = pathlib.Path(os.environ.get("E2E_RESULTS", "."))
        self.addCleanup(self.router.must, "shape", "0", "0", "no")
        megabytes = int(RATE / 8 * (3 * SECONDS + 10))
        self.client.shell(
            f"mkdir -p /data/load && head -c {megabytes}M /dev/urandom > /data/load/f", seconds=120
        )
        self.client.must("sh", "-c", "head -c 4096 /dev/urandom > /tmp/small")
        self.small = "/" + unique("small")
        self.client.must("nfs-client", "put", "/tmp/small", nfs_url(self.small))
        self.addCleanup(self.client.run, "nfs-client", "rm", nfs_url(self.small))

    def latencies(self, seconds):
        """Round trips in milliseconds of one client that asks every 20 ms, with the time of each."""
        outcome = self.client.run(
            "nfs-client",
            "watch",
            "--json",
            "--interval",
            "20ms",
            "--duration",
            f"{seconds:g}s",
            nfs_url(self.small),
            seconds=seconds + 15,
        )
        self.assertEqual(outcome.status, 0, outcome)
        answers = map(json.loads, outcome.text.splitlines())
        return [answer for answer in answers if "ms" in answer]

    def bulk(self, seconds):
        """Mbit/s of one plain TCP stream through the router."""
        outcome = self.peers.must(
            "iperf3",
            "--client",
            setting("SINK_HOST"),
            "--time",
            f"{seconds:g}",
            "--json",
            seconds=seconds + 30,
        )
        return json.loads(outcome.text)["end"]["sum_received"]["bits_per_second"] / 1e6

    def phase(self, name, style, traffic_class):
        push = None
        if traffic_class:
            push = self.client.start(
                "backup-streamer",
                "push",
                "--class",
                traffic_class,
                "/data/load",
                afp_url("/" + unique("load")),
                seconds=4 * SECONDS + 60,
            )
            time.sleep(SETTLE)
        began = time.time()
        samples = self.latencies(SECONDS)
        ended = time.time()
        speed = self.bulk(SECONDS)
        if push:
            self.assertTrue(
                push.is_running,
                f"the backup ended too early: {push.finish() if not push.is_running else ''}",
            )
            self.client.run("pkill", "-INT", "backup-streamer")
            push.finish()
        with (self.results / "phases.jsonl").open("a") as file:
            file.write(
                json.dumps({"name": name, "style": style, "from": began, "to": ended}) + "\n"
            )
        with (self.results / "latency.jsonl").open("a") as file:
            file.writelines(json.dumps({"at": s["at"], "ms": s["ms"]}) + "\n" for s in samples)
        times = [s["ms"] for s in samples]
        return {"p50": statistics.median(times), "p99": quantile(times, 0.99), "bulk": speed}

    def test_headline(self):
        """beside a background backup requests and transfers are nearly what they are on an idle line"""
        rows, figures = [], {}
        for honour, label in (("no", "ignored"), ("yes", "honoured")):
            self.router.must("shape", str(RATE), "200", honour)
            for name, style, traffic_class in (
                ("idle", "idle", None),
                ("plain backup", "plain", PLAIN),
                ("background backup", "background", "background"),
            ):
                figure = figures[label, name] = self.phase(
                    f"{name}, marks {label}", style, traffic_class
                )
                rows.append(
                    [
                        label,
                        name,
                        f"{figure['p50']:.2f}",
                        f"{figure['p99']:.2f}",
                        f"{figure['bulk']:.1f}",
                    ]
                )
        (self.results / "headline.json").write_text(
            json.dumps(
                {
                    "columns": [
                        "marks",
                        "beside",
                        "request p50 ms",
                        "request p99 ms",
                        "foreground Mbit/s",
                    ],
                    "rows": rows,
                    "note": f"{RATE} Mbit/s through the router, 200 ms of buffer, {SECONDS:g} s a phase; one run, no added delay.",
                }
            )
        )
        for label in ("ignored", "honoured"):
            idle, plain, quiet = (
                figures[label, n] for n in ("idle", "plain backup", "background backup")
            )
            # Loose where a loaded machine makes noise; Tests/Benchmarks/background has the bed for
            # exact figures.
            self.assertLess(quiet["p50"], idle["p50"] + 5, figures)
            self.assertGreater(quiet["bulk"], 0.85 * idle["bulk"], figures)
            if label == "ignored":
                self.assertLess(quiet["p50"], plain["p50"] / 3, figures)
