# SPDX-License-Identifier: Apache-2.0
"""The soak test: two clients work at random, faults come and go, a model knows what every file may hold.

What is drawn (server, verb, name, content; fault and how long it lasts) depends on the seed alone, for each client on its own:
a replay draws the same. Time decides how far it gets and which operation a fault meets.
"""

import random
import threading
import time

from .environment import Place, afp_url, client, nfs_url, setting
from .model import ABSENT, Model, digest
from .scales import Scales
from .weather import FILLER, Weather

OPERATION_SECONDS = 120  # longer than any fault lasts: an operation that takes more hangs
SIZES = (0, 1, 511, 4096, 65_537, 700_001)
NAMES = [f"/f{number}" for number in range(12)]
MOST_PROBLEMS = 5


class Server:
    """A server, what its files may hold, and where its own file system can be looked at."""

    def __init__(self, host, export, place, folder):
        self.host, self.export, self.place, self.folder = host, export, Place(place), folder
        self.model = Model()
        self.locks = {name: threading.Lock() for name in NAMES}  # a name and its new names

    def url(self, name=""):
        return nfs_url(self.folder + name, host=self.host, export=self.export)

    def holds(self):
        listing = self.place.shell(
            f"cd {self.export}{self.folder} && find . -type f -exec sha256sum {{}} +"
        ).text
        return {line[66:].lstrip("."): line[:64] for line in listing.splitlines()}


class Worker(threading.Thread):
    """One client: draws an operation, does it, tells the model."""

    def __init__(self, name, place, backup, soak):
        super().__init__(name=name)
        self.place, self.backup_url, self.soak = place, backup, soak
        self.random = random.Random(f"{soak.seed}/{name}")
        self.tree = f"/tmp/{name}-tree"
        self.operations = self.failures = 0
        self.place.shell(f"rm -rf {self.tree} /tmp/restored; mkdir {self.tree}")

    def run(self):
        verbs = [self.put] * 5 + [self.read] * 5 + [self.rename] * 2 + [self.remove] + [self.backup]
        while time.monotonic() < self.soak.deadline and len(self.soak.problems) < MOST_PROBLEMS:
            server, verb = self.random.choice(self.soak.servers), self.random.choice(verbs)
            name, draw = self.random.choice(NAMES), random.Random(self.random.getrandbits(64))
            try:
                with server.locks[name]:
                    verb(server, name, draw)
            except Exception as error:  # noqa: BLE001  a thread's failure is the run's
                self.soak.problems.append(f"{self.name}, {verb.__name__} {server.host}{name}: {error!r}")
            self.operations += 1

    def attempt(self, *command, may_fail=False):
        """Runs a command. Under a fault it may fail, but it may never hang."""
        mark = self.soak.weather.mark
        outcome = self.place.run(*command, seconds=OPERATION_SECONDS)
        if outcome.status in (124, 137):
            self.soak.problems.append(f"hung: {outcome}")
        elif outcome.status != 0 and not may_fail:
            self.failures += 1
            if self.soak.weather.is_calm_since(mark):
                self.soak.problems.append(f"failed although all was well: {outcome}")
        return outcome

    def put(self, server, name, draw):
        data = draw.randbytes(draw.choice(SIZES))
        self.place.must("sh", "-c", f"cat > /tmp/{self.name}", stdin=data)
        outcome = self.attempt("nfs-client", "put", f"/tmp/{self.name}", server.url(name))
        server.model.put(name, data, outcome.status == 0)

    def read(self, server, name, _):
        possible = server.model.possible(name)
        outcome = self.attempt("nfs-client", "cat", server.url(name), may_fail=ABSENT in possible)
        if outcome.status == 0 and not server.model.seen(name, digest(outcome.out)):
            self.soak.problems.append(
                f"{server.host}{name}: {len(outcome.out)} bytes that nobody wrote"
            )

    def rename(self, server, name, draw):
        if not server.model.is_certainly_there(name):
            return
        other = f"{name}-r{draw.randrange(3)}"
        outcome = self.attempt("nfs-client", "mv", server.url(name), server.url(other))
        server.model.renamed(name, other, outcome.status == 0)

    def remove(self, server, name, _):
        if not server.model.is_certainly_there(name):
            return
        outcome = self.attempt("nfs-client", "rm", server.url(name))
        server.model.removed(name, outcome.status == 0)

    def backup(self, _, name, draw):
        """Changes a file of this client's own tree and backs the tree up; whole points are restored and compared."""
        data = draw.randbytes(draw.choice(SIZES))
        self.place.must("sh", "-c", f"cat > {self.tree}{name}", stdin=data)
        if self.attempt("backup-streamer", "push", self.tree, self.backup_url).status != 0:
            return
        self.restore()
        if draw.randrange(3) == 0:
            self.attempt("backup-streamer", "prune", "--keep-last", "2", self.backup_url)

    def restore(self):
        self.place.must("rm", "-rf", "/tmp/restored")
        restored = self.attempt("backup-streamer", "restore", self.backup_url, "/tmp/restored")
        if restored.status != 0:
            return
        difference = self.place.run("diff", "-r", self.tree, "/tmp/restored")
        if difference.status != 0:
            self.soak.problems.append(f"{self.backup_url}: restored is not what was backed up: {difference}")

    def finish(self):
        """All is well now: the last push must complete, and everything in the repository be right."""
        self.attempt("backup-streamer", "push", self.tree, self.backup_url)
        self.attempt("backup-streamer", "verify", self.backup_url)
        self.restore()


class Soak:
    def __init__(self, minutes, seed):
        self.seconds, self.seed = minutes * 60, seed
        self.problems = []
        folder = f"/soak-{seed}-{time.time_ns() % 1_000_000}"
        self.servers = [
            Server("NFS_HOST", setting("NFS_EXPORT", "/export"), "ON_NFS_SERVER", folder),
            Server("OWN_HOST", "/srv/export", "ON_OWN_SERVER", folder),
        ]
        self.weather = Weather(seed)
        self.scales = Scales(client(), self.servers[0].url())
        self.own_backup = nfs_url(f"{folder}-backup", host="OWN_HOST", export="/srv/export")
        self.workers = [
            Worker("first", client(), afp_url(f"{folder}-backup"), self),
            Worker("second", Place("ON_SECOND_CLIENT"), self.own_backup, self),
        ]

    def run(self):
        print(f"soak: seed {self.seed}", flush=True)
        for server in self.servers:
            client().must("nfs-client", "mkdir", server.url())
        self.scales.load()
        self.deadline = time.monotonic() + self.seconds
        self.weather.start()
        for worker in self.workers:
            worker.start()
        for worker in self.workers:
            worker.join()
        self.weather.end()
        self.problems += [self.weather.problem] if self.weather.problem else []
        self.settle()
        return self.report()

    def settle(self):
        """The faults are over: nothing may be lost, leaked, or still at work."""
        for worker in self.workers:
            worker.finish()
        for server in self.servers:
            self.problems += [f"{server.host}{text}" for text in server.model.compare(server.holds())]
        # What is removed must not be held open any longer.
        for url in [server.url() for server in self.servers] + [self.own_backup]:
            removed = client().run("nfs-client", "rm", "-r", url)
            self.problems += [str(removed)] if removed.status != 0 else []
        self.problems += self.scales.differences()

    def report(self):
        operations = sum(worker.operations for worker in self.workers)
        failures = sum(worker.failures for worker in self.workers)
        faults = ", ".join(f"{name} {count}" for name, count in sorted(self.weather.counts.items()))
        print(f"{operations} operations, {failures} of them ended by a fault; faults: {faults}")
        print(self.scales.table())
        for problem in self.problems:
            print(f"PROBLEM {problem}")
        print(f"\n{int(not self.problems)} passed, {int(bool(self.problems))} failed", flush=True)
        return 1 if self.problems else 0
