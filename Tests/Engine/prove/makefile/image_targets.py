"""The targets that name, build, push, measure and remove images."""

import re

import yaml

from engine import Registry, docker, inspect

TAG = "prove-make"
REVISION = "org.opencontainers.image.revision"


def platforms(workspace):
    """The platforms of each service, as its spec or the workspace's says."""

    def read(path):
        return yaml.safe_load(path.read_text())

    common = read(workspace.path / "specs/workspace.yaml")["platforms"]
    specs = [read(path) for path in sorted((workspace.path / "specs").glob("*.yaml")) if path.stem != "workspace"]
    return {spec["service"]: spec.get("platforms", common) for spec in specs}


def slug(platform):
    return platform.removeprefix("linux/").replace("/", "-")


def local_names():
    """The local images that this proof has made."""
    return [
        name for name in docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").stdout.split() if TAG in name
    ]


def local_images(tag):
    """Service and platform of the local images with this tag."""
    return sorted(name.split("/")[-1].replace(f":{tag}-", " ") for name in local_names() if f":{tag}-" in name)


def remove_images():
    names = local_names()
    if names:
        docker("image", "rm", *names)


def naming(facts, workspace):
    target = "container-build-control-plane-amd64"

    def names():
        said = workspace.make("--dry-run", target).stdout
        return re.search(r"--tag \S+:(\S+)-amd64", said)[1], re.search(REVISION + r"=(\S+)", said)[1]

    facts.equal("where there is no commit, the tag is 'dev' and the revision unknown", names(), ("dev", "unknown"))
    commit = workspace.commit("all")
    facts.equal("the tag is the commit, the revision is the commit in full", names(), (commit[:7], commit))
    with open(workspace.path / "specs/acci.yaml", "a") as file:
        file.write("# edited\n")
    facts.equal("after an edit the tag is 'dev', and the revision says so", names(), ("dev", f"{commit}-dirty"))
    workspace.run("git", "checkout", "--quiet", ".")


def building(facts, workspace):
    wanted = {f"{service} {slug(platform)}" for service, of in platforms(workspace).items() for platform in of}
    head = workspace.run("git", "rev-parse", "HEAD").stdout.strip()
    workspace.make("container-build", f"TAG={TAG}")
    facts.equal(f"container-build makes {len(wanted)} images", local_images(TAG), sorted(wanted))
    wrong = []
    for service, of in platforms(workspace).items():
        for platform in of:
            image = inspect(f"ghcr.io/acme/{service}:{TAG}-{slug(platform)}", kind="image")[0]
            is_for = "/".join(filter(None, (image["Os"], image["Architecture"], image.get("Variant"))))
            if is_for != platform or image["Config"]["Labels"].get(REVISION) != head:
                wrong.append((service, platform, is_for, image["Config"]["Labels"]))
    facts.equal("each is for its platform, and labelled with the commit", wrong, [])
    for target, images in (
        ("amd64", [name for name in wanted if name.endswith(" amd64")]),
        ("arm-v7", ["connector-gateway arm-v7"]),
        ("agent", ["agent amd64", "agent arm64"]),
        ("indexer-amd64", ["indexer amd64"]),
    ):
        workspace.make(f"container-build-{target}", f"TAG={TAG}-{target}")
        facts.equal(
            f"container-build-{target} makes {len(images)} of them", local_images(f"{TAG}-{target}"), sorted(images)
        )


def pushing(facts, workspace):
    pushed(facts, workspace, "container-push", "ghcr.io/acme", platforms(workspace))
    loopback = f"{Registry().address}/{TAG}"
    service = "connector-gateway"
    pushed(facts, workspace, f"container-push-{service}", loopback, {service: platforms(workspace)[service]})
    _, _, digest = Registry().index("acme/agent", TAG)
    signed = workspace.make("--silent", "container-sign-agent", f"TAG={TAG}", "COSIGN=echo").stdout.strip()
    facts.equal(
        "container-sign signs by digest (cosign is 'echo' here)", signed, f"sign --yes ghcr.io/acme/agent@{digest}"
    )


def pushed(facts, workspace, target, address, services):
    """What the registry holds after a push to an address of it."""
    registry = Registry()
    said = workspace.make(target, f"TAG={TAG}", f"REGISTRY={address}").stdout
    for service, of in services.items():
        images, attestations, digest = registry.index(f"{address.split('/', 1)[1]}/{service}", TAG)
        facts.equal(f"{target}: {address}/{service} is an index of {', '.join(of)}", sorted(images), sorted(of))
        facts.equal("and of what attests each", sorted(attestations), sorted(images.values()))
        ends = re.findall(rf"^{address}/{service}@.*", said, re.MULTILINE)
        facts.equal("and make prints its reference by digest", ends, [f"{address}/{service}@{digest}"])


def measuring(facts, workspace):
    registry = Registry()
    said = workspace.make("container-size", f"TAG={TAG}").stdout
    measured = re.findall(r"^(\S+) (\S+): (\S+) MB compressed(?:, budget (\S+))?$", said, re.MULTILINE)
    facts.equal(
        "container-size measures every image",
        sorted(line[:2] for line in measured),
        sorted((service, platform) for service, of in platforms(workspace).items() for platform in of),
    )
    for service, platform, size, budget in measured:
        there = registry.size(f"acme/{service}", registry.index(f"acme/{service}", TAG)[0][platform]) / 1e6
        facts.holds(
            f"{service} {platform}: {size} MB of {budget or 'any'}; {there:.2f} MB in the registry",
            abs(float(size) - there) < 0.1 + there / 50,
        )
    workspace.edit("specs/agent.yaml", "size-budget: 150MB", "size-budget: 3MB")
    workspace.generate()
    over = workspace.make("container-size-agent", f"TAG={TAG}", expect=None)
    for platform in ("linux/amd64", "linux/arm64"):
        line = next((line for line in over.stderr.splitlines() if line.startswith(f"agent {platform}: ")), over.stderr)
        facts.holds(
            f"with a budget of 3MB it fails: '{line}'",
            over.returncode == 2 and re.search(r": \d+\.\d MB compressed is over the budget of 3MB$", line),
        )
    workspace.edit("specs/agent.yaml", "size-budget: 3MB", "size-budget: 150MB")
    workspace.generate()


def cleaning(facts, workspace):
    docker("tag", f"ghcr.io/acme/agent:{TAG}-amd64", f"ghcr.io/acme/agent:{TAG}-kept")
    ours = {
        f"ghcr.io/acme/{service}:{TAG}-{slug(platform)}"
        for service, of in platforms(workspace).items()
        for platform in of
    }
    before = set(local_names())
    workspace.make("container-clean", f"TAG={TAG}")
    facts.equal(
        f"of {len(before)} images container-clean removes the {len(ours)} with its tag, and no others",
        before - set(local_names()),
        ours,
    )
    facts.equal("with nothing to remove it succeeds too", workspace.make("container-clean", f"TAG={TAG}").returncode, 0)
