"""What is expected of each service of the example, said once more, so that the specs do not prove themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    # Part of the instruction that fetches or compiles dependencies, and of the one that builds the sources.
    dependencies: str
    build: str
    # A file below the service's folder that prints 'listening on', and a folder whose files no build needs.
    source: str
    unneeded: str
    # Programs that a development image has.
    tools: tuple[str, ...]
    has_shell: bool = False


GO = Language("go mod download", "go build", "main.go", "bin", ("go version",))
RUST = Language("cargo build --release", "cargo install", "src/main.rs", "target",
                ("cargo --version", "rustc --version"))
PYTHON = Language("--no-install-project", "--no-editable", "indexer/server.py", "tests",
                  ("python --version", "uv --version"), has_shell=True)


@dataclass(frozen=True)
class Service:
    name: str
    language: Language
    port: int
    # Megabytes, compressed.
    budget: int | None
    # Platforms that are compiled for on another one.
    cross: tuple[str, ...] = ()
    # Platforms that only a machine of that kind, or an emulator, builds for.
    native: tuple[str, ...] = ()
    user: str = "65532:65532"
    main: str | None = None

    @property
    def folder(self):
        return f"Tests/Services/{self.name}"

    @property
    def source(self):
        """The file that prints where the service listens."""
        return f"{self.folder}/{self.main or self.language.source}"

    @property
    def dockerfile(self):
        return f"generated/services/{self.name}/Dockerfile"

    @property
    def program(self):
        return f"usr/local/bin/{self.name}"


SERVICES = (
    Service("control-plane", GO, 8080, 100, ("linux/arm64",), main="cmd/control-plane/main.go"),
    Service("connector-gateway", GO, 8081, 100, ("linux/arm64", "linux/arm/v7")),
    Service("execution-plane", RUST, 8082, 150, ("linux/arm64",)),
    Service("agent", RUST, 8083, 150, ("linux/arm64",)),
    Service("indexer", PYTHON, 8084, 200, native=("linux/arm64",)),
    Service("acci", RUST, 8080, None, ("linux/ppc64le",), user="10001:10001"),
)
