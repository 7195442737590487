"""The production images of the example, from a build to the last layer."""

import re
from dataclasses import astuple, dataclass

import layers
import running
from builds import build
from engine import inspect
from image import sizes
from platforms import export, prove_binaries
from subject import Subject


@dataclass
class Row:
    """A service's line of the table."""

    name: str
    built: str = "no"
    healthy: str = "no"
    size: str = "-"
    rebuild: str = "-"
    stop: str = "-"
    platforms: str = "-"


HEAD = Row("service", "built", "healthy", "size", "rebuild", "stop", "platforms")


class Production:
    """`run` is part of the names of images and containers."""

    def __init__(self, facts, workspace, run):
        self.facts, self.workspace, self.run = facts, workspace, run
        self.root, self.scratch = workspace.path, workspace.above
        self.rows = {}

    def prove(self, services):
        """All are started before the first is looked at, so that they become healthy at the same time."""
        self.rows = {service: Row(service.name) for service in services}
        builds = {service: first for service in services if (first := self.build(service))}
        containers = {service: running.start(self.tag(service)) for service in builds}
        seconds = running.wait_for_health(containers.values())
        for service, container in containers.items():
            it = self.about(service)
            with it.attempt("can be looked at"):
                self.prove_running(it, service, container, seconds.get(container))
            with it.attempt("can be measured"):
                self.prove_image(it, service)
            with it.attempt("can be built again"):
                self.prove_layers(it, service, builds[service])
            for platform in service.cross:
                with it.attempt(f"{platform}: builds"):
                    self.prove_platform(it, service, platform)
            for platform in service.native:
                it.note(f"not proved: {platform}, which is built on a machine of that kind")

    def about(self, service):
        return Subject(self.facts, service.name)

    def tag(self, service):
        return f"{self.run}/{service.name}:production"

    def build(self, service):
        it = self.about(service)
        with it.attempt("builds for linux/amd64"):
            first = build(self.root, service.dockerfile, tag=self.tag(service))
            it.holds(f"builds for linux/amd64 in {first.seconds:.1f} s")
            self.rows[service].built = "yes"
            layers.prove_context(it, first)
            return first

    def prove_running(self, it, service, container, seconds):
        if not running.prove_health(it, container, seconds):
            return
        running.prove_probe(it, container)
        running.prove_answers(it, container, service.port)
        running.prove_confinement(it, container, service.user)
        files = export(self.root, service.dockerfile, "linux/amd64", self.scratch / "amd64.tar")
        if not service.language.has_shell:
            running.prove_no_shell(it, container, files)
            prove_binaries(it, files, service.program, "linux/amd64")
        leaked = [path for path, data in files.contents() if layers.SECRET.encode() in data]
        it.holds("nothing that its ignore file keeps out is in the image", not leaked, leaked)
        row = self.rows[service]
        row.healthy, row.platforms = f"{seconds:.0f} s", "amd64"
        row.stop = f"{running.prove_stop(it, container):.1f} s"

    def prove_image(self, it, service):
        labels = inspect(self.tag(service), kind="image")[0]["Config"]["Labels"] or {}
        spec = (self.root / f"specs/{service.name}.yaml").read_text()
        description = re.search("^description: (.*)$", spec, re.MULTILINE)
        for label, value in ("title", service.name), ("description", description[1]):
            found = labels.get(f"org.opencontainers.image.{label}")
            it.holds(f"label '{label}' is '{value}'", found == value, found)
        size, added = sizes(self.root / service.dockerfile, self.tag(service), self.scratch / "image.tar")
        budget = service.budget
        text = f"{size:.1f} MB compressed, {added:.0f} kB of it not the base's"
        if budget:
            it.holds(f"{text}, within {budget} MB", size <= budget)
        else:
            it.note(f"{text}; it has no budget")
        self.rows[service].size = f"{size:.1f} of {budget} MB" if budget else f"{size:.1f} MB"

    def prove_layers(self, it, service, first):
        again = layers.prove_rebuild(it, self.root, service, self.tag(service), first)
        self.rows[service].rebuild = f"{again.seconds:.1f} s"
        layers.prove_indifference(it, self.root, service, self.scratch / "everything.tar")
        layers.prove_edit(it, self.workspace, service, self.scratch / "edited.tar")

    def prove_platform(self, it, service, platform):
        files = export(self.root, service.dockerfile, platform, self.scratch / "platform.tar")
        prove_binaries(it, files, service.program, platform)
        self.rows[service].platforms += " " + platform.removeprefix("linux/")

    def table(self):
        lines = [astuple(row) for row in (HEAD, *self.rows.values())]
        widths = [max(map(len, column)) for column in zip(*lines)]
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
