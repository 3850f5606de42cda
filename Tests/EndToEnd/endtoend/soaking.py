# SPDX-License-Identifier: Apache-2.0
"""The soak test: a model of what the servers must hold, operations that change both, faults in between.

What is drawn (client, server, verb, name, size, content; fault and how long it lasts) depends on the seed alone: a replay draws
the same. Time decides how far it gets and which operation a fault meets. An operation that fails although the servers are well is a failure; one that ended while a fault was on
may have happened or not, so the model keeps both possibilities until the file is next written or read.
"""

import hashlib
import random
import threading
import time

from .environment import Place, afp_url, bed, client, nfs_url, setting

OPERATION_SECONDS = 120  # longer than any fault lasts: an operation that takes more hangs
SIZES = (0, 1, 511, 4096, 65_537, 700_001)
SETTLE_SECONDS = 30
MEMORY_SLACK = 24 << 20  # bytes a long-lived program may hold more at the end
DESCRIPTOR_SLACK = 4


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Soak:
    def __init__(self, minutes, seed):
        self.random = random.Random(seed)
        self.draw = random.Random(seed)  # anew for each operation, however much that draws
        self.faults_random = random.Random(seed + 1)
        self.deadline = time.monotonic() + minutes * 60
        self.seed = seed
        self.clients = [client(), Place("ON_SECOND_CLIENT")]
        self.router = Place("ON_ROUTER")
        self.targets = {"NFS_HOST": (setting("NFS_EXPORT", "/export"), Place("ON_NFS_SERVER"))}
        self.targets["OWN_HOST"] = ("/srv/export", Place("ON_OWN_SERVER"))
        self.folder = f"/soak-{seed}"
        self.model = {
            host: {} for host in self.targets
        }  # name -> set of digests it may have; None: absent
        self.problems = []
        self.done = {"operations": 0, "faults": 0}
        self.fault_is_on = threading.Event()
        self.stop = threading.Event()

    # Operations. Each returns whether it succeeded, and the model learns from that.

    def url(self, host, name=""):
        return nfs_url(self.folder + name, host=host, export=self.targets[host][0])

    def attempt(self, place, *command, stdin=b""):
        """Runs a command; while faults come and go it may fail, but it may not hang."""
        disturbed = self.fault_is_on.is_set()
        outcome = place.run(*command, seconds=OPERATION_SECONDS, stdin=stdin)
        disturbed = disturbed or self.fault_is_on.is_set()
        if outcome.status in (124, 137):
            self.problems.append(f"hung: {outcome}")
        elif outcome.status != 0 and not disturbed:
            self.problems.append(f"failed on a healthy network: {outcome}")
        return outcome

    def put(self, place, host, name):
        data = self.draw.randbytes(self.draw.choice(SIZES))
        place.must("sh", "-c", "cat > /tmp/soak", stdin=data)
        before = self.model[host].get(name, {None})
        outcome = self.attempt(place, "nfs-client", "put", "/tmp/soak", self.url(host, name))
        self.model[host][name] = {digest(data)} if outcome.status == 0 else before | {digest(data)}

    def read(self, place, host, name):
        expected = self.model[host].get(name, {None})
        if expected == {None}:
            return
        outcome = self.attempt(place, "nfs-client", "cat", self.url(host, name))
        if outcome.status != 0:
            return
        found = digest(outcome.out)
        if found not in expected:
            self.problems.append(
                f"{host}{name}: {len(outcome.out)} bytes that nobody wrote, {found}"
            )
        self.model[host][name] = {found}

    def rename(self, place, host, name):
        expected = self.model[host].get(name, {None})
        if None in expected:
            return
        other = f"{name}-r{self.draw.randrange(3)}"
        outcome = self.attempt(
            place, "nfs-client", "mv", self.url(host, name), self.url(host, other)
        )
        if outcome.status == 0:
            self.model[host][other] = expected
            self.model[host][name] = {None}
        else:
            self.model[host][other] = self.model[host].get(other, {None}) | expected
            self.model[host][name] = expected | {None}

    def remove(self, place, host, name):
        expected = self.model[host].get(name, {None})
        if None in expected:
            return
        outcome = self.attempt(place, "nfs-client", "rm", self.url(host, name))
        self.model[host][name] = {None} if outcome.status == 0 else expected | {None}

    def backup(self, place, host, name):
        """A backup of random files to netatalk: pushed, and if that succeeded, restored and compared."""
        where = afp_url(f"/soak-{self.seed}-{self.done['operations']}")
        size = self.draw.choice(SIZES)
        place.shell(
            f"rm -rf /tmp/b /tmp/r; mkdir -p /tmp/b; head -c {size} /dev/urandom > /tmp/b/f; echo {name} > /tmp/b/g"
        )
        if self.attempt(place, "backup-streamer", "push", "/tmp/b", where).status != 0:
            return
        if self.attempt(place, "backup-streamer", "restore", where, "/tmp/r").status == 0:
            if place.run("diff", "-r", "/tmp/b", "/tmp/r").status != 0:
                self.problems.append(f"{where}: what is restored differs")

    def operate(self):
        names = [f"/f{n}" for n in range(12)]
        verbs = [self.put] * 5 + [self.read] * 5 + [self.rename] * 2 + [self.remove] + [self.backup]
        while time.monotonic() < self.deadline and len(self.problems) < 5:
            place, host = self.random.choice(self.clients), self.random.choice(list(self.targets))
            verb, name = self.random.choice(verbs), self.random.choice(names)
            self.draw = random.Random(self.random.getrandbits(64))
            verb(place, host, name)
            self.done["operations"] += 1

    # Faults. Each is taken back by what it returns.

    def cut(self):
        self.router.must("cut", "on")
        return lambda: self.router.must("cut", "off")

    def reset(self):
        self.router.must("cut", "reset", setting("NFS_ADDRESS"))
        return lambda: self.router.must("cut", "off")

    def kill(self):
        service = self.faults_random.choice(("nfs-ganesha", "netatalk"))
        bed("kill", service)
        return lambda: bed("start", service)

    def freeze(self):
        bed("pause", "nfs-ganesha")
        return lambda: bed("unpause", "nfs-ganesha")

    def slow(self):
        self.router.must("shape", "10", "100", "no")
        return lambda: self.router.must("shape", "0", "0", "no")

    def disturb(self):
        faults = [self.cut, self.reset, self.kill, self.freeze, self.slow]
        while not self.stop.wait(self.faults_random.uniform(2, 8)):
            fault, lasts = self.faults_random.choice(faults), self.faults_random.uniform(0.5, 5)
            self.fault_is_on.set()
            try:
                heal = fault()
                self.stop.wait(lasts)
                heal()
                self.done["faults"] += 1
                time.sleep(2)  # what was under way still feels it
            except AssertionError as error:
                self.problems.append(f"the bed itself failed: {error}")
                return
            finally:
                self.fault_is_on.clear()

    # The end.

    def compare(self):
        """Every file, as the server's own file system has it, against the model."""
        for host, (export, server) in self.targets.items():
            listing = server.shell(
                f"cd {export}{self.folder} && find . -type f -exec sha256sum {{}} +"
            ).text
            found = {line[66:].lstrip("."): line[:64] for line in listing.splitlines()}
            for name, expected in self.model[host].items():
                if found.pop(name, None) not in expected:
                    self.problems.append(
                        f"{host}{name}: the server holds something that the model does not know"
                    )
            for name in found:
                if "/." not in name:  # a temporary name of an upload that a fault ended
                    self.problems.append(f"{host}{name}: nobody wrote this file")

    def weight(self, program, place):
        """Descriptors and resident bytes of a program that runs all the time."""
        text = place.shell(
            f'for p in /proc/[0-9]*; do [ "$(cat $p/comm 2> /dev/null)" = {program} ] || continue;'
            " echo $(ls $p/fd | wc -l) $(awk '/VmRSS/ { print $2 * 1024 }' $p/status); break; done"
        ).text.split()
        return (int(text[0]), int(text[1])) if len(text) == 2 else None

    def weigh(self):
        watching = self.clients[0]
        return {
            "nfs-server": self.weight("nfs-server", self.targets["OWN_HOST"][1]),
            "nfs-client": self.weight("nfs-client", watching),
        }

    def run(self):
        print(f"soak: seed {self.seed}")
        for host in self.targets:
            self.clients[0].must("nfs-client", "mkdir", self.url(host))
        # A client that lives as long as the run, through every fault.
        watch = self.clients[0].start(
            "nfs-client",
            "watch",
            "--json",
            "--interval",
            "200ms",
            self.url("NFS_HOST"),
            seconds=24 * 3600,
        )
        time.sleep(3)
        before = self.weigh()
        disturber = threading.Thread(target=self.disturb)
        disturber.start()
        try:
            self.operate()
        finally:
            self.stop.set()
            disturber.join()
        time.sleep(min(SETTLE_SECONDS, 5))
        self.compare()
        after = self.weigh()
        if not watch.is_running:
            self.problems.append(f"the long-lived client ended: {watch.finish()}")
        self.clients[0].run("pkill", "-INT", "nfs-client")
        watch.finish(30)
        for program, first in before.items():
            last = after[program]
            if first is None or last is None:
                self.problems.append(f"{program} was not there to be weighed: {first}, {last}")
            elif last[0] > first[0] + DESCRIPTOR_SLACK or last[1] > first[1] + MEMORY_SLACK:
                self.problems.append(f"{program} leaks: (descriptors, bytes) {first} -> {last}")
        print(
            f"soak: {self.done['operations']} operations, {self.done['faults']} faults, "
            f"weights before {before}, after {after}"
        )
        for problem in self.problems:
            print(f"PROBLEM {problem}")
        print(f"\n{int(not self.problems)} passed, {int(bool(self.problems))} failed")
        return 1 if self.problems else 0
