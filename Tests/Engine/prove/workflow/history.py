"""A repository in which things happened, and the events that GitHub would make of them."""

from commits import check_out, git
from runner import Event


class History:
    def __init__(self, workspace):
        self.workspace = workspace
        self.checkouts = 0
        self.all = workspace.commit("all")
        self.source = self.change("Tests/Services/control-plane/cmd/control-plane/main.go")
        self.docs = self.change(
            "README.md", "docs/agent.md", "Tests/Services/agent.md", "specs/agent.yaml.md", "generated/services.md"
        )
        self.spec = self.compiled("specs/indexer.yaml", "Event indexing", "Indexing of events")
        self.severity = self.compiled("specs/workspace.yaml", "[critical, high]", "[critical]")
        self.again = self.change("Tests/Services/control-plane/cmd/control-plane/main.go")

    def git(self, *arguments):
        return git(self.workspace.path, *arguments)

    def change(self, *paths):
        """A commit that adds a line to files."""
        for path in paths:
            file = self.workspace.path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with open(file, "a") as text:
                text.write("// changed\n")
        return self.workspace.commit(f"change {' '.join(paths)}")

    def compiled(self, path, old, new):
        """A commit that changes a spec, and what is compiled from it."""
        self.workspace.edit(path, old, new)
        self.workspace.generate()
        return self.workspace.commit(f"change {path}")

    def aside(self, base, *arguments, change=()):
        """A commit on top of another that no branch holds: a change of files, or what git does."""
        self.git("checkout", "--quiet", "--detach", base)
        if arguments:
            self.git(*arguments)
        commit = self.change(*change) if change else self.workspace.commit("aside")
        self.git("checkout", "--quiet", "main")
        return commit

    def event(self, name, ref, sha, **values):
        """An event with a checkout for it, which has the history of all branches and tags."""
        self.checkouts += 1
        checkout = self.workspace.above / f"work {self.checkouts}" / "repository"
        check_out(self.workspace.path, sha, checkout)
        known = {"merge_group.base_sha": "", "before": ""}
        known.update((key.replace("__", "."), value) for key, value in values.items())
        return Event(name, ref, sha, checkout, {f"github.event.{key}": value for key, value in known.items()})

    def push(self, sha, before, ref="refs/heads/main"):
        return self.event("push", ref, sha, before=before)

    def forced(self):
        return self.push(self.spec, self.aside(self.source, change=["Tests/Services/agent/gone.rs"]))

    def moved(self):
        move = ("mv", "Tests/Services/agent/src/signals.rs", "Tests/Services/execution-plane/src/moved.rs")
        return self.push(self.aside(self.spec, *move), self.spec)

    def merge(self):
        """What GitHub makes of a pull request: main, with a change of agent that began before main went on."""
        change = self.aside(self.all, change=["Tests/Services/agent/src/main.rs"])
        self.git("checkout", "--quiet", "--detach", self.source)
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", change)
        merge = self.git("rev-parse", "HEAD")
        self.git("checkout", "--quiet", "main")
        return merge

    def pull_request(self):
        return self.event("pull_request", "refs/pull/1/merge", self.merge())

    def merge_group(self):
        ref = "refs/heads/gh-readonly-queue/main/pr-1"
        return self.event("merge_group", ref, self.merge(), merge_group__base_sha=self.source)
