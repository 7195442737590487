"""Commits and checkouts of the repositories that the proofs make; a commit says the same on every machine."""

import os

from facts import run

# The commit before a first push, as events say it.
NOTHING = "0" * 40

os.environ.update(
    GIT_CONFIG_GLOBAL="/dev/null",
    GIT_CONFIG_NOSYSTEM="1",
    GIT_AUTHOR_NAME="A",
    GIT_AUTHOR_EMAIL="a@localhost",
    GIT_COMMITTER_NAME="A",
    GIT_COMMITTER_EMAIL="a@localhost",
)


def git(folder, *arguments):
    return run("git", *arguments, cwd=folder).stdout.strip()


def commit_all(folder, message):
    """All of a folder as a commit, in a repository that the first commit makes; the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch", "main")
        git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def check_out(repository, sha, checkout):
    """A commit, with the history of all branches and tags."""
    run("git", "clone", "--quiet", "--no-checkout", f"file://{repository}", checkout)
    git(checkout, "fetch", "--quiet", "origin", sha)
    git(checkout, "checkout", "--quiet", "--detach", sha)
    return checkout
