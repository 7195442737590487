"""The targets that run everything: for development, and as it was pushed."""

import re
import stat

from compose import Compose
from image_targets import TAG, local_names


def development(facts, workspace):
    compose = Compose(workspace, "generated/compose.dev.yaml")
    compose.clear()
    secret = workspace.path / ".secrets/db-password"
    try:
        workspace.make("dev-up")
        text, modes = secret.read_text(), [stat.S_IMODE(path.stat().st_mode) for path in (secret.parent, secret)]
        facts.holds(
            "dev-up makes the secret: 32 letters, in a folder for its owner alone",
            re.fullmatch("[A-Za-z0-9]{32}", text) and modes == [0o700, 0o444],
            [oct(mode) for mode in modes],
        )
        started = {name: container["State"]["StartedAt"] for name, container in compose.containers().items()}
        workspace.make("dev-up")
        again = {name: container["State"]["StartedAt"] for name, container in compose.containers().items()}
        facts.equal(f"a second dev-up leaves {len(started)} containers as they run", again, started)
        facts.equal("and the secret as it was", secret.read_text(), text)
        logs = workspace.run("timeout", "5", "make", "-f", "generated/Makefile", "dev-logs", expect=None).stdout
        facts.holds("dev-logs follows the logs", "db-1 " in logs and "redis-1 " in logs, logs)
        volumes = sorted(f"volume {name}" for name in compose.volumes())
        workspace.make("dev-down")
        facts.equal(f"dev-down leaves {len(volumes)} volumes and nothing else", compose.remains(), volumes)
    finally:
        compose.clear()


def production(facts, workspace):
    password = workspace.above / "the password"
    password.write_text("secret")
    env = {"DB_USER": "keeper", "DB_NAME": "notes", "DB_PASSWORD_FILE": str(password), "TAG": TAG}
    compose = Compose(workspace, "generated/compose.yaml", env)
    compose.clear()
    try:
        workspace.make("compose-up", env=env)
        health = [container["State"]["Health"]["Status"] for container in compose.containers().values()]
        facts.equal("compose-up pulls the pushed images, and 10 containers are healthy", health, ["healthy"] * 10)
        volumes = sorted(f"volume {name}" for name in compose.volumes())
        workspace.make("compose-down", env=env)
        facts.equal(f"compose-down leaves {len(volumes)} volumes and nothing else", compose.remains(), volumes)
    finally:
        compose.clear()
    pulled = [name for name in local_names() if name.endswith(f":{TAG}")]
    workspace.make("container-clean", env=env)
    facts.equal(
        f"container-clean removes the {len(pulled)} that were pulled, too",
        [name for name in local_names() if name in pulled],
        [],
    )
