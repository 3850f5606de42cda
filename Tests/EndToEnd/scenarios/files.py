# SPDX-License-Identifier: Apache-2.0
"""Scenarios 2, 7 and 9: files through NFS, content compared inside the server; two clients; other versions and clients."""

import hashlib
import unittest

from endtoend.environment import Place, client, nfs_url, setting, unique


def digest(data):
    return hashlib.sha256(data).hexdigest()


def sample(size, seed=1):
    """Bytes that do not repeat and do not compress."""
    blocks = (hashlib.sha256(f"{seed}/{n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


class Files:
    """One set of claims over several servers; each says where it is."""

    host = "NFS_HOST"
    export_variable = "NFS_EXPORT"
    export_default = "/export"
    largest = 5_000_011

    def setUp(self):
        self.client = client()
        setting(self.host)
        self.export = setting(self.export_variable, self.export_default)
        self.folder = "/" + unique("files")
        self.nfs("mkdir", self.url())
        self.addCleanup(self.client.run, "nfs-client", "rm", "-r", self.url())

    def url(self, path=""):
        return nfs_url(self.folder + path, host=self.host, export=self.export)

    def nfs(self, *arguments, **options):
        return self.client.must("nfs-client", *arguments, **options)

    def upload(self, name, data):
        self.client.must("sh", "-c", f"cat > /tmp/{name}", stdin=data)
        self.nfs("put", f"/tmp/{name}", self.url("/" + name))
        self.client.must("rm", f"/tmp/{name}")

    def test_content(self):
        """what is put is read back, byte for byte"""
        for size in self.sizes():
            with self.subTest(size=size):
                data = sample(size, seed=size)
                self.upload(f"f{size}", data)
                self.assertEqual(digest(self.nfs("cat", self.url(f"/f{size}")).out), digest(data))

    def sizes(self):
        return (0, 1, 4095, 65_536, self.largest)

    def test_walk(self):
        """a tree that was put is listed and got whole"""
        self.client.shell(
            "rm -rf /tmp/t && mkdir -p /tmp/t/a/b/c /tmp/t/d && i=0; while [ $i -lt 120 ]; do echo $i > /tmp/t/a/b/f$i;"
            "i=$((i+1)); done; echo deep > /tmp/t/a/b/c/x; echo 'name with space' > '/tmp/t/d/with space'"
        )
        self.nfs("put", "/tmp/t", self.url("/t"))
        listing = self.nfs("ls", "-R", self.url("/t")).text
        for name in ("f0", "f119", "with space", "x"):
            self.assertIn(name, listing)
        self.client.must("rm", "-rf", "/tmp/back")
        self.nfs("get", self.url("/t"), "/tmp/back")
        self.client.must("diff", "-r", "/tmp/t", "/tmp/back")

    def test_rename_and_remove(self):
        """a renamed file is under its new name only, and a removed tree is gone"""
        self.upload("old", b"content\n")
        self.nfs("mv", self.url("/old"), self.url("/new"))
        self.assertEqual(self.nfs("cat", self.url("/new")).out, b"content\n")
        self.assertNotEqual(self.client.run("nfs-client", "cat", self.url("/old")).status, 0)
        self.nfs("mkdir", self.url("/sub"))
        self.upload_into_sub()
        self.nfs("rm", "-r", self.url("/sub"))
        self.assertNotIn("sub", self.nfs("ls", self.url()).text.split())

    def upload_into_sub(self):
        self.client.must("sh", "-c", "cat > /tmp/leaf", stdin=b"leaf")
        self.nfs("put", "/tmp/leaf", self.url("/sub/leaf"))


class FilesOnDisk(Files):
    """Of a server whose own file system can be looked at."""

    on_server = None  # variable with the place where it is

    def test_on_server(self):
        """what is put is on the server's own file system, byte for byte"""
        place = Place(self.on_server)
        for size in self.sizes():
            with self.subTest(size=size):
                data = sample(size, seed=size)
                self.upload(f"f{size}", data)
                found = place.must("sha256sum", f"{self.export}{self.folder}/f{size}").text.split()[0]
                self.assertEqual(found, digest(data))


class GaneshaDisk(FilesOnDisk, unittest.TestCase):
    scenario = "2 files on Ganesha, VFS"
    on_server = "ON_NFS_SERVER"


class GaneshaMemory(Files, unittest.TestCase):
    scenario = "2 files on Ganesha, MEM"
    export_variable = "NFS_MEM_EXPORT"
    export_default = ""
    largest = 65_535  # it keeps no more of a file


class Ganesha12(FilesOnDisk, unittest.TestCase):
    scenario = "9 files on Debian 12's Ganesha"
    host = "NFS12_HOST"
    on_server = "ON_NFS12_SERVER"


class OwnServer(FilesOnDisk, unittest.TestCase):
    scenario = "2 files on our own server"
    host = "OWN_HOST"
    export_variable = "OWN_EXPORT"
    export_default = "/srv/export"
    on_server = "ON_OWN_SERVER"


class TwoClients(unittest.TestCase):
    scenario = "7 two clients"

    def test_close_to_open(self):
        """what one client wrote and closed, another that opens afterwards reads"""
        first, second = client(), Place("ON_SECOND_CLIENT")
        path = "/" + unique("shared")
        self.addCleanup(first.run, "nfs-client", "rm", nfs_url(path))
        for turn in range(6):
            data = sample(10_000 + turn, seed=turn)
            writer, reader = (first, second) if turn % 2 == 0 else (second, first)
            writer.must("sh", "-c", "cat > /tmp/turn", stdin=data)
            writer.must("nfs-client", "put", "/tmp/turn", nfs_url(path))
            self.assertEqual(
                digest(reader.must("nfs-client", "cat", nfs_url(path)).out),
                digest(data),
                f"turn {turn}",
            )


class OtherClients(unittest.TestCase):
    scenario = "9 libnfs against our server"

    def test_libnfs_utilities(self):
        """nfs-cp, nfs-ls and nfs-cat of libnfs work against our server"""
        peers = Place("ON_PEERS")
        url = lambda path: nfs_url(
            path, host="OWN_HOST", export=setting("OWN_EXPORT", "/srv/export")
        )  # noqa: E731
        name = "/" + unique("libnfs")
        data = sample(300_000)
        peers.must("sh", "-c", "cat > /tmp/f", stdin=data)
        peers.must("nfs-cp", "/tmp/f", url(name))
        self.addCleanup(client().run, "nfs-client", "rm", url(name))
        self.assertIn(name[1:], peers.must("nfs-ls", url("")).text)
        self.assertEqual(digest(peers.must("nfs-cat", url(name)).out), digest(data))
        self.assertEqual(digest(client().must("nfs-client", "cat", url(name)).out), digest(data))
