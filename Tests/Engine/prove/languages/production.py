"""Production images of the languages: built offline, and at work as the generated compose file has them."""

import json
from dataclasses import astuple, dataclass

import fastcgi
import running
from builds import build
from engine import ask, docker, inspect
from image import sizes
from subject import Subject

TAG = "prove-languages"
# Neither the internet nor the engine's own network.
OFFLINE = ("--network", "none")


@dataclass
class Row:
    """A service's line of the table."""

    name: str
    built: str = "no"
    healthy: str = "no"
    size: str = "-"
    added: str = "-"
    stop: str = "-"
    development: str = "no"


HEAD = Row("service", "built", "healthy", "size", "not the base's", "stop", "development")


def table(rows):
    lines = [astuple(row) for row in (HEAD, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def tag_of(service):
    """The name that the compose file gives its image."""
    return f"ghcr.io/acme/languages/{service.name}:{TAG}"


def answer_of(service, protocol):
    if protocol == "fastcgi":
        return fastcgi.ask(service.port)
    return ask(f"http://127.0.0.1:{service.port}/")


def prove_production(facts, workspace, compose, rows):
    """All are started before the first is looked at, so that they become healthy at the same time."""
    built = [service for service in rows if prove_build(Subject(facts, service.name), workspace, service, rows)]
    containers = {service: f"{compose.project}-{service.name}-1" for service in built}
    if built:
        compose("up", "--detach", "--no-build", "--pull", "never", *(service.name for service in built))
    seconds = running.wait_for_health(containers.values(), limit=90)
    for service, container in containers.items():
        it = Subject(facts, service.name)
        with it.attempt("can be looked at"):
            rows[service].healthy = prove_running(it, service, container, seconds.get(container))
        with it.attempt("can be measured"):
            size, added = sizes(workspace.path / service.dockerfile, tag_of(service), workspace.above / "image.tar")
            rows[service].size, rows[service].added = f"{size:.1f} MB", f"{added:.0f} kB"
        with it.attempt("can be stopped"):
            rows[service].stop = f"{running.prove_stop(it, container, service.status):.1f} s"


def prove_build(it, workspace, service, rows):
    with it.attempt("builds without a network"):
        first = build(workspace.path, service.dockerfile, tag=tag_of(service), options=OFFLINE)
        rows[service].built = f"{first.seconds:.1f} s"
        return it.holds(f"builds without a network in {first.seconds:.1f} s")


def prove_running(it, service, container, seconds):
    if not running.prove_health(it, container, seconds):
        return "no"
    prove_probe(it, service, container)
    prove_answer(it, service, container)
    running.prove_confinement(it, container, service.user)
    return f"{seconds:.0f} s"


def prove_probe(it, service, container):
    """A probe that cannot fail would call anything healthy."""
    program, *arguments = inspect(container)[0]["Config"]["Healthcheck"]["Test"][1:]
    alone = docker("run", "--rm", *OFFLINE, *running.HARDENING, "--entrypoint", program, tag_of(service), *arguments,
                   expect=None)
    it.holds("its check fails where nothing listens", 0 < alone.returncode < running.NO_PROGRAM,
             f"exit status {alone.returncode}: {alone.stderr.strip()}")


def prove_answer(it, service, container):
    exposed = list(inspect(container)[0]["Config"].get("ExposedPorts") or [])
    it.holds(f"exposes port {service.port}", f"{service.port}/tcp" in exposed, ", ".join(exposed) or "none")
    answer = answer_of(service, service.production)
    said = "what its package makes of that" if service.package else "nothing else"
    it.holds(f"answers on port {service.port} with its name and {said}",
             answer and json.loads(answer) == service.answer, answer or "no answer")
    it.note(f"its package comes from {service.package}" if service.package
            else f"it has no package: {service.no_package}")
