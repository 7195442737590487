"""From a change to the tags that people pull: images, their sizes, their index, its tags."""

import json
import os
from dataclasses import replace

from engine import Registry, docker
from publication import MAIN, SECURITY, built, matrix, merged, promoted
from runner import Job

# A name under the registry that no earlier run has pushed to.
OWNER = f"prove-workflows-{os.getpid()}"

# 'imagetools create' of the workflows' buildx says in a file what it made; of an older one, only the registry can say.
LATER_BUILDX = r"""#!/bin/bash
tag= file= words=()
if [[ "$1 $2 $3" == 'buildx imagetools create' ]]; then
  while (($# > 0)); do
    case $1 in
      --metadata-file) file=$2 && shift ;;
      --tag) tag=$2 && words+=("$1" "$2") && shift ;;
      *) words+=("$1") ;;
    esac
    shift
  done
fi
[[ -n $file ]] || exec "$DOCKER" "${words[@]}" "$@"
"$DOCKER" "${words[@]}" && digest=$("$DOCKER" buildx imagetools inspect --format '{{print .Manifest.Digest}}' "$tag") &&
  printf '{ "containerimage.descriptor": { "digest": "%s" } }\n' "$digest" >"$file"
"""


def use_later_buildx(facts, workspace):
    """The workflows install a buildx of their own; where the engine's is older, this closes the gap that they see."""
    if "--metadata-file" in docker("buildx", "imagetools", "create", "--help").stdout:
        return
    facts.note("the engine's buildx is older than the workflows': --metadata-file of 'imagetools create' is a stand-in")
    later = workspace.above / "later buildx/docker"
    later.parent.mkdir()
    later.write_text(LATER_BUILDX)
    later.chmod(0o755)
    os.environ["PATH"] = f"{later.parent}:{os.environ['PATH']}"


def publishing(facts, workflows, history):
    """Two pushes to main and a release, from the change to the tags that people pull."""
    facts.note("images have provenance but no SBOM here, because what makes it is an image that is not here")
    facts.note(
        "images are pushed with a tag here: the engine's own builder cannot push by digest alone, the workflow's can"
    )
    registry = Registry()
    name = f"{OWNER}/control-plane"
    row = {"service": "control-plane", "image": f"ghcr.io/{name}"}
    first, again = history.push(history.source, history.all), history.push(history.again, history.severity)

    needs, jobs = built(workflows, first, "control-plane", "Build and push")
    digests = {platform: job.values["steps.push.outputs.digest"] for platform, job in jobs.items()}
    for platform, job in jobs.items():
        images, attestations, digest = registry.index(name, digests[platform])
        facts.equal(
            f"control-plane for {platform} is pushed, with what attests it",
            (list(images), list(attestations), digest),
            ([platform], list(images.values()), digests[platform]),
        )
        measured(facts, job, platform, registry.size(name, images[platform]))
    lacking = merged(workflows, first, needs, jobs.values(), expect=1, platforms=3, **row)
    facts.holds("a merge that lacks a digest fails", "expected 3 digests, found 2" in lacking.stdout, lacking.stdout)
    digest = merged(workflows, first, needs, jobs.values(), platforms=2, **row)
    images, attestations, held = registry.index(name, f"sha-{first.sha}")
    facts.equal(
        f"merged under sha-{first.sha[:7]}…: both platforms, both attestations, the digest that is handed on",
        (sorted(images), sorted(attestations), digest),
        (["linux/amd64", "linux/arm64"], sorted(images.values()), held),
    )

    def at(tag):
        return registry.manifest(name, tag)[1]

    for job in ("scan", "sign"):
        reading = Job(workflows, MAIN, job, first, {**needs, **matrix(row)})
        (reading.temp / "index").mkdir()
        (reading.temp / "index/digest").write_text(f"{digest}\n")
        facts.equal(f"the job '{job}' reads the digest", reading.step("Read the digest").outputs, {"digest": digest})

    def published():
        job = Job(workflows, SECURITY, "published", first, matrix(row))
        return job.step("Find what is published").outputs

    facts.equal("before anything has a floating tag, nothing is scanned again", published(), {})
    promoted(workflows, first, needs, digest, **row)
    facts.equal("then what 'edge' is at", published(), {"digest": digest})
    facts.equal("the first push moves 'edge' to its image", at("edge"), digest)
    later, jobs = built(workflows, again, "control-plane", "Build and push")
    newer = merged(workflows, again, later, jobs.values(), platforms=2, **row)
    promoted(workflows, again, later, newer, **row)
    facts.equal("a later push moves it on", (at("edge"), newer == digest), (newer, False))
    said = promoted(workflows, replace(first, checkout=again.checkout), needs, digest, **row)
    facts.holds(
        "a run that was overtaken does not move it back, and says so",
        at("edge") == newer and "'edge' belongs to what came after" in said,
        said,
    )
    release = {**needs, "needs.changes.outputs.floating": "1.10 latest"}
    promoted(workflows, replace(first, ref="refs/tags/v1.10.0"), release, digest, **row)
    facts.equal(
        "a release moves '1.10' and 'latest', and not 'edge'",
        (at("1.10"), at("latest"), at("edge")),
        (digest, digest, newer),
    )
    overtaken = replace(first, ref="refs/tags/v1.9.0")
    said = promoted(workflows, overtaken, {**release, "needs.changes.outputs.floating": "latest"}, newer, **row)
    facts.holds(
        "nor does a release that a newer one has overtaken",
        at("latest") == digest and "'latest' belongs to what came after" in said,
        said,
    )
    facts.equal("and a release is what is scanned again", published(), {"digest": digest})
    one_platform(facts, workflows, history, registry)


def one_platform(facts, workflows, history, registry):
    """The same with one platform, where there is no list of platforms for anything to read."""
    name = f"{OWNER}/one"
    tags = []
    for event in (history.push(history.source, history.all), history.push(history.again, history.severity)):
        needs, jobs = built(workflows, event, "control-plane", "Build and push", image=f"ghcr.io/{name}")
        digest = merged(workflows, event, needs, [jobs["linux/amd64"]], platforms=1, image=f"ghcr.io/{name}")
        said = promoted(workflows, event, needs, digest, image=f"ghcr.io/{name}")
        tags.append((registry.manifest(name, "edge")[1] == digest, list(registry.index(name, "edge")[0])))
    facts.equal("with one platform both pushes move 'edge' too", tags, [(True, ["linux/amd64"])] * 2)
    said = promoted(
        workflows,
        replace(history.push(history.source, history.all), checkout=event.checkout),
        needs,
        digest,
        image=f"ghcr.io/{name}",
    )
    facts.holds("and a run that was overtaken does not", "belongs to what came after" in said, said)


def human(size):
    """A size as people read it."""
    for unit in ("", "K", "M", "G"):
        if size < 1000:
            break
        size /= 1000
    return f"{size:.1f}{unit}B"


def measured(facts, job, platform, size, published=None):
    """The size budget of an image of a known size: as the spec has it, none, and one byte too small."""
    change = ""
    if published is not None:
        change = f", {'-' if size < published else '+'}{human(abs(size - published))} against 'edge'"
    line = f"control-plane for {platform}: {human(size)} compressed"
    done = job.step("Compare the size with the budget")
    facts.equal(
        f"{line} is within its budget of 100.0MB, in the summary too",
        (done.stdout, done.summary),
        (f"- {line}, budget 100.0MB{change}\n",) * 2,
    )
    free = job.step("Compare the size with the budget", {"matrix.budget": 0})
    facts.equal("without a budget it passes", free.stdout, f"- {line}{change}\n")
    over = job.step("Compare the size with the budget", {"matrix.budget": size - 1}, expect=1)
    facts.holds(
        "with a byte less it fails, and names service, platform, size and budget",
        f"::error title=size budget::{line}, budget {human(size - 1)}{change}: 1 bytes too many" in over.stdout,
        over.stdout,
    )


def sizes(facts, workflows, history):
    """What a pull request builds, and pushes nowhere."""
    registry, name = Registry(), f"{OWNER}/control-plane"
    _, jobs = built(workflows, history.push(history.source, history.all), "control-plane", "Build")
    for platform, job in jobs.items():
        manifest = json.loads((job.temp / "image/index.json").read_text())
        while "manifests" in manifest:
            blob = job.temp / "image/blobs" / manifest["manifests"][0]["digest"].replace(":", "/")
            manifest = json.loads(blob.read_text())
        size = sum(part["size"] for part in [manifest["config"], *manifest["layers"]])
        images = registry.index(name, "edge")[0]
        measured(facts, job, platform, size, registry.size(name, images[platform]))
