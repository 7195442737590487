"""Builds of Dockerfiles, and what they say of themselves."""

import re
import time
from dataclasses import dataclass

from engine import docker

UNITS = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}


@dataclass
class Step:
    """An instruction that a build came to; those that only name an image are none."""

    text: str
    cached: bool


@dataclass
class Build:
    seconds: float
    steps: list
    # Bytes of build context sent, the list of its files included.
    context: int
    # Digest of the platform's manifest, which stands for its configuration and its layers.
    manifest: str

    @property
    def rerun(self):
        return [step.text for step in self.steps if not step.cached]


def build(root, dockerfile, platform="linux/amd64", tag=None, tarball=None, options=()):
    """Builds with a workspace's root as context; the image gets a tag, or its files a tarball, or neither."""
    arguments = ["--progress", "plain", "--platform", platform, "--file", dockerfile, *options]
    if tag:
        arguments += ["--tag", tag, "--load"]
    else:
        arguments += ["--output", f"type=tar,dest={tarball}" if tarball else "type=cacheonly"]
    began = time.monotonic()
    # Without attestations, which hold the time and the commit of a build and so are new every time.
    plain = {"BUILDX_NO_DEFAULT_ATTESTATIONS": "1", "BUILDX_GIT_INFO": "0"}
    done = docker("buildx", "build", *arguments, ".", cwd=root, env=plain)
    return read_progress(done.stderr, time.monotonic() - began)


def best(attempt, judge, tries=5):
    """What `attempt` gives back, made anew where `judge` does not like it.

    Where builds follow each other closely, BuildKit at times misses what is in its cache (moby/buildkit#2039).
    A mistake in a Dockerfile shows every time.
    """
    while not judge(found := attempt()) and (tries := tries - 1):
        time.sleep(1)
    return found


def read_progress(log, seconds):
    names, cached, context, manifest = {}, set(), 0, ""
    for line in log.splitlines():
        if not (match := re.match(r"#(\d+) (.*)", line)):
            continue
        number, text = match.groups()
        names.setdefault(number, text)
        if text == "CACHED":
            cached.add(number)
        elif sent := re.match(r"transferring context: ([\d.]+)(\w+)", text):
            context = max(context, round(float(sent[1]) * UNITS[sent[2]]))
        elif digest := re.match(r"exporting manifest (sha256:\w+)", text):
            manifest = digest[1]
    instructions = {number: re.match(r"\[(?!internal)[^]]*\] (?!FROM )(.*)", name) for number, name in names.items()}
    steps = [Step(match[1], number in cached) for number, match in instructions.items() if match]
    return Build(seconds, steps, context, manifest)
