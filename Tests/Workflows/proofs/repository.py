"""Workspaces made for a proof, repositories in which things happen, and the events that GitHub would make of them."""

import os
import shutil
import tempfile
from pathlib import Path

from commits import check_out, commit_all, git
from facts import run
from runner import Event

ROOT = Path(__file__).resolve().parents[3]
TOOL = os.environ.get("SCANTLING_TOOL") or str(ROOT / ".build/debug/scantling")

MAINS = {
    "go": ("go.mod", "go.sum", "main.go", "main_test.go"),
    "rust": ("Cargo.toml", "Cargo.lock", "src/main.rs", "README.md"),
    "python": ("pyproject.toml", "uv.lock", "app/__main__.py", "tests/test_app.py"),
}
BUILDS = {
    "go": 'go: { version: "1.27.0" }',
    "rust": 'rust: { version: "1.97.1" }',
    "python": 'python: { version: "3.14.7", module: app }',
}


class Repository:
    """A workspace in a folder with a space in its path; gone with the proof."""

    def __init__(self, workspace, services):
        """`services` are languages and names, and where they have them the folder of the source and shared inputs."""
        self.scratch = tempfile.TemporaryDirectory(prefix="scantling proof ")
        self.path = Path(self.scratch.name) / "a checkout"
        self.checkouts = 0
        self.write("specs/workspace.yaml", workspace)
        shutil.copy(ROOT / "specs/scantling.lock", self.path / "specs/scantling.lock")
        for service in services:
            self.add(*service)
        self.write("README.md", "About it.\n")
        self.generate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.scratch.cleanup()

    def write(self, path, text):
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def edit(self, path, old, new):
        file = self.path / path
        text = file.read_text()
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1))

    def add(self, language, name, folder=None, shared=()):
        """A service with its source, which builds with shared inputs of the workspace."""
        lines = [f"service: {name}", f"build: {{ {BUILDS[language]} }}"]
        if shared:
            lines.insert(1, f"shared: [{', '.join(shared)}]")
        if folder:
            lines.insert(1, f"path: {folder}")
        self.write(f"specs/{name}.yaml", "\n".join(lines) + "\n")
        for file in MAINS[language]:
            self.write(f"{folder or f'apps/{name}'}/{file}", f"{name}\n")

    def generate(self):
        self.run(TOOL, "generate")

    def run(self, *command, **options):
        return run(*command, cwd=self.path, **options)

    def git(self, *arguments):
        return git(self.path, *arguments)

    def commit(self, message="a commit"):
        return commit_all(self.path, message)

    def aside(self, base, change):
        """What a commit on top of another is that no branch holds; `change` makes it in the folder."""
        self.git("checkout", "--quiet", "--detach", base)
        change()
        commit = self.commit("aside")
        self.git("checkout", "--quiet", "main")
        return commit

    def merge(self, commit):
        """What GitHub makes of a pull request for main."""
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", commit)
        merge = self.git("rev-parse", "HEAD")
        self.git("checkout", "--quiet", "main")
        return merge

    def event(self, name, ref, sha, **values):
        """An event with a checkout for it, which has the history of all branches and tags."""
        self.checkouts += 1
        checkout = self.path.parent / f"work {self.checkouts}" / "repository"
        check_out(self.path, sha, checkout)
        known = {"github.event.merge_group.base_sha": "", "github.event.before": "", **values}
        return Event(name, ref, sha, checkout, known)

    def push(self, sha, before, ref="refs/heads/main"):
        return self.event("push", ref, sha, **{"github.event.before": before})

    def pull_request(self, commit):
        return self.event("pull_request", "refs/pull/1/merge", self.merge(commit))
