#!/usr/bin/env python3
"""Runs shellcheck on every 'run:' block of the given workflow files, and refuses expressions in them.

    workflow_shell.py generated/.github/workflows/*.yml

GitHub puts expressions into a script before bash sees it, so a script must not hold any. A variable in capitals has to
be in the environment that the workflow gives the script. Prints a line for each block and a count; exits with 1 if
there are findings, with 64 if no file is given.
"""

import subprocess
import sys

import yaml

# What the runner gives every script, as far as ours use it.
RUNNER = """GITHUB_EVENT_NAME GITHUB_OUTPUT GITHUB_REF GITHUB_REF_NAME GITHUB_REPOSITORY GITHUB_SHA GITHUB_STEP_SUMMARY
GITHUB_WORKSPACE RUNNER_TEMP""".split()


def blocks(path):
    """Title, shell, environment and script of each block."""
    with open(path, encoding="utf-8") as file:
        workflow = yaml.load(file, Loader=yaml.BaseLoader)
    for job_id, job in workflow["jobs"].items():
        for number, step in enumerate(job.get("steps", []), 1):
            if "run" not in step:
                continue
            levels = [workflow, job, step]
            shells = [level.get("defaults", {}).get("run", {}).get("shell") for level in levels[:2]]
            environment = [name for level in levels for name in level.get("env", {})]
            shell = step.get("shell") or shells[1] or shells[0]
            yield f"{job_id}: {step.get('name', number)}", shell, environment, step["run"]


def findings(shell, environment, script):
    found = []
    if shell != "bash":
        found.append("the shell is not bash, so a pipeline does not fail where a command before its last one does")
    if "${{" in script:
        found.append("an expression in the script; pass its value through 'env'")
    # GitHub runs it as 'bash --noprofile --norc -eo pipefail'. One line, so that findings are off by just one.
    prologue = "set -eo pipefail; export " + " ".join(f"{name}=''" for name in RUNNER + environment) + "\n"
    check = ["shellcheck", "--shell=bash", "--enable=check-unassigned-uppercase", "--format=gcc", "-"]
    result = subprocess.run(check, input=prologue + script, capture_output=True, text=True)
    found += result.stdout.splitlines()
    if result.returncode not in (0, 1):
        found.append(result.stderr.strip() or f"shellcheck ended with {result.returncode}")
    return found


def main(paths):
    if not paths:
        print(__doc__.strip(), file=sys.stderr)
        return 64
    count = failed = 0
    for path in paths:
        for title, shell, environment, script in blocks(path):
            found = findings(shell, environment, script)
            count += 1
            failed += bool(found)
            print(f"{'FAIL' if found else 'ok  '} {path}: {title}")
            for line in found:
                print(f"     {line}")
    print(f"{count} blocks in {len(paths)} files, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
