# SPDX-License-Identifier: Apache-2.0
"""What two programs that run all the time hold: descriptors, memory, and at their end mbufs."""

import json
import time

from .environment import Place, bed, wait_until

SETTLE_SECONDS = 30  # for connections of clients that are gone to be noticed
MEMORY_SLACK = 24 << 20  # bytes a program may hold more in the end
DESCRIPTOR_SLACK = 2

WEIGH = """
for process in /proc/[0-9]*; do
  [ "$(cat $process/comm 2> /dev/null)" = {0} ] || continue
  echo $(ls $process/fd | wc -l) $(awk '/VmRSS/ {{ print $2 * 1024 }}' $process/status)
  break
done
"""


class Scales:
    """`nfs-server`, and an `nfs-client watch` that asks a server all the time, through every fault."""

    def __init__(self, place, url):
        self.place, self.url = place, url
        self.programs = {"nfs-server": Place("ON_OWN_SERVER"), "nfs-client": place}
        self.before, self.after, self.mbufs = {}, {}, {}

    def load(self):
        """Starts the watching client, waits until it is at rest, and weighs both."""
        self.watch = self.place.start(
            "nfs-client", "watch", "--json", "--interval", "200ms", self.url, seconds=24 * 3600
        )
        time.sleep(3)
        self.before = self.weigh()

    def weigh(self):
        found = {}
        for program, place in self.programs.items():
            text = place.shell(WEIGH.format(program)).text.split()
            if len(text) == 2:
                found[program] = (int(text[0]), int(text[1]))
        return found

    def differences(self):
        """Sentences about what leaked. Both programs are ended here: what they say at their end counts mbufs."""

        def is_as_before():
            self.after = self.weigh()
            return all(
                name in self.after and self.after[name][0] <= first[0] + DESCRIPTOR_SLACK
                for name, first in self.before.items()
            )

        problems = []
        try:
            wait_until("descriptors are as before", is_as_before, SETTLE_SECONDS, step=1)
        except AssertionError:
            held = self.programs["nfs-server"].run("sh", "-c", "ls -l /proc/1/fd | cut -c40-").text
            problems.append(f"descriptors leak: {self.before} -> {self.after}; nfs-server has {held}")
        for name, first in self.before.items():
            if self.after.get(name, first)[1] > first[1] + MEMORY_SLACK:
                problems.append(f"{name} grew: (descriptors, bytes) {first} -> {self.after[name]}")
        return problems + self.last_words()

    def last_words(self):
        if not self.watch.is_running:
            return [f"the watching client ended: {self.watch.finish()}"]
        self.place.run("pkill", "-INT", "nfs-client")
        said = self.watch.finish(30)
        bed("stop", "nfs-server")
        words = {"nfs-client": said.text.splitlines(), "nfs-server": bed("logs", "nfs-server").splitlines()}
        for program, lines in words.items():
            self.mbufs[program] = mbufs_in(lines)
        return [
            f"{program} ended with {count} mbufs in use"
            for program, count in self.mbufs.items()
            if count != 0
        ]

    def table(self):
        lines = [f"{'':12} {'descriptors':>16} {'MiB':>16} {'mbufs at the end':>18}"]
        for name, first in self.before.items():
            last = self.after.get(name, (0, 0))
            held, size = f"{first[0]} -> {last[0]}", f"{first[1] / 2**20:.1f} -> {last[1] / 2**20:.1f}"
            lines.append(f"{name:12} {held:>16} {size:>16} {str(self.mbufs.get(name)):>18}")
        return "\n".join(lines)


def mbufs_in(lines):
    """The count in the last JSON line that has one; None without."""
    for line in reversed(lines):
        start = line.find("{")
        try:
            count = json.loads(line[start:]).get("mbufs") if start >= 0 else None
        except ValueError:
            continue
        if count is not None:
            return count
    return None
