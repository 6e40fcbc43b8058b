"""Prints "PASSED FAILED SKIPPED" of a run of ctest, counting the single cases of Google Test.

usage: count_tests.py FOLDER

FOLDER holds ctest.junit, written by ctest, and <name>_test.xml, written by each Google Test executable.
A test of ctest without such a report counts as one; an executable that fails or dies without saying which
of its cases failed counts as one failure.
"""

import pathlib
import sys
import xml.etree.ElementTree as xml


def cases_of(report):
    passed = failed = skipped = 0
    for case in xml.parse(report).iter("testcase"):
        if case.find("failure") is not None:
            failed += 1
        elif case.get("status") != "run" or case.get("result") == "skipped":
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def main(folder):
    passed = failed = skipped = 0
    for test in xml.parse(folder / "ctest.junit").iter("testcase"):
        report = folder / f"{test.get('name')}_test.xml"
        ok = test.get("status") == "run"
        try:
            cases = cases_of(report)
        except (OSError, xml.ParseError):
            cases = (1, 0, 0) if ok else (0, 1, 0) if test.get("status") == "fail" else (0, 0, 1)
        if test.get("status") == "fail" and cases[1] == 0:
            cases = (cases[0], 1, cases[2])
        passed, failed, skipped = passed + cases[0], failed + cases[1], skipped + cases[2]
    if passed + failed + skipped == 0:
        failed = 1  # a run without a test is a failure
    print(passed, failed, skipped)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
