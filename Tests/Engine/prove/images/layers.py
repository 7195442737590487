"""What is built again, and what is sent to the builder, when something changes or nothing does."""

import os
import secrets
import shutil

from builds import build
from facts import Failed
from image import Files
from services import SERVICES

SECRET = "this-is-no-secret-but-stands-for-one"
UNRELATED = 100_000_000
# Bytes of context for a service's sources, which are some files of text.
CONTEXT_LIMIT = 200_000


def clutter(workspace):
    """Puts much into the workspace that no build needs, and makes all of it readable by its owner alone."""
    scatter(workspace.path, "unrelated")
    for service in SERVICES:
        scatter(workspace.path / service.folder, service.language.unneeded)
    with open(workspace.path / "unrelated/data", "wb") as data:
        for _ in range(0, UNRELATED, 1_000_000):
            data.write(os.urandom(1_000_000))
    make_private(workspace.path)


def scatter(folder, unneeded):
    for name in (".env", ".env.local", "server.pem", ".git/config", f"{unneeded}/left-over"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(SECRET)


def make_private(root):
    """As a checkout is with umask 077."""
    for path in root.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)


def prove_context(it, first):
    it.holds(f"{first.context} bytes of context sent, of a workspace of 100 MB", 0 < first.context < CONTEXT_LIMIT)


def prove_ignore_file(it, root, service, tarball):
    """What the ignore file lets through to a Dockerfile that takes all it can get."""
    everything = tarball.with_suffix(".Dockerfile")
    everything.write_text("FROM scratch\nCOPY . /\n")
    shutil.copyfile(root / f"{service.dockerfile}.dockerignore", f"{everything}.dockerignore")
    build(root, everything, tarball=tarball)
    files = dict(Files(tarball).contents())
    strange = [path for path, data in files.items()
               if not path.startswith(f"{service.folder}/") or SECRET.encode() in data]
    it.holds(f"its ignore file lets {len(files)} files through, all of them sources", files and not strange, strange)


def prove_rebuild(it, root, service, tag, first):
    """The build of what was built already."""
    again = build(root, service.dockerfile, tag=tag)
    it.holds("a second build finds every step in the cache", again.steps and not again.rerun, again.rerun)
    it.holds("and makes the same image", again.manifest == first.manifest != "")
    for path in (root / service.folder).rglob("*"):
        os.utime(path)
    touched = build(root, service.dockerfile)
    it.holds("new times on its files build nothing again", not touched.rerun, touched.rerun)
    return again


def prove_indifference(it, root, service, quiet):
    """Changes that are no business of the service's, against the bytes sent when nothing changed."""
    token = secrets.token_hex(8)
    unneeded = (".env", "server.pem", ".git/config", f"{service.language.unneeded}/left-over")
    places = ["README.md", ".env", ".git/config", "specs/README.md", *(f"{service.folder}/{name}" for name in unneeded),
              *(other.source for other in SERVICES if other is not service)]
    kept = {root / place: (root / place).read_text() if (root / place).exists() else None for place in places}
    for path, text in kept.items():
        path.write_text(f"{text or ''}\n{token}\n")
    try:
        after = build(root, service.dockerfile)
    finally:
        for path, text in kept.items():
            path.unlink() if text is None else path.write_text(text)
    it.holds(f"{len(places)} files changed that are no inputs: nothing is built again", not after.rerun, after.rerun)
    it.holds(f"and {after.context} bytes of context are sent, as when nothing changed", after.context <= quiet, quiet)


def prove_edit(it, workspace, service, tarball):
    """A change of its source."""
    source, token = workspace.path / service.source, secrets.token_hex(8)
    text = source.read_text()
    workspace.edit(service.source, "listening on", f"listening {token} on")
    try:
        after = build(workspace.path, service.dockerfile, tarball=tarball)
    finally:
        source.write_text(text)
    wanted = service.language.dependencies, service.language.build
    dependencies, sources = ([step for step in after.steps if part in step.text] for part in wanted)
    if not dependencies or not sources:
        raise Failed(f"no step has '{wanted[0]}' or '{wanted[1]}'")
    it.holds("a changed source file: dependencies come from the cache", all(step.cached for step in dependencies),
             after.rerun)
    it.holds(f"and {len(after.rerun)} of {len(after.steps)} steps run again, the build among them",
             not any(step.cached for step in sources))
    it.holds("and the new image holds what was changed",
             any(token.encode() in data for _, data in Files(tarball).contents()))
