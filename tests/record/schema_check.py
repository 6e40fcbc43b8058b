"""Holds record files against the JSON Schema that editors get.

    schema_check.py SCHEMA FOLDER        every subject below the folder; prints what does not fit
    schema_check.py SCHEMA --each FILE…  one line a file: "good" or "bad: why"

Exit: 0 if all fit (always with --each), 1 if one does not, 77 if Python lacks yaml or jsonschema.
"""
import json
import pathlib
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"{missing}: install python3-yaml and python3-jsonschema")
    sys.exit(77)


class Loader(yaml.SafeLoader):
    """Scalars as YAML 1.2 has them, and so editors: no dates, and `on`, `yes` and `no` are words."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def faults(validator, path):
    try:
        subject = yaml.load(path.read_text(encoding="utf-8"), Loader)
    except yaml.YAMLError as error:
        return [str(error).replace("\n", " ")]
    return ["/".join(map(str, error.path)) + ": " + error.message[:300]
            for error in validator.iter_errors(subject)]


def is_subject(path, folder):
    return path.name != "vocabulary.yaml" and "sources" not in path.relative_to(folder).parts


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    if sys.argv[2] == "--each":
        for name in sys.argv[3:]:
            found = faults(validator, pathlib.Path(name))
            print("bad: " + "; ".join(found) if found else "good")
        return 0
    folder = pathlib.Path(sys.argv[2])
    paths = [path for path in sorted(folder.rglob("*.yaml")) if is_subject(path, folder)]
    bad = 0
    for path in paths:
        for fault in faults(validator, path):
            bad += 1
            print(f"{path}: {fault}")
    if not paths:
        print(f"{folder}: there is no record here")
    return 1 if bad or not paths else 0


sys.exit(main())
