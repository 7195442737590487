"""Development images of the languages: built offline, and their commands at work."""

import json
import time

from builds import build
from production import OFFLINE, answer_of
from subject import Subject

# Seconds for all of them together, which install and compile on first start.
LIMIT = 150


def prove_development(facts, workspace, compose, rows):
    waiting = [service for service in rows if builds(Subject(facts, service.name), workspace, service, compose)]
    if waiting:
        compose("up", "--detach", "--no-build", *(service.name for service in waiting))
    began = time.monotonic()
    while waiting and (seconds := time.monotonic() - began) < LIMIT:
        time.sleep(0.5)
        states = {name: container["State"] for name, container in compose.containers().items()}
        for service in list(waiting):
            answer = answer_of(service, service.development)
            if answer or not states[f"{service.name}-1"]["Running"]:
                waiting.remove(service)
                serves(Subject(facts, service.name), service, compose, answer, f"{seconds:.0f} s")
                rows[service].development = f"{seconds:.0f} s" if answer else "no"
    for service in waiting:
        serves(Subject(facts, service.name), service, compose, None, f"{LIMIT} s")


def builds(it, workspace, service, compose):
    with it.attempt("the development image builds without a network"):
        # The name that compose gives to an image that it builds.
        tag = f"{compose.project}-{service.name}"
        first = build(workspace.path, f"{service.dockerfile}.dev", tag=tag, options=OFFLINE)
        return it.holds(f"the development image builds without a network in {first.seconds:.1f} s")


def serves(it, service, compose, answer, after):
    logs = compose("logs", "--tail", "12", "--no-log-prefix", service.name, expect=None)
    it.holds(f"its development command comes to serve after {after}",
             answer and json.loads(answer) == service.answer, answer or logs.stdout + logs.stderr)
