#!/usr/bin/env python3
"""Facts that hold for every generated Dockerfile, asked of what BuildKit's own parser reads.

usage: dockerfile_facts.py <Dockerfile>...

- images are pinned by digest, and none is 'latest'
- FROM and --from name images, or stages that come earlier
- the last stage is for the platform built for, no platform is written out, and the arguments that BuildKit sets are
  declared where they are used and have no default
- Go is not told a fixed GOOS, GOARCH or GOARM
- ENTRYPOINT, CMD and HEALTHCHECK are in exec form
- what is for production starts a program, as a numeric user that is not root, or is with a remark that says so
"""

import fnmatch
import os
import re
import sys

import dockerfile
from findings import Findings

INSTRUCTIONS = set(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL "
    "USER VOLUME WORKDIR".split()
)
SET_BY_BUILDKIT = {f"{side}{part}" for side in ("BUILD", "TARGET") for part in ("PLATFORM", "OS", "ARCH", "VARIANT")}
ARCHITECTURES = "386 amd64 arm64 armv5 armv6 armv7 loong64 mips64le ppc64le riscv64 s390x".split()
DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
VARIABLE = re.compile(r"\$(?:\{(\w+)[^}]*\}|(\w+))")
FIXED_GO = re.compile(r"\b(GOOS|GOARCH|GOARM)[= ][\"']?\w")


class Stage:
    def __init__(self, command, earlier):
        self.line = command.start_line
        self.image = command.value[0]
        self.name = command.value[2].lower() if len(command.value) == 3 else None
        self.platform = flag(command, "platform")
        self.parents = stages_named(self.image, earlier)
        self.commands = []
        # Arguments are inherited; of several possible parents, those that all have.
        self.declared = set.intersection(*(p.declared for p in self.parents)) if self.parents else set()

    def values(self, instruction):
        """The last one of this stage, or those that it may inherit."""
        own = [c for c in self.commands if c.cmd == instruction]
        if own:
            return [own[-1]]
        return [value for parent in self.parents for value in parent.values(instruction)] if self.parents else [None]


def flag(command, name):
    values = [f.split("=", 1)[1] for f in command.flags if f.startswith(f"--{name}=")]
    return values[-1] if values else None


def stages_named(name, earlier):
    """The stages that a name may stand for, which may end in the processor built for."""
    prefix, variables, rest = name.lower().partition("${targetarch}${targetvariant}")
    names = {prefix + each for each in ARCHITECTURES} if variables and not rest else {prefix}
    return [stage for stage in earlier if stage.name in names]


def check_image(where, image, found):
    if image == "scratch":
        return
    if not DIGEST.search(image):
        found(where, f"{image} is neither an earlier stage nor an image with a digest")
    if DIGEST.sub("", image).endswith(":latest"):
        found(where, f"{image}: 'latest' says nothing")


def check_from(command, stage, earlier, found):
    if "$" in stage.image:
        pattern = VARIABLE.sub("*", stage.image).lower()
        for other in earlier:
            if other.name and fnmatch.fnmatchcase(other.name, pattern) and other not in stage.parents:
                found(other.line, f"{stage.image} is never the stage {other.name}")
        if not stage.parents:
            found(stage.line, f"no earlier stage is {stage.image}")
    elif not stage.parents:
        check_image(stage.line, stage.image, found)
    if stage.name and stage.name in {s.name for s in earlier}:
        found(stage.line, f"a second stage {stage.name}")
    if stage.platform not in (None, "$BUILDPLATFORM", "${BUILDPLATFORM}"):
        found(stage.line, f"--platform={stage.platform} is fixed")


def check_command(command, stage, earlier, found):
    line, text = command.start_line, command.original + "".join(h.content for h in command.heredocs)
    if command.cmd not in INSTRUCTIONS:
        found(line, f"unknown instruction {command.cmd}")
    if command.cmd in ("ENTRYPOINT", "CMD", "HEALTHCHECK") and command.value != ("NONE",) and not command.json:
        found(line, f"{command.cmd} is not in exec form")
    if command.cmd == "ARG":
        check_argument(command, stage.declared, found)
    if command.cmd in ("ARG", "ENV", "RUN") and (fixed := FIXED_GO.search(text)):
        found(line, f"{fixed[1]} is fixed")
    if command.cmd == "ENV":
        for name in SET_BY_BUILDKIT & set(command.value[::2]):
            found(line, f"{name} is BuildKit's to set")
    if command.cmd != "ARG":
        used = {a or b for a, b in VARIABLE.findall(text)}
        for name in sorted(used & SET_BY_BUILDKIT - stage.declared):
            found(line, f"{name} is used without 'ARG {name}', so it is empty")
    sources = [flag(command, "from")] if command.cmd in ("COPY", "ADD") else []
    if command.cmd == "RUN":
        sources = [m for f in command.flags for m in re.findall(r"^--mount=(?:.*,)?from=([^,]*)", f)]
    for source in filter(None, sources):
        named = source.lower() in {s.name for s in earlier} or (source.isdigit() and int(source) < len(earlier))
        if not named:
            check_image(line, source, found)


def check_argument(command, declared, found):
    for argument in command.value:
        name, *default = argument.split("=", 1)
        declared.add(name)
        if default and name in SET_BY_BUILDKIT:
            found(command.start_line, f"{name} has a default, which hides what BuildKit sets")


def check_production(last, lines, found):
    for user in last.values("USER"):
        name = user.value[0] if user else None
        if name is None:
            found(last.line, "no USER: it is the image's to say who runs this")
        elif not re.fullmatch(r"\d+(:\d+)?", name):
            found(user.start_line, f"USER {name} is not a number")
        elif int(name.split(":")[0]) == 0 and lines[user.start_line - 2].strip() != "# hadolint ignore=DL3002":
            found(user.start_line, f"USER {name} is root")
    if None in last.values("ENTRYPOINT") and None in last.values("CMD"):
        found(last.line, "neither ENTRYPOINT nor CMD: it is the image's to say what runs")


def examine(path, findings):
    stages = []

    def found(line, text):
        findings.add(path, line, text)

    for command in dockerfile.parse_file(path):
        if command.cmd == "FROM":
            stage = Stage(command, stages)
            check_from(command, stage, stages, found)
            stages.append(stage)
        elif not stages:
            if command.cmd == "ARG":
                check_argument(command, set(), found)
            else:
                found(command.start_line, f"{command.cmd} before the first FROM")
        else:
            stages[-1].commands.append(command)
            check_command(command, stages[-1], stages[:-1], found)
    if not stages:
        return found(0, "no FROM")
    if stages[-1].platform:
        found(stages[-1].line, f"the last stage has --platform={stages[-1].platform}")
    if not os.path.basename(path).endswith(".dev"):
        with open(path, encoding="utf-8") as stream:
            check_production(stages[-1], stream.read().split("\n"), found)


Findings().judge(sys.argv[1:], examine)
