# SPDX-License-Identifier: Apache-2.0
"""Scenario 5: what the router saw of a background stream's marks."""

import json
import os
import time
import unittest

from endtoend.environment import Place, afp_url, bed, client, setting, unique, wait_until

BACKGROUND = {"cs1", 8}  # nftables writes the name where it has one


class Marks(unittest.TestCase):
    scenario = "5 marks at the router"

    def setUp(self):
        self.client, self.router = client(), Place("ON_ROUTER")
        self.server = setting("AFP_ADDRESS")
        self.client.shell("mkdir -p /data/marks && head -c 4000000 /dev/urandom > /data/marks/f")
        self.addCleanup(self.router.must, "cut", "off")
        self.router.must("marks", "reset")

    def seen(self, kind="data"):
        """Packets that went to the server's AFP port, by mark."""
        found = {}
        for item in json.loads(self.router.must("marks", "show").text)["nftables"]:
            if item.get("set", {}).get("name") != kind:
                continue
            for element in item["set"].get("elem", []):
                source, destination, port, dscp = element["elem"]["val"]["concat"]
                if destination == self.server and port == 548:
                    found[dscp] = found.get(dscp, 0) + element["elem"]["counter"]["packets"]
        return found

    def share(self, counts):
        total = sum(counts.values())
        return sum(n for mark, n in counts.items() if mark in BACKGROUND) / total if total else 0

    def push(self, *options, on=None, seconds=300):
        place = on or self.client
        return place.must(
            "backup-streamer",
            "push",
            *options,
            "/data/marks",
            afp_url("/" + unique("marks")),
            seconds=seconds
        )

    def test_local_destination(self):
        """to a destination on the local network, the stream's data packets carry CS1"""
        self.push("--class", "background")
        counts = self.seen()
        self.assertGreater(sum(counts.values()), 100, counts)
        self.assertGreater(self.share(counts), 0.97, counts)

    def test_best_effort(self):
        """a best-effort stream carries no mark"""
        self.push("--class", "best-effort")
        counts = self.seen()
        self.assertGreater(sum(counts.values()), 100, counts)
        self.assertEqual(self.share(counts), 0, counts)

    def test_distant_destination(self):
        """to a destination behind a gateway, no packet is marked, and the backup is made all the same"""
        second = Place("ON_SECOND_CLIENT")
        second.shell("mkdir -p /tmp/marks && head -c 4000000 /dev/urandom > /tmp/marks/f")
        second.must(
            "backup-streamer",
            "push",
            "--class",
            "background",
            "/tmp/marks",
            afp_url("/" + unique("distant")),
            seconds=300,
        )
        counts = self.seen()
        self.assertGreater(sum(counts.values()), 100, counts)
        self.assertEqual(self.share(counts), 0, counts)

    def test_marked_again(self):
        """after a reconnect the new connection's packets carry the mark too"""
        setting("BED")
        self.client.shell("head -c 60000000 /dev/urandom > /data/marks/f")
        self.router.must("shape", "10", "50", "no")
        self.addCleanup(self.router.must, "shape", "0", "0", "no")
        where = afp_url("/" + unique("again"))
        push = self.client.start(
            "backup-streamer", "push", "--class", "background", "/data/marks", where, seconds=180
        )
        # It is not waited for: on a busy machine a background stream takes as long as it takes.
        self.addCleanup(push.finish)
        self.addCleanup(self.client.run, "pkill", "-KILL", "backup-streamer")
        wait_until("the stream runs", lambda: sum(self.seen().values()) > 100, seconds=60)
        self.router.must("cut", "reset", self.server)
        time.sleep(1)
        self.router.must("marks", "reset")
        self.router.must("cut", "off")
        wait_until("it runs again", lambda: sum(self.seen().values()) > 100, seconds=60)
        self.assertTrue(push.is_running, "it ended before its marks were looked at")
        self.assertGreater(self.share(self.seen()), 0.97, self.seen())
