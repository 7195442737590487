"""The compose file for development: mounted and watched sources, ports for this machine alone."""

import time

from engine import ask, inspect, wait_for
from watching import watch


def development(facts, workspace, compose):
    compose.clear()
    try:
        began = time.monotonic()
        workspace.make("dev-up")
        facts.note(f"'make dev-up' took {time.monotonic() - began:.1f} s")
        sources = source_files(workspace)
        mounts(facts, workspace, compose)
        watch(facts, workspace, compose)
        addresses(facts, compose)
        facts.equal("nothing was written into the sources", sorted(source_files(workspace) ^ sources), [])
        volumes = compose.volumes()
        compose("down", "--volumes")
        facts.equal("'down --volumes' leaves nothing: containers, networks, volumes", compose.remains(volumes), [])
    finally:
        compose.clear()


def source_files(workspace):
    return {str(path.relative_to(workspace.path)) for path in (workspace.path / "Tests/Services").rglob("*")}


def addresses(facts, compose):
    published = {}
    for name, container in compose.containers().items():
        for binding in (binding for found in container["NetworkSettings"]["Ports"].values() for binding in found or []):
            published.setdefault(binding["HostPort"], []).append((name, binding["HostIp"]))
    facts.holds(
        f"{len(published)} ports are published on 127.0.0.1 alone",
        len(published) == 8 and all(ip == "127.0.0.1" for found in published.values() for _, ip in found),
        published,
    )
    outside = inspect("bridge", kind="network")[0]["IPAM"]["Config"][0]["Gateway"]
    web = {name.removesuffix("-1"): port for port, [(name, _)] in published.items() if port not in ("5432", "6379")}
    taken = wait_for("all to answer", lambda: all(ask(f"http://127.0.0.1:{port}/") for port in web.values()), 180)
    facts.note(f"all were compiled and answered {taken:.0f} s later")
    for service, port in sorted(web.items()):
        facts.holds(
            f"{service} answers at 127.0.0.1:{port}, and not at {outside}:{port}",
            ask(f"http://127.0.0.1:{port}/") == f'{{"service":"{service}"}}' and not ask(f"http://{outside}:{port}/"),
        )
    facts.equal(
        "acci reaches its database with the secret that 'make dev-secrets' made",
        ask(f"http://127.0.0.1:{web['acci']}/ready"),
        '{"database":"ok","cache":"ok"}',
    )


def mounts(facts, workspace, compose):
    for service, folder in (("indexer", "/app"), ("control-plane", "/src"), ("agent", "/src")):
        path = workspace.path / "Tests/Services" / service / "probe"
        path.write_text("from outside")
        read = compose("exec", "-T", service, "cat", f"{folder}/probe", expect=None).stdout
        path.unlink()
        facts.equal(f"{service}: the source is mounted; what changes outside is seen at {folder}", read, "from outside")
