"""What GitHub's runner does around the 'run:' blocks of a workflow, as far as ours need it."""

import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from facts import Failed, run

# What a script finds on a runner beside what the workflow gives it.
KEPT = "PATH HOME DOCKER DOCKER_HOST DOCKER_CONFIG GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM".split()


@dataclass
class Event:
    """What happened, and the checkout in which a job finds it; `values` are those of expressions."""

    name: str
    ref: str
    sha: str
    checkout: Path
    values: dict = field(default_factory=dict)

    def environment(self):
        return {
            "GITHUB_EVENT_NAME": self.name,
            "GITHUB_REF": self.ref,
            "GITHUB_SHA": self.sha,
            "GITHUB_REPOSITORY": "acme/platform",
            "GITHUB_REF_NAME": re.sub("^refs/(heads|tags|pull)/", "", self.ref),
            "GITHUB_WORKSPACE": str(self.checkout),
            "CI": "true",
        }


class Workflows:
    """The workflow files of a folder."""

    def __init__(self, folder):
        self.files = {path.name: yaml.load(path.read_text(), yaml.BaseLoader) for path in sorted(folder.glob("*.yml"))}
        self.executed = set()

    def blocks(self):
        """Every script, by workflow, job and step."""
        return {
            (name, job, step["name"]): step["run"]
            for name, file in self.files.items()
            for job, of in file["jobs"].items()
            for step in of["steps"]
            if "run" in step
        }

    def step(self, workflow, job, title):
        for step in self.files[workflow]["jobs"][job]["steps"]:
            if step["name"] == title:
                return step
        raise Failed(f"{workflow} has no step '{title}' in its job '{job}'")


class Job:
    """A job of a workflow on a runner of its own: RUNNER_TEMP is new, its steps share it."""

    def __init__(self, workflows, workflow, job, event, values=None):
        self.workflows, self.workflow, self.job, self.event = workflows, workflow, job, event
        self.values = {**event.values, **(values or {})}
        self.temp = Path(tempfile.mkdtemp(prefix="runner temp ", dir=event.checkout.parent))

    def step(self, title, values=None, expect=0, **environment):
        """Runs a step's script; what became of it, with its outputs and its summary."""
        step = self.workflows.step(self.workflow, self.job, title)
        self.workflows.executed.add((self.workflow, self.job, title))
        values = {**self.values, **(values or {})}
        files = {name: self.temp / f".{name}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        script = self.temp / ".script"
        script.write_text(step["run"])
        file = self.workflows.files[self.workflow]
        given = {**file.get("env", {}), **file["jobs"][self.job].get("env", {}), **step.get("env", {})}
        environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            **self.event.environment(),
            "RUNNER_TEMP": str(self.temp),
            **{name: str(path) for name, path in files.items()},
            **{name: expand(text, values) for name, text in given.items()},
            **environment,
        }
        bash = ("/bin/bash", "--noprofile", "--norc", "-eo", "pipefail")
        done = run(*bash, script, cwd=self.event.checkout, env=environment, inherit=False, expect=None)
        if expect is not None and done.returncode != expect:
            said = f"{done.stdout}{done.stderr}".strip()
            raise Failed(f"{self.workflow}, {self.job}, '{title}' ended with {done.returncode}: {said}")
        done.outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        done.summary = files["GITHUB_STEP_SUMMARY"].read_text()
        return done


def expand(text, values):
    """A text with the values of its expressions. Known are the names in `values`, and 'or' between them."""

    def value(match):
        for name in match[1].split("||"):
            if name.strip() not in values:
                raise Failed(f"this proof has no value for '{name.strip()}'")
        return next((str(values[name.strip()]) for name in match[1].split("||") if values[name.strip()]), "")

    return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", value, text)
