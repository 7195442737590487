#!/usr/bin/env python3
"""Says of each file below CASES whether the JSON Schema of its folder's name in SCHEMAS accepts it.

    schemas.py SCHEMAS CASES     prints a line for each file: path, 'accepted', 'rejected' or 'unreadable', reason
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml


class Core(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2, and keys that are texts."""

    yaml_implicit_resolvers = {}

    def mapping(self, node):
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}

    def integer(self, node):
        text = self.construct_scalar(node)
        return int(text, 0) if text[:2] in ("0x", "0o") else int(text)

    def float(self, node):
        return float(self.construct_scalar(node))


def resolve(name, pattern, constructor=None):
    tag = "tag:yaml.org,2002:" + name
    Core.add_implicit_resolver(tag, re.compile(f"^(?:{pattern})$"), None)
    if constructor:
        Core.add_constructor(tag, constructor)


resolve("null", "~|null|Null|NULL|")
resolve("bool", "true|True|TRUE|false|False|FALSE")
resolve("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", Core.integer)
resolve("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", Core.float)
Core.add_constructor("tag:yaml.org,2002:map", Core.mapping)


def verdict(validator, text):
    try:
        value = yaml.load(text, Core)
    except (yaml.YAMLError, TypeError) as error:
        return "unreadable", type(error).__name__
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    if error is None:
        return "accepted", ""
    return "rejected", f"{error.json_path}: {error.message}".splitlines()[0]


def main(schemas, cases):
    validators = {}
    for path in sorted(pathlib.Path(schemas).glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        validators[path.stem] = jsonschema.Draft7Validator(schema)
    for path in sorted(pathlib.Path(cases).glob("*/*")):
        print(path.name, *verdict(validators[path.parent.name], path.read_text(encoding="utf-8")), sep="\t")


main(*sys.argv[1:])
