"""Whether the paths that a change is compared with are those that Dockerfiles copy."""

import posixpath
import random
import re
from fnmatch import fnmatch

import dockerfile
from forty import SERVICES, WORKSPACE, found, table
from repository import ROOT, Repository
from runner import Workflows


def copied(text):
    """What a Dockerfile copies out of the build context, as BuildKit's parser reads it; not what it fetches."""
    return [
        source.rstrip("/")
        for instruction in dockerfile.parse_string(text)
        if instruction.cmd.upper() in ("COPY", "ADD")
        and not any(flag.startswith("--from") for flag in instruction.flags)
        for source in instruction.value[:-1]
        if "://" not in source
    ]


def covers(inputs, source):
    return any(path == "." or fnmatch(source, path) or source.startswith(f"{path}/") for path in inputs)


def nothing_copied_is_missing(facts):
    """In every workspace that is committed here, and in the one of forty."""
    with Repository(WORKSPACE, SERVICES) as forty:
        folders = [ROOT, *sorted(ROOT.glob("Tests/GoldenTests/Fixtures/*")), forty.path]
        for folder in folders:
            count, missing = 0, []
            for workflow in sorted((folder / "generated/.github/workflows").glob("container*.yml")):
                for row in table(workflow):
                    # A Dockerfile of a service's own may have a context of its own.
                    context = row.get("context", "")
                    sources = [
                        posixpath.normpath(posixpath.join(context, source))
                        for source in copied((folder / row["dockerfile"]).read_text())
                    ]
                    count += len(sources)
                    missing += [f"{workflow.name}: {source}" for source in sources if not covers(row["inputs"], source)]
                    own = {row["dockerfile"], row["dockerfile"] + ".dockerignore"}
                    missing += sorted(own - set(row["inputs"]))
            facts.equal(f"{folder.name}: all of {count} copied paths are inputs", (missing, count > 0), ([], True))


def ignored(path, rules):
    """A path is left out, by the rules of an ignore file: the last one that matches decides."""
    out = False
    for rule in rules:
        pattern = rule.removeprefix("!")
        parts = re.split(r"(\*\*/|\*)", pattern)
        regex = "".join({"**/": "(.*/)?", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts)
        if re.fullmatch(f"{regex}(/.*)?", path):
            out = not rule.startswith("!")
    return out


def any_file(facts):
    """A file that changes concerns the services whose Dockerfile copies it, by another reading than the workflow's."""
    random.seed(40)
    shared = ["proto/orders.proto", "libs/common/common/money.py", "libs/common/tests/test_money.py"]
    with Repository(WORKSPACE, SERVICES) as repository:
        for file in shared:
            repository.write(file, "shared\n")
        first = repository.commit()
        readings = {}
        for row in table(repository.path / "generated/.github/workflows/containers.yml"):
            text = (repository.path / row["dockerfile"]).read_text()
            rules = (repository.path / f"{row['dockerfile']}.dockerignore").read_text().splitlines()
            rules = [rule for rule in rules if rule and not rule.startswith("#")]
            own = [row["dockerfile"], f"{row['dockerfile']}.dockerignore", f"specs/{row['service']}.yaml"]
            readings[row["service"]] = (copied(text), rules, own)
        files = repository.git("ls-files").splitlines()
        files = [file for file in files if "/workflows/" not in file]
        workflows = Workflows(repository.path / "generated/.github/workflows")
        wrong = []
        sample = [*shared, *random.sample(files, 30)]
        for file in sample:
            commit = repository.aside(first, lambda file=file: repository.write(file, "changed\n"))
            expected = sorted(
                service
                for service, (sources, rules, own) in readings.items()
                if file in own or covers(sources, file) and not ignored(file, rules)
            )
            services, _ = found(workflows, repository.push(commit, first))
            if services != expected:
                wrong.append(f"{file}: expected {expected}, found {services}")
        facts.equal(f"each of {len(sample)} of {len(files)} files concerns who copies it", wrong, [])


PARTS = (nothing_copied_is_missing, any_file)
