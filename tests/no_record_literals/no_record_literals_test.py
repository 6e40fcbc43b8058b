"""What the record says is said in the record: no string literal of src/ is an entity of it.

A literal of four letters or more must not be, as a whole and whatever its case, an identifier, a name or a
slug of an entity in record/**/*.yaml. Adjacent literals count as the one that the compiler makes of them.
Names of relations are vocabulary, and so allowed, but few is better: their number is printed.

usage: tests/no_record_literals/no_record_literals_test.py, from anywhere
"""

import pathlib
import re
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = "entente"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What C++ source is made of, as far as literals go. An alternative that stands first wins.
TOKEN = re.compile(
    r"""(?P<blank>\s+|//(?:\\\n|[^\n])*|/\*.*?\*/)
      | (?P<include>^[ \t]*\#[ \t]*include[^\n]*)
      | (?P<raw>(?:u8|[uUL])?R"(?P<mark>[^\s()\\]{0,16})\((?P<body>.*?)\)(?P=mark)")
      | (?P<string>(?:u8|[uUL])?"(?P<text>(?:\\.|[^"\\\n])*)")
      | (?P<number>\.?\d(?:[eEpP][+-]|'?[\w.])*)
      | (?P<char>(?:u8|[uUL])?'(?:\\.|[^'\\\n])+')
      | (?P<word>\w+)
      | (?P<other>.)""",
    re.X | re.S | re.M,
)
ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]+)|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))', re.S)
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\n": ""}


def unescape(text):
    def one(hit):
        hexadecimal, four, eight, octal, simple = hit.groups()
        if simple is not None:
            return SIMPLE.get(simple, simple)
        number = int(octal, 8) if octal else int(hexadecimal or four or eight, 16)
        return chr(number) if number < 0x110000 else "?"

    return ESCAPE.sub(one, text)


def literals(text):
    """(line, value) of every string literal, adjacent ones joined."""
    line, value, start = 1, None, 0
    for token in TOKEN.finditer(text):
        if token.group("raw") is not None:
            piece = token.group("body")
        elif token.group("string") is not None:
            piece = unescape(token.group("text"))
        else:
            piece = None
        if piece is not None:
            if value is None:
                value, start = "", line
            value += piece
        elif token.group("blank") is None and value is not None:
            yield start, value
            value = None
        line += token.group(0).count("\n")
    if value is not None:
        yield start, value


def plain(text):
    return " ".join(text.split()).casefold()


def names_of(entity):
    """Identifier and names of an entity and of its parts."""
    for key in ("id", "name"):
        yield entity.get(key)
    for key in ("names", "adjectives", "people"):
        for name in entity.get(key) or []:
            yield name.get("text") if isinstance(name, dict) else name
    for part in entity.get("parts") or []:
        yield from names_of(part)


def record_words(root):
    """({what an entity is called: the file that says so}, the relations' names)."""
    words, relations = {}, set()
    for path in sorted((root / "record").rglob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        where = str(path.relative_to(root))
        if path.name == "vocabulary.yaml":
            relations = set((content or {}).get("relations") or {})
        elif isinstance(content, dict) and "id" in content:
            for name in [path.stem, *names_of(content)]:
                if isinstance(name, str):
                    words.setdefault(plain(name), where)
    return words, relations


def check(root):
    """(faults, literals that are a relation's name)"""
    words, relations = record_words(root)
    faults, vocabulary = [], []
    for path in sorted(p for p in (root / "src").rglob("*") if p.suffix in (".h", ".cpp", ".def")):
        for line, value in literals(path.read_text(encoding="utf-8")):
            where = f"{path.relative_to(root)}:{line}"
            if value in relations:
                vocabulary.append(f"{where}: {value}")
            # The program bears a name that history used before it.
            if plain(value) == PROGRAM:
                continue
            if sum(letter.isalpha() for letter in value) >= 4 and plain(value) in words:
                faults.append(f'{where}: "{value}" is an entity of {words[plain(value)]}')
    return faults, vocabulary


class Tree(unittest.TestCase):
    def test_no_entity_is_spelled_out_in_the_code(self):
        faults, vocabulary = check(ROOT)
        for line in vocabulary:
            print(f"  relation: {line}")
        print(f"{len(vocabulary)} literals are names of relations")
        sys.stdout.flush()
        self.assertEqual([], faults, "\n" + "\n".join(faults))


class SmallTrees(unittest.TestCase):
    RECORD = """
id: green-league
type: organization
name: Green League
names: [League of Green, {text: Grüne Liga, lang: de}, GLG]
parts:
  - {id: green-league-article-5, type: article, name: Article 5 of the Green League}
"""

    def check(self, code):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {
                "record/organizations/green-league.yaml": self.RECORD,
                "record/vocabulary.yaml": "relations: {member_of: {}}\n",
                "src/ask/ask.cpp": code,
            }.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            return check(root)

    def test_found(self):
        for code in [
            'f("green-league");',
            'f("GREEN  LEAGUE");',
            'f(u8"Gr\\u00fcne Liga");',
            'f(R"x(Grüne Liga)x");',
            'f("green-"  /* hidden */\n  "league");',
            '#define IT "green-league-article-5"',
            "x = 1'000; f('\"'); f(\"green-league\");",
            'f("a \\" b", "Green League");',
        ]:
            faults, _ = self.check("\n" + code)
            self.assertEqual(1, len(faults), code)
            self.assertTrue(faults[0].startswith("src/ask/ask.cpp:2: "), faults[0])

    def test_not_found(self):
        for code in [
            '// "green-league"',
            '/* "green-league" */',
            '#include "green-league"',
            'f("GLG");',
            'f("the green-league");',
            'f("green-", "league");',
            'green_league();',
        ]:
            self.assertEqual([], self.check(code)[0], code)

    def test_relations_are_counted_and_allowed(self):
        faults, vocabulary = self.check('f("member_of"); f("member");')
        self.assertEqual(([], ["src/ask/ask.cpp:1: member_of"]), (faults, vocabulary))


if __name__ == "__main__":
    unittest.main()
