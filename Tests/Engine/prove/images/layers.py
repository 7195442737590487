"""What is built again, and what is sent to the builder, when something changes or nothing does."""

import os
import secrets
import shutil

from builds import best, build
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


def let_through(root, service, tarball):
    """Files that the ignore file lets through to a Dockerfile that takes all it can get, by path."""
    everything = tarball.with_suffix(".Dockerfile")
    everything.write_text("FROM scratch\nCOPY . /\n")
    shutil.copyfile(root / f"{service.dockerfile}.dockerignore", f"{everything}.dockerignore")
    build(root, everything, tarball=tarball)
    return dict(Files(tarball).contents())


def prove_ignore_file(it, service, files):
    strange = [path for path, data in files.items()
               if not path.startswith(f"{service.folder}/") or SECRET.encode() in data]
    it.holds(f"its ignore file lets {len(files)} files through, all of them sources", files and not strange, strange)


def is_quiet(found):
    return found.steps and not found.rerun


def prove_rebuild(it, root, service, tag, first):
    """The build of what was built already."""
    again = best(lambda: build(root, service.dockerfile, tag=tag), is_quiet)
    it.holds("a second build finds every step in the cache", is_quiet(again), again.rerun)
    it.holds("and makes the same image", again.manifest == first.manifest != "")

    def touch():
        for path in (root / service.folder).rglob("*"):
            os.utime(path)
        return build(root, service.dockerfile)

    touched = best(touch, is_quiet)
    it.holds("new times on its files build nothing again", is_quiet(touched), touched.rerun)
    return again


def prove_indifference(it, root, service, tarball):
    """Changes that are no business of the service's."""
    before = let_through(root, service, tarball)
    prove_ignore_file(it, service, before)
    unneeded = (".env", "server.pem", ".git/config", f"{service.language.unneeded}/left-over")
    places = ["README.md", ".env", ".git/config", "specs/README.md", *(f"{service.folder}/{name}" for name in unneeded),
              *(other.source for other in SERVICES if other is not service)]
    kept = {root / place: (root / place).read_text() if (root / place).exists() else None for place in places}

    def change():
        token = secrets.token_hex(8)
        for path, text in kept.items():
            path.write_text(f"{text or ''}\n{token}\n")
        return build(root, service.dockerfile)

    try:
        after = best(change, is_quiet)
        files = let_through(root, service, tarball)
    finally:
        for path, text in kept.items():
            path.unlink() if text is None else path.write_text(text)
    it.holds(f"{len(places)} files changed that are no inputs: nothing is built again", is_quiet(after), after.rerun)
    it.note(f"{after.context} bytes of context were sent for that")
    it.holds("and nothing that could be sent to the builder is different", files == before,
             [path for path in files if files[path] != before.get(path)])


def prove_edit(it, workspace, service, tarball):
    """A change of its source."""
    source, language = workspace.path / service.source, service.language
    text = source.read_text()

    def edit():
        source.write_text(text)
        token = secrets.token_hex(8)
        workspace.edit(service.source, "listening on", f"listening {token} on")
        return token, build(workspace.path, service.dockerfile, tarball=tarball)

    try:
        token, after = best(edit, lambda found: was_cached(found[1], language.dependencies))
    finally:
        source.write_text(text)
    it.holds("a changed source file: dependencies come from the cache", was_cached(after, language.dependencies),
             after.rerun)
    it.holds(f"and {len(after.rerun)} of {len(after.steps)} steps run again, the build among them",
             not was_cached(after, language.build))
    it.holds("and the new image holds what was changed",
             any(token.encode() in data for _, data in Files(tarball).contents()))


def was_cached(found, part):
    """Whether the steps with a text came from the cache."""
    steps = [step.cached for step in found.steps if part in step.text]
    if not steps:
        raise Failed(f"no step has '{part}'")
    return all(steps)
