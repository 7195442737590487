"""Reports of findings: valid by the schema of SARIF 2.1.0, and as GitHub's code scanning reads them."""

import importlib.metadata
import json
import sys
import urllib.parse

import jsonschema

from findings import Findings


def schema():
    """The schema of OASIS, which a package carries."""
    files = importlib.metadata.files("linceo") or []
    path = next(file for file in files if file.name == "sarif-schema-2.1.0.json")
    return json.loads(path.read_text(encoding="utf-8"))


VALIDATOR = jsonschema.Draft4Validator(schema())


def examine(path, findings):
    def say(text):
        findings.add(path, 0, text)

    with open(path, encoding="utf-8") as file:
        log = json.load(file)
    for error in VALIDATOR.iter_errors(log):
        place = "/".join(map(str, error.absolute_path))
        say(f"the schema has it that {place}: {error.message[:300]}")
    for run in log.get("runs", []):
        examine_run(run, say)


def examine_run(run, say):
    rules = run.get("tool", {}).get("driver", {}).get("rules", [])
    ids = [rule.get("id") for rule in rules]
    if len(set(ids)) != len(ids):
        say("a rule is there twice")
    for rule in rules:
        for member in ("shortDescription", "help"):
            if not rule.get(member, {}).get("text"):
                say(f"rule {rule.get('id')} has no text for {member}")
        if not rule.get("help", {}).get("markdown", "").startswith(f"# {rule.get('id')}\n"):
            say(f"rule {rule.get('id')} has no page")
    if run.get("columnKind") != "unicodeCodePoints":
        say("columns are not counted in code points")
    results = run.get("results", [])
    prints = [str(result["partialFingerprints"]) for result in results if "partialFingerprints" in result]
    if len(set(prints)) != len(prints):
        say("two results have one fingerprint")
    for result in results:
        index = result.get("ruleIndex", -1)
        if not 0 <= index < len(ids) or ids[index] != result.get("ruleId"):
            say(f"ruleIndex {index} is not that of {result.get('ruleId')}")
        if "locations" in result and "partialFingerprints" not in result:
            say("a result has no fingerprint")
        for location in locations(result):
            examine_location(location, say)


def locations(result):
    for location in result.get("locations", []) + result.get("relatedLocations", []):
        yield location.get("physicalLocation", {})
    for fix in result.get("fixes", []):
        for change in fix.get("artifactChanges", []):
            for replacement in change.get("replacements", []):
                yield {"artifactLocation": change.get("artifactLocation"), "region": replacement.get("deletedRegion")}


def examine_location(location, say):
    uri = (location.get("artifactLocation") or {}).get("uri", "")
    parts = urllib.parse.urlsplit(uri)
    if not uri or parts.scheme or parts.netloc or uri.startswith("/") or ".." in uri.split("/"):
        say(f"'{uri}' is not relative to the root of the sources")
    if urllib.parse.quote(urllib.parse.unquote(uri, errors="strict"), safe="/") != uri:
        say(f"'{uri}' is not percent-encoded")
    region = location.get("region") or {}
    start = (region.get("startLine", 0), region.get("startColumn", 0))
    end = (region.get("endLine", 0), region.get("endColumn", 0))
    if min(start + end) < 1 or end < start:
        say(f"{start} to {end} is no region")


Findings().judge(sys.argv[1:], examine)
