"""Mistakes that a template could make, put into generated files, to see the proof turn red."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Breakage:
    service: str
    old: str
    new: str
    # Part of the fact that must fail.
    red: str
    file: str = "Dockerfile"


def sources(service):
    return f"COPY Tests/Services/{service} ./\n"


BREAKAGES = {
    "port": (
        Breakage("control-plane", 'ENV PORT="8080"', 'ENV PORT="8099"', "answers on port 8080"),
        Breakage("indexer", 'CMD ["python"', 'CMD ["env", "PORT=8099", "python"', "healthy by its own check"),
    ),
    "copy": (
        Breakage("control-plane", sources("control-plane"), "", "builds for linux/amd64"),
        Breakage("indexer", sources("indexer"), "", "healthy by its own check"),
    ),
    "user": (
        Breakage("control-plane", "USER 65532:65532\n", "", "its first process runs as that user and group"),
        Breakage("acci", "USER 10001:10001", "USER root", "its first process runs as that user and group"),
    ),
    "context": (
        Breakage("agent", "\n*\n", "\n", "its ignore file lets", "Dockerfile.dockerignore"),
        Breakage("indexer", "**/.env\n", "", "nothing that its ignore file keeps out", "Dockerfile.dockerignore"),
    ),
    "layers": (
        Breakage("control-plane", "RUN go mod download", sources("control-plane") + "RUN go mod download",
                 "dependencies come from the cache"),
        Breakage("acci", "Tests/Services/acci/Cargo.toml Tests/Services/acci/Cargo.lock", "Tests/Services/acci",
                 "dependencies come from the cache"),
    ),
    "platform": (
        Breakage("control-plane", 'GOARCH="$TARGETARCH"', "GOARCH=amd64", "is an ELF of machine 183"),
        Breakage("agent", "FROM gcr.io", "FROM --platform=$BUILDPLATFORM gcr.io", "no binary in the image"),
    ),
    "size": (
        Breakage("control-plane", "USER", "COPY --from=build /usr /builder\nUSER", "MB compressed"),
    ),
    "stop": (
        Breakage("agent", "ENTRYPOINT", "STOPSIGNAL SIGKILL\nENTRYPOINT", "stops on SIGTERM"),
    ),
    "shell": (
        Breakage("agent", "USER", "COPY --from=target-amd64 /bin/sh /bin/\nUSER", "no shell runs in it"),
    ),
}


def apply(breakage, workspace):
    workspace.edit(f"generated/services/{breakage.service}/{breakage.file}", breakage.old, breakage.new)


def was_seen(breakage, failures):
    return any(line.startswith(f"{breakage.service}: ") and breakage.red in line for line in failures)


def judge(facts, name, mistakes):
    """Prints whether the proof saw the mistakes; the exit status."""
    unseen = [mistake for mistake in mistakes if not was_seen(mistake, facts.failures)]
    for mistake in unseen:
        print(f"not seen: {mistake.service}: {mistake.red}")
    print(f"--break {name}: " + ("the proof did not see it" if unseen else "red, as it must be"))
    return 1 if unseen else 0
