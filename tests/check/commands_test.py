#!/usr/bin/env python3
"""`entente check` as a process: exit codes, forms, configuration, baseline, signals, bad input."""

import gzip
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

BUILD = pathlib.Path(os.environ.get("ENTENTE_BINARY_DIR", "build/release")).resolve()
ENTENTE = BUILD / "entente"
STALE = "NATO has 30 members.\n"  # 2020-03-27 to 2023-04-04
RIGHT = "Norway is a member of NATO.\n"


class Check(unittest.TestCase):
    def setUp(self):
        if not (BUILD / "entente.snapshot").exists():
            self.skipTest("the snapshot was not built")
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_check(self, *arguments, text="", environment=None):
        return subprocess.run(
            [ENTENTE, "check", "--today", "2026-06-01", *map(str, arguments)],
            input=text if isinstance(text, bytes) else text.encode(),
            capture_output=True, cwd=self.root, timeout=120,
            env={**os.environ, **(environment or {})})

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def test_exit_codes_are_those_of_a_linter(self):
        self.write("stale.txt", STALE)
        self.write("right.txt", RIGHT)
        self.assertEqual(self.run_check("right.txt").returncode, 0)
        self.assertEqual(self.run_check("stale.txt").returncode, 1)
        self.assertEqual(self.run_check("stale.txt", "--exit-zero").returncode, 0)
        self.assertEqual(self.run_check("nowhere.txt").returncode, 2)
        self.assertEqual(self.run_check("right.txt", "--jobs", "many").returncode, 2)
        self.assertEqual(self.run_check("right.txt", "--sarif", "--json").returncode, 2)

    def test_a_finding_is_told_in_full(self):
        ran = self.run_check("--written", "2021-03-01", text=STALE)
        out = ran.stdout.decode()
        self.assertTrue(out.startswith("<stdin>:1:1: outdated: "), out)
        self.assertIn("~~~~", out)
        self.assertIn("2023-04-04", out)
        self.assertIn("true when written (2021-03-01)", out)
        self.assertIn("source", out)
        self.assertNotIn("\x1b", out)
        self.assertIn("1 outdated", ran.stderr.decode())

    def test_what_is_right_is_not_shown_unless_asked_for(self):
        self.assertEqual(self.run_check(text=RIGHT).stdout, b"")
        self.assertIn(b"supported", self.run_check("--all", text=RIGHT).stdout)

    def test_folders_are_walked_and_told_in_order_on_any_number_of_threads(self):
        for i in range(40):
            self.write(f"texts/{i:02}.md", STALE if i % 3 == 0 else RIGHT)
        self.write("texts/picture.png", b"\x89PNG\r\n\x1a\n\x00")
        one = self.run_check("--jobs", "1", "texts")
        four = self.run_check("--jobs", "4", "texts")
        self.assertEqual(one.stdout, four.stdout)
        self.assertEqual(one.stdout.count(b": outdated: "), 14)

    def test_json_keeps_the_contract(self):
        import jsonschema
        contract = json.loads(pathlib.Path("contracts/finding.schema.json").read_text())
        ran = self.run_check("--json", text=STALE + RIGHT + "Japan is a member of NATO.")
        found = json.loads(ran.stdout)
        jsonschema.Draft202012Validator(contract).validate(found)
        self.assertEqual(len(found["claims"]), 3)

    def test_json_lines_keep_ids_and_order_and_one_bad_line_is_one_error(self):
        lines = []
        for i in range(60):
            lines.append("{not json" if i == 7 else json.dumps({"id": f"r{i}", "text": STALE}))
        text = "\n".join(lines) + "\n"
        one = self.run_check("--jsonl", "--jobs", "1", text=text)
        four = self.run_check("--jsonl", "--jobs", "4", text=text)
        self.assertEqual(one.stdout, four.stdout)
        read = [json.loads(line) for line in one.stdout.splitlines()]
        self.assertEqual(len(read), 60)
        self.assertIn("error", read[7])
        self.assertEqual([r["document"] for i, r in enumerate(read) if i != 7],
                         [f"r{i}" for i in range(60) if i != 7])
        self.assertEqual(one.returncode, 1)
        self.assertEqual(self.run_check("--jsonl", "--exit-zero", text=text).returncode, 0)

    def test_sarif_has_what_the_standard_requires(self):
        self.write("a b.txt", STALE)
        log = json.loads(self.run_check("--sarif", "a b.txt").stdout)
        self.assertEqual(log["version"], "2.1.0")
        run = log["runs"][0]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        result = run["results"][0]
        self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
        self.assertIn(result["level"], ("none", "note", "warning", "error"))
        self.assertTrue(result["message"]["text"])
        place = result["locations"][0]["physicalLocation"]
        self.assertEqual(place["artifactLocation"]["uri"], "a%20b.txt")
        self.assertEqual((place["region"]["startLine"], place["region"]["startColumn"]), (1, 1))
        self.assertTrue(run["invocations"][0]["executionSuccessful"])

    def test_annotations_are_one_line_each(self):
        self.write("a,b:c.txt", STALE)
        out = self.run_check("--github", "a,b:c.txt").stdout.decode()
        self.assertEqual(out.count("\n"), 1)
        self.assertTrue(out.startswith("::warning file=a%2Cb%3Ac.txt,line=1,endLine=1,col=1,"), out)
        self.assertIn("%0A", out)

    def test_the_page_holds_no_markup_of_the_text(self):
        self.write("x.txt", "<script>alert(1)</script> \"'&\n\n" + STALE)
        self.run_check("x.txt", "--html", "report.html")
        page = (self.root / "report.html").read_text()
        self.assertNotIn("<script", page)
        self.assertIn("&lt;script&gt;alert(1)", page)
        self.assertIn('<mark class="outdated"', page)

    def test_comments_pass_over_blocks(self):
        for name, text in (
                ("a.md", f"<!-- entente: ignore -->\n\n{STALE}\n{RIGHT}"),
                ("b.html", f"<p>x</p><!-- entente: ignore-start --><p>{STALE}</p><p>{STALE}</p>"
                           f"<!-- entente: ignore-end --><p>{RIGHT}</p>"),
                ("c.txt", f"Words.\n\n# entente: ignore\n\n{STALE}\n{RIGHT}")):
            self.write(name, text)
            self.assertEqual(self.run_check(name).returncode, 0, name)
        self.write("d.md", f"<!-- entente: ignore -->\n\n{RIGHT}\n{STALE}")
        self.assertEqual(self.run_check("d.md").returncode, 1)

    def test_the_configuration_is_found_above_the_text(self):
        self.write(".entente.toml", '[severity]\noutdated = "note"\n[files]\ninclude = ["*.rst"]\n')
        self.write("deep/er/stale.rst", STALE)
        self.write("deep/er/stale.txt", STALE)
        ran = self.run_check("deep")
        self.assertEqual(ran.returncode, 0)
        self.assertEqual(ran.stdout.count(b": outdated: "), 1)
        self.write("deep/.entente.toml", '[severity]\ncount = "off"\n')
        self.assertEqual(self.run_check("deep").stdout, b"")

    def test_a_mistake_in_the_configuration_is_placed(self):
        self.write(".entente.toml", '[severity]\noutdatd = "note"\n')
        self.write("x.txt", RIGHT)
        ran = self.run_check("x.txt")
        self.assertEqual(ran.returncode, 2)
        self.assertIn(".entente.toml:2:1", ran.stderr.decode())
        self.assertIn("did you mean outdated?", ran.stderr.decode())

    def test_a_baseline_hides_what_is_known_and_no_more(self):
        self.write("x.txt", STALE)
        self.assertEqual(self.run_check("x.txt", "--write-baseline", "known.json").returncode, 0)
        self.assertEqual(self.run_check("x.txt", "--baseline", "known.json").returncode, 0)
        self.write("x.txt", "Words.\n\n" + STALE + "\nNATO has 28 members.\n")
        ran = self.run_check("x.txt", "--baseline", "known.json")
        self.assertEqual(ran.returncode, 1)
        self.assertEqual(ran.stdout.count(b": outdated: "), 1)
        self.write("broken.json", "{}")
        self.assertEqual(self.run_check("x.txt", "--baseline", "broken.json").returncode, 2)

    def test_bad_bytes_are_read_as_far_as_sense_goes(self):
        ran = self.run_check(text=b"\xff\xfe bad \x1b[31m\n\n".replace(b"\xff\xfe", b"\xc3(") + STALE.encode())
        self.assertEqual(ran.returncode, 1)
        self.assertNotIn(b"\x1b", ran.stdout)
        self.write("bomb.txt.gz", gzip.compress(b"\0" * (80 << 20)))
        self.assertEqual(self.run_check("bomb.txt.gz", "--format", "text").returncode, 2)

    def test_a_folder_without_permission_costs_itself_alone(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        self.write("texts/stale.txt", STALE)
        self.write("texts/closed/x.txt", STALE)
        (self.root / "texts/closed").chmod(0)
        ran = self.run_check("texts")
        (self.root / "texts/closed").chmod(0o700)
        self.assertEqual(ran.returncode, 2)
        self.assertEqual(ran.stdout.count(b": outdated: "), 1)

    def test_who_stops_reading_is_no_failure(self):
        self.write("many.txt", (STALE + "\n") * 3000)
        process = subprocess.Popen([ENTENTE, "check", "--all", "many.txt"], cwd=self.root,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        said = process.stderr.read()
        process.stderr.close()
        self.assertIn(process.wait(timeout=120), (-signal.SIGPIPE, 0, 1))
        self.assertNotIn(b"cannot write", said)

    def test_an_interruption_ends_with_what_was_found(self):
        for jobs in ("1", "3"):
            process = subprocess.Popen(
                [ENTENTE, "check", "--jsonl", "--jobs", jobs, "--today", "2026-06-01"], cwd=self.root,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            process.stdin.write(json.dumps({"id": "a", "text": STALE}).encode() + b"\n")
            process.stdin.flush()
            time.sleep(1.5)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 130, err)
            self.assertIn(b"interrupted", err)
            for line in out.splitlines():
                json.loads(line)


if __name__ == "__main__":
    unittest.main()
