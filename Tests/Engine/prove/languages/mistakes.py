"""Mistakes that a template could make, put into generated files, to see the proof turn red."""

from breakages import Breakage

HEALTHY, ANSWERS, BUILDS, STOPS = "healthy by its own check", "answers on port", "builds without", "stops on SIGTERM"

COMPOSE = "../../compose.yaml"
TAG = "${TAG:?set TAG to the tag of the images to run}"

MISTAKES = {
    "port": (
        Breakage("node-plain", 'ENV PORT="3000"', 'ENV PORT="3099"', HEALTHY),
        Breakage("php-fpm", "listen = 9000", "listen = 9099", HEALTHY),
        Breakage("pages", "listen 8080;", "listen 8099;", HEALTHY),
    ),
    "copy": (
        Breakage("java", "COPY --from=build /src/target/service.jar app.jar\n", "", HEALTHY),
        Breakage("php-fpm", "COPY --from=extensions /usr/local/lib/php/extensions", "# ", ANSWERS),
        Breakage("ruby", "COPY --from=build /usr/local/bundle /usr/local/bundle/\n", "", HEALTHY),
    ),
    "lock": (
        Breakage("elixir", "mix.lock* ./", "./", BUILDS),
        Breakage("node-built", "Tests/Engine/languages/node-built/package-lock.json", "", BUILDS),
    ),
    "packages": (
        Breakage("c", "ninja-build", "", BUILDS),
    ),
    "read-only": (
        Breakage("pages", "pid /tmp/nginx.pid", "pid /run/nginx.pid", HEALTHY),
    ),
    "stop": (
        Breakage("php-cli", f"php-cli:{TAG}\n    init: true\n", f"php-cli:{TAG}\n", STOPS, COMPOSE),
    ),
    "user": (
        Breakage("deno", "USER 65532:65532\n", "", "its first process runs as that user and group"),
    ),
}
