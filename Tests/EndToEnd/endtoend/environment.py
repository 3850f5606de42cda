# SPDX-License-Identifier: Apache-2.0
"""Where things are: every host, port and place comes from the environment.

`Tests/EndToEnd/bed env` prints the variables of the containers. For servers started by hand, set NFS_HOST, NFS_PORT,
NFS_MOUNT_PORT, NFS_EXPORT, AFP_HOST, AFP_PORT, AFP_USER, AFP_PASSWORD, AFP_VOLUME (and BIN, the folder of the programs):
tests that need more, such as a server they may kill, are skipped with the name of the variable they miss.
"""

import os
import shlex
import subprocess
import time
import unittest
from dataclasses import dataclass


def setting(name, default=None):
    """The variable, or a skip that names it."""
    value = os.environ.get(name, default)
    if value is None or value == "":
        raise unittest.SkipTest(f"{name} is not set")
    return value


@dataclass
class Outcome:
    """What a command did."""

    command: list
    status: int
    out: bytes
    err: bytes
    seconds: float

    @property
    def text(self):
        return self.out.decode(errors="replace")

    @property
    def said(self):
        """Both streams, for messages and for what a person would have seen."""
        return (self.out + self.err).decode(errors="replace")

    def __str__(self):
        return f"{shlex.join(self.command)}\nstatus {self.status} after {self.seconds:.1f} s\n{self.said[-3000:]}"


class Place:
    """Somewhere commands run: a container, or this machine when the prefix is empty."""

    def __init__(self, variable, optional_prefix=False):
        prefix = os.environ.get(variable)
        if prefix is None and not optional_prefix:
            raise unittest.SkipTest(f"{variable} is not set")
        self.prefix = shlex.split(prefix or "")
        self.path = os.environ.get("BIN") if not self.prefix else None

    def command(self, arguments, seconds, signal="TERM"):
        """`timeout` inside the place: a client of the engine that dies leaves its command running."""
        limit = ["timeout", "-s", signal, "-k", "10", f"{seconds:g}"]
        return self.prefix + limit + [str(argument) for argument in arguments]

    def environment(self):
        if self.path is None:
            return None
        return {**os.environ, "PATH": self.path + os.pathsep + os.environ["PATH"]}

    def run(self, *arguments, seconds=60, signal="TERM", stdin=b""):
        command = self.command(arguments, seconds, signal)
        began = time.monotonic()
        done = subprocess.run(
            command, input=stdin, capture_output=True, timeout=seconds + 60, env=self.environment()
        )
        return Outcome(command, done.returncode, done.stdout, done.stderr, time.monotonic() - began)

    def must(self, *arguments, seconds=60, stdin=b""):
        """Runs a command that has to succeed; its output."""
        outcome = self.run(*arguments, seconds=seconds, stdin=stdin)
        if outcome.status != 0:
            raise AssertionError(str(outcome))
        return outcome

    def start(self, *arguments, seconds=120):
        return Running(self.command(arguments, seconds), self.environment())

    def shell(self, script, seconds=60):
        return self.must("sh", "-ec", script, seconds=seconds)


class Running:
    """A command that is still at work."""

    def __init__(self, command, environment):
        self.command = command
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )

    @property
    def is_running(self):
        return self.process.poll() is None

    def finish(self, seconds=120):
        out, err = self.process.communicate(timeout=seconds)
        return Outcome(
            self.command, self.process.returncode, out, err, time.monotonic() - self.began
        )


def client():
    """Where our programs run. Without ON_CLIENT: on this machine, programs from BIN or the path."""
    if os.environ.get("ON_CLIENT") is None and os.environ.get("BIN") is None:
        raise unittest.SkipTest("neither ON_CLIENT nor BIN is set")
    return Place("ON_CLIENT", optional_prefix=True)


def bed(*arguments, seconds=90):
    """Does something to the bed, such as `bed("kill", "nfs-ganesha")`."""
    command = [setting("BED"), *arguments]
    done = subprocess.run(command, capture_output=True, timeout=seconds)
    if done.returncode != 0:
        raise AssertionError(
            f"{shlex.join(command)}: {(done.stdout + done.stderr).decode()[-2000:]}"
        )
    return done.stdout.decode()


def wait_until(claim, condition, seconds=30, step=0.1):
    """Waits for a condition with a deadline; what it returned."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {seconds} s: {claim}")
        time.sleep(step)


def nfs_url(path="", host="NFS_HOST", export=None, **options):
    """An NFS URL in libnfs' spelling. `host` is the name of the variable with the host."""
    export = export or setting("NFS_EXPORT", "/export")
    port = setting("OWN_PORT" if host == "OWN_HOST" else "NFS_PORT", "2049")
    mount = port if host == "OWN_HOST" else setting("NFS_MOUNT_PORT", "20048")
    query = {"version": 3, "nfsport": port, "mountport": mount, **options}
    return f"nfs://{setting(host)}{export}{path}?" + "&".join(
        f"{key}={value}" for key, value in query.items()
    )


def afp_url(path="", host="AFP_HOST", volume=None):
    port, volume = setting("AFP_PORT", "548"), volume or setting("AFP_VOLUME", "backup")
    return f"afp://{setting('AFP_USER')}@{setting(host)}:{port}/{volume}{path}"


def unique(stem):
    """A name that no other test and no earlier run used."""
    return f"{stem}-{os.getpid()}-{time.monotonic_ns() % 1_000_000_000}"
