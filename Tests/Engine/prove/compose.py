"""A compose file at work, and what it leaves behind."""

import json

from engine import docker

PROJECT = "com.docker.compose.project"
SERVICE = "com.docker.compose.service"


class Compose:
    def __init__(self, workspace, file, env=None):
        self.workspace = workspace
        self.file = file
        self.env = env or {}
        self.project = next(
            line.split(":", 1)[1].strip()
            for line in (workspace.path / file).read_text().splitlines()
            if line.startswith("name:")
        )

    def __call__(self, *arguments, env=None, **options):
        env = self.env if env is None else env
        return self.workspace.run("docker", "compose", "--file", self.file, *arguments, env=env, **options)

    def model(self):
        """The file as compose understands it."""
        return json.loads(self("config", "--format", "json").stdout)

    def containers(self):
        """What the daemon knows of each container, by name."""
        names = docker("ps", "--all", "--quiet", "--filter", f"label={PROJECT}={self.project}").stdout.split()
        # One of them may be gone by now.
        found = json.loads(docker("container", "inspect", *names, expect=None).stdout) if names else []
        return {container["Name"].lstrip("/").removeprefix(f"{self.project}-"): container for container in found}

    def volumes(self):
        """All volumes that containers have, those without a name too."""
        mounts = [mount for container in self.containers().values() for mount in container["Mounts"]]
        return {mount["Name"] for mount in mounts if mount["Type"] == "volume"}

    def remains(self, volumes=()):
        """What is left of the project: containers, networks, volumes, and any of `volumes`."""
        label = f"label={PROJECT}={self.project}"
        left = docker("ps", "--all", "--filter", label, "--format", "container {{.Names}}").stdout.splitlines()
        left += docker("network", "ls", "--filter", label, "--format", "network {{.Name}}").stdout.splitlines()
        left += docker("volume", "ls", "--filter", label, "--format", "volume {{.Name}}").stdout.splitlines()
        here = docker("volume", "ls", "--format", "{{.Name}}").stdout.split()
        return sorted({*left, *(f"volume {name}" for name in volumes if name in here)})

    def clear(self):
        """Takes everything down that this or an earlier proof has put up."""
        self("down", "--volumes", "--remove-orphans", "--timeout", "5", "--rmi", "local", expect=None)
