# SPDX-License-Identifier: Apache-2.0
"""Scenario 3: servers that restart, networks that go away, addresses that change, while data is on its way."""

import os
import time
import unittest

from endtoend.environment import Place, bed, client, nfs_url, setting, unique, wait_until

CUT_SECONDS = float(os.environ.get("E2E_CUT_SECONDS", "15"))  # 60 in the documented run
FILES = 1000


class Faults(unittest.TestCase):
    scenario = "3 faults under load"

    def setUp(self):
        setting("BED")
        self.client = client()
        self.server = Place("ON_NFS_SERVER")
        self.router = Place("ON_ROUTER")
        self.path = "/" + unique("faults")
        self.export = setting("NFS_EXPORT", "/export")
        self.addCleanup(self.clean)

    def clean(self):
        self.router.must("cut", "off")
        self.router.must("shape", "0", "0", "no")
        bed("start", "nfs-ganesha")
        self.server.run("rm", "-rf", self.export + self.path)

    def slow(self):
        """A line slow enough that the fault meets the transfer in its middle."""
        self.router.must("shape", "100", "50", "no")

    def arrived(self, path=""):
        """Bytes that the server holds below a path."""
        outcome = self.server.run(
            "sh", "-c", f"du -sb {self.export}{self.path}{path} 2>/dev/null | cut -f1"
        )
        return int(outcome.text or 0)

    def sums(self, place, folder):
        return place.shell(
            f"cd {folder} && find . -type f -print0 | sort -z | xargs -0 sha256sum", seconds=120
        ).text

    def big_file(self, mebibytes):
        self.client.shell(f"head -c {mebibytes}M /dev/urandom > /data/big")

    def put_big_file(self, fault, mebibytes=48):
        """Puts one file, has `fault` happen once 8 MiB are there, and compares what the server ends with."""
        self.big_file(mebibytes)
        self.slow()
        upload = self.client.start(
            "nfs-client", "put", "/data/big", nfs_url(self.path), seconds=240
        )
        wait_until(
            "the upload is under way",
            lambda: self.arrived_anywhere() > 8 << 20 or not upload.is_running,
            seconds=60,
        )
        self.assertTrue(upload.is_running, "it ended before the fault" + self.outcome_of(upload))
        fault()
        outcome = upload.finish(300)
        self.assertEqual(outcome.status, 0, outcome)
        here = self.client.must("sha256sum", "/data/big").text.split()[0]
        there = self.server.must("sha256sum", self.export + self.path).text.split()[0]
        self.assertEqual(here, there, "the server holds something else")
        return outcome

    def outcome_of(self, upload):
        return "" if upload.is_running else f": {upload.finish()}"

    def arrived_anywhere(self):
        """Bytes of this upload, also while it still has a temporary name."""
        stem = self.path.strip("/")
        outcome = self.server.run(
            "sh",
            "-c",
            f"du -cb {self.export}/*{stem}* {self.export}/.*{stem}* 2>/dev/null | tail -1",
        )
        return int(outcome.text.split()[0]) if outcome.text.strip() else 0

    def test_restart_between_write_and_commit(self):
        """a server killed twice while a file is written unstably loses nothing"""

        def fault():
            for _ in range(2):
                bed("kill", "nfs-ganesha")
                time.sleep(1)
                bed("start", "nfs-ganesha")
                time.sleep(1)

        self.put_big_file(fault)

    def test_restart_under_many_calls(self):
        """a server restarted under a thousand small writes in parallel ends with every file whole"""
        self.client.shell(
            f"rm -rf /data/many && mkdir -p /data/many && cd /data/many && head -c {FILES * 4000} /dev/urandom"
            f" | split -b 4000 -a 4 -d - f"
        )
        upload = self.client.start(
            "nfs-client", "put", "/data/many", nfs_url(self.path), seconds=240
        )
        wait_until(
            "files arrive", lambda: self.arrived() > 200_000 or not upload.is_running, seconds=60
        )
        bed("kill", "nfs-ganesha")
        time.sleep(1)
        bed("start", "nfs-ganesha")
        outcome = upload.finish(300)
        self.assertEqual(outcome.status, 0, outcome)
        self.assertEqual(
            self.sums(self.client, "/data/many"), self.sums(self.server, self.export + self.path)
        )

    def test_network_cut(self):
        """a network that is silent for a while costs time and nothing else"""

        def fault():
            self.router.must("cut", "on", setting("NFS_ADDRESS"))
            time.sleep(CUT_SECONDS)
            self.router.must("cut", "off")

        self.put_big_file(fault)

    def test_reset(self):
        """connections that are reset in mid-stream are made anew, and the file is whole"""

        def fault():
            for _ in range(3):
                self.router.must("cut", "reset", setting("NFS_ADDRESS"))
                time.sleep(0.5)
                self.router.must("cut", "off")
                time.sleep(1)

        self.put_big_file(fault)

    def test_address_changes(self):
        """a client whose address changes under way goes on from the new one"""
        old = setting("CLIENT_ADDRESS")
        new = old.rsplit(".", 1)[0] + ".77"
        self.addCleanup(bed, "move", "lan-host", old)
        self.put_big_file(lambda: bed("move", "lan-host", new))
