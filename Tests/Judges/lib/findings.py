"""Findings of the Python judges: `path:line: what is wrong`, and exit status 1 if there are any."""

import sys


class Findings:
    def __init__(self):
        self.count = 0

    def add(self, path, line, text):
        self.count += 1
        print(f"{path}:{line}: {text}" if line else f"{path}: {text}")

    def judge(self, paths, examine):
        """Examines every file; one that cannot be read is a finding and no end."""
        for path in paths:
            try:
                examine(path, self)
            except Exception as error:  # each reader has errors of its own
                self.add(path, 0, f"{type(error).__name__}: {error}")
        sys.exit(1 if self.count or not paths else 0)
