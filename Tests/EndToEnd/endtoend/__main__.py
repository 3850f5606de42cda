# SPDX-License-Identifier: Apache-2.0
"""python3 -m endtoend [--list] [NAME...]: runs scenarios, prints a line for each, leaves counts and results."""

import json
import os
import pathlib
import sys
import time
import unittest

SCENARIOS = pathlib.Path(__file__).parent.parent / "scenarios"


def cases(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from cases(item)
        else:
            yield item


def title(case):
    """The first line of the docstring: the claim."""
    return case.shortDescription() or case.id()


class Lines(unittest.TestResult):
    """One line for each test as it ends; records for the report."""

    def __init__(self):
        super().__init__()
        self.records = []

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()

    def record(self, test, outcome, detail=""):
        seconds = time.monotonic() - getattr(self, "began", time.monotonic())
        group = getattr(type(test), "scenario", "") if isinstance(test, unittest.TestCase) else ""
        self.records.append(
            {
                "scenario": group,
                "claim": title(test),
                "outcome": outcome,
                "seconds": round(seconds, 1),
                "detail": detail,
            }
        )
        print(
            f"{outcome:8}{seconds:6.1f} s  {group + ': ' if group else ''}{title(test)}", flush=True
        )
        if outcome == "FAILED":
            print("    " + detail.replace("\n", "\n    "), flush=True)
        elif outcome == "skipped":
            print(f"                  {detail}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.record(test, "ok")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.record(test, "FAILED", self.failures[-1][1])

    def addError(self, test, error):
        super().addError(test, error)
        self.record(test, "FAILED", self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.record(test, "skipped", reason)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.record(subtest, "FAILED", (self.failures + self.errors)[-1][1])


def main(arguments):
    names = [name for name in arguments if not name.startswith("-")]
    suite = unittest.defaultTestLoader.discover(
        str(SCENARIOS), "*.py", top_level_dir=str(SCENARIOS)
    )
    chosen = [
        case for case in cases(suite) if not names or any(name in case.id() for name in names)
    ]
    if "--list" in arguments:
        for case in chosen:
            print(f"{case.id():60} {title(case)}")
        return 0
    result = Lines()
    unittest.TestSuite(chosen).run(result)
    count = {
        outcome: sum(r["outcome"] == outcome for r in result.records)
        for outcome in ("ok", "FAILED", "skipped")
    }
    leave(result.records, count)
    print(f"\n{count['ok']} passed, {count['FAILED']} failed, {count['skipped']} skipped")
    return 0 if count["FAILED"] == 0 and chosen else 1


def leave(records, count):
    """Counts and reasons for Tests/run, records for the report."""
    if counts := os.environ.get("COUNTS"):
        pathlib.Path(counts).write_text(f"{count['ok']} {count['FAILED']} {count['skipped']}\n")
    if reasons := os.environ.get("REASONS"):
        pathlib.Path(reasons).write_text(
            "".join(r["detail"] + "\n" for r in records if r["outcome"] == "skipped")
        )
    if results := os.environ.get("E2E_RESULTS"):
        (pathlib.Path(results) / "checks.json").write_text(json.dumps(records, indent=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
