# SPDX-License-Identifier: Apache-2.0
"""Faults that come and go while clients work: each is drawn from the seed, lasts a while, and is taken back."""

import random
import threading

from .environment import Place, bed, setting

PAUSE_SECONDS = (2, 8)  # between two faults
FAULT_SECONDS = (0.5, 5)
AFTERMATH_SECONDS = 2  # what was under way still feels a fault that is over
FILLER = "/srv/export/.filler"


class Weather(threading.Thread):
    """Disturbs the bed until `end`. An operation compares `mark` before and after to know whether it was disturbed."""

    def __init__(self, seed):
        super().__init__(name="weather")
        self.random = random.Random(seed)
        self.router, self.own_server = Place("ON_ROUTER"), Place("ON_OWN_SERVER")
        self.addresses = [setting(name) for name in ("NFS_ADDRESS", "AFP_ADDRESS", "OWN_ADDRESS")]
        self.counts = {}
        self.problem = None
        self._ended = threading.Event()
        self._number = 0  # odd while a fault is on

    @property
    def mark(self):
        return self._number

    def is_calm_since(self, mark):
        return mark == self._number and mark % 2 == 0

    def end(self):
        self._ended.set()
        self.join()

    def run(self):
        faults = [self.cut, self.cut_one, self.reset, self.restart, self.freeze, self.delay, self.fill]
        while not self._ended.wait(self.random.uniform(*PAUSE_SECONDS)):
            fault, seconds = self.random.choice(faults), self.random.uniform(*FAULT_SECONDS)
            self._number += 1
            try:
                heal = fault()
                self._ended.wait(seconds)
                heal()
                self.counts[fault.__name__] = self.counts.get(fault.__name__, 0) + 1
            except AssertionError as error:
                self.problem = f"the bed itself failed: {error}"
                return
            finally:
                self._ended.wait(AFTERMATH_SECONDS)
                self._number += 1

    # Each makes itself felt and returns what takes it back.

    def cut(self):
        self.router.must("cut", "on")
        return lambda: self.router.must("cut", "off")

    def cut_one(self):
        self.router.must("cut", "on", self.random.choice(self.addresses))
        return lambda: self.router.must("cut", "off")

    def reset(self):
        self.router.must("cut", "reset", self.random.choice(self.addresses))
        return lambda: self.router.must("cut", "off")

    def restart(self):
        service = self.random.choice(("nfs-ganesha", "netatalk"))
        bed("kill", service)
        return lambda: bed("start", service)

    def freeze(self):
        service = self.random.choice(("nfs-ganesha", "netatalk", "nfs-server"))
        bed("pause", service)
        return lambda: bed("unpause", service)

    def delay(self):
        """A narrow line with a deep buffer: answers take a fifth of a second and more."""
        self.router.must("shape", "4", "300", "no")
        return lambda: self.router.must("shape", "0", "0", "no")

    def fill(self):
        """The disk of our server is full; a backup and plain files live there."""
        self.own_server.run("dd", "if=/dev/zero", f"of={FILLER}", "bs=1M", "status=none")
        return lambda: self.own_server.must("rm", "-f", FILLER)
