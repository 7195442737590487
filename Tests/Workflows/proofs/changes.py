"""Which services a change concerns, in a workspace of forty."""

import re

from forty import GO, NAMES, SERVICES, SHARED_GO, SHARED_PROTOCOLS, SHARED_RUST, WORKSPACE, found
from commits import NOTHING
from repository import Repository
from runner import Job, Workflows

FILES = ("containers.yml", "container-security.yml")


def check(facts, what, repository, event, expected):
    """Both workflows of the commit find the same services."""
    workflows = Workflows(event.checkout / "generated/.github/workflows")
    sets = [found(workflows, event, file)[0] for file in FILES]
    said = f"all {len(expected)}" if len(expected) > 12 else ", ".join(expected) or "nothing"
    facts.equal(f"{what}: {said}", sets, [expected] * 2)
    return workflows


def history(facts):
    """What happens to the forty, one thing at a time."""
    with Repository(WORKSPACE, SERVICES) as repository:
        first = repository.commit()

        def compiled(path, old, new):
            repository.edit(path, old, new)
            repository.generate()

        def touched(*paths):
            for path in paths:
                repository.write(path, "changed\n")

        def aside(change, *arguments):
            return repository.aside(first, lambda: change(*arguments))

        def removed():
            repository.git("rm", "--quiet", "-r", "specs/go-05.yaml", "apps/go-05")
            repository.generate()

        def shares():
            compiled("specs/go-03.yaml", "build:", "shared: [protocols]\nbuild:")

        def added():
            repository.add("python", "newcomer")
            repository.generate()

        def recompiled():
            """What a template makes of a language, as a later Scantling would have it."""
            for path in sorted((repository.path / "generated/services").glob("*/Dockerfile")):
                if "go mod download" in path.read_text():
                    path.write_text(path.read_text().replace("go mod download", "go mod download -x"))

        def locked():
            repository.edit("specs/scantling.lock", "4c9fe601", "4c9fe600")
            repository.generate()

        def rotated():
            path = repository.path / "generated/.github/workflows"
            for file in path.glob("container*.yml"):
                file.write_text(file.read_text().replace("v7.0.1", "v7.0.2"))

        renamed = ("mv", "apps/rust-03/src/main.rs", "apps/rust-04/src/moved.rs")
        both = sorted([*SHARED_RUST, "tool"])
        for what, commit, expected in [
            ("a source of one service", aside(touched, "apps/go-03/main.go"), ["go-03"]),
            (
                "sources of two services",
                aside(touched, "apps/go-03/x/y.go", "apps/python-07/app/z.py"),
                ["go-03", "python-07"],
            ),
            ("a folder that three services share", aside(touched, "platform/cmd/a.go"), SHARED_GO),
            ("a folder that two share, beside what one has in it", aside(touched, "crates/lib.rs"), SHARED_RUST),
            ("what one has in a folder that two share", aside(touched, "crates/tool/src/main.rs"), both),
            ("a protocol that three build with", aside(touched, "proto/shop/v1/orders.proto"), SHARED_PROTOCOLS),
            ("a library that one builds with", aside(touched, "libs/common/common/money.py"), ["python-11"]),
            ("tests of that library", aside(touched, "libs/common/tests/test_money.py"), []),
            ("files beside shared inputs", aside(touched, "libs/other/x.py", "protobuf/x.proto", "proto.md"), []),
            ("a service that comes to build with it", aside(shares), ["go-03"]),
            ("documents", aside(touched, "README.md", "docs/go-03.md", "apps/README.md"), []),
            (
                "files named almost like inputs",
                aside(touched, "apps/go-033/main.go", "specs/go-03.yaml.md", "platforms/x"),
                [],
            ),
            (
                "tests, which no build sees",
                aside(touched, "apps/go-03/main_test.go", "apps/python-07/tests/test_app.py"),
                [],
            ),
            (
                "a spec, in words",
                aside(compiled, "specs/go-03.yaml", "build:", "description: Three\nbuild:"),
                ["go-03"],
            ),
            (
                "a spec that says other platforms",
                aside(compiled, "specs/go-03.yaml", "build:", "platforms: [linux/arm64]\nbuild:"),
                ["go-03"],
            ),
            (
                "a spec's size budget",
                aside(compiled, "specs/rust-03.yaml", "build:", "image: { size-budget: 9MB }\nbuild:"),
                ["rust-03"],
            ),
            ("the lock, at an image that Go is built with", aside(locked), GO),
            ("the template of Go", aside(recompiled), GO),
            ("a pin in the workflows", aside(rotated), NAMES),
            (
                "a setting of the workflows",
                aside(compiled, "specs/workspace.yaml", "sources:", "ci: { scan: { severity: [low] } }\nsources:"),
                NAMES,
            ),
            ("a file that moves from one service to another", aside(repository.git, *renamed), ["rust-03", "rust-04"]),
            ("a file that is gone", aside(repository.git, "rm", "--quiet", "apps/go-03/main.go"), ["go-03"]),
            ("a service that is gone", aside(removed), []),
            ("a service that is new", aside(added), ["newcomer"]),
            ("nothing", aside(lambda: None), []),
        ]:
            event = repository.push(commit, first)
            workflows = check(facts, what, repository, event, expected)
            if what == "documents":
                green(facts, workflows, event)

        change = aside(touched, "apps/go-03/main.go")
        gone = aside(touched, "apps/go-04/main.go")
        repository.git("checkout", "--quiet", "main")
        touched("apps/rust-01/src/main.rs")
        later = repository.commit("main goes on")
        merged = repository.merge(change)
        queue = {"github.event.merge_group.base_sha": later, "github.event.before": ""}
        for what, event, expected in [
            ("a first push", repository.push(first, NOTHING), NAMES),
            ("a forced push, whose base is gone", repository.push(later, gone), NAMES),
            ("a forced push back to what is known", repository.push(first, later), ["rust-01"]),
            ("a push of a merge", repository.push(merged, later), ["go-03"]),
            ("a push of several commits", repository.push(merged, first), ["go-03", "rust-01"]),
            ("a pull request that main has overtaken", repository.pull_request(change), ["go-03"]),
            (
                "a pull request checked out without its merge",
                repository.event("pull_request", "refs/pull/1/merge", change),
                NAMES,
            ),
            (
                "a group of the merge queue",
                repository.event("merge_group", "refs/heads/gh-readonly-queue/main/pr-1", merged, **queue),
                ["go-03"],
            ),
            ("a tag", repository.push(later, NOTHING, "refs/tags/v1.0.0"), NAMES),
            ("a start by hand", repository.event("workflow_dispatch", "refs/heads/main", later), NAMES),
        ]:
            check(facts, what, repository, event, expected)
        told(facts, repository.push(change, first), repository.push(first, NOTHING))


def green(facts, workflows, event):
    """Nothing to build: every job of a matrix is skipped, and the gate is green."""
    outputs = found(workflows, event)[1].outputs
    facts.equal("of which every matrix is empty", set(outputs.values()), {"[]"})
    jobs = workflows.files["containers.yml"]["jobs"]
    ungated = [
        name
        for name, job in jobs.items()
        if name not in ("changes", "gate")
        and not re.search(r"needs\.changes\.outputs\.(build|merge) != '\[\]'", job["if"])
    ]
    facts.equal("without rows every job is skipped", ungated, [])
    results = {"join(needs.*.result, ' ')": " ".join(["success", *["skipped"] * (len(jobs) - 2)])}
    gate = Job(workflows, "containers.yml", "gate", event, results).step("Look at the results", expect=None)
    facts.equal("and the gate is green", gate.returncode, 0)


def told(facts, one, all_of_them):
    workflows = Workflows(one.checkout / "generated/.github/workflows")
    summary = found(workflows, one)[1].summary
    row = "| go-03 | linux/amd64, linux/arm64 | `apps/go-03/main.go` |"
    facts.holds("the summary says what is built, for which platforms and why", row in summary.splitlines(), summary)
    summary = found(workflows, all_of_them)[1].summary
    rows = [line for line in summary.splitlines() if line.endswith("| there is nothing to compare with |")]
    facts.equal("and where there is nothing to compare with, that", len(rows), len(NAMES))


PARTS = (history,)
