"""The folders of src/ are the architecture: holds the includes against the floors.

Rules, each with a small tree below that breaks it:
  * an include points down: to a module on a lower floor, never up, never sideways, never in a circle;
  * of another module only its public header is included, src/<module>/<module>.h;
  * entente_module(... DEPS ...) of src/<module>/CMakeLists.txt covers the includes, and names no module that
    is not included;
  * the table of docs/architecture.md (rows "| temporal | 2 | ... |") has a row for each folder of src/, and
    a row without a folder says "(planned)".

usage: tests/layers/layers_test.py, from anywhere
"""

import pathlib
import re
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
ROW = re.compile(r"^\|\s*`?(?:src/)?(\w+)/?`?\s*(\(planned\))?\s*\|\s*(\d+)\s*\|(.*)$", re.M)
MODULE_CALL = re.compile(r"^\s*entente_module\((\w+)([^)]*)\)", re.M)


def floors_of(text):
    """The table of docs/architecture.md: {module: (floor, planned)}."""
    return {
        name: (int(floor), bool(planned) or "(planned)" in rest) for name, planned, floor, rest in ROW.findall(text)
    }


def deps_of(text):
    """The DEPS of a module's CMakeLists.txt, without its comments; None if there is no call."""
    call = MODULE_CALL.search(re.sub(r"#.*", "", text))
    if not call:
        return None
    words = call.group(2).split()
    deps, into = [], None
    for word in words:
        if word in ("DEPS", "LIBS"):
            into = word
        elif into == "DEPS":
            deps.append(word)
    return deps


def below(start, arrows):
    """Every module that can be reached from start along arrows."""
    seen, todo = set(), [start]
    while todo:
        for target in arrows.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def faults(root):
    """Every fault of the tree below root, as lines for people."""
    found = []
    src = root / "src"
    modules = sorted(p.name for p in src.iterdir() if p.is_dir() and any(p.iterdir())) if src.is_dir() else []
    page = root / "docs" / "architecture.md"
    floors = floors_of(page.read_text(encoding="utf-8")) if page.exists() else None

    if floors is not None:
        if not floors:
            found.append("docs/architecture.md: no row like '| temporal | 2 | ... |'")
        for module in modules:
            if module not in floors:
                found.append(f"docs/architecture.md: no row for src/{module}")
            elif floors[module][1]:
                found.append(f"docs/architecture.md: {module} is marked (planned), but src/{module} is there")
        for name, (_, planned) in sorted(floors.items()):
            if name not in modules and not planned:
                found.append(f"docs/architecture.md: a row for {name}, but no src/{name}: mark it (planned)")

    deps = {}
    for module in modules:
        listing = src / module / "CMakeLists.txt"
        named = deps_of(listing.read_text(encoding="utf-8")) if listing.exists() else None
        if named is None:
            found.append(f"src/{module}: no CMakeLists.txt with a call of entente_module")
        deps[module] = named or []

    included = {module: set() for module in modules}
    for module in modules:
        for path in sorted((src / module).rglob("*")):
            if path.suffix not in (".h", ".cpp", ".def"):
                continue
            text = path.read_text(encoding="utf-8")
            for hit in INCLUDE.finditer(text):
                name = hit.group(1)
                where = f"{path.relative_to(root)}:{text.count(chr(10), 0, hit.start(1)) + 1}"
                first, slash, rest = name.partition("/")
                if ".." in name.split("/"):
                    found.append(f'{where}: "{name}" climbs out of its folder; write it from src/')
                elif not slash or first == module or (src / module / name).exists():
                    continue  # the module's own
                elif first not in modules:
                    found.append(f'{where}: "{name}": there is no module {first}')
                else:
                    included[module].add(first)
                    if rest != f"{first}.h":
                        found.append(f'{where}: "{name}" is not the public header of {first} ({first}/{first}.h)')
                    if floors and module in floors and first in floors:
                        own, other = floors[module][0], floors[first][0]
                        if other == own:
                            found.append(f'{where}: "{name}": {first} is beside {module}, on floor {own} too')
                        elif other > own:
                            found.append(f'{where}: "{name}": {first} (floor {other}) is above {module} (floor {own})')
                    if first not in below(module, deps):
                        found.append(f"{where}: {first} is included, but DEPS of src/{module} does not lead to it")

    for module in modules:
        if module in below(module, included):
            circle = " -> ".join([module, *sorted(m for m in below(module, included) if module in below(m, included))])
            found.append(f"src/{module}: a circle of includes among: {circle}")
        for dep in deps[module]:
            if included[module] and dep not in included[module]:
                found.append(f"src/{module}/CMakeLists.txt: DEPS names {dep}, which nothing in src/{module} includes")
    return found


class Tree(unittest.TestCase):
    def test_every_arrow_points_down(self):
        self.assertEqual([], faults(ROOT), "\n" + "\n".join(faults(ROOT)))

    def test_the_table_is_there(self):
        if not (ROOT / "docs" / "architecture.md").exists():
            self.skipTest("docs/architecture.md is not written yet: floors are not checked")


class BrokenTrees(unittest.TestCase):
    """Each rule, broken once."""

    TABLE = "| low | 1 | x |\n| left | 2 | x |\n| right | 2 | x |\n| `high` | 3 | x |\n"
    GOOD = {
        "src/low/low.h": "#pragma once\n#include <vector>\n",
        "src/low/CMakeLists.txt": "# low\nentente_module(low LIBS fmt::fmt)\n",
        "src/left/left.h": '#include "low/low.h"\n',
        "src/left/parts.h": "",
        "src/left/left.cpp": '#include "left/left.h"\n#include "parts.h"\n#include "left/parts.h"\n',
        "src/left/CMakeLists.txt": "entente_module(left DEPS low)\n",
        "src/right/right.h": "",
        "src/right/CMakeLists.txt": "entente_module(right)\n",
        "src/high/high.h": '#include "left/left.h"\n#include "low/low.h"\n',
        "src/high/CMakeLists.txt": "entente_module(high DEPS left LIBS fmt::fmt) # low comes with left\n",
        "docs/architecture.md": TABLE,
    }

    def faults_with(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {**self.GOOD, **changes}.items():
                if text is not None:
                    (root / name).parent.mkdir(parents=True, exist_ok=True)
                    (root / name).write_text(text, encoding="utf-8")
            return faults(root)

    def assert_fault(self, changes, words):
        found = self.faults_with(changes)
        self.assertTrue(any(words in fault for fault in found), f"no fault says '{words}': {found}")

    def test_a_good_tree_has_none(self):
        self.assertEqual([], self.faults_with({}))

    def test_upward_arrow(self):
        self.assert_fault({"src/low/low.h": '#include "high/high.h"\n'}, "is above low")

    def test_sideways_arrow(self):
        self.assert_fault({"src/right/right.h": '#include "left/left.h"\n'}, "is beside right")

    def test_circle_without_a_table(self):
        changes = {"docs/architecture.md": None, "src/low/low.h": '\n  #  include "left/left.h"\n'}
        self.assert_fault(changes, "a circle of includes")

    def test_private_header(self):
        self.assert_fault({"src/high/high.h": '#include "left/parts.h"\n'}, "src/high/high.h:1")

    def test_climbing_out(self):
        self.assert_fault({"src/high/high.h": '#include "../left/left.h"\n'}, "climbs out")

    def test_dependency_that_is_not_named(self):
        self.assert_fault({"src/high/CMakeLists.txt": "entente_module(high)\n"}, "does not lead to it")

    def test_dependency_that_is_not_used(self):
        self.assert_fault({"src/high/CMakeLists.txt": "entente_module(high DEPS left right)\n"}, "names right")

    def test_folder_without_row(self):
        self.assert_fault({"src/new/new.h": "", "src/new/CMakeLists.txt": "entente_module(new)"}, "no row for src/new")

    def test_row_without_folder(self):
        self.assert_fault({"docs/architecture.md": self.TABLE + "| serve | 4 | x |\n"}, "no src/serve")

    def test_planned_row(self):
        self.assertEqual([], self.faults_with({"docs/architecture.md": self.TABLE + "| serve | 4 | x (planned) |\n"}))
        table = self.TABLE.replace("| low | 1 | x |", "| low (planned) | 1 | x |")
        self.assert_fault({"docs/architecture.md": table}, "is marked (planned)")


if __name__ == "__main__":
    unittest.main()
