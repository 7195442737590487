"""A workspace to try things in: the example's specs and services, with the engine's stand-ins for its images."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from commits import commit_all
from facts import Failed, run

ROOT = Path(__file__).resolve().parents[3]


class Workspace:
    """A folder with a space in its path; gone with the proof."""

    def __init__(self, specs=ROOT / "specs", sources="Tests/Services"):
        self.scratch = tempfile.TemporaryDirectory(prefix="scantling proof ")
        self.above = Path(self.scratch.name)
        self.path = self.above / "a checkout"
        self.tool = self.above / "bin" / "scantling"
        left_out = shutil.ignore_patterns("target", ".venv", "__pycache__", ".*_cache")
        shutil.copytree(specs, self.path / "specs")
        shutil.copytree(ROOT / sources, self.path / sources, ignore=left_out)
        self.tool.parent.mkdir()
        shutil.copy(os.environ.get("SCANTLING_TOOL") or build_tool(), self.tool)
        self.use_stand_ins()
        self.generate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.scratch.cleanup()

    def use_stand_ins(self):
        """The digests of the engine's images, where the lock has the image; its other entries stay."""
        lock = self.path / "specs/scantling.lock"
        if not lock.exists():
            shutil.copyfile(os.environ["SCANTLING_STANDIN_LOCK"], lock)
            return
        entry = re.compile(r"^(  (\S+):\n    digest: )(\S+)$", re.MULTILINE)
        digests = {
            image: digest for _, image, digest in entry.findall(Path(os.environ["SCANTLING_STANDIN_LOCK"]).read_text())
        }
        lock.write_text(entry.sub(lambda match: match[1] + digests.get(match[2], match[3]), lock.read_text()))

    def generate(self):
        self.run(self.tool, "generate")

    def run(self, *command, **options):
        return run(*command, cwd=self.path, **options)

    def make(self, *arguments, **options):
        return self.run("make", "--no-print-directory", "--file", "generated/Makefile", *arguments, **options)

    def edit(self, path, old, new):
        """Puts one text in the place of another in a file that is known to hold it."""
        file = self.path / path
        text = file.read_text()
        if old not in text:
            raise Failed(f"{path} does not hold {old!r}, which this proof changes")
        file.write_text(text.replace(old, new, 1))

    def without_development_tools(self):
        """What acci's development image has beside the toolchain comes from the internet."""
        tools = "  tools: [cargo-watch, cargo-audit]\n  command: [cargo, watch, -x, run]\n"
        self.edit("specs/acci.yaml", tools, "")
        self.generate()

    def commit(self, message):
        return commit_all(self.path, message)


def build_tool():
    """Builds scantling; SCANTLING_TOOL is one that is built already."""
    run(ROOT / "scripts/scantling", "--version", stderr=None)
    return ROOT / ".build/release/scantling"
