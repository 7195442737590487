"""The engine that the proofs use: starting it, and looking at what is in it."""

import json
import os
import sys
import time
import urllib.request
from pathlib import Path

from facts import Failed, run, skip

ENGINE = Path(__file__).resolve().parent.parent / "engine"

# What a proof sets itself, or must not have from whoever runs it.
UNWANTED = """
BUILD_FLAGS COMPOSE_FILE COMPOSE_PROFILES COMPOSE_PROJECT_NAME COSIGN COSIGN_FLAGS DB_NAME DB_PASSWORD_FILE DB_USER
DOCKER_CONTEXT DOCKER_DEFAULT_PLATFORM MAKEFILES MAKEFLAGS MAKELEVEL MFLAGS REGISTRY SCANTLING TAG TRIVY
""".split()

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def start():
    """Starts the engine if it is not up, and makes its environment this process's own."""
    doctor = run(ENGINE, "doctor", expect=None)
    if doctor.returncode:
        skip((doctor.stdout + doctor.stderr).strip())
    run(ENGINE, "up", stderr=None)
    for name in UNWANTED:
        os.environ.pop(name, None)
    lines = run("bash", "-c", 'eval "$("$0" env)" && env -0', ENGINE).stdout.split("\0")
    os.environ.update(line.split("=", 1) for line in lines if "=" in line)


def docker(*arguments, **options):
    return run("docker", *arguments, **options)


def inspect(*names, kind="container"):
    """What the daemon knows of containers, images, networks or volumes."""
    return json.loads(docker(kind, "inspect", *names).stdout) if names else []


ASK = """
import sys, urllib.error, urllib.request
url, text = sys.argv[1], sys.stdin.read()
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    with direct.open(url, text.encode() or None, timeout=5) as answer: print(answer.read().decode())
except (urllib.error.URLError, OSError) as error: sys.exit(f"{url}: {error}")
"""


def ask(url, text=""):
    """The answer to a request from inside the engine's network, where ports are published; None if there is none."""
    done = run(ENGINE, "exec", sys.executable, "-c", ASK, url, input=text, expect=None)
    return None if done.returncode else done.stdout.strip()


def wait_for(what, condition, seconds=60):
    """Until the condition is true; how long that took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise Failed(f"waited {seconds} s for {what}")
        time.sleep(0.3)
    return time.monotonic() - began


class Registry:
    """The engine's registry, as the machine sees it."""

    def __init__(self):
        self.address = os.environ["SCANTLING_ENGINE_REGISTRY"]
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def manifest(self, repository, reference):
        """A manifest or an index, and its digest."""
        url = f"http://{self.address}/v2/{repository}/manifests/{reference}"
        request = urllib.request.Request(url, headers={"Accept": f"{INDEX}, {MANIFEST}"})
        with self.opener.open(request, timeout=20) as answer:
            return json.load(answer), answer.headers["Docker-Content-Digest"]

    def index(self, repository, reference):
        """Platforms of an index with the digest of each, its attestations by the image they are of, and its digest."""
        index, digest = self.manifest(repository, reference)
        images, attestations = {}, {}
        for entry in index.get("manifests", []):
            of = entry.get("annotations", {}).get("vnd.docker.reference.digest")
            if of:
                attestations[of] = entry["digest"]
            else:
                platform = entry["platform"]
                images["/".join(filter(None, (platform["os"], platform["architecture"], platform.get("variant"))))] = (
                    entry["digest"]
                )
        return images, attestations, digest

    def size(self, repository, digest):
        """Compressed bytes of an image's manifest: its configuration and its layers."""
        manifest, _ = self.manifest(repository, digest)
        return manifest["config"]["size"] + sum(layer["size"] for layer in manifest["layers"])
