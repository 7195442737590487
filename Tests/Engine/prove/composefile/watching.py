"""What 'compose watch' does while sources change."""

import os
import shutil
import signal
import subprocess
import time

from engine import ask, docker, wait_for


def watch(facts, workspace, compose):
    log = workspace.above / "watch.log"
    with open(log, "w") as file:
        watching = subprocess.Popen(
            ["make", "-f", "generated/Makefile", "dev-watch"],
            cwd=workspace.path,
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        wait_for("'make dev-watch' to watch", lambda: "Watch enabled" in log.read_text(), 120)
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
        os.killpg(watching.pid, signal.SIGTERM)
        watching.wait()


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
