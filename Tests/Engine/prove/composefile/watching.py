"""What 'compose watch' does while sources change."""

import os
import shutil
import signal
import subprocess
import time

from engine import ask, docker, wait_for
from facts import Failed


def start(workspace, log):
    with open(log, "w") as file:
        return subprocess.Popen(
            ["make", "-f", "generated/Makefile", "dev-watch"],
            cwd=workspace.path,
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def stop(watching):
    os.killpg(watching.pid, signal.SIGTERM)
    watching.wait()


def started(workspace):
    """Once it did not come to watching, and nothing told why; what is wrong in a generated file fails both times."""
    log = workspace.above / "watch.log"
    for attempt in (1, 2):
        watching = start(workspace, log)
        try:
            wait_for("'make dev-watch' to watch", lambda: "Watch enabled" in log.read_text(), 60)
            return watching
        except Failed as failure:
            stop(watching)
            if attempt == 2:
                raise Failed(f"{failure}\n{log.read_text()[-2000:]}") from failure


def watch(facts, workspace, compose):
    watching = started(workspace)
    try:
        time.sleep(1)
        untouched = lives(compose, "agent")
        ignored = workspace.path / "Tests/Services/agent/target"
        ignored.mkdir()
        (ignored / "built outside").write_text("")
        time.sleep(2)
        watch_restart(facts, workspace, compose)
        facts.equal(
            "watch: what builds ignore (a file in agent/target) restarts nothing", lives(compose, "agent"), untouched
        )
        shutil.rmtree(ignored)
        watch_rebuild(facts, workspace, compose)
    finally:
        stop(watching)


def lives(compose, service):
    """Which container a service has, of which image, and since when it runs."""
    container = compose.containers()[f"{service}-1"]
    return container["Id"], container["Image"], container["State"]["StartedAt"]


def watch_restart(facts, workspace, compose):
    before = lives(compose, "indexer")
    workspace.edit("Tests/Services/indexer/indexer/server.py", '"service"', '"edited"')
    taken = wait_for("indexer to run its new source", lambda: ask("http://127.0.0.1:8084/") == '{"edited":"indexer"}')
    after = lives(compose, "indexer")
    facts.holds(
        f"watch: an edit of indexer's source restarts it, and the new source runs {taken:.1f} s later",
        after[:2] == before[:2] and after[2] != before[2],
    )
    workspace.edit("Tests/Services/indexer/indexer/server.py", '"edited"', '"service"')


def watch_rebuild(facts, workspace, compose):
    container, image, _ = lives(compose, "connector-gateway")
    with open(workspace.path / "Tests/Services/connector-gateway/go.mod", "a") as file:
        file.write("// edited\n")

    def rebuilt():
        found = compose.containers().get("connector-gateway-1")
        return found and found["Id"] != container and found["Image"] != image and found["State"]["Running"]

    taken = wait_for("connector-gateway to be rebuilt", rebuilt)
    held = docker("run", "--rm", "--entrypoint", "cat", lives(compose, "connector-gateway")[1], "/src/go.mod").stdout
    facts.holds(
        f"watch: an edit of connector-gateway's go.mod rebuilds its image and replaces its container ({taken:.1f} s)",
        held.endswith("// edited\n"),
        held,
    )
