"""Facts about one thing, whose name stands before each."""

import traceback
from contextlib import contextmanager

from facts import Failed


class Subject:
    def __init__(self, facts, name):
        self.facts = facts
        self.name = name

    def holds(self, fact, condition=True, otherwise=""):
        self.facts.holds(f"{self.name}: {fact}", condition, otherwise)
        return bool(condition)

    def note(self, text):
        self.facts.note(f"{self.name}: {text}")

    @contextmanager
    def attempt(self, fact):
        """What facts rest on; if it cannot be done, that is a failure, and the rest goes on."""
        try:
            yield
        except Exception as error:  # a proof goes on, so that all failures are known
            if not isinstance(error, Failed):
                traceback.print_exc()
            self.holds(fact, False, f"{type(error).__name__}: {error}")
