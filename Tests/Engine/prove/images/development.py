"""Development images: built as they are, where no network is needed; and without the tools that need one."""

from builds import best, build
from engine import docker
from layers import is_quiet

TOOLS = "  tools: [cargo-watch, cargo-audit]\n"


def prove_development(it, workspace, service, run):
    """Whether the service runs in it is for the development compose file to show."""
    dockerfile, tag = f"{service.dockerfile}.dev", f"{run}/{service.name}:development"
    with it.attempt("the development image builds"):
        first = build(workspace.path, dockerfile, tag=tag)
        it.holds(f"the development image builds in {first.seconds:.1f} s")
        for command in service.language.tools:
            it.holds(f"it has {docker('run', '--rm', tag, *command.split()).stdout.strip()}")
        again = best(lambda: build(workspace.path, dockerfile), is_quiet)
        it.holds("a second build finds every step in the cache", is_quiet(again), again.rerun)


def drop_tools(it, workspace, service):
    """Takes out of the spec what would be installed from a network, having tried."""
    tried = docker("buildx", "build", "--progress", "plain", "--network", "none", "--file", f"{service.dockerfile}.dev",
                   ".", cwd=workspace.path, expect=None)
    it.holds("the development image as it is stops where it installs tools from a network, for want of one",
             tried.returncode and "Could not resolve host" in tried.stderr, tried.stderr)
    it.note(f"not proved: that its development image installs{TOOLS.partition(':')[2].rstrip()}; left out from here on")
    workspace.edit(f"specs/{service.name}.yaml", TOOLS, "")
    workspace.generate()
