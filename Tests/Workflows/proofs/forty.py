"""A workspace of forty services, and what its workflows find of a change."""

import json
import re

from runner import Job

WORKSPACE = """\
workspace: forty
registry: ghcr.io/forty
platforms: [linux/amd64, linux/arm64]
output: generated
sources: apps
shared:
  protocols: { path: proto, before: sources }
  common: libs/common
"""

# Some have one folder, and one has its own inside such a folder. Some name shared inputs.
SHARED_GO = ["api-a", "api-b", "api-c"]
SHARED_RUST = ["worker-a", "worker-b"]
SERVICES = [
    *(("go", f"go-{number:02}") for number in range(11)),
    ("go", "go-11", None, ["protocols"]),
    *(("rust", f"rust-{number:02}") for number in range(10)),
    *(("python", f"python-{number:02}") for number in range(10)),
    ("python", "python-10", None, ["protocols"]),
    ("python", "python-11", None, ["common", "protocols"]),
    *(("go", name, "platform") for name in SHARED_GO),
    *(("rust", name, "crates") for name in SHARED_RUST),
    ("rust", "tool", "crates/tool"),
]
SHARED_PROTOCOLS = ["go-11", "python-10", "python-11"]
NAMES = sorted(service[1] for service in SERVICES)
GO = sorted(service[1] for service in SERVICES if service[0] == "go")


def found(workflows, event, workflow="containers.yml"):
    """Services that are to be built, with the outputs that say it and the summary for people."""
    done = Job(workflows, workflow, "changes", event).step("Find the services that the change concerns")
    rows = [row for name, value in done.outputs.items() if name.startswith("build") for row in json.loads(value)]
    return sorted({row["service"] for row in rows}), done


def table(path):
    """The table of services in a workflow."""
    text = path.read_text()
    return json.loads(re.search(r"<<'JSON'\n(.*?)\n *JSON\n", text, re.DOTALL)[1])
