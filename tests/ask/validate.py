"""Validates JSON lines against a JSON Schema; ends with 77 where python3-jsonschema is not installed.

usage: validate.py SCHEMA FILE
"""

import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed: the contract is not checked", file=sys.stderr)
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as f:
    validator = jsonschema.Draft202012Validator(json.load(f), format_checker=jsonschema.FormatChecker())
bad = 0
with open(sys.argv[2], encoding="utf-8") as f:
    for number, line in enumerate(f, 1):
        for error in validator.iter_errors(json.loads(line)):
            print(f"line {number}: {'/'.join(map(str, error.absolute_path))}: {error.message}", file=sys.stderr)
            bad += 1
sys.exit(1 if bad else 0)
