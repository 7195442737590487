"""The golden workspaces: BuildKit's opinion of them, and what the example does not use, at work."""

import os
import shutil
from pathlib import Path

import running
from builds import build
from engine import docker, inspect
from facts import run
from layers import make_private
from subject import Subject
from workspace import ROOT

SOURCES = ROOT / "Tests/Services"
# As the spec of 'shout' has it, with its quoting undone.
DESCRIPTION = r"""It's "quoted", costs $5 \ 100% `now` | <b>${{ github.token }}</b> # not a comment"""


def golden_workspaces(workspace):
    """Each golden workspace without a lock of its own, generated with the stand-ins' digests."""
    for specs in sorted(ROOT.glob("Tests/GoldenTests/Fixtures/*/specs")):
        if (specs / "scantling.lock").exists():
            continue
        root = workspace.above / "golden" / specs.parent.name
        shutil.copytree(specs.parent, root, ignore=shutil.ignore_patterns("generated"))
        shutil.copyfile(os.environ["SCANTLING_STANDIN_LOCK"], root / "specs/scantling.lock")
        run(workspace.tool, "generate", cwd=root)
        yield root


def prove_checks(it, root):
    """BuildKit's own checks of every Dockerfile."""
    for path in sorted(root.glob("generated/services/*/Dockerfile*")):
        if path.suffix == ".dockerignore":
            continue
        done = docker("buildx", "build", "--call=check", "--file", path, ".", cwd=root, expect=None)
        clean = done.returncode == 0 and "Check complete, no warnings found." in done.stdout
        it.holds(f"{path.parent.name}/{path.name}: BuildKit has no warning", clean, done.stdout + done.stderr)


def prove_variants(facts, tool, golden, run_name):
    """Three golden workspaces with one of the test services as sources: built, healthy, and answering."""
    variants = (
        ("shout", shout(golden["hostile-text"], tool), 8080, "65532:65532", "connector-gateway"),
        ("front", front(golden["probe-and-undecided"]), 8080, "65532:65532", "front"),
        ("reports", reports(golden["python-pip"]), 8000, "12000:12000", "indexer"),
    )
    started = []
    for name, root, *expected in variants:
        make_private(root)
        it, tag = Subject(facts, name), f"{run_name}/{name}:production"
        with it.attempt("builds"):
            build(root, f"generated/services/{name}/Dockerfile", tag=tag)
            it.holds(f"builds, in the golden workspace {root.name}")
            started.append((it, running.start(tag), *expected))
    seconds = running.wait_for_health([container for _, container, *_ in started])
    for it, container, port, user, answer in started:
        with it.attempt("can be looked at"):
            if running.prove_health(it, container, seconds.get(container)):
                running.prove_answers(it, container, port, answer)
                running.prove_confinement(it, container, user)
                running.prove_stop(it, container)
            if it.name == "shout":
                label = inspect(container)[0]["Config"]["Labels"]["org.opencontainers.image.description"]
                it.holds(f"label 'description' is '{DESCRIPTION}'", label == DESCRIPTION, label)


def shout(root, tool):
    """Go in folders with a space and an umlaut; healthy only if each word of its check arrives as the spec has it."""
    # The folder of the main package is part of Go's name for it, in which Go wants no space.
    replace(root / "specs/shout.yaml", "./cmd/shout it", "./cmd/shout-it")
    run(tool, "generate", cwd=root)
    folder = root / "my apps/über service"
    shutil.copytree(SOURCES / "connector-gateway", folder / "cmd/shout-it")
    (folder / "cmd/shout-it/go.mod").rename(folder / "go.mod")
    words = ("health", "--say=it's $fine", "a b", r"tab\there")
    asked = " && ".join(f'args[{place}] == "{word}"' for place, word in enumerate(words))
    replace(folder / "cmd/shout-it/main.go", 'len(args) == 1 && args[0] == "health"', f"len(args) == 4 && {asked}")
    return root


def front(root):
    """Rust with features and a library; a program of BusyBox in the image asks for its health."""
    folder = root / "front"
    shutil.copytree(SOURCES / "agent", folder, ignore=shutil.ignore_patterns("target"))
    for name in "Cargo.toml", "Cargo.lock":
        replace(folder / name, 'name = "agent"', 'name = "front"')
    with open(folder / "Cargo.toml", "a") as manifest:
        manifest.write("\n[features]\ntls = []\nmetrics = []\n")
    (folder / "src/lib.rs").write_text('pub const NAME: &str = "front";\n')
    replace(folder / "src/main.rs", 'const NAME: &str = "agent"', "const NAME: &str = front::NAME")
    # Sources older than what was compiled in their place: Cargo must not take that for them.
    for source in folder.glob("src/*.rs"):
        os.utime(source, (0, 0))
    return root


def reports(root):
    """Python that pip installs."""
    folder = root / "apps/reports"
    shutil.copytree(SOURCES / "indexer", folder, ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    (folder / "indexer").rename(folder / "reports")
    replace(folder / "reports/server.py", '"/health"', '"/healthz"')
    return root


def replace(path: Path, old, new):
    text = path.read_text()
    assert old in text, f"{path} does not hold {old!r}"
    path.write_text(text.replace(old, new))
