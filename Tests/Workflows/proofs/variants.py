"""Workflows of every setting: what judges say of them, and what a person would look for."""

import json

from forty import found
from commits import NOTHING
from repository import ROOT, Repository
from runner import Workflows

from facts import run

BASE = """\
workspace: variants
platforms: [linux/amd64, linux/arm64]
output: generated
sources: apps
"""
ADDRESS = "repository: https://github.com/acme/shop"
KEY = "sign: { key: keys/cosign.pub }"
SERVICES = [("go", "api"), ("python", "web")]

# Settings of a workspace, with what the workflows have to say for them.
VARIANTS = {
    "ghcr.io": ("registry: ghcr.io/acme", ["packages: write", "secrets.GITHUB_TOKEN"], ["environment:"]),
    "Docker Hub": (
        "registry: acme",
        ["registry: docker.io", "secrets.REGISTRY_PASSWORD", "push-to-registry: false"],
        ["packages:"],
    ),
    "Harbor, with a key": (
        f"registry: harbor.example.com/acme\nci: {{ {KEY}, attest: never }}",
        ["registry: harbor.example.com", "--key env://COSIGN_PRIVATE_KEY", "secrets.COSIGN_PASSWORD"],
        ["id-token:", "attestations:", "packages:"],
    ),
    "ghcr.io, with a key": (
        f"registry: ghcr.io/acme\nci: {{ {KEY} }}",
        ["environment: registry", "packages: write"],
        [],
    ),
    "ECR": (
        "registry: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme",
        ["role-to-assume: ${{ vars.AWS_ROLE_ARN }}", "aws-region: eu-west-1", "ecr: true", "id-token: write"],
        ["packages:", "secrets."],
    ),
    "Artifact Registry": (
        "registry: europe-docker.pkg.dev/acme/images",
        ["token_format: access_token", "username: oauth2accesstoken"],
        ["packages:", "secrets."],
    ),
    "Azure": ("registry: acme.azurecr.io/acme", ["az acr login", "REGISTRY: acme"], ["packages:", "secrets."]),
    "a port": (
        "registry: localhost:5000/acme\nci: { sign: none }",
        ["registry: localhost:5000"],
        ["cosign", "actions/attest"],
    ),
    "little told": (
        "registry: ghcr.io/acme\nci: { provenance: min, sbom: false, attest: always, sign: none }",
        ["provenance: mode=min", "sbom: false", "actions/attest"],
        ["cosign", "repository.private"],
    ),
    "nothing told": (
        "registry: ghcr.io/acme\nci: { provenance: none, sbom: false }",
        ["provenance: false"],
        ["provenance: mode"],
    ),
    "emulation": (
        "registry: ghcr.io/acme\nci: { branch: release/2.x }",
        ["release/2.x", "Set up emulation", "image: tonistiigi/binfmt"],
        [],
    ),
    "one for each service": (
        f"registry: ghcr.io/acme\n{ADDRESS}\nci: {{ workflows: per-service, attest: always }}",
        [
            "name: Containers (web)",
            "name: containers (web)",
            "WORKFLOW: generated/.github/workflows/containers-web.yml",
        ],
        [],
    ),
    "a release of Scantling": (
        'registry: ghcr.io/acme\nci:\n  scantling:\n    version: "0.1.0"\n    checksum: sha256:'
        + "ab" * 32
        + "\n    url: https://example.com/scantling\n",
        ["URL: https://example.com/scantling", "SHA256: " + "ab" * 32],
        [],
    ),
    "without code scanning": (
        "registry: ghcr.io/acme\nci: { scan: { code-scanning: false } }",
        ["version: v0.75.0"],
        ["upload-sarif", "security-events", "skip-setup-trivy"],
    ),
    "little severe": (
        "registry: ghcr.io/acme\nci: { scan: { severity: [critical, low] } }",
        ["severity: CRITICAL,LOW"],
        ["HIGH"],
    ),
}

JUDGES = ("workflow-schema", "zizmor", "workflow-facts", "workflow-shell", "markdown")


def text(repository):
    folder = repository.path / "generated/.github/workflows"
    return "".join(path.read_text() for path in sorted(folder.glob("*.yml")))


def judged(facts, what, repository, judges=JUDGES):
    """Nothing is found by the judges of workflows and pages."""
    for judge in judges:
        command = (
            ROOT / "Tests/Judges/judge",
            "--partial",
            "--only",
            judge,
            repository.path / "generated",
            repository.path,
        )
        done = run(*command, expect=None)
        facts.holds(f"{what}: {judge}", done.returncode == 0, done.stdout + done.stderr)


def settings(facts):
    for what, (lines, present, absent) in VARIANTS.items():
        services = [*SERVICES, ("python", "slow")] if what == "emulation" else SERVICES
        with Repository(BASE + lines.rstrip() + "\n", services) as repository:
            if what == "emulation":
                repository.edit("specs/slow.yaml", "build:", "platforms: [linux/amd64, linux/ppc64le]\nbuild:")
                repository.edit("specs/slow.yaml", "module: app", "module: app, installer: pip")
                repository.generate()
            written = text(repository)
            facts.equal(f"{what}: is there", [part for part in present if part not in written], [])
            facts.equal(f"{what}: is not", [part for part in absent if part in written], [])
            guide = (repository.path / "generated/.github/CONTAINER-BUILD.md").read_text()
            needed = [name for name in CREDENTIALS if f".{name} }}}}" in written]
            facts.equal(f"{what}: the guide names what has to be set", [n for n in needed if f"`{n}`" not in guide], [])
            judged(facts, what, repository)


CREDENTIALS = (
    "REGISTRY_USERNAME REGISTRY_PASSWORD AWS_ROLE_ARN GOOGLE_SERVICE_ACCOUNT GOOGLE_WORKLOAD_IDENTITY_PROVIDER "
    "AZURE_CLIENT_ID AZURE_TENANT_ID AZURE_SUBSCRIPTION_ID COSIGN_PRIVATE_KEY COSIGN_PASSWORD"
).split()


def verified(facts):
    """What make and the guide verify is what the workflows sign."""
    for what, lines, says in [
        (
            "a workflow for each",
            ADDRESS + "\nci: { workflows: per-service, attest: always }",
            [r"acme/shop/\.github/workflows/containers-web\.yml@refs/(heads/main|tags/v.+)$", "--repo acme/shop"],
        ),
        ("a key", f"ci: {{ {KEY} }}", ["--key keys/cosign.pub"]),
        ("one workflow", ADDRESS, [r"acme/shop/\.github/workflows/containers\.yml@refs"]),
    ]:
        with Repository(BASE + "registry: ghcr.io/acme\n" + lines + "\n", SERVICES) as repository:
            dry = ("make", "--dry-run", "--file", "generated/Makefile", "container-verify-web")
            said = repository.run(*dry).stdout.replace("$$", "$")
            facts.equal(f"{what}: make says who signs", [part for part in says if part not in said], [])
            judged(facts, what, repository, ("make-dry-run", "make-included", "make-recipes", "make-help"))


def emulated(facts):
    """What is emulated is said to be, to people too."""
    with Repository(BASE + "registry: ghcr.io/acme\n", [("python", "slow")]) as repository:
        repository.edit("specs/slow.yaml", "module: app", "module: app, installer: pip")
        repository.edit("specs/slow.yaml", "build:", "platforms: [linux/ppc64le, linux/arm64]\nbuild:")
        repository.generate()
        event = repository.push(repository.commit(), NOTHING)
        workflows = Workflows(event.checkout / "generated/.github/workflows")
        summary = found(workflows, event)[1].summary
        facts.holds("in the summary", "| linux/ppc64le (emulated), linux/arm64 |" in summary, summary)
        rows = json.loads(found(workflows, event, "container-security.yml")[1].outputs["build"])
        facts.equal("a change is scanned on a platform that is not", [row["platform"] for row in rows], ["linux/arm64"])


def per_service(facts):
    """A workflow for each service finds what the one for all of them finds."""
    setting = "registry: ghcr.io/acme\nci: { workflows: per-service }\n"
    services = [("go", "api"), ("go", "left", "shared"), ("rust", "right", "shared"), ("python", "web")]
    with Repository(BASE + setting, services) as repository:
        first = repository.commit()
        names = [name for _, name, *_ in services]
        for what, paths, expected in [
            ("a source", ["apps/web/app/x.py"], ["web"]),
            ("a shared folder", ["shared/x"], ["left", "right"]),
            ("documents", ["README.md"], []),
        ]:
            commit = repository.aside(
                first, lambda paths=paths: [repository.write(path, "changed\n") for path in paths]
            )
            event = repository.push(commit, first)
            workflows = Workflows(event.checkout / "generated/.github/workflows")
            services_found = [found(workflows, event, f"containers-{name}.yml")[0] for name in names]
            facts.equal(f"a workflow for each, {what}", sorted(sum(services_found, [])), expected)


def shards(facts):
    """Three hundred services for three platforms: more than a matrix holds."""
    setting = "registry: ghcr.io/acme\n"
    services = [("go", f"service-{number:03}") for number in range(300)]
    base = BASE.replace("linux/arm64]", "linux/arm64, linux/arm/v7]")
    with Repository(base + setting, services) as repository:
        event = repository.push(repository.commit(), NOTHING)
        workflows = Workflows(event.checkout / "generated/.github/workflows")
        _, done = found(workflows, event)
        rows = {name: json.loads(value) for name, value in done.outputs.items()}
        counts = {name: len(of) for name, of in rows.items()}
        facts.equal(
            "900 images and 300 indexes in matrices of at most 256",
            counts,
            {"build-1": 256, "build-2": 256, "build-3": 256, "build-4": 132, "merge-1": 256, "merge-2": 44},
        )
        built = [(row["service"], row["platform"]) for name in rows if "build" in name for row in rows[name]]
        facts.equal("each once", (len(built), len(set(built))), (900, 900))
        facts.holds("an output is far from its limit of a megabyte", max(map(len, done.outputs.values())) < 200_000)
        jobs = workflows.files["containers.yml"]["jobs"]
        shards = [job["strategy"]["matrix"]["include"] for job in jobs.values() if "strategy" in job]
        used = {output for output in rows if any(f"outputs.{output})" in shard for shard in shards)}
        facts.equal("every output is some job's matrix", used, set(rows))
        event = repository.event("schedule", "refs/heads/main", repository.git("rev-parse", "HEAD"))
        outputs = found(workflows, event, "container-security.yml")[1].outputs
        sizes = {name: len(json.loads(value)) for name, value in outputs.items()}
        facts.equal(
            "and 900 to scan by the clock",
            sizes,
            {
                "build-1": 256,
                "build-2": 44,
                "published-1": 256,
                "published-2": 256,
                "published-3": 256,
                "published-4": 132,
            },
        )
        judged(facts, "300 services", repository)


PARTS = (settings, verified, emulated, per_service, shards)
