#!/usr/bin/env python3
"""Facts that hold for every generated compose file and that its schema does not know.

usage: compose_facts.py <compose file>...

- there is no 'version'
- no variable holds a secret in the clear; a variable *_FILE names a secret that the service has
- services that are waited for exist, and have a health check where one waits for their health
- every named volume and every secret is declared and used
- images are pinned by digest, or are ours with ${TAG:?…}; other services are built, from a Dockerfile that exists
"""

import os
import re
import sys

import yaml
from findings import Findings

SECRET = re.compile(
    r"PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|(API|ACCESS|PRIVATE|SIGNING)_?KEY(?!_ID$)", re.I
)
# Without a default: that would be the secret.
REFERENCE = re.compile(r"\$\w+|\$\{\w+(:?\?[^}]*)?\}")
# A default is what stands there where nothing is set, and its colon is not that of an address.
DEFAULT = re.compile(r"\$\{\w+:?-([^}]*)\}")
URL_WITH_PASSWORD = re.compile(r"://[^/@\s:]*:(?!\$)[^/@\s]+@")
PINNED = re.compile(r"@sha256:[0-9a-f]{64}$|:\$\{TAG:\?[^}]*\}$")


def entries(value):
    """A map, or a list of `key=value`, as a map."""
    if isinstance(value, list):
        return {k: (v if separator else None) for k, separator, v in (str(e).partition("=") for e in value)}
    return value or {}


def volume_of(mount):
    """The named volume of a mount, short or long."""
    if isinstance(mount, str):
        source = mount.split(":")[0] if ":" in mount else ""
        return source if re.match(r"[A-Za-z0-9]", source) else None
    return mount.get("source") if mount.get("type") == "volume" else None


def secret_of(use):
    """A secret and its path in the container."""
    name, target = (use, None) if isinstance(use, str) else (use["source"], use.get("target"))
    return name, os.path.join("/run/secrets", target or name)


def check_environment(service, found):
    paths = {path for _, path in map(secret_of, service.get("secrets", []))}
    for key, value in entries(service.get("environment")).items():
        text = "" if value is None else str(value)
        if key.endswith("_FILE"):
            if text.startswith("/run/secrets/") and text not in paths:
                found(f"{key} names {text}, which is no secret of this service")
        elif SECRET.search(key) and text and not REFERENCE.fullmatch(text):
            found(f"{key} is a secret in the clear")
        if URL_WITH_PASSWORD.search(DEFAULT.sub(r"\1", text)):
            found(f"{key} has a password in an address")


def check_image(path, service, found):
    image, build = service.get("image"), service.get("build")
    if image and not PINNED.search(str(image)):
        found(f"image {image} has neither a digest nor ${{TAG:?…}}")
    if not image and not build:
        found("neither 'image' nor 'build'")
    if build:
        build = {"context": build} if isinstance(build, str) else build
        context = os.path.join(os.path.dirname(path), build.get("context", "."))
        if not os.path.isfile(os.path.join(context, build.get("dockerfile", "Dockerfile"))):
            found(f"there is no {build.get('dockerfile', 'Dockerfile')} in {build.get('context', '.')}")


def check_needs(service, services, found):
    needs = service.get("depends_on", {})
    needs = dict.fromkeys(needs, {}) if isinstance(needs, list) else needs
    for name, need in needs.items():
        if name not in services:
            found(f"depends_on {name}, which is no service")
        elif need.get("condition") == "service_healthy" and "healthcheck" not in services[name]:
            found(f"waits for the health of {name}, which has no health check")


def examine(path, findings):
    with open(path, encoding="utf-8") as stream:
        document = yaml.safe_load(stream)
    services = document.get("services") or {}
    used = {"volume": set(), "secret": set()}

    if "version" in document:
        findings.add(path, 0, "'version' is obsolete")
    if not services:
        findings.add(path, 0, "no services")
    for name, service in services.items():
        def found(text, name=name):
            findings.add(path, 0, f"services.{name}: {text}")

        check_image(path, service, found)
        check_environment(service, found)
        check_needs(service, services, found)
        used["volume"] |= set(filter(None, map(volume_of, service.get("volumes", []))))
        build = service.get("build")
        own = build.get("secrets", []) if isinstance(build, dict) else []
        used["secret"] |= {secret for secret, _ in map(secret_of, service.get("secrets", []) + own)}
    for kind, names in used.items():
        declared = set(document.get(f"{kind}s") or {})
        for name in sorted(names - declared):
            findings.add(path, 0, f"the {kind} {name} is used and not declared")
        for name in sorted(declared - names):
            findings.add(path, 0, f"the {kind} {name} is declared and not used")


Findings().judge(sys.argv[1:], examine)
