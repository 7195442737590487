#!/usr/bin/env python3
"""Facts that hold for every generated workflow and that its schema does not know.

usage: workflow_facts.py <workflow>...

- actions are pinned by commit, with the version in a comment behind; images of steps are pinned by digest
- jobs that are needed exist
"""

import re
import sys

import yaml
from findings import Findings

PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}|docker://\S+@sha256:[0-9a-f]{64}")
VERSION = re.compile(r"\s# v?\d+(\.\d+)*\S*\s*$")


def uses(node):
    """Every value of a key 'uses'."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "uses" and isinstance(value, yaml.ScalarNode):
                yield value
            yield from uses(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from uses(value)


def examine(path, findings):
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    lines = text.splitlines()
    for node in uses(yaml.compose(text, yaml.SafeLoader)):
        line = node.start_mark.line
        if node.value.startswith("./"):
            continue
        if not PINNED.fullmatch(node.value):
            findings.add(path, line + 1, f"{node.value} is not pinned by a commit")
        elif not node.value.startswith("docker://") and not VERSION.search(lines[line]):
            findings.add(path, line + 1, f"{node.value} has no version behind it")
    jobs = (yaml.safe_load(text) or {}).get("jobs") or {}
    if not jobs:
        findings.add(path, 0, "no jobs")
    for name, job in jobs.items():
        needs = job.get("needs", [])
        for need in [needs] if isinstance(needs, str) else needs:
            if need not in jobs:
                findings.add(path, 0, f"jobs.{name} needs {need}, which is no job")


Findings().judge(sys.argv[1:], examine)
