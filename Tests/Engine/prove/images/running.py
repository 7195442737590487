"""An image at work: started as compose starts it, asked what it does, and stopped."""

import json
import re
import time
from datetime import datetime

from engine import ENGINE, ask, docker, inspect
from facts import run

# As in the generated compose file.
HARDENING = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--tmpfs", "/tmp")
SHELLS = ("sh", "bash", "dash", "ash", "busybox")
# Docker's own, where the service has an init process.
INIT = "/usr/sbin/docker-init"
# What docker says of a program that is not there or does not run: its own statuses begin here.
NO_PROGRAM = 126


def start(tag):
    """A container of the image, by its name."""
    name = tag.replace("/", "-").replace(":", "-")
    docker("run", "--detach", "--name", name, *HARDENING, tag)
    return name


def state_of(container):
    return inspect(container)[0]["State"]


def wait_for_health(containers, limit=60):
    """Seconds from the start of each that became healthy until it was; all are waited for at once."""
    deadline, seconds, waiting = time.monotonic() + limit, {}, list(containers)
    while waiting and time.monotonic() < deadline:
        for container in list(waiting):
            state = state_of(container)
            health = state.get("Health", {"Status": "none"})
            if health["Status"] == "starting" and state["Running"]:
                continue
            waiting.remove(container)
            if health["Status"] == "healthy" and state["Running"]:
                healthy, begun = map(datetime.fromisoformat, (health["Log"][-1]["End"][:19], state["StartedAt"][:19]))
                seconds[container] = (healthy - begun).total_seconds()
        time.sleep(0.2)
    return seconds


def prove_health(it, container, seconds):
    health = state_of(container).get("Health", {"Status": "no health check", "Log": []})
    probes = [entry["Output"].strip() for entry in health["Log"][-1:]]
    logs = docker("logs", "--tail", "3", container)
    found = [health["Status"], *probes, logs.stdout.strip(), logs.stderr.strip()]
    text = "healthy by its own check" + (f" after {seconds:.0f} s" if seconds is not None else "")
    return it.holds(text, seconds is not None, "; ".join(found))


def prove_probe(it, container):
    """A probe that cannot fail would call anything healthy."""
    probe = inspect(container)[0]["Config"]["Healthcheck"]["Test"][1:]
    status = docker("exec", "--env", "PORT=9", container, *probe, expect=None).returncode
    it.holds("its check fails on a port where nothing listens", status == 1, f"exit status {status}")


def prove_answers(it, container, port, name=None):
    inspected = inspect(container)[0]
    exposed = list(inspected["Config"].get("ExposedPorts") or [])
    it.holds(f"exposes port {port} alone", exposed == [f"{port}/tcp"], ", ".join(exposed) or "none")
    answer = ask(f"http://{inspected['NetworkSettings']['Networks']['bridge']['IPAddress']}:{port}/")
    expected = {"service": name or it.name}
    it.holds(f"answers on port {port} with its name", answer and json.loads(answer) == expected, answer or "no answer")


def prove_confinement(it, container, user):
    """What the kernel says of the first process, not what was asked for."""
    inspected = inspect(container)[0]
    configured, process = inspected["Config"]["User"], f"/proc/{inspected['State']['Pid']}"
    it.holds(f"the image's user is {user}", configured == user, configured or "none")
    status = dict(re.findall(r"^(\w+):\s*(.*)$", inside("cat", f"{process}/status"), re.MULTILINE))
    ids = [set(status[kind].split()) for kind in ("Uid", "Gid")]
    it.holds("its first process runs as that user and group", ids == [{part} for part in user.split(":")],
             f"uid {status['Uid']}, gid {status['Gid']}")
    powers = [value for name, value in status.items() if name.startswith("Cap")]
    confined = not any(int(power, 16) for power in powers) and status["NoNewPrivs"] == "1"
    it.holds("it has no capability and cannot gain one", confined, " ".join(powers))
    mounts = [line.split() for line in inside("cat", f"{process}/mountinfo").splitlines()]
    writable = [mount[4] for mount in mounts if mount[4] in ("/", "/tmp") and "rw" in mount[5].split(",")]
    it.holds("its root is read-only and /tmp is not", writable == ["/tmp"], f"writable: {writable}")
    changed = [line for line in docker("diff", container).stdout.splitlines() if not INIT.startswith(line[2:])]
    it.holds("it has written nothing", not changed, ", ".join(changed))


def inside(*command):
    """What a command prints where the engine's processes are seen."""
    return run(ENGINE, "exec", *command).stdout


def prove_no_shell(it, container, files):
    statuses = {shell: docker("exec", container, shell, "-c", ":", expect=None).returncode for shell in SHELLS}
    found = [shell for shell, status in statuses.items() if status < NO_PROGRAM] + files.named(SHELLS)
    it.holds("no shell runs in it, and none is in the image", not found, ", ".join(found))


def prove_stop(it, container, expected=0, limit=3):
    """How long it took."""
    began = time.monotonic()
    docker("stop", "--time", "10", container)
    seconds = time.monotonic() - began
    status = state_of(container)["ExitCode"]
    it.holds(f"stops on SIGTERM in {seconds:.1f} s with status {expected}", seconds < limit and status == expected,
             f"status {status}")
    return seconds
