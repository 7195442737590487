"""What the proofs print: a line for each fact, what failed once more at the end, and the count on the last line."""

import os
import subprocess
import sys
import traceback
from contextlib import contextmanager


class Failed(Exception):
    """Something that facts rest on did not work."""


class Facts:
    def __init__(self):
        self.passed = 0
        self.failures = []

    def holds(self, fact, condition, otherwise=""):
        """Prints the fact, and what was found instead if it does not hold."""
        if condition:
            self.passed += 1
            print(f"ok   {fact}", flush=True)
        else:
            otherwise = str(otherwise)
            otherwise = otherwise if len(otherwise) < 1500 else otherwise[:700] + " ... " + otherwise[-700:]
            self.failures.append(f"{fact}: {otherwise}" if otherwise else fact)
            print(f"FAIL {self.failures[-1]}", flush=True)

    def equal(self, fact, found, expected):
        self.holds(fact, found == expected, f"expected {expected!r}, found {found!r}")

    def note(self, text):
        print(f"     {text}", flush=True)

    @contextmanager
    def part(self, title):
        """Facts that belong together. If they cannot be looked at, that is a failure, and the next part begins."""
        print(f"{title}:", flush=True)
        try:
            yield
        except Exception as error:  # a proof goes on, so that all failures are known
            if not isinstance(error, Failed):
                traceback.print_exc()
            self.holds(f"{title}: can be proved", False, f"{type(error).__name__}: {error}")

    def close(self):
        """Prints the end; the exit status."""
        for failure in self.failures:
            print(f"failed: {failure}")
        print(f"{self.passed} passed, {len(self.failures)} failed", flush=True)
        return 1 if self.failures else 0


def skip(reason):
    """Ends the proof where it cannot run; in continuous integration that is a failure."""
    print(f"skipped: {reason}")
    sys.exit(1 if os.environ.get("CI") == "true" else 0)


def run(*command, expect=0, env=None, inherit=True, input="", **options):
    """Runs a command to its end, with `env` beside what it inherits. `expect` is its exit status, None is any."""
    command = [str(word) for word in command]
    environment = {**(os.environ if inherit else {}), **(env or {})}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 900, **options}
    done = subprocess.run(command, env=environment, input=input, text=True, errors="replace", **options)
    if expect is not None and done.returncode != expect:
        said = ((done.stdout or "") + (done.stderr or "")).strip().splitlines()[-8:]
        raise Failed(f"'{' '.join(command)}' ended with {done.returncode}: " + "\n       ".join(said))
    return done
