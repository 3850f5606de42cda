# SPDX-License-Identifier: Apache-2.0
"""Scenario 8: a C program, built by plain cc in a container that has the installed library and no Swift."""

import unittest

from endtoend.environment import Place


class PlainC(unittest.TestCase):
    scenario = "8 C ABI"

    def test_no_swift_there(self):
        """the container that compiles has no Swift toolchain and no Swift runtime"""
        sdk = Place("ON_SDK")
        self.assertNotEqual(sdk.run("sh", "-c", "command -v swiftc || ls /usr/lib/swift").status, 0)

    def test_echo(self):
        """kpi-echo-c, built from the installed library with cc and pkg-config, echoes to nc, shared and static"""
        sdk = Place("ON_SDK")
        for package in ("socketkpi", "socketkpi-static"):
            with self.subTest(package=package):
                sdk.shell(
                    f"cc /src/kpi-echo-c/*.c -o /tmp/{package} $(pkg-config --cflags --libs {package})",
                    seconds=120,
                )
                answer = sdk.shell(
                    f"/tmp/{package} --port 7007 > /tmp/log 2>&1 & echo=$!; trap 'kill $echo' EXIT;"
                    "for i in $(seq 50); do nc -z 127.0.0.1 7007 && break; sleep 0.1; done;"
                    "echo through the kernel socket interface | timeout 5 nc -q 1 127.0.0.1 7007"
                )
                self.assertEqual(answer.text, "through the kernel socket interface\n")
