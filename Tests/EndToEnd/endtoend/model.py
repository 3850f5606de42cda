# SPDX-License-Identifier: Apache-2.0
"""What the files of one server may hold, given what was done to them and how it ended.

An operation that succeeded leaves one possibility. One that failed while the network or a server was away may have happened
or not, and leaves both, until the file is written or seen again.
"""

import hashlib

ABSENT = None


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Model:
    def __init__(self):
        self.files = {}  # name -> the digests it may have, ABSENT among them if it may not be there

    def possible(self, name):
        return self.files.get(name, {ABSENT})

    def is_certainly_there(self, name):
        return ABSENT not in self.possible(name)

    def put(self, name, data, succeeded):
        self.files[name] = {digest(data)} | (set() if succeeded else self.possible(name))

    def removed(self, name, succeeded):
        self.files[name] = {ABSENT} | (set() if succeeded else self.possible(name))

    def renamed(self, name, other, succeeded):
        moved, replaced = self.possible(name), self.possible(other)
        self.files[other] = moved | (set() if succeeded else replaced)
        self.files[name] = {ABSENT} | (set() if succeeded else moved)

    def seen(self, name, found):
        """Whether a file may have this digest; from now on it has no other."""
        is_known = found in self.possible(name)
        self.files[name] = {found}
        return is_known

    def compare(self, found):
        """Sentences about whatever `found` (name -> digest: all that a server holds) has that it must not have."""
        problems = []
        for name, possible in sorted(self.files.items()):
            digest = found.get(name, ABSENT)
            if digest in possible:
                continue
            problems.append(f"{name} is lost" if digest is ABSENT else f"{name} holds what it must not: {digest}")
        problems += [f"{name} was put by nobody" for name in sorted(found.keys() - self.files.keys())]
        return problems
