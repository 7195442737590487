#!/usr/bin/env python3
"""Every scalar means the same to a reader of YAML 1.1 (PyYAML) and to one of YAML 1.2 (ruamel.yaml).

usage: yaml_agreement.py <YAML file>...

The one exception is the key 'on' of GitHub's workflows, which YAML 1.1 reads as true.
"""

import sys

import ruamel.yaml
import yaml
from findings import Findings

OLD = yaml.SafeLoader
NEW = ruamel.yaml.YAML(typ="safe", pure=True)


def read_old(node):
    return yaml.constructor.SafeConstructor().construct_object(node)


def read_new(node):
    return NEW.constructor.construct_object(node)


def compare(path, old, new, name, findings):
    line = old.start_mark.line + 1
    if old.id != new.id:
        findings.add(path, line, f"{name}: a {old.id} in YAML 1.1, a {new.id} in YAML 1.2")
    elif isinstance(old, yaml.ScalarNode):
        a, b = read_old(old), read_new(new)
        is_trigger = name == "on" and "/.github/workflows/" in f"/{path}" and (a, b) == (True, "on")
        if (type(a), a) != (type(b), b) and not is_trigger:
            findings.add(path, line, f"{name}: {a!r} in YAML 1.1, {b!r} in YAML 1.2")
    elif len(old.value) != len(new.value):
        findings.add(path, line, f"{name}: {len(old.value)} entries in YAML 1.1, {len(new.value)} in YAML 1.2")
    elif isinstance(old, yaml.MappingNode):
        for (old_key, old_value), (new_key, new_value) in zip(old.value, new.value):
            inner = ".".join(filter(None, [name, str(old_key.value)]))
            compare(path, old_key, new_key, inner, findings)
            compare(path, old_value, new_value, inner, findings)
    else:
        for index, (old_value, new_value) in enumerate(zip(old.value, new.value)):
            compare(path, old_value, new_value, f"{name}[{index}]", findings)


def examine(path, findings):
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    # Both have to read the whole; ruamel.yaml refuses a key that is there twice.
    yaml.safe_load(text)
    NEW.load(text)
    old, new = yaml.compose(text, OLD), NEW.compose(text)
    if old is None or new is None:
        return findings.add(path, 0, "an empty document")
    compare(path, old, new, "", findings)


Findings().judge(sys.argv[1:], examine)
