# SPDX-License-Identifier: Apache-2.0
"""Scenario 1: reaching a server that is absent, unreachable, refusing, or has no name."""

import time
import unittest

from endtoend.environment import Place, bed, client, nfs_url, setting, wait_until

SLICE = 2  # seconds between two looks at "should I give up?"


class Connecting(unittest.TestCase):
    scenario = "1 connect polling"

    def setUp(self):
        self.client = client()

    def heal(self):
        Place("ON_ROUTER").must("cut", "off")

    def test_absent_then_present(self):
        """a client that is started before its server waits, says so, and then lists the export"""
        setting("BED")
        bed("stop", "nfs-ganesha")
        self.addCleanup(bed, "start", "nfs-ganesha")
        listing = self.client.start("nfs-client", "ls", nfs_url("/"), seconds=60)
        time.sleep(3)
        self.assertTrue(listing.is_running, "it gave up while the server was absent")
        bed("start", "nfs-ganesha")
        outcome = listing.finish()
        self.assertEqual(outcome.status, 0, outcome)
        self.assertRegex(
            outcome.err.decode().lower(), "connect|wait|not responding", "nothing told the person"
        )

    def test_black_hole_then_healed(self):
        """a connect into a black hole goes on when the network heals"""
        router = Place("ON_ROUTER")
        self.addCleanup(self.heal)
        router.must("cut", "on", setting("NFS_ADDRESS"))
        listing = self.client.start("nfs-client", "ls", nfs_url("/"), seconds=90)
        time.sleep(2 * SLICE + 1)
        self.assertTrue(listing.is_running, "it gave up within two slices")
        router.must("cut", "off")
        outcome = listing.finish()
        self.assertEqual(outcome.status, 0, outcome)

    def test_interrupt_during_a_slice(self):
        """Ctrl-C while a connect is polled ends the client within one slice"""
        router = Place("ON_ROUTER")
        self.addCleanup(self.heal)
        router.must("cut", "on", setting("NFS_ADDRESS"))
        outcome = self.client.run("nfs-client", "ls", nfs_url("/"), seconds=3, signal="INT")
        self.assertLess(outcome.seconds, 3 + SLICE + 1, outcome)
        self.assertNotEqual(outcome.status, 0, outcome)
        self.assertNotEqual(outcome.status, 137, "it had to be killed")

    def test_refused(self):
        """where nobody listens, `ping` says that the port refuses, and names it"""
        url = (
            nfs_url("/")
            .replace(f"nfsport={setting('NFS_PORT', '2049')}", "nfsport=9")
            .replace(f"mountport={setting('NFS_MOUNT_PORT', '20048')}", "mountport=9")
        )
        outcome = self.client.run("nfs-client", "ping", "--timeout", "5", url, seconds=40)
        self.assertNotEqual(outcome.status, 0, outcome)
        self.assertIn("refused", outcome.said.lower(), outcome)

    def test_unknown_name(self):
        """a name that does not resolve is an error of its own, at once"""
        outcome = self.client.run(
            "nfs-client", "ls", "nfs://no-such-host.invalid/export", seconds=40
        )
        self.assertNotIn(outcome.status, (0, 124, 137), outcome)
        self.assertIn("no-such-host.invalid", outcome.said, outcome)
        self.assertLess(outcome.seconds, 20)
