"""Scripts of the workflows, without a registry: what 'docker', 'curl' and others would say is said by stand-ins."""

import hashlib
import json
import os
import stat

from commits import NOTHING
from repository import TOOL, Repository
from runner import Job, Workflows

MAIN, SECURITY, DRIFT = "containers.yml", "container-security.yml", "spec-drift.yml"

WORKSPACE = """\
workspace: scripts
registry: ghcr.io/scripts
platforms: [linux/amd64, linux/arm/v7]
output: generated
sources: apps
"""

RELEASE = """\
ci:
  scantling: {{ version: "0.1.0", url: "https://example.com/scantling-0.1.0", checksum: "sha256:{}" }}
"""


def stand_in(event, name, script):
    """A program in a folder that goes first on the PATH; the PATH."""
    folder = event.checkout.parent / "bin"
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{folder}:{os.environ['PATH']}"


def manifest(*sizes):
    config, *layers = sizes
    return {"config": {"size": config}, "layers": [{"size": size} for size in layers]}


def index(**images):
    """A list of images by architecture, with an attestation that comes first."""
    attestation = {"digest": "sha256:attestation", "platform": {"os": "unknown", "architecture": "unknown"}}
    entries = [
        {"digest": f"sha256:{name}", "platform": {"os": "linux", **platform}} for name, platform in images.items()
    ]
    return {"manifests": [attestation, *entries]}


def registry(event, held):
    """A 'docker' that knows what a registry holds."""
    files = event.checkout.parent / "registry"
    files.mkdir(exist_ok=True)
    for name, content in held.items():
        (files / name.replace("/", "_")).write_text(json.dumps(content))
    return stand_in(
        event,
        "docker",
        f'#!/bin/bash\nfile="{files}/${{@: -1}}"\nfile="{files}/$(tr / _ <<<"${{@: -1}}")"\n'
        'if [[ -f $file ]]; then cat "$file"; else echo "ERROR: ${@: -1}: not found" >&2; exit 1; fi\n',
    )


def sizes(facts):
    with Repository(WORKSPACE, [("go", "api")]) as repository:
        event = repository.push(repository.commit(), NOTHING)
        workflows = Workflows(event.checkout / "generated/.github/workflows")
        arm = {"architecture": "arm", "variant": "v7"}
        image = "ghcr.io/scripts/api"
        held = {
            f"{image}@sha256:pushed": index(amd={"architecture": "amd64"}, arm=arm),
            f"{image}@sha256:amd": manifest(1_000_000, 5_000_000),
            f"{image}@sha256:arm": manifest(1_000_000, 2_000_000, 4_000_000),
        }

        def measure(held, digest="sha256:pushed", budget=0, expect=0):
            row = {"service": "api", "platform": "linux/arm/v7", "image": image, "budget": budget}
            values = {f"matrix.{key}": value for key, value in row.items()}
            values["steps.push.outputs.digest"] = digest
            job = Job(workflows, MAIN, "build", event, values)
            (job.temp / "image/blobs/sha256").mkdir(parents=True)
            (job.temp / "image/index.json").write_text(json.dumps({"manifests": [{"digest": "sha256:local"}]}))
            (job.temp / "image/blobs/sha256/local").write_text(json.dumps(manifest(1_000_000, 3_000_000)))
            return job.step("Compare the size with the budget", expect=expect, PATH=registry(event, held))

        line = "- api for linux/arm/v7:"
        facts.equal("the size is that of the platform's image", measure(held).summary, f"{line} 7.0MB compressed\n")
        facts.equal("a folder is measured too", measure(held, digest="").summary, f"{line} 4.0MB compressed\n")
        edge = {f"{image}:edge": index(old=arm), f"{image}@sha256:old": manifest(1_000_000, 5_500_000)}
        facts.equal(
            "and compared with what is published",
            [measure({**held, **edge}, digest=digest, budget=9_000_000).summary for digest in ("sha256:pushed", "")],
            [
                f"{line} 7.0MB compressed, budget 9.0MB, +500.0KB against 'edge'\n",
                f"{line} 4.0MB compressed, budget 9.0MB, -2.5MB against 'edge'\n",
            ],
        )
        over = measure(held, budget=6_999_999, expect=1)
        facts.holds("a byte too many is an error", "1 bytes too many for its 'size-budget'" in over.stdout, over.stdout)
        other = {f"{image}@sha256:pushed": index(amd={"architecture": "amd64"})}
        for what, found in [("an index without the platform", other), ("a digest that is not there", {})]:
            (event.checkout.parent / "registry").rename(event.checkout.parent / f"registry {what}")
            done = measure(found, expect=None)
            facts.holds(f"{what} is an error", done.returncode != 0, done.stdout)


def rescan(facts):
    with Repository(WORKSPACE, [("go", "api")]) as repository:
        event = repository.push(repository.commit(), NOTHING)
        workflows = Workflows(event.checkout / "generated/.github/workflows")

        def find(cases, expect=0):
            path = stand_in(event, "docker", f'#!/bin/bash\ncase "${{@: -1}}" in {cases} esac\n')
            job = Job(workflows, SECURITY, "published", event, {"matrix.image": "ghcr.io/scripts/api"})
            return job.step("Find what is published", expect=expect, PATH=path)

        absent = "*) echo 'ERROR: not found' >&2; exit 1 ;;"
        released = find(f"*:latest) echo sha256:1 ;; {absent}")
        facts.equal("the newest release is scanned", released.outputs, {"digest": "sha256:1"})
        facts.holds("and the summary says so", "`ghcr.io/scripts/api:latest` is `sha256:1`" in released.summary)
        facts.equal(
            "before it, what main publishes", find(f"*:edge) echo sha256:2 ;; {absent}").outputs, {"digest": "sha256:2"}
        )
        none = find(absent)
        facts.equal("before that, nothing", (none.outputs, "not published yet" in none.stdout), ({}, True))
        broken = find("*) echo 'ERROR: unauthorized' >&2; exit 1 ;;", expect=None)
        facts.equal("another failure is a failure", (broken.returncode, "unauthorized" in broken.stdout), (1, True))


def drift(facts):
    checksum = hashlib.sha256(open(TOOL, "rb").read()).hexdigest()
    with Repository(WORKSPACE + RELEASE.format(checksum), [("go", "api")]) as repository:
        event = repository.push(repository.commit(), NOTHING)
        workflows = Workflows(event.checkout / "generated/.github/workflows")
        fetch = "#!/bin/bash\n" + 'while (($# > 1)); do if [[ $1 == --output ]]; then cp "{}" "$2"; fi; shift; done\n'
        job = Job(workflows, DRIFT, "drift", event)
        job.step("Install Scantling 0.1.0", PATH=stand_in(event, "curl", fetch.format(TOOL)))
        facts.equal("a release with the right checksum is installed and finds no drift", job.step("Check").summary, "")
        with open(event.checkout / "generated/compose.yaml", "a") as file:
            file.write("# `````\n")
        red = job.step("Check", expect=1)
        facts.holds(
            "drift is red, and the pull request is told",
            "::error file=generated/compose.yaml" in red.stdout,
            red.stdout,
        )
        facts.holds("the summary shows the patch", "| -# `````" in red.summary, red.summary)
        facts.holds("and says what to do", "scantling generate" in red.summary, red.summary)
        wrong = Job(workflows, DRIFT, "drift", event)
        done = wrong.step(
            "Install Scantling 0.1.0", expect=None, PATH=stand_in(event, "curl", fetch.format("/bin/true"))
        )
        facts.holds("another checksum is refused", done.returncode != 0 and "FAILED" in done.stdout + done.stderr)
        step = workflows.step(DRIFT, "drift", "Install Scantling 0.1.0")
        facts.equal(
            "the release is named by version",
            step["env"]["URL"],
            "https://example.com/scantling-0.1.0",
        )


PARTS = (sizes, rescan, drift)
