"""The jobs of the workflow that publishes, one after the other, each with what those before it hand on."""

import json
import shutil

from engine import docker
from runner import Job, expand

MAIN = "containers.yml"
SECURITY = "container-security.yml"


def changed(workflows, event, workflow=MAIN):
    """What the change is found to concern: the outputs of the step that finds it."""
    return Job(workflows, workflow, "changes", event).step("Find the services that the change concerns").outputs


def matrix(row):
    return {f"matrix.{key}": value for key, value in row.items()}


def build(job, title):
    """What docker/build-push-action would do with the inputs that the step gives it; the digest of what it makes.

    The engine's own builder pushes nothing without a tag, so what the workflow pushes by digest has one here.
    """
    step = job.workflows.step(MAIN, "build", title)
    given = {name: expand(step["with"][name], job.values) for name in ("file", "platforms", "outputs", "provenance")}
    given["outputs"] = given["outputs"].replace(
        ",push-by-digest=true,name-canonical=true", f":on-{job.values['matrix.slug']}"
    )
    labels = expand(step["with"].get("labels", ""), job.values).splitlines()
    provenance = [] if given["provenance"] == "false" else ["--attest", f"type=provenance,{given['provenance']}"]
    metadata = job.temp / "metadata.json"
    docker(
        "buildx",
        "build",
        "--file",
        given["file"],
        "--platform",
        given["platforms"],
        "--output",
        given["outputs"],
        *provenance,
        *(word for label in labels for word in ("--label", label)),
        "--metadata-file",
        metadata,
        ".",
        cwd=job.event.checkout,
    )
    return json.loads(metadata.read_text()).get("containerimage.digest")


def built(workflows, event, service, title, **other):
    """Jobs that have built a service's images, by platform, each with the digest of its image; and what they need."""
    needs = {**changed(workflows, event), **Job(workflows, MAIN, "changes", event).step("Name the tags").outputs}
    needs = {f"needs.changes.outputs.{name}": value for name, value in needs.items()}
    needs |= {"github.sha": event.sha, "github.server_url": "https://github.com", "github.repository": "acme/platform"}
    jobs = {}
    for row in json.loads(needs["needs.changes.outputs.build"]):
        if row["service"] == service:
            job = Job(workflows, MAIN, "build", event, {**needs, **matrix({**row, **other})})
            job.values["runner.temp"] = job.temp
            digest = build(job, title)
            job.values["steps.push.outputs.digest"] = digest if title == "Build and push" else ""
            jobs[row["platform"]] = job
    return needs, jobs


def merged(workflows, event, needs, jobs, expect=0, **row):
    """The job that merges what the others have pushed, and the digest that it hands on."""
    merge = Job(workflows, MAIN, "merge", event, {**needs, **matrix(row)})
    (merge.temp / "digests").mkdir()
    for job in jobs:
        if not (job.temp / "digests").exists():
            job.step("Note the digest")
        for file in (job.temp / "digests").iterdir():
            shutil.copy(file, merge.temp / "digests")
    done = merge.step("Create the index", expect=expect)
    return done if expect else (merge.temp / "index/digest").read_text().strip()


def promoted(workflows, event, needs, digest, **row):
    """What the job says that moves the floating tags to a digest."""
    job = Job(workflows, MAIN, "promote", event, {**needs, **matrix(row)})
    (job.temp / "index").mkdir()
    (job.temp / "index/digest").write_text(f"{digest}\n")
    read = job.step("Read the digest").outputs["digest"]
    return job.step("Move the tags", {"steps.index.outputs.digest": read}).stdout
