"""Command line: serve by default, or probe a running service with `health`."""

import os
import sys

from . import server

DEFAULT_PORT = 8084
EXIT_USAGE = 64


def main(arguments: list[str]) -> int:
    actions = {(): server.serve, ("health",): server.probe}
    action = actions.get(tuple(arguments))
    if action is None:
        print(f"usage: {server.NAME} [health]", file=sys.stderr)
        return EXIT_USAGE
    try:
        action(port_from_environment())
    except (OSError, ValueError, server.ProbeError) as error:
        print(f"{server.NAME}: {error}", file=sys.stderr)
        return 1
    return 0


def port_from_environment() -> int:
    value = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise ValueError(f"PORT must be a number from 1 to 65535, not {value!r}")
    return int(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
