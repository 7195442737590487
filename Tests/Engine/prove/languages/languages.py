"""What is expected of the services in each language, said once more, so that the specs do not prove themselves."""

from dataclasses import dataclass

# What a process ends with that SIGTERM ends, and that says so.
TERMINATED = 128 + 15


@dataclass(frozen=True)
class Service:
    name: str
    port: int
    # Where its package 'greeting' comes from; or why it has none.
    package: str = ""
    no_package: str = ""
    # What else it answers.
    more: tuple = ()
    status: int = 0
    # What it speaks.
    production: str = "http"
    development: str = "http"
    user: str = "65532:65532"

    @property
    def dockerfile(self):
        return f"generated/services/{self.name}/Dockerfile"

    @property
    def answer(self):
        """What it answers: its name, and what its package makes of that."""
        greeting = {"greeting": f"hello from {self.name}"} if self.package else {}
        return {"service": self.name, **greeting, **dict(self.more)}


MAVEN = "Debian's repository of Maven's kind"
NPM = "a registry of npm's kind"
COMPOSER = "a folder that Composer is told of"

SERVICES = (
    Service("c", 8083, no_package="C has no package manager here"),
    Service("cpp", 8082, no_package="C++ has no package manager here"),
    Service("deno", 8000, no_package="Deno's registries have no stand-in"),
    Service("elixir", 4000, "a repository of git; Hex has no stand-in"),
    Service("gradle", 8085, MAVEN, status=TERMINATED),
    Service("java", 8084, MAVEN, status=TERMINATED),
    Service("kotlin", 8086, MAVEN, status=TERMINATED),
    Service("node-built", 3001, NPM),
    Service("node-plain", 3000, NPM),
    Service("pages", 8080, no_package="a site as it is has none"),
    Service("php-cli", 9001, COMPOSER, status=TERMINATED),
    Service("php-fpm", 9000, COMPOSER, more=(("sum", "3"),), production="fastcgi"),
    Service("ruby", 3002, "a folder that Bundler is told of; it is compiled"),
    Service("site", 8081, NPM),
)

# Templates that another proof runs.
RUN_ELSEWHERE = {
    "go": "prove-images runs it",
    "python": "prove-images runs it",
    "rust": "prove-images runs it",
}

# What no stand-in is made for, each a template and perhaps what of it.
NOT_RUN = {
    "dotnet": "Debian has no .NET SDK",
    "swift": "Debian has none; the machine's has 1.4 GB, and is linked with libraries that the stand-ins lack",
    "elixir, Phoenix": "Hex's packages have no stand-in",
    "java, Spring Boot": "Debian's repository of Maven's kind does not have it",
    "node, bun": "Debian has no bun",
    "node, next and nuxt": "Debian has neither",
    "node, pnpm": "Debian has no pnpm",
    "node, yarn and yarn-classic": "Debian has no yarn of one file, as Corepack fetches it",
    "ruby, Rails": "Debian's gems are not packed for Bundler",
    "all, Alpine": "stand-ins are made of Debian; of static's server there is one that has the name alone",
}
