"""The compose file for production: what it refuses, in which order it starts, what it hides and what it keeps."""

import json
import time

from compose import SERVICE
from engine import ask, docker, inspect

TAG = "prove-compose"
PASSWORD = "pa$$ 'word' #1"


def settings(workspace):
    """The variables that the file needs."""
    password = workspace.above / "the password"
    password.write_text(PASSWORD)
    password.chmod(0o444)
    return {"TAG": f"{TAG}-amd64", "DB_USER": "keeper", "DB_NAME": "notes", "DB_PASSWORD_FILE": str(password)}


def production(facts, workspace, compose):
    began = time.monotonic()
    workspace.make("container-build-amd64", f"TAG={TAG}")
    facts.note(f"images built with 'make container-build-amd64' in {time.monotonic() - began:.1f} s")
    compose.clear()
    try:
        refusals(facts, compose)
        began = time.time()
        compose("up", "--detach", "--wait")
        facts.note(f"'up --wait' took {time.time() - began:.1f} s")
        health(facts, compose)
        order(facts, compose, began)
        replicas(facts, compose)
        secrets(facts, compose)
        containment(facts, compose)
        persistence(facts, compose)
    finally:
        compose.clear()
        workspace.make("container-clean", f"TAG={TAG}", expect=None)


def refusals(facts, compose):
    for name in compose.env:
        env = {key: value for key, value in compose.env.items() if key != name}
        done = compose("up", "--detach", env=env, expect=None)
        says = f"required variable {name} is missing a value: set {name}"
        facts.holds(
            f"without {name} nothing starts, and the message says 'set {name}'",
            done.returncode != 0 and says in done.stderr and not compose.remains(),
            done.stderr.strip(),
        )


def health(facts, compose):
    states = {
        name: container["State"].get("Health", {}).get("Status") for name, container in compose.containers().items()
    }
    expected = sum(service.get("deploy", {}).get("replicas", 1) for service in compose.model()["services"].values())
    facts.holds(f"{expected} containers are healthy", list(states.values()) == ["healthy"] * expected, states)


def order(facts, compose, began):
    """From the daemon's own record of when containers started and became healthy."""
    events = docker(
        "events",
        "--since",
        f"{began:.0f}",
        "--until",
        f"{time.time():.0f}",
        "--format",
        "{{json .}}",
        "--filter",
        f"label=com.docker.compose.project={compose.project}",
    ).stdout.splitlines()
    started, healthy = {}, {}
    for event in map(json.loads, events):
        service = event["Actor"]["Attributes"][SERVICE]
        if event["Action"] == "start":
            started[service] = min(event["timeNano"], started.get(service, event["timeNano"]))
        elif event["Action"] == "health_status: healthy":
            healthy[service] = min(event["timeNano"], healthy.get(service, event["timeNano"]))
    for name, service in compose.model()["services"].items():
        needs = service.get("depends_on") or {}
        if needs:
            waits = all(
                need["condition"] == "service_healthy" and healthy[of] < started[name] for of, need in needs.items()
            )
            later = (started[name] - max(healthy[of] for of in needs)) / 1e9
            facts.holds(f"{name} started {later:.2f} s after {' and '.join(needs)} had become healthy", waits)


def replicas(facts, compose):
    ports = sorted(
        int(binding["HostPort"])
        for name, container in compose.containers().items()
        if name.startswith("acci-")
        for binding in container["NetworkSettings"]["Ports"]["8080/tcp"]
        if ":" not in binding["HostIp"]
    )
    facts.equal("acci has 3 replicas, published at 8080 to 8082", ports, [8080, 8081, 8082])
    for port in ports:
        facts.equal(f"acci answers at {port}", ask(f"http://localhost:{port}/"), '{"service":"acci"}')


def secrets(facts, compose):
    for index in "123":
        said = compose("exec", "-T", "--index", index, "acci", "acci", "ready", expect=None)
        facts.equal(
            f"acci-{index}: 'acci ready' reaches database and cache by name, with the secret from the file",
            said.stdout.strip(),
            '{"database":"ok","cache":"ok"}',
        )
    wrong = compose(
        "exec", "-T", "--env", "DB_PASSWORD_FILE=/etc/hostname", "acci", "/usr/local/bin/acci", "ready", expect=None
    )
    facts.holds(
        "with another file's text as the password it fails: the password counts",
        wrong.returncode != 0 and '"database":"ok"' not in wrong.stdout,
        wrong.stdout,
    )
    containers = compose.containers()
    images = inspect(*{container["Image"] for container in containers.values()}, kind="image")
    told = json.dumps([containers, images], ensure_ascii=False)
    escaped = json.dumps(PASSWORD, ensure_ascii=False)[1:-1]
    facts.holds(
        f"the password is nowhere in the configuration of {len(containers)} containers and {len(images)} images",
        escaped not in told and PASSWORD not in told,
    )


def containment(facts, compose):
    containers = compose.containers()
    (compose.workspace.above / "probe").write_text("")
    open_roots = []
    for name, container in containers.items():
        copied = docker("cp", compose.workspace.above / "probe", f"{container['Id']}:/probe", expect=None)
        if not container["HostConfig"]["ReadonlyRootfs"] or "read-only" not in copied.stderr:
            open_roots.append(name)
    facts.equal(f"{len(containers)} root file systems are read-only, and a write is refused", open_roots, [])
    for service in ("indexer", "db", "redis"):
        tried = compose("exec", "-T", service, "touch", "/probe", expect=None)
        facts.holds(
            f"{service}: a program inside cannot write to its root either", "Read-only" in tried.stderr, tried.stderr
        )
        compose("exec", "-T", service, "touch", "/tmp/probe")
    privileged = [
        name
        for name, container in containers.items()
        if container["HostConfig"]["CapDrop"] != ["ALL"]
        or container["HostConfig"]["SecurityOpt"] != ["no-new-privileges:true"]
    ]
    facts.equal("all drop every capability and gain no privileges", privileged, [])
    processes = {
        name: compose("exec", "-T", name, "cat", "/proc/1/status").stdout for name in ("db", "redis", "indexer")
    }
    users = {name: status.split("Uid:")[1].split()[0] for name, status in processes.items()}
    users |= {
        name: container["Config"]["User"].split(":")[0]
        for name, container in containers.items()
        if container["Config"]["User"]
    }
    facts.holds(
        f"none runs as root: {', '.join(sorted(set(users.values()), key=int))}",
        all(user.isdigit() and user != "0" for user in users.values()),
        users,
    )


def persistence(facts, compose):
    notes = '["kept"]'
    ask("http://localhost:8080/notes", "kept")
    facts.equal("a note given to one replica is read from another", ask("http://localhost:8082/notes"), notes)
    compose("restart")
    compose("up", "--detach", "--wait")
    facts.equal("the note is there after 'restart'", ask("http://localhost:8081/notes"), notes)
    began = time.monotonic()
    compose("stop")
    taken = time.monotonic() - began
    codes = {name: container["State"]["ExitCode"] for name, container in compose.containers().items()}
    facts.holds(
        f"'stop' took {taken:.1f} s, and each ended by itself with status 0",
        taken < 10 and not any(codes.values()),
        codes,
    )
    volumes = compose.volumes()
    compose("down")
    kept = [f"volume {compose.project}_{name}" for name in ("db-data", "redis-data")]
    facts.equal("'down' leaves the volumes and nothing else", compose.remains(volumes), kept)
    compose("up", "--detach", "--wait")
    facts.equal("the note is there after 'down' and 'up'", ask("http://localhost:8080/notes"), notes)
    volumes |= compose.volumes()
    compose("down", "--volumes")
    facts.equal("'down --volumes' leaves nothing: containers, networks, volumes", compose.remains(volumes), [])
