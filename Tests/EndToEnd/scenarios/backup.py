# SPDX-License-Identifier: Apache-2.0
"""Scenario 4: backups to netatalk and to Ganesha: every verb, and a fault in every phase."""

import time
import unittest

from endtoend.environment import Place, afp_url, bed, client, nfs_url, setting, unique, wait_until

TREE = """
rm -rf /data/tree /data/back; mkdir -p /data/tree/docs /data/tree/empty /data/tree/deep/a/b/c; cd /data/tree
i=0; while [ $i -lt 60 ]; do head -c $((i * 211 + 1)) /dev/urandom > docs/f$i; i=$((i + 1)); done
head -c 6000000 /dev/urandom > big; ln docs/f1 hard; ln -s docs/f2 soft; chmod 600 docs/f3
truncate -s 3000000 sparse; printf x | dd of=sparse bs=1 seek=2000000 conv=notrunc 2> /dev/null
echo end > deep/a/b/c/leaf; touch -d '2001-02-03 04:05:06' docs/f4
"""
# Where faults matter and pace does not: a background stream takes as long as a busy machine makes it take.
BEST_EFFORT = ("--class", "best-effort")
LIMIT = 300  # seconds
# Names, types, modes, times, sizes, link counts and content, one line each.
FINGERPRINT = (
    "cd {0} && find . -mindepth 1 -printf '%P %y %m %Ts %s %n %l\\n' | sed -E 's/ d ([0-7]+) ([0-9]+) [0-9]+ [0-9]+/ d \\1/' | sort"
    " && find . -type f -print0 | sort -z | xargs -0 sha256sum"
)


class Streamer:
    """A tree, a place to back it up to, and what `backup-streamer` does with both."""

    def setUp(self):
        self.client = client()
        self.place = self.target(unique("backup"))
        self.client.shell(TREE)

    def stream(self, verb, *arguments, seconds=LIMIT):
        return self.client.run("backup-streamer", verb, *arguments, seconds=seconds)

    def push(self):
        return self.stream("push", *BEST_EFFORT, "/data/tree", self.place, seconds=240)

    def good(self, verb, *arguments, seconds=LIMIT):
        outcome = self.stream(verb, *arguments, seconds=seconds)
        self.assertEqual(outcome.status, 0, outcome)
        return outcome

    def fingerprint(self, folder):
        return self.client.shell(FINGERPRINT.format(folder)).text

    def restored(self, *options):
        self.client.shell("rm -rf /data/back")
        self.good("restore", *options, self.place, "/data/back")
        return self.fingerprint("/data/back")


class EveryVerb(Streamer):
    """Claims over one kind of target."""

    server = None  # service name
    address = None  # variable with the address that the router cuts

    def test_round_trip(self):
        """a full backup, an incremental one, list, verify, restore of both points, prune"""
        first = self.fingerprint("/data/tree")
        self.good("push", "/data/tree", self.place)
        self.client.shell(
            "cd /data/tree && echo changed >> docs/f5 && rm docs/f6 && mkdir new && echo n > new/file"
        )
        second = self.fingerprint("/data/tree")
        self.good("push", "/data/tree", self.place)
        listing = self.good("list", self.place).text.splitlines()
        points = [line.split()[0] for line in listing if line.split()[0].isdigit()]
        self.assertEqual(len(points), 2, "two points are listed")
        self.good("verify", self.place)
        self.assertEqual(self.restored(), second)
        self.assertEqual(self.restored("--point", points[0]), first)
        self.good("prune", "--keep-last", "1", self.place)
        self.assertEqual(self.restored(), second)

    def interrupted(self, fault, settle=lambda: None):
        """Pushes, lets a fault happen in mid-stream, then pushes again: that must complete and restore whole."""
        self.client.shell("head -c 24000000 /dev/urandom > /data/tree/more")
        expected = self.fingerprint("/data/tree")
        router = Place("ON_ROUTER")
        router.must("shape", "40", "50", "no")
        self.addCleanup(router.must, "shape", "0", "0", "no")
        self.addCleanup(router.must, "cut", "off")
        push = self.client.start(
            "backup-streamer",
            "push",
            *BEST_EFFORT,
            "/data/tree",
            self.place,
            seconds=180,
        )
        time.sleep(2.5)
        self.assertTrue(
            push.is_running,
            f"it ended before the fault: {push.finish() if not push.is_running else ''}",
        )
        fault()
        push.finish(240)
        settle()
        router.must("shape", "0", "0", "no")
        # A server may hold the dead session's files open until it has noticed.
        wait_until(
            "a later push completes",
            lambda: self.push().status == 0,
            seconds=30,
            step=1,
        )
        self.good("verify", self.place)
        self.assertEqual(self.restored(), expected)

    def test_client_killed(self):
        """a streamer killed in mid-stream: the next push completes, and what is restored is whole"""
        self.interrupted(lambda: self.client.run("pkill", "-KILL", "backup-streamer"))

    def test_server_killed(self):
        """a server killed in mid-stream and started again: nothing is lost"""
        setting("BED")

        def fault():
            bed("kill", self.server)
            time.sleep(1)
            bed("start", self.server)

        self.interrupted(fault)

    def test_network_cut(self):
        """a network cut in mid-stream and healed: nothing is lost"""

        def fault():
            router = Place("ON_ROUTER")
            router.must("cut", "on", setting(self.address))
            time.sleep(8)
            router.must("cut", "off")

        self.interrupted(fault)


class DiskFull(Streamer):
    """Claims over a target whose disk a test may fill."""

    server = None  # variable with the place where its disk is
    disk = None  # what is filled there
    # Bytes left: nothing, a lock's, some of a band's, and around all that the point takes.
    rooms = (0, 16_000, 256_000, 3_000_000, 7_990_000, 8_020_000, 8_060_000)

    def fill(self, room):
        """Takes the disk's free space but for `room` bytes."""
        self.server.shell(
            f"free=$(df --output=avail -B1 {self.disk} | tail -1);"
            f"head -c $((free > {room} ? free - {room} : 0)) /dev/zero > {self.disk}/.filler || true"
        )

    def empty(self):
        self.server.must("rm", "-f", f"{self.disk}/.filler")

    def test_disk_full(self):
        """a disk that fills up, whenever it does, is reported; the last point stays whole, and the next push completes"""
        self.server = Place(self.server)
        self.addCleanup(self.empty)
        self.good("push", *BEST_EFFORT, "/data/tree", self.place)
        full = 0
        for room in self.rooms:
            with self.subTest(room=room):
                expected = self.fingerprint("/data/tree")
                self.client.shell("head -c 8000000 /dev/urandom > /data/tree/large")
                self.fill(room)
                outcome = self.push()
                if outcome.status == 0:  # that was room enough
                    expected = self.fingerprint("/data/tree")
                else:
                    full += 1
                    self.assertNotIn(outcome.status, (124, 137), outcome)
                    self.assertRegex(outcome.said.lower(), "full|space", outcome)
                self.assertEqual(self.restored(), expected)
                self.empty()
                self.good("push", *BEST_EFFORT, "/data/tree", self.place)
                self.good("prune", "--keep-last", "1", self.place)
                self.good("verify", self.place)
        self.assertGreater(full, 2, "the disk was hardly ever full")


class Netatalk(EveryVerb, unittest.TestCase):
    scenario = "4 backup to netatalk"
    server = "netatalk"
    address = "AFP_ADDRESS"

    def target(self, name):
        return afp_url("/" + name)

    def test_wrong_password(self):
        """a wrong password ends with a sentence that says so"""
        outcome = self.client.run(
            "sh",
            "-c",
            f"BACKUP_STREAMER_PASSWORD=wrongone backup-streamer list '{self.place}'",
            seconds=60,
        )
        self.assertEqual(outcome.status, 77, outcome)
        self.assertRegex(outcome.said.lower(), "password|log in|login|authent", outcome)

    def test_password_file(self):
        """a password is taken from a file, without the environment"""
        self.good("push", "/data/tree", self.place)
        self.client.must(
            "sh",
            "-c",
            "umask 077; printf '%s\\n' \"$BACKUP_STREAMER_PASSWORD\" > /tmp/password;"
            f" env -u BACKUP_STREAMER_PASSWORD backup-streamer list --password-file /tmp/password '{self.place}'",
        )

    def test_password_prompt(self):
        """a password typed at the prompt logs in, and does not show"""
        password = setting("AFP_PASSWORD")
        # What is typed before the question is thrown away, so the typist waits for it.
        outcome = self.client.run(
            "sh",
            "-c",
            "mkfifo /tmp/keys; : > /tmp/screen;"
            f" (until grep -q Password: /tmp/screen; do sleep 0.1; done; echo '{password}') > /tmp/keys &"
            " env -u BACKUP_STREAMER_PASSWORD script -qefc"
            f" \"backup-streamer status '{self.place}'\" /tmp/screen < /tmp/keys;"
            " status=$?; rm -f /tmp/keys; exit $status",
        )
        # The directory of the backup is not there yet: that was found out behind the login.
        self.assertEqual(outcome.status, 1, outcome)
        self.assertIn("holds no backup", outcome.said, outcome)
        self.assertNotIn(password, outcome.said, outcome)

    def test_missing_volume(self):
        """a volume that is not there ends with a sentence that names it"""
        outcome = self.stream("push", "/data/tree", afp_url("/x", volume="nowhere"))
        self.assertEqual(outcome.status, 1, outcome)
        self.assertIn("nowhere", outcome.said, outcome)

    def test_read_only_volume(self):
        """a volume that may not be written ends with a sentence that says so"""
        outcome = self.stream("push", "/data/tree", afp_url("/x", volume="readonly"))
        self.assertEqual(outcome.status, 1, outcome)
        self.assertRegex(outcome.said.lower(), "read-only", outcome)

    def test_lock_of_another_host(self):
        """the lock of a live push on another host ends with 75; when it is dead it is taken over, and work goes on"""
        second = Place("ON_SECOND_CLIENT")
        second.shell("mkdir -p /tmp/tree && head -c 60000000 /dev/urandom > /tmp/tree/f")
        other = second.start(
            "backup-streamer", "push", "--limit-rate", "200K", "/tmp/tree", self.place, seconds=300
        )
        self.addCleanup(second.run, "pkill", "-KILL", "backup-streamer")
        wait_until(
            "the other push has the lock",
            lambda: "in use" in self.stream("status", self.place).said,
            seconds=60,
            step=1,
        )
        outcome = self.stream("push", "/data/tree", self.place, seconds=200)
        self.assertEqual(outcome.status, 75, outcome)
        self.assertIn("in use by", outcome.said, outcome)
        second.run("pkill", "-KILL", "backup-streamer")
        other.finish(60)
        outcome = self.good("push", "/data/tree", self.place, seconds=240)
        self.assertIn("signs of life", outcome.said, outcome)
        self.good("verify", self.place)
        self.assertEqual(self.restored(), self.fingerprint("/data/tree"))


class SmallNetatalk(DiskFull, unittest.TestCase):
    scenario = "4 backup to a small netatalk volume"
    server = "ON_AFP_SMALL_SERVER"
    disk = "/srv/backup"

    def target(self, name):
        return afp_url("/" + name, host="AFP_SMALL_HOST")


class Ganesha(EveryVerb, unittest.TestCase):
    scenario = "4 backup to Ganesha"
    server = "nfs-ganesha"
    address = "NFS_ADDRESS"

    def target(self, name):
        return nfs_url("/" + name)


class OwnServer(DiskFull, unittest.TestCase):
    scenario = "4 backup to our own server"
    server = "ON_OWN_SERVER"
    disk = "/srv/export"

    def target(self, name):
        return nfs_url("/" + name, host="OWN_HOST", export="/srv/export")
