#!/usr/bin/env python3
"""Facts that hold for generated Markdown pages.

usage: markdown_facts.py <page>...

- no HTML but comments
- the rows of a table have as many cells as its head
- fences are closed, those of mermaid too, whose brackets are balanced
- links to files lead to files
- no line ends in a space, which would mean a line break to some readers
"""

import os
import re
import sys

from findings import Findings

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*([\w-]*)")
HTML = re.compile(r"<(?!!--)(?!(?:https?|mailto):)[A-Za-z/!?]")
DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")
LINK = re.compile(r"\]\(([^)#\s]+)")
PAIRS = {")": "(", "]": "[", "}": "{"}


def cells(row):
    inner = row.strip().removeprefix("|")
    return len(re.split(r"(?<!\\)\|", inner[:-1] if inner.endswith("|") else inner))


def is_balanced(text):
    opened = []
    for character in re.sub(r'"[^"]*"', "", text):
        if character in PAIRS.values():
            opened.append(character)
        elif character in PAIRS and (not opened or opened.pop() != PAIRS[character]):
            return False
    return not opened and text.count('"') % 2 == 0


def check_text(path, number, line, findings):
    plain = re.sub(r"(`+).*?\1", "", line)
    if HTML.search(plain):
        findings.add(path, number, f"HTML: {line.strip()}")
    for target in LINK.findall(plain):
        if "://" not in target and not os.path.exists(os.path.join(os.path.dirname(path), target)):
            findings.add(path, number, f"a link to {target}, which is not there")


def examine(path, findings):
    with open(path, encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    fence, language, opened_at, width, above = None, "", 0, 0, ""
    for number, line in enumerate(lines, 1):
        if line.endswith((" ", "\t")):
            findings.add(path, number, "a space at the end")
        mark = FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not mark[2]:
                fence = None
            elif mark and language == "mermaid":
                findings.add(path, number, "a fence inside of a mermaid diagram: the diagram is not closed")
            elif language == "mermaid" and not is_balanced(line):
                findings.add(path, number, f"brackets that are not balanced: {line.strip()}")
        elif mark:
            fence, language, opened_at, width = mark[1], mark[2], number, 0
        else:
            check_text(path, number, line, findings)
            if "|" not in line:
                width = 0
            elif width and cells(line) != width:
                findings.add(path, number, f"{cells(line)} cells below a head of {width}")
            elif not width and DELIMITER.fullmatch(line.strip()):
                width = cells(line)
                if cells(above) != width:
                    findings.add(path, number, f"{width} columns below a head of {cells(above)}")
        above = line
    if fence:
        findings.add(path, opened_at, "a fence that is never closed")


Findings().judge(sys.argv[1:], examine)
