"""How SSH keys come to the builds that use them."""

import stat

from commits import NOTHING
from repository import ROOT, Repository
from runner import Job, Workflows

KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk= $(exit 1) `exit 1`\n-----END OPENSSH PRIVATE KEY-----"
WORKSPACE = "workspace: keys\nregistry: ghcr.io/keys\nplatforms: [linux/amd64]\noutput: generated\nsources: apps\n"


def ssh(facts):
    """In the golden workspaces, because no template builds with a key."""
    with Repository(WORKSPACE, [("go", "api")]) as repository:
        event = repository.push(repository.commit(), NOTHING)
        for name in ("custom", "ways-out"):
            workflows = Workflows(ROOT / f"Tests/GoldenTests/Fixtures/{name}/generated/.github/workflows")
            for workflow, job in (("containers.yml", "build"), ("container-security.yml", "built")):
                built = Job(workflows, workflow, job, event, {"secrets.BUILD_SSH_KEY": KEY})
                given = built.step("Put the SSH key in place")
                path = given.outputs.get("keys", "").removeprefix("default=")
                with open(path) as file:
                    facts.equal(f"{name}, {workflow}: the key arrives as it is", file.read(), f"{KEY}\n")
                mode = stat.S_IMODE((built.temp / "ssh-key").stat().st_mode)
                facts.equal(f"{name}, {workflow}: nobody else may read it", oct(mode), "0o600")
                fork = Job(workflows, workflow, job, event, {"secrets.BUILD_SSH_KEY": ""})
                facts.equal(
                    f"{name}, {workflow}: without a key there is none",
                    (fork.step("Put the SSH key in place").outputs, (fork.temp / "ssh-key").exists()),
                    ({}, False),
                )


PARTS = (ssh,)
