#!/usr/bin/env python3
"""Texts and what `entente check` finds in them: tests/check/*.check, in a form that a person can read.

    as-of 2026-06-01                 the day of today for what follows

    > NATO has 30 members.           a text; "> " goes on with it, a line each
    outdated until 2023-04-04: NATO has 32 members
    silent                           nothing is found, and nothing is found right

A line is a verdict, for a stale one "until" the day from which it was no longer so, and behind the colon a piece
of the correction, or of the quotation where the statement is right. All claims of a text are listed, in order.

tests/check/pending.txt, in the same form, holds what is not met yet; a text of it that is met fails the test, so
that it moves to the file it belongs to.
"""

import json
import os
import pathlib
import subprocess
import unittest

BUILD = pathlib.Path(os.environ.get("ENTENTE_BINARY_DIR", "build/release")).resolve()
HERE = pathlib.Path(__file__).parent


def read(path):
    """The cases of a file: (line, day, text, expected lines)."""
    cases, day, text, expected, start = [], None, [], [], 0
    for number, line in enumerate(path.read_text().splitlines() + [""], 1):
        if line.startswith("as-of "):
            day = line.split()[1]
        elif line.startswith(">"):
            start = start or number
            text.append(line[2:])
        elif line.strip() and not line.startswith("#"):
            expected.append(line.strip())
        elif text and expected:
            cases.append((start, day, "\n".join(text) + "\n", expected))
            text, expected, start = [], [], 0
    return cases


def told(claim):
    return {"verdict": claim["verdict"], "until": claim.get("true_until"),
            "said": claim["quote"] if claim["verdict"] == "supported" else claim.get("correction") or ""}


def meets(claims, expected):
    found = [told(c) for c in claims if c["verdict"] != "unknown"]
    if expected == ["silent"]:
        return not found
    if len(found) != len(expected):
        return False
    for claim, line in zip(found, expected):
        head, _, piece = line.partition(": ")
        verdict, _, until = head.partition(" until ")
        if claim["verdict"] != verdict or (until and claim["until"] != until) or piece not in claim["said"]:
            return False
    return True


def check(cases):
    """The claims of each text, one process for each day."""
    claims = {}
    for day in {c[1] for c in cases}:
        of_day = [c for c in cases if c[1] == day]
        feed = "".join(json.dumps({"id": str(c[0]), "text": c[2]}) + "\n" for c in of_day)
        ran = subprocess.run([BUILD / "entente", "check", "--jsonl", "--exit-zero", "--today", day, "-"],
                             input=feed.encode(), capture_output=True, check=True, timeout=300)
        for line in ran.stdout.splitlines():
            document = json.loads(line)
            claims[int(document["document"])] = document["claims"]
    return claims


class Transcripts(unittest.TestCase):
    def setUp(self):
        if not (BUILD / "entente.snapshot").exists():
            self.skipTest("the snapshot was not built")

    def test_texts_are_found_as_expected(self):
        files = sorted(HERE.glob("*.check"))
        self.assertTrue(files)
        for path in files:
            cases = read(path)
            self.assertTrue(cases, path)
            claims = check(cases)
            for line, _, text, expected in cases:
                with self.subTest(f"{path.name}:{line}: {text.strip()}"):
                    found = claims[line]
                    self.assertTrue(meets(found, expected),
                                    f"\n  expected {expected}\n  found    {[told(c) for c in found]}")

    def test_what_is_pending_is_not_met_yet(self):
        cases = read(HERE / "pending.txt")
        claims = check(cases)
        for line, _, text, expected in cases:
            with self.subTest(f"pending.txt:{line}: {text.strip()}"):
                self.assertFalse(meets(claims[line], expected), "it is met: move it to its file")


if __name__ == "__main__":
    unittest.main()
